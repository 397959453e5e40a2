/** Decides which of the passages found an answer may stand on, given the day and the years that the question names. */
import type { Day, Passage, Ranked } from '../desk/types.ts'
import { fiscalYearOf, type Years } from './dates.ts'

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

const eraOf = (year: number): string =>
  year > 2018 ? `令和${year === 2019 ? '元' : year - 2018}年` : `平成${year === 1989 ? '元' : year - 1988}年`

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

export const gather = (ranked: readonly Ranked[], years: Years, asOf: Day): Evidence => {
  const known = ranked.filter(({ passage }) => knownOn(passage, asOf))
  const top = known[0]
  const none = { passages: [], earlier: [], missingYear: null, yearAsked: false }
  if (top === undefined) return none
  const fiscal = years.fiscal.find((year) => year !== fiscalYearOf(asOf))
  const wanted = fiscal ?? (years.fiscal.length === 0 ? years.calendar[0] : undefined)
  if (wanted !== undefined) {
    const near = known.filter(({ score }) => score >= top.score * YEAR_SCORE)
    const exact = near.find((one) => one.passage.fiscalYear === wanted) ?? near.find((one) => covers(one, wanted, fiscal !== undefined))
    const mentioned = covers(top, wanted, fiscal !== undefined) ? top : exact
    if (mentioned !== undefined) {
      const passages = first(known, mentioned).filter((one) => one === mentioned || covers(one, wanted, fiscal !== undefined))
      return { passages, earlier: [], missingYear: null, yearAsked: true }
    }
  }
  const { programme } = top.passage
  const same = known.filter((one) => programme !== null && one.passage.programme === programme)
  const later = same.filter((one) => yearOf(one) > yearOf(top) && one.score >= top.score * NEWER_SCORE)
  const newer = top.status === 'current' ? undefined : (later.find(({ status }) => status === 'current') ?? later[0])
  const chosen = newer ?? top
  const earlier = same.filter((one) => one !== chosen && one.status !== 'current' && yearOf(one) < yearOf(chosen))
  // What is over must not be mixed into what holds now.
  const passages = first(known, chosen).filter((one) => one === chosen || !earlier.includes(one))
  const holding = chosen.status === 'current' ? passages.filter(({ status }) => status === 'current') : passages
  return { passages: holding, earlier, missingYear: wanted ?? null, yearAsked: false }
}
