import { JAPAN_MS } from '../japanese/calendar.ts'
import type { Store, Week } from '../store/store.ts'

export const WEEKS_SHOWN = 12
const DAY_MS = 86_400_000
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
export const createWeeks = (store: Store): ((now: Date) => Promise<Week[]>) => {
  const kept = new Map<number, { at: number; week: Week }>()
  return async (now) => {
    const monday = mondayOf(now).getTime()
    const weeks: Week[] = []
    for (let n = WEEKS_SHOWN - 1; n >= 0; n--) {
      const from = monday - n * WEEK_MS
      const known = kept.get(from)
      const fresh = known && now.getTime() - known.at < (n === 0 ? PRESENT_MS : PAST_MS)
      const week = fresh ? known.week : await store.quality.week(new Date(from), new Date(from + WEEK_MS))
      if (!fresh) kept.set(from, { at: now.getTime(), week })
      weeks.push(week)
    }
    for (const from of kept.keys()) if (from < monday - WEEKS_SHOWN * WEEK_MS) kept.delete(from)
    return weeks
  }
}
