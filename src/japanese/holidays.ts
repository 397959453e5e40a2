import type { Day } from '../vocabulary/types.ts'

/** Days are counted in UTC, where every day has 24 hours; only the calendar date matters here. */
const DAY_MS = 86_400_000

const dayOf = (at: Date): Day => at.toISOString().slice(0, 10)
const dateOf = (day: Day): Date => new Date(`${day}T00:00:00Z`)
const on = (year: number, month: number, date: number): Day => dayOf(new Date(Date.UTC(year, month - 1, date)))

export const plusDays = (day: Day, days: number): Day => dayOf(new Date(dateOf(day).getTime() + days * DAY_MS))

/** 0 is Sunday. */
export const weekday = (day: Day): number => dateOf(day).getUTCDay()

/** The Monday of the week that a day lies in. */
export const mondayOf = (day: Day): Day => plusDays(day, -((weekday(day) + 6) % 7))

const nthMonday = (year: number, month: number, n: number): Day => {
  const first = weekday(on(year, month, 1))
  return on(year, month, 1 + ((8 - first) % 7) + 7 * (n - 1))
}

/** The usual approximation of the equinoxes, right for 1980–2099. */
const equinox = (year: number, base: number): number =>
  Math.floor(base + 0.242194 * (year - 1980) - Math.floor((year - 1980) / 4))

/** Years moved by special laws for the Olympic games and the accession. */
const moved: Record<number, { drop: Day[]; add: Record<Day, string> }> = {
  2019: {
    drop: [],
    add: { '2019-05-01': '天皇の即位の日', '2019-10-22': '即位礼正殿の儀の行われる日' },
  },
  2020: {
    drop: ['2020-07-20', '2020-08-11', '2020-10-12'],
    add: { '2020-07-23': '海の日', '2020-07-24': 'スポーツの日', '2020-08-10': '山の日' },
  },
  2021: {
    drop: ['2021-07-19', '2021-08-11', '2021-10-11'],
    add: { '2021-07-22': '海の日', '2021-07-23': 'スポーツの日', '2021-08-08': '山の日' },
  },
}

const namedDays = (year: number): Map<Day, string> => {
  const days = new Map<Day, string>([
    [on(year, 1, 1), '元日'],
    [nthMonday(year, 1, 2), '成人の日'],
    [on(year, 2, 11), '建国記念の日'],
    [on(year, 3, equinox(year, 20.8431)), '春分の日'],
    [on(year, 4, 29), '昭和の日'],
    [on(year, 5, 3), '憲法記念日'],
    [on(year, 5, 4), 'みどりの日'],
    [on(year, 5, 5), 'こどもの日'],
    [nthMonday(year, 7, 3), '海の日'],
    [nthMonday(year, 9, 3), '敬老の日'],
    [on(year, 9, equinox(year, 23.2488)), '秋分の日'],
    [nthMonday(year, 10, 2), year >= 2020 ? 'スポーツの日' : '体育の日'],
    [on(year, 11, 3), '文化の日'],
    [on(year, 11, 23), '勤労感謝の日'],
  ])
  if (year >= 2016) days.set(on(year, 8, 11), '山の日')
  if (year <= 2018) days.set(on(year, 12, 23), '天皇誕生日')
  if (year >= 2020) days.set(on(year, 2, 23), '天皇誕生日')
  for (const day of moved[year]?.drop ?? []) days.delete(day)
  for (const [day, name] of Object.entries(moved[year]?.add ?? {})) days.set(day, name)
  return days
}

/** Holidays in a row move a substitute on by at most this many days. */
const ROW_MAX = 7

const years = new Map<number, Map<Day, string>>()

/**
 * The national holidays of a year, 2007 to 2099, by the Act on National Holidays: a holiday on a Sunday is made up for
 * on the next day that is none (振替休日), and a day between two holidays is one (国民の休日).
 */
export const holidaysOf = (year: number): Map<Day, string> => {
  const known = years.get(year)
  if (known) return known
  const named = namedDays(year)
  const all = new Map(named)
  for (const day of named.keys()) {
    const between = plusDays(day, 1)
    if (!named.has(between) && named.has(plusDays(day, 2)) && weekday(between) !== 0) all.set(between, '国民の休日')
  }
  for (const day of named.keys()) {
    if (weekday(day) !== 0) continue
    let substitute = plusDays(day, 1)
    for (let n = 0; n < ROW_MAX && named.has(substitute); n++) substitute = plusDays(substitute, 1)
    all.set(substitute, '振替休日')
  }
  years.set(year, all)
  return all
}

export const holidayName = (day: Day): string | null => holidaysOf(Number(day.slice(0, 4))).get(day) ?? null

/** Offices are closed from 29 December to 3 January by law of every local government. */
const yearEnd = (day: Day): boolean => {
  const date = day.slice(5)
  return date >= '12-29' || date <= '01-03'
}

export const isWorkingDay = (day: Day): boolean => {
  const n = weekday(day)
  return n !== 0 && n !== 6 && !yearEnd(day) && holidayName(day) === null
}
