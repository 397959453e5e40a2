import { createLoop, type Loop } from '../base/loop.ts'
import type { Bell } from '../spine/bell.ts'
import { Failure, wordsOf } from '../base/failure.ts'
import type { Dispatch, Store } from '../store/store.ts'
import type { Route } from './dispatch.ts'
import type { Kit } from './kit.ts'
import { perform } from './perform.ts'
import type { Sheet } from './sheet.ts'
import type { Act, Actor } from './states.ts'

/** Longer than any route's own timeout. */
const LEASE_MS = 120_000
const IDLE_MS = 1_000
const IN_FLIGHT_MAX = 6
const ATTEMPTS_MAX = 8
const BACKOFF_MS = 2_000
const BACKOFF_MS_MAX = 30 * 60_000

export interface DispatcherParts {
  store: Store
  kit: Kit
  routes: Route[]
  bell: Bell
  owner: string
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
  onDispatch?: (route: string, outcome: 'sent' | 'retried' | 'dead') => void
  /** Shorter in tests. */
  idleMs?: number
  backoffMs?: number
}

const clockwork: Actor = { kind: 'system', id: 'dispatcher', name: '' }

const within = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Failure('dispatch.timeout', `The route did not finish within ${ms} ms.`, { retryable: true })),
      ms,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Sends what operators sent, under leases, with retries; what fails for good is shown to operators. */
export const createDispatcher = (parts: DispatcherParts): Loop => {
  const { store, kit, owner, now, bell } = parts
  const routes = new Map(parts.routes.map((route) => [route.name, route]))
  const busy = new Set<Promise<void>>()

  /** The dispatch and what it means for the request are one transaction. */
  const tell = async (dispatch: Dispatch, act: Act, change: 'sent' | 'dead', words: string) => {
    const at = now()
    await store.transaction(async (tx) => {
      const before = await tx.dispatches.of(dispatch.request)
      const changed =
        change === 'sent'
          ? await tx.dispatches.sent(dispatch.seq, words, at)
          : await tx.dispatches.bury(dispatch.seq, words)
      if (!changed) return
      const first = change === 'sent' && before.every(({ state }) => state !== 'sent')
      const fields = { route: dispatch.route, dispatch: dispatch.id, ...(first ? { first: 'yes' } : {}) }
      const given = { text: change === 'dead' ? words : '', fields }
      const told = await perform(tx, kit, { request: dispatch.request, act, by: clockwork, given, now: at })
      if (!told.ok) return
      const replies = told.replies.map(({ to, reply }) => ({ id: kit.newId(), to, turn: null, reply }))
      await tx.outbox.add(replies, at)
    })
    bell.ring('outbox')
    parts.onDispatch?.(dispatch.route, change)
  }

  const failed = async (dispatch: Dispatch, thrown: unknown) => {
    parts.onFault(`dispatch.${dispatch.route}`, thrown)
    const attempt = dispatch.attempts + 1
    const known = thrown instanceof Failure
    if ((known && !thrown.retryable) || attempt >= ATTEMPTS_MAX) {
      await tell(dispatch, 'undelivered', 'dead', wordsOf(thrown))
      return
    }
    const backoff = Math.min((parts.backoffMs ?? BACKOFF_MS) * 4 ** (attempt - 1), BACKOFF_MS_MAX)
    const wait = (known ? thrown.retryAfterMs : undefined) ?? backoff * (0.75 + Math.random() / 2)
    await store.dispatches.postpone(dispatch.seq, wordsOf(thrown), new Date(now().getTime() + wait))
    parts.onDispatch?.(dispatch.route, 'retried')
  }

  const send = async (dispatch: Dispatch, route: Route) => {
    let proof: string
    try {
      const sheet = JSON.parse(dispatch.sheet) as Sheet
      const sending = { id: dispatch.id, request: dispatch.request, attempt: dispatch.attempts + 1 }
      proof = await within(route.send(sheet, sending), route.timeoutMs)
    } catch (thrown) {
      await failed(dispatch, thrown).catch((again: unknown) => parts.onFault('dispatcher', again))
      return
    }
    // The proof is not lost to a store that is down: the lease lapses and the same message id is sent again.
    await tell(dispatch, 'delivered', 'sent', proof).catch((again: unknown) => parts.onFault('dispatcher', again))
  }

  const step = async (): Promise<boolean> => {
    const free = IN_FLIGHT_MAX - busy.size
    const due = free > 0 ? await store.dispatches.claim(owner, [...routes.keys()], now(), LEASE_MS, free) : []
    for (const dispatch of due) {
      const route = routes.get(dispatch.route)
      if (!route) continue
      const running: Promise<void> = send(dispatch, route).finally(() => {
        busy.delete(running)
        loop.wake()
      })
      busy.add(running)
    }
    if (busy.size >= IN_FLIGHT_MAX) await Promise.race(busy)
    return due.length > 0
  }

  const loop = createLoop(step, parts.idleMs ?? IDLE_MS, (thrown) => parts.onFault('dispatcher', thrown))
  return {
    start: loop.start,
    wake: loop.wake,
    async stop() {
      await loop.stop()
      await Promise.allSettled(busy)
    },
  }
}
