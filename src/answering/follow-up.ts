/**
 * A bare name after an answer, such as 宮城は, asks what was asked last with one thing replaced: the member of a list, the
 * kind of thing that is told of it, or the body that asks.
 */
import type { Index } from '../retrieval/retrieval.ts'
import { countsIn, holdsCount } from './classes.ts'
import { namesBody } from './polarity.ts'
import { rowsByPassage, type Row } from './rows.ts'
import type { Wanted } from './signs.ts'

/** More than any row is ahead of another by its words. */
const REPLACED = 8
const SAME_LABEL = 6
const SAME_KIND = 3
const SAME_DOCUMENT = 3
const SAME_PROGRAMME = 1
/** Another case of the same collection is told of in the same way. */
const OTHER_CASE = 2

/** The row that was told last. */
export const toldLast = (index: Index, { topic }: Wanted): Row | null => {
  const id = topic?.row ?? ''
  const rows = rowsByPassage(index).get(id.slice(0, id.lastIndexOf('/'))) ?? []
  return rows.find((row) => row.id === id) ?? null
}

/** A kind of body by itself, as 町役場; more says what it is like. */
const BODY_CHARACTERS_MAX = 4

const isPartOf = (a: string, b: string): boolean => a.length > 0 && b.length > 0 && (a.includes(b) || b.includes(a))

/** A place is named by its document's title as well, as cases are. */
export const isNamedBy = (name: string, { named }: Pick<Wanted, 'named'>, row: Row): boolean =>
  row.keyTexts.some((key) => isPartOf(key, name)) ||
  (name.length > 1 && [row.passage.title, row.document.title].some((title) => title.toLowerCase().includes(name))) ||
  countsIn(name).some((count) => row.keyTexts.some((key) => holdsCount(key, count))) ||
  (named !== null &&
    name.length <= BODY_CHARACTERS_MAX &&
    namesBody(named, { keys: row.keys, value: /対象/u.test(row.label) ? row.value : '' }))

const near = (row: Row, { topic }: Wanted, told: Row | null): number => {
  if (topic === null) return 0
  if (row.passage.document === topic.document) return SAME_DOCUMENT
  if (topic.programme !== null && row.passage.programme === topic.programme) return SAME_PROGRAMME
  return told !== null && told.document.kind === 'case' && row.document.kind === 'case' ? OTHER_CASE : 0
}

const ofSameKind = (row: Row, { topic }: Wanted, told: (label: string) => ReadonlySet<string>): number => {
  if (topic === null) return 0
  if (row.label === topic.label) return SAME_LABEL
  const kinds = told(topic.label)
  return [...told(row.label)].some((kind) => kinds.has(kind) || topic.kinds.includes(kind)) ? SAME_KIND : 0
}

/** How well a row is what was told last with the name in place of another. */
export const replacing = (
  wanted: Wanted,
  row: Row,
  last: Row | null,
  told: (label: string) => ReadonlySet<string>,
): number => {
  const name = wanted.fragment ?? ''
  const close = near(row, wanted, last)
  if (name === '' || close === 0) return 0
  // ◎は: another thing told of the same.
  const label = row.label.toLowerCase()
  if (isPartOf(label, name) && label !== '')
    return REPLACED / 2 + close + (row.keys.join() === last?.keys.join() ? 2 : 0)
  return isNamedBy(name, wanted, row) ? REPLACED / 2 + close + ofSameKind(row, wanted, told) : 0
}
