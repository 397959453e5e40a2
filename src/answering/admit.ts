/**
 * Holds a choice against the rows: what does not exist, is of another year, subject, body, place or member of a list
 * than was asked, or was replaced by a newer edition, is refused, whoever chose it. What is left is said by the same
 * composer as always, so that the worst choice is beside the point and never false.
 */
import { audienceNamed } from '../japanese/bodies.ts'
import { fold } from '../japanese/fold.ts'
import { programmeIn, type Lexicon, type Question } from '../question/question.ts'
import type { Day } from '../vocabulary/types.ts'
import type { Chosen } from './choose.ts'
import type { Choice } from './chooser.ts'
import { isOfOtherPlace } from './keys.ts'
import { namesBody } from './polarity.ts'
import { rowsByPassage, type Row } from './rows.ts'

const REASONS = ['unknown', 'year', 'older', 'subject', 'body', 'place', 'member', 'told'] as const
export type Reason = (typeof REASONS)[number]

export interface Admitting {
  question: Question
  /** Fiscal years that the question names, or else the message that it is a part of. */
  years: readonly number[]
  /** What the desk would choose itself. */
  own: Chosen
  /** The desk itself is sure of its choice. */
  sure: boolean
  seen: ReadonlyMap<string, Row>
  lexicon: Lexicon
  day: Day
}

/** `own`: the desk's choice stands. */
export type Admitted = { refused: Reason[] } & (
  | { as: 'rows'; chosen: Chosen }
  | { as: 'own' }
  | { as: 'nothing' }
  | { as: 'ask' }
)

const ROWS_MAX = 8

/** Rows that tell of the year before their own. */
const BEFORE = /^前(?:年|回)の/u
const plain = (text: string): string => fold(text).toLowerCase()
const isOfYears = ({ edition, label }: Row, years: readonly number[]): boolean =>
  edition !== null && (years.includes(edition) || (BEFORE.test(label) && years.includes(edition - 1)))

/** The same thing is told by a newer edition that was out on that day. */
const hasNewer = (row: Row, { index }: Lexicon, day: Day): boolean => {
  const { programme } = row.passage
  if (programme === null || row.edition === null) return false
  const { edition } = row
  for (const passage of index.library.passages) {
    if (passage.programme !== programme || (passage.issued !== null && passage.issued > day)) continue
    for (const other of rowsByPassage(index).get(passage.id) ?? []) {
      if (
        other.told &&
        other.edition !== null &&
        other.edition > edition &&
        other.label === row.label &&
        other.keys.join() === row.keys.join()
      )
        return true
    }
  }
  return false
}

/** The row is the programme's, or of another that is named beside it, or names it. */
const isOfSubject = (row: Row, { programme, clause }: Question, { companions }: Lexicon): boolean => {
  if (programme === null || row.passage.programme === programme.id) return true
  if (row.passage.programme !== null) {
    const programmes = companions.programmes.filter(({ id }) => id === row.passage.programme)
    return programmeIn(clause, { ...companions, programmes }) !== null
  }
  return programmeIn(`${row.headText} ${row.text}`, companions)?.id === programme.id
}

/** Employees are no body beside others: what is told of them is told by kinds of company. */
const isOfBody = (row: Row, { named: said }: Question): boolean => {
  const named = said === 'employee' ? null : said
  const keys = plain(row.keys.join(' '))
  return named === null || audienceNamed(keys) === null || namesBody(named, { keys: row.keys, value: '' })
}

const KEY_CHARACTERS_MIN = 2
const isNamed = ({ keyTexts }: Row, { clause }: Question): boolean =>
  keyTexts.some((key) => key.length >= KEY_CHARACTERS_MIN && clause.includes(key))

/** Another member of the list is the one that is named. */
const isOtherMember = (row: Row, question: Question, { index }: Lexicon): boolean =>
  !question.all &&
  row.keys.length > 0 &&
  !isNamed(row, question) &&
  (rowsByPassage(index).get(row.passage.id) ?? []).some((one) => one.label === row.label && isNamed(one, question))

const reasonAgainst = (row: Row, { question, years, lexicon, day }: Admitting): Reason | null => {
  if (years.length > 0) {
    if (!isOfYears(row, years)) return 'year'
  } else if (!question.past && hasNewer(row, lexicon, day)) return 'older'
  if (!isOfSubject(row, question, lexicon)) return 'subject'
  if (!isOfBody(row, question)) return 'body'
  if (isOfOtherPlace(row, question)) return 'place'
  return isOtherMember(row, question, lexicon) ? 'member' : null
}

/** The years that were named: those that the choice leaves out are told as the desk would. */
const ofAllYears = (rows: readonly Row[], { question, own }: Admitting): Row[] => {
  const told = (year: number): boolean => rows.some((row) => isOfYears(row, [year]))
  const left = new Set(question.years.filter((year) => !told(year)))
  return [...rows, ...own.rows.filter((row) => !rows.includes(row) && row.edition !== null && left.has(row.edition))]
}

const isSame = (a: Row, b: Row | undefined): boolean =>
  a === b || (b !== undefined && a.label === b.label && a.value === b.value && a.keys.join() === b.keys.join())

/** What of a choice holds. */
export const admit = (choice: Choice, admitting: Admitting): Admitted => {
  const { question, own, sure, seen } = admitting
  const refused: Reason[] = []
  const rows: Row[] = []
  for (const id of new Set(choice.slots.flatMap(({ ids }) => ids))) {
    const row = seen.get(id)
    const reason = row === undefined ? 'unknown' : own.rows.includes(row) ? null : reasonAgainst(row, admitting)
    if (row === undefined || reason !== null) refused.push(reason ?? 'unknown')
    else rows.push(row)
  }
  const [first] = rows
  if (first === undefined) {
    // Nobody says that nothing is told where the desk itself is sure of a row that tells it.
    if (refused.length > 0) return { as: 'own', refused }
    if (sure) return { as: 'own', refused: ['told'] }
    return choice.askBack && question.programme === null && !question.carried
      ? { as: 'ask', refused }
      : { as: 'nothing', refused }
  }
  const chosen = ofAllYears(rows, admitting).slice(0, ROWS_MAX)
  const missing = own.missingYears.filter((year) => !chosen.some((row) => isOfYears(row, [year])))
  return {
    as: 'rows',
    refused,
    chosen: {
      rows: chosen,
      missingYears: missing,
      untold: !first.told,
      beside: !isSame(first, own.rows[0]),
    },
  }
}
