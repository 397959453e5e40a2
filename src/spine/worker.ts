import { backoff } from '../base/backoff.ts'
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { wordsOf } from '../base/failure.ts'
import { type Claim, isStoreFault, type Repositories, type Store } from '../store/store.ts'
import type { Bell } from './bell.ts'
import type { Loop } from '../base/loop.ts'
import { createBellLoop } from './bell-loop.ts'
import { referenceOf } from './reference.ts'
import type { Address, Effect, Inbound, Memory, Reply, Taken } from '../vocabulary/types.ts'
import { within } from '../base/timeout.ts'

/** Tries before a message is dead-lettered. */
export const ATTEMPTS_MAX = 5

/** A store out of reach is written to again after this. */
const STORE_PAUSE_MS = 200
/** A desk that ends its turns by itself is given this much longer. */
const GRACE_MS = 2_000
/** A lease outlives the longest turn, so that a slow turn is not taken away from the worker that does it. */
const LEASE_MS = 90_000
const TURN_MS_MAX = 60_000
/** Turns under way at once in this process. */
export const CONCURRENCY = 8

/** Which try of a message this is, and how long it may take; a desk that can end its turns ends them then. */
export interface Trying {
  attempt: number
  msMax: number
}

export interface Desk {
  take(message: Inbound, conversation: { memory: Memory; heldBy: string | null }, trying?: Trying): Promise<Taken>
  /** What a person is told when a message could not be answered: neutral words with the reference. */
  apology(reference: string): Reply
}

/** What a settled effect adds to the replies: a receipt, a notice to another conversation. */
export type Settle = (
  tx: Repositories,
  effect: Effect,
  context: { inbound: Inbound; turn: string; now: Date },
) => Promise<{ to: Address; reply: Reply }[]>

export interface WorkerParts {
  store: Store
  desk: Desk
  settle: Settle
  bell: Bell
  owner: string
  now: () => Date
  newId: () => string
  onTurn?: (taken: { outcome: string; tookMs: number; channel: string; taken: Taken }) => void
  onFault: (what: string, thrown: unknown) => void
  /** Waits for those at the door to be answered. */
  calm?: () => Promise<void>
  /** Shorter in tests, so that a killed replica's work is taken over soon. */
  leaseMs?: number
}

const waitAfter = backoff({ firstMs: 500, mostMs: 60_000 })

const tooSlow = (): Error => new Error(`the turn took longer than ${TURN_MS_MAX} ms`)

const neverEnded = (): Error => new Error('the process ended during each try')

/**
 * Takes messages one conversation at a time and commits each turn whole: the turn, what it settles, the replies and
 * the end of the message are one transaction, fenced by the lease.
 */
export const createWorker = (parts: WorkerParts): Loop => {
  const { store, desk, settle, bell, owner, now, newId } = parts
  const busy = new Map<number, Promise<void>>()
  const leaseMs = parts.leaseMs ?? LEASE_MS

  const commit = async (claim: Claim, taken: Taken, startedAt: number): Promise<void> => {
    const turn = newId()
    const at = now()
    const { inbound } = claim
    const committed = await store.transaction(async (tx) => {
      if (!(await tx.work.fence(claim))) return false
      const reply = taken.reply === null ? null : { ...taken.reply, turn }
      await tx.turns.add({
        id: turn,
        seq: claim.seq,
        address: inbound.from,
        person: inbound.person,
        question: inbound.text,
        reply,
        trace: taken.trace,
        at,
        tookMs: performance.now() - startedAt,
      })
      const replies: { to: Address; reply: Reply }[] = reply === null ? [] : [{ to: inbound.from, reply }]
      for (const effect of taken.effects) replies.push(...(await settle(tx, effect, { inbound, turn, now: at })))
      await tx.outbox.add(
        replies.map(({ to, reply: words }) => ({
          id: newId(),
          to,
          turn: to.channel === inbound.from.channel && to.conversation === inbound.from.conversation ? turn : null,
          reply: words,
        })),
        at,
      )
      await tx.work.finish(claim, taken.memory, at)
      return true
    })
    if (!committed) return
    bell.ring('outbox')
    bell.tell({ address: inbound.from, inbound: inbound.id, stage: 'done' })
    parts.onTurn?.({
      outcome: taken.reply?.outcome ?? 'silent',
      tookMs: performance.now() - startedAt,
      channel: inbound.from.channel,
      taken,
    })
  }

  const fail = async (claim: Claim, thrown: unknown): Promise<void> => {
    parts.onFault('turn', thrown)
    const at = now()
    await store.transaction(async (tx) => {
      if (!(await tx.work.fence(claim))) return
      if (claim.attempts < ATTEMPTS_MAX) {
        await tx.work.postpone(claim, wordsOf(thrown), new Date(at.getTime() + waitAfter(claim.attempts)))
        return
      }
      const reference = referenceOf(newId(), at)
      await tx.work.bury(claim, wordsOf(thrown), reference, at)
      await tx.outbox.add([{ id: newId(), to: claim.inbound.from, turn: null, reply: desk.apology(reference) }], at)
    })
    bell.ring('outbox')
    bell.tell({ address: claim.inbound.from, inbound: claim.inbound.id, stage: 'done' })
  }

  /** Writes again what a store out of reach did not take. The fence tells when it had taken it after all. */
  const written = async (write: () => Promise<void>): Promise<void> => {
    const giveUpAt = performance.now() + leaseMs
    for (;;) {
      try {
        return await write()
      } catch (thrown) {
        if (!isStoreFault(thrown) || performance.now() > giveUpAt) throw thrown
        parts.onFault('turn.store', thrown)
        await pause(STORE_PAUSE_MS)
      }
    }
  }

  const taken = (claim: Claim): Promise<Taken> => {
    // Counted when it was taken, and never told of an end: whatever this message does, it does to the whole process.
    if (claim.attempts > ATTEMPTS_MAX) return Promise.reject(neverEnded())
    const conversation = { memory: claim.memory, heldBy: claim.heldBy }
    const trying = { attempt: claim.attempts, msMax: TURN_MS_MAX }
    return within(desk.take(claim.inbound, conversation, trying), TURN_MS_MAX + GRACE_MS, tooSlow)
  }

  const run = async (claim: Claim): Promise<void> => {
    const startedAt = performance.now()
    try {
      const made = await taken(claim)
      await written(() => commit(claim, made, startedAt))
    } catch (thrown) {
      try {
        await written(() => fail(claim, thrown))
      } catch (again) {
        // The store stays out of reach: the lease lapses by itself and the message is taken again.
        parts.onFault('turn.fail', again)
      }
    }
  }

  const step = async (): Promise<boolean> => {
    await parts.calm?.()
    const free = CONCURRENCY - busy.size
    const claims = free > 0 ? await store.work.claim(owner, now(), leaseMs, free, [...busy.keys()]) : []
    for (const claim of claims) {
      const running = run(claim).finally(() => {
        busy.delete(claim.seq)
        // The next message of this conversation may be waiting.
        loop.wake()
      })
      busy.set(claim.seq, running)
    }
    if (busy.size >= CONCURRENCY) await Promise.race(busy.values())
    return claims.length > 0
  }

  const onFault = (thrown: unknown) => parts.onFault('worker', thrown)
  const finish = () => Promise.allSettled(busy.values())
  const loop = createBellLoop({ bell, hears: 'inbox', step, finish, onFault })
  return loop
}
