/** Decides which of the passages found an answer may stand on, given the day and the years that the question names. */
import type { Day, Passage, Ranked } from '../vocabulary/types.ts'
import { fold } from '../knowledge/knowledge.ts'
import { eraYear, fiscalYearOf } from '../japanese/calendar.ts'
import type { Years } from '../japanese/dates.ts'
import { figuresIn } from './figures.ts'
import { likeness } from './rerank.ts'
import type { Question } from './shape.ts'

export interface Evidence {
  /** Best first; what the answer is made of. */
  passages: Ranked[]
  /** Older editions of the first passage's programme that were found, too. */
  earlier: Ranked[]
  /** A year that the question names and that no passage covers. */
  missingYear: number | null
  /** The first passage was chosen because the question names its year. */
  yearAsked: boolean
}

/** A newer edition goes first when it is this near to the best hit. */
const NEWER_SCORE = 0.6
/** A passage of the year asked about goes first when it is this near. */
const YEAR_SCORE = 0.45

/** Nobody could know it on that day. A document without a date is taken to speak from its fiscal year. */
const knownOn = (passage: Passage, asOf: Day): boolean => {
  if (passage.issued !== null) return passage.issued <= asOf
  return passage.fiscalYear === null || passage.fiscalYear <= fiscalYearOf(asOf)
}

/** How a thing began, and what it once was, is told by whoever was there. */
const PAST =
  /最初|当初|初めて|初回|第1回|いつから|何年度?から|開始(?:時期|日|年)|始まったのは|発足|立ち上げ|昔|当時|以前の|かつて|あの(?:頃|ころ)|(?:頃|ころ|とき)の/u

const eraOf = (year: number): string => eraYear(`${year}-12-31`)

/** A calendar year may be told without 度; a fiscal year is told as one. */
const covers = ({ passage }: Ranked, year: number, fiscal: boolean): boolean =>
  passage.fiscalYear === year ||
  [passage.title, passage.text].some((text) =>
    (fiscal ? [`${eraOf(year)}度`, `${year}年度`] : [eraOf(year), `${year}年`]).some((words) => text.includes(words)),
  )

const yearOf = ({ passage }: Ranked): number =>
  passage.fiscalYear ?? (passage.issued ? fiscalYearOf(passage.issued) : 0)

const first = (passages: readonly Ranked[], chosen: Ranked): Ranked[] => [
  chosen,
  ...passages.filter((ranked) => ranked !== chosen),
]

/** What took the place of a section of an older edition, told by the likeness of their headings. */
const counterpart = (older: Ranked, candidates: readonly Ranked[]): Ranked | undefined => {
  const like = (one: Ranked): number => likeness(fold(older.passage.title).toLowerCase(), one.passage)
  return candidates.toSorted((a, b) => like(b) - like(a))[0]
}

/** Worth, in shares of the best score, of a heading alike. */
const HEADING_WORTH = 0.2

/** The section of a newer edition that answers what the older one answered; what holds today before all others. */
const successor = (older: Ranked, later: readonly Ranked[]): Ranked | undefined => {
  const title = fold(older.passage.title).toLowerCase()
  const worth = (one: Ranked): number => one.score / older.score + HEADING_WORTH * likeness(title, one.passage)
  const holding = later.filter(({ status }) => status === 'current')
  return (holding.length > 0 ? holding : later).toSorted((a, b) => worth(b) - worth(a))[0]
}

/** An older edition that holds the figures which the question takes for granted. */
const assumedFrom = (question: Question, earlier: readonly Ranked[]): Ranked | undefined => {
  const figures = [...figuresIn(question.text)].filter((figure) => !/^(?:y:|n:20\d\d$)/u.test(figure))
  if (figures.length === 0) return undefined
  return earlier.find(({ passage }) => {
    const held = figuresIn(passage.text)
    return figures.every((figure) => held.has(figure))
  })
}

export const gather = (ranked: readonly Ranked[], question: Question, years: Years): Evidence => {
  const { asOf } = question
  const known = ranked.filter(({ passage }) => knownOn(passage, asOf))
  const top = known[0]
  const none = { passages: [], earlier: [], missingYear: null, yearAsked: false }
  if (top === undefined) return none
  const fiscal = years.fiscal.find((year) => year !== fiscalYearOf(asOf))
  const wanted = fiscal ?? (years.fiscal.length === 0 ? years.calendar[0] : undefined)
  if (wanted !== undefined) {
    const near = known.filter(({ score }) => score >= top.score * YEAR_SCORE)
    const tells = (one: Ranked): boolean =>
      covers(one, wanted, fiscal !== undefined) || years.dated.some((year) => covers(one, year, false))
    const exact = near.find((one) => one.passage.fiscalYear === wanted) ?? near.find(tells)
    const mentioned = tells(top) ? top : exact
    if (mentioned !== undefined) {
      const passages = first(known, mentioned).filter((one) => one === mentioned || tells(one))
      return { passages, earlier: [], missingYear: null, yearAsked: true }
    }
  }
  const { programme } = top.passage
  const same = known.filter((one) => programme !== null && one.passage.programme === programme)
  const later = same.filter((one) => yearOf(one) > yearOf(top) && one.score >= top.score * NEWER_SCORE)
  const newer = top.status === 'current' || PAST.test(question.text) ? undefined : successor(top, later)
  const before = same.filter((one) => one.status !== 'current' && yearOf(one) < yearOf(newer ?? top))
  const assumed = assumedFrom(question, before)
  const holds = same.filter((one) => one.status === 'current')
  const chosen = (assumed === undefined ? undefined : counterpart(assumed, holds)) ?? newer ?? top
  const earlier = before.filter((one) => one !== chosen)
  // What is over must not be mixed into what holds now.
  const passages = first(known, chosen).filter((one) => one === chosen || !earlier.includes(one))
  const holding = chosen.status === 'current' ? passages.filter(({ status }) => status === 'current') : passages
  return { passages: holding, earlier, missingYear: wanted ?? null, yearAsked: false }
}
