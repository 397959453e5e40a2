import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../base/failure.ts'
import { rootOf } from './activity.ts'

/** Teams' own limits for one conversation; typing and streaming count like messages. */
const LIMITS: readonly { calls: number; ms: number }[] = [
  { calls: 7, ms: 1_000 },
  { calls: 8, ms: 2_000 },
  { calls: 60, ms: 30_000 },
  { calls: 1_800, ms: 3_600_000 },
]
const LONGEST_MS = 3_600_000
/** Calls do not arrive as evenly as they leave: this much more time is left than Teams asks for. */
const JITTER_MS = 150
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
    take(given) {
      const conversation = rootOf(given)
      const at = now()
      const recent = (calls.get(conversation) ?? []).filter((call) => call > at - LONGEST_MS)
      let wait = 0
      for (const limit of LIMITS) {
        const [oldest] = recent.slice(-limit.calls)
        if (recent.length >= limit.calls && oldest !== undefined)
          wait = Math.max(wait, oldest + limit.ms + JITTER_MS - at)
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

/** A conversation that is a little too fast is waited for here; one that is far too fast goes back into the outbox. */
const PACE_MS_MAX = 2_500
const PACE_LOOKS_MAX = 5

/** Makes a call once the conversation's pace allows it. */
export const paced = async <T>(pace: Pace, conversation: string, call: () => Promise<T>): Promise<T> => {
  for (let look = 0; look < PACE_LOOKS_MAX; look++) {
    const wait = pace.take(conversation)
    if (wait === 0) return call()
    if (wait > PACE_MS_MAX) {
      throw new Failure('teams.pace', 'The conversation has had as many messages as Teams allows.', {
        retryable: true,
        retryAfterMs: wait,
      })
    }
    await pause(wait)
  }
  throw new Failure('teams.pace', 'The conversation stays busy.', { retryable: true, retryAfterMs: PACE_MS_MAX })
}
