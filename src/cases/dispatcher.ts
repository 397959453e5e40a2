import { backoff } from '../base/backoff.ts'
import { within } from '../base/timeout.ts'
import { createLoop, type Loop } from '../base/loop.ts'
import type { Bell } from '../spine/bell.ts'
import { Failure, wordsOf } from '../base/failure.ts'
import type { Dispatch, Repositories, Store } from '../store/store.ts'
import { type Accepted, isUncertain, type Route } from './dispatch.ts'
import type { Kit } from './kit.ts'
import { perform } from './perform.ts'
import type { Sheet } from './sheet.ts'
import type { Act, Actor } from './states.ts'

/** Renewed while a route is at work, so that a killed process's work is taken over soon. */
const LEASE_MS = 120_000
/** Given to routes under way when the process is asked to stop. */
const STOP_MS = 4_000
const IDLE_MS = 1_000
const IN_FLIGHT_MAX = 6
const ATTEMPTS_MAX = 8
const BACKOFF = { firstMs: 2_000, mostMs: 30 * 60_000, factor: 4 }

export interface DispatcherParts {
  store: Store
  kit: Kit
  routes: Route[]
  bell: Bell
  owner: string
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
  onDispatch?: (route: string, outcome: Change | 'retried') => void
  /** Shorter in tests. */
  idleMs?: number
  backoffMs?: number
}

/** What becomes of a dispatch, and the act that tells of it. */
type Change = 'sent' | 'dead' | 'printed' | 'uncertain'
const actOf = { sent: 'delivered', dead: 'undelivered', printed: 'printed', uncertain: 'unsure' } as const

const clockwork: Actor = { kind: 'system', id: 'dispatcher', name: '' }

const noAnswer = (ms: number) => (): Failure =>
  new Failure('dispatch.timeout', `The route did not finish within ${ms} ms.`, { retryable: true })

const changed = (tx: Repositories, { seq }: Dispatch, change: Change, words: string, at: Date): Promise<boolean> => {
  if (change === 'sent') return tx.dispatches.sent(seq, words, at)
  if (change === 'dead') return tx.dispatches.bury(seq, words)
  const told = change === 'printed' ? { proof: words, error: null } : { proof: null, error: words }
  return tx.dispatches.rest(seq, change, told)
}

/** Sends what operators sent, under leases, with retries; what fails for good is shown to operators. */
export const createDispatcher = (parts: DispatcherParts): Loop => {
  const { store, kit, owner, now, bell } = parts
  const routes = new Map(parts.routes.map((route) => [route.name, route]))
  const busy = new Set<Promise<void>>()
  const waitAfter = backoff({ ...BACKOFF, firstMs: parts.backoffMs ?? BACKOFF.firstMs })
  /** What the far side may have already, by dispatch, while its answer is awaited. */
  const handed = new Map<number, Dispatch>()

  /** The dispatch and what it means for the request are one transaction. */
  const tell = async (dispatch: Dispatch, change: Change, words: string) => {
    const at = now()
    await store.transaction(async (tx) => {
      const before = await tx.dispatches.of(dispatch.request)
      if (!(await changed(tx, dispatch, change, words, at))) return
      const first = change === 'sent' && before.every(({ state }) => state !== 'sent')
      const fields = { route: dispatch.route, dispatch: dispatch.id, ...(first ? { first: 'yes' } : {}) }
      const given = { text: change === 'dead' || change === 'uncertain' ? words : '', fields }
      const act: Act = actOf[change]
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
    if (isUncertain(thrown)) {
      await tell(dispatch, 'uncertain', wordsOf(thrown))
      return
    }
    const attempt = dispatch.attempts + 1
    const known = thrown instanceof Failure
    if ((known && !thrown.retryable) || attempt >= ATTEMPTS_MAX) {
      await tell(dispatch, 'dead', wordsOf(thrown))
      return
    }
    const wait = (known ? thrown.retryAfterMs : undefined) ?? waitAfter(attempt)
    await store.dispatches.postpone(dispatch.seq, wordsOf(thrown), new Date(now().getTime() + wait))
    parts.onDispatch?.(dispatch.route, 'retried')
  }

  const send = async (dispatch: Dispatch, route: Route) => {
    let accepted: Accepted
    const renewing = setInterval(() => {
      store.dispatches
        .renew(dispatch.seq, owner, new Date(now().getTime() + LEASE_MS))
        .catch((thrown: unknown) => parts.onFault('dispatcher', thrown))
    }, LEASE_MS / 3)
    try {
      const sheet = JSON.parse(dispatch.sheet) as Sheet
      const { id, request, attempts } = dispatch
      const sending = { id, request, attempt: attempts + 1, handed: () => void handed.set(dispatch.seq, dispatch) }
      accepted = await within(route.send(sheet, sending), route.timeoutMs, noAnswer(route.timeoutMs))
    } catch (thrown) {
      await failed(dispatch, thrown).catch((again: unknown) => parts.onFault('dispatcher', again))
      return
    } finally {
      clearInterval(renewing)
      handed.delete(dispatch.seq)
    }
    // The proof is not lost to a store that is down: the lease lapses and the same message id is sent again.
    const { state, proof } = accepted
    await tell(dispatch, state, proof).catch((again: unknown) => parts.onFault('dispatcher', again))
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
      const stopping = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())
      await Promise.race([Promise.allSettled(busy), stopping])
      // Whatever is still awaited may have arrived: the next start must not send it again by itself.
      for (const dispatch of handed.values()) {
        await tell(dispatch, 'uncertain', 'The desk was stopped before the far side answered.')
      }
    },
  }
}
