/** What holds on a day. The one function that says so; every room asks it. */
import { fiscalYearOf } from '../japanese/calendar.ts'
import type { Day, GuidanceDocument, Passage, Status } from '../vocabulary/types.ts'

/**
 * - current: within a period that the source names, or a programme's document of this fiscal year
 * - ended: its period is over, and a newer document took its place
 * - lapsed: its period is over, and nothing newer is known
 * - unconfirmed: an older year's document of something that may have gone on
 * - superseded: replaced by a newer document
 * - timeless: a statistic, a guide, a case: it tells of its own day and does not run out
 */
export const standings = ['current', 'ended', 'lapsed', 'unconfirmed', 'superseded', 'timeless'] as const
export type Standing = (typeof standings)[number]

/** Per document: the days on which documents that replace it were issued; null where such a document bears none. */
export type Replacements = ReadonlyMap<string, readonly (Day | null)[]>

export const replacementsOf = (documents: readonly GuidanceDocument[]): Replacements => {
  const replaced = new Map<string, (Day | null)[]>()
  for (const document of documents) {
    for (const id of document.supersedes) replaced.set(id, [...(replaced.get(id) ?? []), document.issued])
  }
  return replaced
}

/** A replacement without a date is believed: the editors say that it came later. */
const isReplaced = (document: string, replacements: Replacements, day: Day): boolean =>
  (replacements.get(document) ?? []).some((issued) => issued === null || issued <= day)

type Dated = Pick<Passage, 'document' | 'period' | 'fiscalYear' | 'issued' | 'programme'>

/** The last day of the period that a source names. */
export const endOf = ({ period }: Pick<Passage, 'period'>): Day | null =>
  typeof period === 'string' ? null : period.to

/** How something stands on a day. */
export const validityOn = (of: Dated, replacements: Replacements, day: Day): Standing => {
  const end = endOf(of)
  const replaced = isReplaced(of.document, replacements, day)
  if (end !== null && end < day) return replaced ? 'ended' : 'lapsed'
  if (replaced) return 'superseded'
  if (end !== null) return 'current'
  if (of.period === 'none' || of.programme === null) return 'timeless'
  const year = of.fiscalYear ?? (of.issued === null ? null : fiscalYearOf(of.issued))
  return year !== null && year < fiscalYearOf(day) ? 'unconfirmed' : 'current'
}

/** The same in three words, as citations bear it. */
export const statusOf = (standing: Standing): Status =>
  standing === 'ended' || standing === 'lapsed' ? 'ended' : standing === 'superseded' ? 'superseded' : 'current'
