/** Teams' own limits for one conversation; typing and streaming count like messages. */
const LIMITS: readonly { calls: number; ms: number }[] = [
  { calls: 7, ms: 1_000 },
  { calls: 8, ms: 2_000 },
  { calls: 60, ms: 30_000 },
  { calls: 1_800, ms: 3_600_000 },
]
const LONGEST_MS = 3_600_000
/** Conversations remembered; the one that was silent longest gives way. */
const CONVERSATIONS_MAX = 5_000

export interface Pace {
  /** 0 when a call may go out now, which is then counted; otherwise how long to wait before asking again. */
  take(conversation: string): number
}

/** Keeps this process below Teams' limits, so that a 429 is the exception. `now` is in milliseconds. */
export const createPace = (now: () => number): Pace => {
  const calls = new Map<string, number[]>()

  return {
    take(conversation) {
      const at = now()
      const recent = (calls.get(conversation) ?? []).filter((call) => call > at - LONGEST_MS)
      let wait = 0
      for (const limit of LIMITS) {
        const [oldest] = recent.slice(-limit.calls)
        if (recent.length >= limit.calls && oldest !== undefined) wait = Math.max(wait, oldest + limit.ms - at)
      }
      if (wait <= 0) recent.push(at)
      // Put back last, so that the map is in the order of use.
      calls.delete(conversation)
      calls.set(conversation, recent)
      const [silent] = calls.keys()
      if (calls.size > CONVERSATIONS_MAX && silent !== undefined) calls.delete(silent)
      return Math.max(0, wait)
    },
  }
}
