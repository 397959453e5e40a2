/** Which entries of a library are as they were in another, and where each of them is now. */
import type { GuidanceDocument, Library, Passage } from '../vocabulary/types.ts'
import { documentOf, documentsById, entryOf } from './entries.ts'
import { GONE } from './patch.ts'
import { firstTitles } from './tables.ts'

export interface Sameness {
  /** Per old entry, and per old title, its number now, ascending; GONE where it went or changed. */
  entries: Uint32Array
  titles: Uint32Array
  /** Entries that are new or changed. */
  fresh: number[]
  gone: number
  /** Per title its entry, now. */
  titleOf: Uint32Array
  firstTitle: Uint32Array
}

const wordsOf = (passage: Passage, document: GuidanceDocument): string => {
  const { titles, body } = entryOf(passage, document)
  return JSON.stringify([titles, body])
}

/** What went from its place among the others counts as new, so that the order of what stayed is kept. */
export const samenessOf = (before: Library, after: Library, titleOfBefore: Uint32Array): Sameness => {
  const [oldDocuments, newDocuments] = [documentsById(before), documentsById(after)]
  const numbers = new Map(before.passages.map(({ id }, entry) => [id, entry]))
  const entries = new Uint32Array(before.passages.length).fill(GONE)
  const fresh: number[] = []
  let last = -1
  for (const [entry, passage] of after.passages.entries()) {
    const old = numbers.get(passage.id) ?? -1
    const was = old > last ? before.passages[old] : undefined
    const isSame =
      was !== undefined &&
      wordsOf(was, documentOf(oldDocuments, was)) === wordsOf(passage, documentOf(newDocuments, passage))
    if (isSame) {
      entries[old] = entry
      last = old
    } else fresh.push(entry)
  }
  const titleOf = Uint32Array.from(after.passages.flatMap(({ asks }, entry) => [entry, ...asks.map(() => entry)]))
  const firstTitle = firstTitles(titleOf, after.passages.length)
  const firstBefore = firstTitles(titleOfBefore, before.passages.length)
  const titles = Uint32Array.from(titleOfBefore, (old, title) => {
    const entry = entries[old] as number
    return entry === GONE ? GONE : (firstTitle[entry] as number) + title - (firstBefore[old] as number)
  })
  const gone = entries.reduce((sum, entry) => sum + (entry === GONE ? 1 : 0), 0)
  return { entries, titles, fresh, gone, titleOf, firstTitle }
}
