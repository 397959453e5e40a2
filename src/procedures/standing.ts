/** Who may consult a Telework Manager, by the edition of the programme: one table for everybody who asks. */
import type { Day } from '../vocabulary/types.ts'
import { fiscalYearOf } from '../japanese/calendar.ts'
import type { Rules } from './rules.ts'

export type Consultation = Rules['consultation']
export type Edition = Consultation['editions'][number]

/** Listed by name; in a list that ends in 「等」 and does not name it; or not the kind of body at all. */
export type Standing = 'listed' | 'others' | 'outside'

export const standingOf = (edition: Edition, body: unknown): Standing => {
  if (edition.listed.some((kind) => kind === body)) return 'listed'
  return edition.others.some((kind) => kind === body) ? 'others' : 'outside'
}

/** The edition of a fiscal year, or the newest that speaks for a day. */
export const editionFor = (table: Consultation, year: number | null, asOf: Day): Edition | null =>
  year === null
    ? (table.editions.findLast((edition) => edition.fiscalYear <= fiscalYearOf(asOf)) ?? null)
    : (table.editions.find((edition) => edition.fiscalYear === year) ?? null)

/** Whether a day lies in the period of an edition; a source that names only a part of a month leaves days open. */
export const withinPeriod = (edition: Edition, day: Day): 'in' | 'after' | 'unsure' | 'untold' => {
  if (edition.to === null) return 'untold'
  if (day > (edition.toLatest ?? edition.to)) return 'after'
  return day > edition.to ? 'unsure' : 'in'
}
