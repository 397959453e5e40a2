/** What must be said of time beside an answer: one line, and whether the answer is told in the past. */
import { dayWords, fiscalYearOf, fiscalYearWords } from '../japanese/calendar.ts'
import { fill } from '../base/words.ts'
import { replacementsOf, statusOf, validityOn, type Standing } from '../knowledge/knowledge.ts'
import { once } from '../base/once.ts'
import type { Programme } from '../knowledge/knowledge.ts'
import type { Question } from '../question/question.ts'
import type { Index } from '../retrieval/retrieval.ts'
import type { Day, GuidanceDocument, Passage } from '../vocabulary/types.ts'
import type { Source } from './parts.ts'
import type { Row } from './rows.ts'
import type { Speaking } from './speak.ts'

const replacements = once((index: Index) => replacementsOf(index.library.documents))

/** How a section stands on a day, among all documents of an index. */
const validityIn = (index: Index, passage: Passage, day: Day): Standing => validityOn(passage, replacements(index), day)

/** A source as it stands on a day. */
export const sourceOf = (passage: Passage, document: GuidanceDocument, index: Index, day: Day): Source => ({
  passage,
  document,
  status: statusOf(validityIn(index, passage, day)),
})

/** How the document of a row stands on a day. */
export const standingOf = (row: Row, index: Index, day: Day): Standing => validityIn(index, row.passage, day)

/** From when a row speaks: its own year, the fiscal year of its document, or the day of that. */
export const whenOf = (row: Row): string | null => {
  const { passage, edition } = row
  // A day or a year of a study in a key says when that was, and not of which year the source is.
  const ofYear = row.keys.some((key) => key.includes('年度'))
  if (ofYear && edition !== null && passage.fiscalYear !== null && edition !== passage.fiscalYear)
    return fiscalYearWords(edition)
  if (passage.issued !== null) return dayWords(passage.issued)
  return passage.fiscalYear === null ? null : fiscalYearWords(passage.fiscalYear)
}

/** The title of its document, without what stands in brackets. */
export const titleOf = ({ document }: Row): string => document.title.replaceAll(/（[^）]*）/gu, '')

const isOld = ({ passage: { issued, fiscalYear } }: Row, day: Day): boolean =>
  (issued === null ? (fiscalYear ?? fiscalYearOf(day)) : fiscalYearOf(issued)) < fiscalYearOf(day)

/** The line about time, or null where the source bears no date. */
export const timeLine = (
  row: Row,
  standing: Standing,
  named: boolean,
  question: Question,
  { lexicon, words, day }: Pick<Speaking, 'lexicon' | 'words' | 'day'>,
): string | null => {
  const when = whenOf(row)
  if (when === null) return null
  // Where to turn to is asked to be used now, whatever the document's own standing.
  const reach = lexicon.wants.told(row.label).has('contact') && !question.past
  const old = standing === 'timeless' && reach && isOld(row, day)
  return fill(old ? words.when.oldContact : words.when[standing], { when, title: named ? '' : `「${titleOf(row)}」` })
}

const OPEN_KINDS: ReadonlySet<string> = new Set([
  'target',
  'contact',
  'cost',
  'dates',
  'future',
  'method',
  'place',
  'cap',
])

/** It is not open, and asked of as if it were, or in a way that wants to know where to turn. */
const isWayWanted = (question: Question, standing: Standing): boolean => {
  if (standing === 'timeless' || standing === 'current') return false
  if (question.years.length > 0 && !question.now) return false
  const over = standing === 'ended' && !question.past
  return question.now || over || [...question.kinds].some((kind) => OPEN_KINDS.has(kind))
}

/** Where something can be reached; its name alone is no way to it. */
const ADDRESS = /https?:[^\s）]+/u

/** Where a thing that is over is asked for now, the newest known way to go on; only what is the programme's own. */
export const wayOn = (
  programme: Programme | null,
  question: Question,
  standing: Standing,
  said: string,
  { lexicon: { index }, words, day }: Pick<Speaking, 'lexicon' | 'words' | 'day'>,
): { text: string; passage: Passage } | null => {
  const contact = programme?.contact ?? null
  if (programme === null || contact === null || (contact.asOf !== null && contact.asOf > day)) return null
  if (!programme.editions.includes(contact.document) || !isWayWanted(question, standing)) return null
  const [address] = ADDRESS.exec(contact.text) ?? []
  if (said.includes(address ?? contact.text)) return null
  const inside = index.library.passages.filter(({ document }) => document === contact.document)
  const passage = inside.find(({ title }) => title === contact.passageHeading) ?? inside[0]
  if (passage === undefined) return null
  const text =
    contact.asOf === null
      ? fill(words.contactUndated, { contact: contact.text })
      : fill(words.contact, { contact: contact.text, when: dayWords(contact.asOf) })
  return { text, passage }
}
