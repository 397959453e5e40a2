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

const covers = ({ passage }: Ranked, year: number): boolean =>
  passage.fiscalYear === year ||
  [passage.title, passage.text].some((text) => text.includes(`${eraOf(year)}度`) || text.includes(`${year}年`))

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
  const wanted =
    years.fiscal.find((year) => year !== fiscalYearOf(asOf)) ??
    (years.fiscal.length === 0 ? years.calendar[0] : undefined)
  if (wanted !== undefined) {
    const near = known.filter(({ score }) => score >= top.score * YEAR_SCORE)
    const exact = near.find((one) => one.passage.fiscalYear === wanted) ?? near.find((one) => covers(one, wanted))
    const mentioned = covers(top, wanted) ? top : exact
    if (mentioned !== undefined) {
      const passages = first(known, mentioned).filter((one) => one === mentioned || covers(one, wanted))
      return { passages, earlier: [], missingYear: null, yearAsked: true }
    }
  }
  const { programme } = top.passage
  const same = known.filter((one) => programme !== null && one.passage.programme === programme)
  const newer =
    top.status === 'current'
      ? undefined
      : same.find(
          (one) => one.status === 'current' && yearOf(one) > yearOf(top) && one.score >= top.score * NEWER_SCORE,
        )
  const chosen = newer ?? top
  const earlier = same.filter((one) => one !== chosen && one.status !== 'current' && yearOf(one) < yearOf(chosen))
  // What is over must not be mixed into what holds now.
  const passages = first(known, chosen).filter((one) => one === chosen || !earlier.includes(one))
  const holding = chosen.status === 'current' ? passages.filter(({ status }) => status === 'current') : passages
  return { passages: holding, earlier, missingYear: wanted ?? null, yearAsked: false }
}
