import type { Store } from '../../store/store.ts'
import { hashOf } from './secrets.ts'

/** A wrong try is forgotten after this long without another. */
const WINDOW_MS = 60 * 60_000
const SECOND_MS = 1_000
const QUARTER_MS = 15 * 60_000

interface Rule {
  key: string
  /** Wrong tries that cost nothing. */
  free: number
  /** The wait doubles with each further one, up to this. */
  mostMs: number
}

/**
 * Who tries one login from one address waits longer and longer; who tries many logins from one address as well. A login
 * that is tried from everywhere costs its owner seconds and never the way in.
 */
const rulesFor = (login: string, caller: string | null): Rule[] => [
  // Where nobody can tell addresses apart, an owner must not be made to wait long for a stranger's tries.
  { key: `pair:${login}|${caller ?? ''}`, free: 4, mostMs: caller === null ? 60_000 : QUARTER_MS },
  ...(caller === null ? [] : [{ key: `from:${caller}`, free: 20, mostMs: QUARTER_MS }]),
  { key: `login:${login}`, free: 50, mostMs: 5_000 },
]

const delayOf = (count: number, { free, mostMs }: Rule): number =>
  count <= free ? 0 : Math.min(SECOND_MS * 2 ** (count - free - 1), mostMs)

/** Growing delays between wrong tries, kept in the store so that replicas and restarts count alike. */
export const createWaits = ({ store, now }: { store: Store; now: () => Date }) => ({
  /** Milliseconds to wait; 0 counts a try, which `forgive` takes back once it was right. */
  take: (login: string, caller: string | null): Promise<number> =>
    store.transaction(async ({ operators }) => {
      const at = now()
      const rules = rulesFor(login, caller)
      let wait = 0
      for (const rule of rules) {
        const { count, until } = await operators.failures(hashOf(rule.key), at)
        const last = (until?.getTime() ?? 0) - WINDOW_MS
        wait = Math.max(wait, last + delayOf(count, rule) - at.getTime())
      }
      // Counted before the slow comparison, so that many tries at once are counted too.
      if (wait <= 0) for (const { key } of rules) await operators.fail(hashOf(key), at, WINDOW_MS)
      return Math.max(0, wait)
    }),

  async forgive(login: string, caller: string | null): Promise<void> {
    // What one address tried on other logins stays counted.
    for (const { key } of rulesFor(login, caller))
      if (!key.startsWith('from:')) await store.operators.forgive(hashOf(key))
  },
})

export type Waits = ReturnType<typeof createWaits>

/** A wait as people read it. */
export const waitInWords = (ms: number): string =>
  ms < 60_000 ? `${Math.max(1, Math.ceil(ms / SECOND_MS))}秒` : `${Math.ceil(ms / 60_000)}分`
