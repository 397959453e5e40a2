/** One calendar for the house: days in Japan, fiscal years, eras and working days. */
import { DAY_MS } from '../base/times.ts'
import holidays from '@holiday-jp/holiday_jp'
import type { Day } from '../vocabulary/types.ts'

/** Japan has one clock and no summer time. */
export const JAPAN_MS = 9 * 3_600_000

const dayOf = (at: Date): Day => at.toISOString().slice(0, 10)
/** Days are counted in UTC, where every day has 24 hours; only the calendar date matters here. */
const dateOf = (day: Day): Date => new Date(`${day}T00:00:00Z`)

/** The calendar day of a moment in Japan. */
export const dayInJapan = (at: Date): Day => dayOf(new Date(at.getTime() + JAPAN_MS))

export const plusDays = (day: Day, days: number): Day => dayOf(new Date(dateOf(day).getTime() + days * DAY_MS))

/** 0 is Sunday. */
export const weekday = (day: Day): number => dateOf(day).getUTCDay()

/** The Monday of the week that a day lies in. */
export const mondayOf = (day: Day): Day => plusDays(day, -((weekday(day) + 6) % 7))

// ── Eras and fiscal years ─────────────────────────────────────────────────────────────────────────────────────────

const era = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { era: 'long', year: 'numeric', timeZone: 'UTC' })

/** The year of a day in its era: 令和元年, 平成31年. */
export const eraYear = (day: Day): string => era.format(dateOf(day))

/** The year before the first of each era, by its name and its letter. */
const BEFORE_ERA: Record<string, number> = { 令和: 2018, 平成: 1988, 昭和: 1925, r: 2018, h: 1988, s: 1925 }

/** 2020 for 令和 and 2, or for R and 2; 元 is the first year. */
export const yearOfEra = (name: string, year: string): number =>
  (BEFORE_ERA[name.toLowerCase().replace('reiwa', 'r').replace('heisei', 'h')] ?? 0) +
  (year === '元' ? 1 : Number(year))

/** The Japanese fiscal year, April to March. */
export const fiscalYearOf = (day: Day): number => Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) < 4 ? 1 : 0)

const monthAndDate = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

/** 令和2年11月5日 */
export const dayName = (day: Day): string => `${eraYear(day)}${monthAndDate(day)}`

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short', timeStyle: 'short' })

/** 令和2年11月5日 09:30, as clocks in Japan show that moment. */
export const momentName = (at: Date): string => {
  const [day = '', time = ''] = clock.format(at).split(' ')
  return `${dayName(day)} ${time}`
}

/** 令和2年（2020年）11月5日 */
export const dayWords = (day: Day): string => `${eraYear(day)}（${day.slice(0, 4)}年）${monthAndDate(day)}`

/** 令和2年度; the fiscal year 2019 is called 令和元年度 although it began in 平成. */
export const fiscalYearName = (year: number): string => `${eraYear(`${year}-12-31`)}度`

/** 令和元年度（2019年度） */
export const fiscalYearWords = (year: number): string => `${fiscalYearName(year)}（${year}年度）`

// ── Working days ──────────────────────────────────────────────────────────────────────────────────────────────────

const national = new Set<string>(Object.keys(holidays.holidays))

/** Whether a day is a national holiday, as announced or, for years ahead, as the law makes it; known until 2050. */
export const isHoliday = (day: Day): boolean => national.has(day)

/** Offices are closed from 29 December to 3 January by law of every local government. */
const yearEnd = (day: Day): boolean => {
  const date = day.slice(5)
  return date >= '12-29' || date <= '01-03'
}

export const isWorkingDay = (day: Day): boolean => {
  const n = weekday(day)
  return n !== 0 && n !== 6 && !yearEnd(day) && !isHoliday(day)
}
