import { plusDays } from '../japanese/calendar.ts'
import { replacementsOf, statusOf, validityOn } from '../knowledge/knowledge.ts'
import type { Day, GuidanceDocument, Status } from '../vocabulary/types.ts'

/** A period that ends within this many days is worth a look now. */
const SOON_DAYS = 45
/** Guidance without an end that is older than this may speak for a day long gone. */
const OLD_DAYS = 2 * 365

export type Attention = 'soon' | 'old' | 'unknown' | null

export interface Validity {
  status: Status
  attention: Attention
  /** Ids of the documents that replace this one. */
  replacedBy: string[]
}

/** Whether each document speaks for today, and which of them an editor should look at. */
export const validities = (documents: readonly GuidanceDocument[], today: Day): Map<string, Validity> => {
  const replacements = replacementsOf(documents)
  const replacedBy = new Map<string, string[]>()
  for (const { id, supersedes } of documents) {
    for (const old of supersedes) replacedBy.set(old, [...(replacedBy.get(old) ?? []), id])
  }
  const of = (document: GuidanceDocument): Validity => {
    const { id, period, issued } = document
    const newer = replacedBy.get(id) ?? []
    const to = typeof period === 'string' ? null : period.to
    const status = statusOf(validityOn({ ...document, document: id }, replacements, today))
    const soon = to !== null && to >= today && to <= plusDays(today, SOON_DAYS)
    const old = issued !== null && issued < plusDays(today, -OLD_DAYS)
    const attention =
      status !== 'current' ? null : soon ? 'soon' : old ? 'old' : period === 'unknown' ? 'unknown' : null
    return { status, attention, replacedBy: newer }
  }
  return new Map(documents.map((document) => [document.id, of(document)]))
}

export const periodInWords = (period: GuidanceDocument['period']): string => {
  if (period === 'unknown') return '期間の記載なし'
  if (period === 'none') return '期間なし'
  return `${period.from ?? ''}〜${period.to ?? ''}`
}
