/** Whether a passage speaks for a day, and how far it fits who asks: small pure functions of dates and lists. */
import { fiscalYearName, fiscalYearOf, yearOfEra } from '../japanese/calendar.ts'
import { endOf, statusOf as statusWord, validityOn, type Replacements } from '../knowledge/knowledge.ts'
import type { Day, Passage, Query, Status } from '../vocabulary/types.ts'

/** How a passage stands for a query: what is asked of its own year is not superseded by a later one. */
export const statusOf = (
  passage: Passage,
  replacements: Replacements,
  asOf: Day,
  fiscalYear: number | undefined,
): Status => {
  const status = statusWord(validityOn(passage, replacements, asOf))
  return status === 'superseded' && fiscalYear !== undefined && passage.fiscalYear === fiscalYear ? 'current' : status
}

// Factors on the score. What is in force wins among near-equals only: a question about a past year must find it.
const ENDED = 0.96
const SUPERSEDED = 0.92
/** Published after the day asked about: nobody could have known it then. */
const NOT_YET_ISSUED = 0.85
/** The fiscal year is a condition where the query carries it, and a hint where only the words name it. */
const OTHER_YEAR = 0.5
const YEARLESS = 0.8
const OTHER_YEAR_THAN_SAID = 0.85
/** For somebody else or somewhere else: last, but still there when nothing else fits. */
const OTHER_AUDIENCE = 0.7
const OTHER_PREFECTURE = 0.5
const OWN_PREFECTURE = 1.05

const yearFactor = (passage: Passage, query: Query, said: ReadonlySet<number>): number => {
  if (query.fiscalYear !== undefined) {
    if (passage.fiscalYear === query.fiscalYear) return 1
    return passage.fiscalYear === null ? YEARLESS : OTHER_YEAR
  }
  if (said.size === 0 || passage.fiscalYear === null) return 1
  return said.has(passage.fiscalYear) ? 1 : OTHER_YEAR_THAN_SAID
}

const forceFactor = (passage: Passage, status: Status, query: Query, said: ReadonlySet<number>): number => {
  const asked = passage.fiscalYear !== null && (passage.fiscalYear === query.fiscalYear || said.has(passage.fiscalYear))
  if (asked) return 1
  if (passage.issued !== null && passage.issued > query.asOf) return NOT_YET_ISSUED
  return status === 'ended' ? ENDED : status === 'superseded' ? SUPERSEDED : 1
}

const audienceFactor = (passage: Passage, query: Query): number => {
  if (query.audience === undefined || passage.audience.length === 0) return 1
  if (passage.audience.includes(query.audience)) return 1
  // A designated city is a municipality, too.
  return query.audience === 'designated-city' && passage.audience.includes('municipality') ? 1 : OTHER_AUDIENCE
}

const prefectureFactor = (passage: Passage, query: Query): number => {
  if (query.prefecture === undefined || passage.prefectures.length === 0) return 1
  return passage.prefectures.includes(query.prefecture) ? OWN_PREFECTURE : OTHER_PREFECTURE
}

export interface Fit {
  year: number
  force: number
  audience: number
  prefecture: number
}

export const fitOf = (passage: Passage, status: Status, query: Query, said: ReadonlySet<number>): Fit => ({
  year: yearFactor(passage, query, said),
  force: forceFactor(passage, status, query, said),
  audience: audienceFactor(passage, query),
  prefecture: prefectureFactor(passage, query),
})

/** True where no query can make the passage fit better or worse, as in a plain FAQ table. */
export const fitsAlways = (passage: Passage, replacements: Replacements): boolean =>
  passage.issued === null &&
  endOf(passage) === null &&
  passage.fiscalYear === null &&
  passage.audience.length === 0 &&
  passage.prefectures.length === 0 &&
  !replacements.has(passage.document)

/** Fiscal years that folded text names: 令和元年度, R2年度, 2019年度, FY2019, 昨年度. */
export const yearsIn = (folded: string, asOf: Day): Set<number> => {
  const years = new Set<number>()
  for (const [, era, number] of folded.matchAll(/(令和|平成|r|h)\s*(元|\d{1,2})\s*年度/giu)) {
    years.add(yearOfEra(era ?? '', number ?? ''))
  }
  for (const [, year] of folded.matchAll(/(20\d\d)\s*年度/gu)) years.add(Number(year))
  for (const [, year] of folded.matchAll(/fy\s*(20\d\d)/giu)) years.add(Number(year))
  if (/昨年度|前年度/u.test(folded)) years.add(fiscalYearOf(asOf) - 1)
  if (/今年度|本年度/u.test(folded)) years.add(fiscalYearOf(asOf))
  return years
}

/** How a fiscal year is written, so that either way of writing finds it. */
export const yearWords = (year: number): string => `${fiscalYearName(year)} ${year}年度`
