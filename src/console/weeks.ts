import { DAY_MS } from '../base/times.ts'
import { JAPAN_MS } from '../japanese/calendar.ts'
import type { Store, Week } from '../store/store.ts'

export const WEEKS_SHOWN = 12
const WEEK_MS = 7 * DAY_MS
/** A week that is over still changes a little as requests are responded to; this old a count is good enough. */
const PAST_MS = 10 * 60_000
/** The running week is counted again after this long. */
const PRESENT_MS = 15_000

/** Monday, midnight in Japan, of the week of a moment. */
export const mondayOf = (at: Date): Date => {
  const days = Math.floor((at.getTime() + JAPAN_MS) / DAY_MS)
  // The first of January 1970 was a Thursday.
  return new Date((days - ((days + 3) % 7)) * DAY_MS - JAPAN_MS)
}

/** The last weeks, newest last. Counts are kept for a while, since years of turns take their time. */
export const createWeeks = (store: Store): ((now: Date, channel?: string) => Promise<Week[]>) => {
  const kept = new Map<string, { at: number; from: number; week: Week }>()
  return async (now, channel) => {
    const monday = mondayOf(now).getTime()
    const weeks: Week[] = []
    for (let n = WEEKS_SHOWN - 1; n >= 0; n--) {
      const from = monday - n * WEEK_MS
      const key = `${from} ${channel ?? ''}`
      const known = kept.get(key)
      const fresh = known && now.getTime() - known.at < (n === 0 ? PRESENT_MS : PAST_MS)
      const week = fresh ? known.week : await store.quality.week(new Date(from), new Date(from + WEEK_MS), channel)
      if (!fresh) kept.set(key, { at: now.getTime(), from, week })
      weeks.push(week)
    }
    for (const [key, { from }] of kept) if (from < monday - WEEKS_SHOWN * WEEK_MS) kept.delete(key)
    return weeks
  }
}
