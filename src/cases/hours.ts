import { DAY_MS, MINUTE_MS } from '../base/times.ts'
import type { Day } from '../vocabulary/types.ts'
import { Failure } from '../base/failure.ts'
import { dayInJapan as japanDay, isWorkingDay, JAPAN_MS, plusDays } from '../japanese/calendar.ts'

/** No closure lasts as long; beyond it the settings leave no hour open. */
const CLOSED_DAYS_MAX = 366

export { japanDay }

/** Minutes since midnight in Japan. */
const minuteOf = (at: Date): number => Math.floor(((at.getTime() + JAPAN_MS) % DAY_MS) / MINUTE_MS)

const moment = (day: Day, minute: number): Date =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() - JAPAN_MS + minute * MINUTE_MS)

const clock = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  return hour * 60 + minute
}

/** When the desk is open. Time runs only then: a target of eight hours set on Friday evening ends on Monday evening. */
export interface Hours {
  /** Open minutes of a working day. */
  readonly dayMinutes: number
  isOpen(at: Date): boolean
  /** The moment at which so many open minutes have passed. */
  after(from: Date, minutes: number): Date
  /** Open minutes between two moments; zero when they are the wrong way round. */
  between(from: Date, to: Date): number
}

/** `open` and `close` are HH:MM in Japan; `closed` are days shut besides weekends, holidays and the turn of the year. */
export const createHours = (given: { open: string; close: string; closed: Day[] }): Hours => {
  const [open, close] = [clock(given.open), clock(given.close)]
  const shut = new Set(given.closed)
  const works = (day: Day) => isWorkingDay(day) && !shut.has(day)
  if (open >= close) {
    throw new Failure(
      'hours.none',
      `The desk opens at ${given.open} and closes at ${given.close}. Open it before it closes.`,
    )
  }
  const isOpen = (at: Date) => works(japanDay(at)) && minuteOf(at) >= open && minuteOf(at) < close

  return {
    dayMinutes: close - open,
    isOpen,
    after(from, minutes) {
      let day = japanDay(from)
      let minute = Math.max(minuteOf(from), open)
      let left = minutes
      let closedDays = 0
      for (;;) {
        if (works(day)) {
          closedDays = 0
          const room = Math.max(close - minute, 0)
          if (left <= room) return moment(day, minute + left)
          left -= room
        } else if (++closedDays > CLOSED_DAYS_MAX) {
          throw new Failure('hours.none', 'No day is open within a year. Correct the closed days in the settings.')
        }
        day = plusDays(day, 1)
        minute = open
      }
    },
    between(from, to) {
      if (to <= from) return 0
      const last = japanDay(to)
      let sum = 0
      for (let day = japanDay(from); day <= last; day = plusDays(day, 1)) {
        if (!works(day)) continue
        const start = day === japanDay(from) ? Math.max(minuteOf(from), open) : open
        const end = day === last ? Math.min(minuteOf(to), close) : close
        sum += Math.max(end - start, 0)
      }
      return sum
    },
  }
}
