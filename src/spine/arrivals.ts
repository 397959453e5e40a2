import { setTimeout as pause } from 'node:timers/promises'
import { createBatches } from '../base/batches.ts'
import { createLoop, type Loop } from '../base/loop.ts'
import { Failure, wordsOf } from '../base/failure.ts'
import type { Arrival, Channel } from '../channels/channel.ts'
import { isStoreFault, type KeptArrival, type NewArrival, type Store } from '../store/store.ts'
import type { Reply } from '../vocabulary/types.ts'
import type { Bell } from './bell.ts'
import { createLines } from './lines.ts'
import { BATCH_MAX, doorFull, storable, WAITING_MAX } from './intake.ts'
import { referenceOf } from './reference.ts'

/** Taken in at once. More would only wait for the same store. */
const AT_ONCE = 8
/** How often is looked for what a replica left that is gone. */
const IDLE_MS = 500
const ADOPTED_MAX = 200
/** What is in the house waits so long at most for what is at the door. */
const CALM_MS_MAX = 250
/** How often is looked whether another replica has taken in what comes first. */
const ELDERS_LOOK_MS = 50

/** Tries before something is put aside: they outlast half an hour in which a platform cannot be asked. */
export const TRIES_MAX = 40
/** Of what was said to fail whenever it is tried. */
const TRIES_MAX_HOPELESS = 6

export interface ArrivalsParts {
  store: Pick<Store, 'arrivals' | 'transaction'>
  owner: string
  now: () => Date
  newId: () => string
  bell: Pick<Bell, 'ring'>
  /** What a person is told whose message could not be taken in. */
  apology: (reference: string) => Reply
  onFault: (what: string, thrown: unknown) => void
}

export interface Arrivals extends Loop {
  /** Resolves once it is on the disk. Masked before. */
  put(room: string, arrival: Arrival): Promise<void>
  /** Resolves when nothing is being put down, or after a moment: whoever waits at the door goes first. */
  calm(): Promise<void>
  /** Who takes in what was put down; called before `start`. */
  serve(channels: readonly Pick<Channel, 'name' | 'take' | 'writerOf'>[]): void
  /** Puts in line what nobody has in hand. Before the doors open, so that what comes in later is taken in later. */
  adopt(): Promise<boolean>
}

const nameOf = ({ room, id }: Pick<KeptArrival, 'room' | 'id'>): string => `${room}\n${id}`

/** A pause that can be ended early. */
const pauseOf = (ms: number): { promise: Promise<unknown>; end: () => void } => {
  const ending = new AbortController()
  return { promise: pause(ms, undefined, { signal: ending.signal }).catch(() => {}), end: () => ending.abort() }
}

/**
 * What a door puts down is on the disk in one commit with all that came beside it, and the platform is answered then.
 * Right after, the door's own `take` looks up what it needs and keeps the message; until it has, the row stays, so that
 * whoever comes after a crash takes it in.
 */
export const createArrivals = (parts: ArrivalsParts): Arrivals => {
  const { owner, now, onFault } = parts
  const store = parts.store.arrivals
  const rooms = new Map<string, Pick<Channel, 'take' | 'writerOf'>>()
  /** Taken in, and not yet removed. */
  let over: number[] = []
  /** All that this process knows of: queued, being taken in, resting or over. */
  const inHand = new Set<number>()
  /** What came into this hand while it looks for what is in nobody's. */
  let heldMeanwhile: Set<number> | null = null
  /** Being written: it may stand in the store before that is told here. */
  const writing = new Set<string>()
  let putting = 0
  let calm: ReturnType<typeof pauseOf> | null = null

  const calmly = async (): Promise<void> => {
    if (putting === 0) return
    if (calm === null) {
      const made = pauseOf(CALM_MS_MAX)
      calm = made
      void made.promise.then(() => {
        if (calm === made) calm = null
      })
    }
    await calm.promise
  }

  /** It is kept where operators see it, and whoever wrote it is told so; all of that or nothing. */
  const setAside = async (arrival: KeptArrival, thrown: unknown): Promise<void> => {
    const reference = referenceOf(parts.newId(), now())
    const to = rooms.get(arrival.room)?.writerOf?.(arrival) ?? null
    await parts.store.transaction(async (tx) => {
      const isThere = await tx.arrivals.setAside(arrival.seq, { reference, error: wordsOf(thrown) })
      if (!isThere || to === null) return
      await tx.outbox.add([{ id: parts.newId(), to, turn: null, reply: parts.apology(reference) }], now())
    })
    inHand.delete(arrival.seq)
    parts.bell.ring('outbox')
  }

  /** Whether it is worth no further try, and was put aside. A store out of reach is no fault of what came in. */
  const gaveUp = async (arrival: KeptArrival, tries: number, thrown: unknown): Promise<boolean> => {
    if (isStoreFault(thrown)) return false
    const isHopeless = thrown instanceof Failure && !thrown.retryable
    try {
      if (arrival.tries + tries >= (isHopeless ? TRIES_MAX_HOPELESS : TRIES_MAX)) {
        await setAside(arrival, thrown)
        return true
      }
      await store.failed(arrival.seq)
    } catch (again) {
      onFault('arrival.aside', again)
    }
    return false
  }

  const lines = createLines({
    atOnce: AT_ONCE,
    take: async (arrival) => rooms.get(arrival.room)?.take?.(arrival),
    gaveUp,
    isInHand: (seq) => inHand.has(seq),
    onTaken({ seq }) {
      over.push(seq)
      loop.wake()
    },
    soon: () => void calmly().then(() => setImmediate(lines.drain)),
    onFault: (room, thrown) => onFault(`arrival.${room}`, thrown),
  })

  const hold = (arrivals: readonly KeptArrival[], from: 'door' | 'others') => {
    for (const { seq } of arrivals) {
      inHand.add(seq)
      heldMeanwhile?.add(seq)
    }
    lines.add(arrivals, from)
    if (lines.elders().length > 0) loop.wake()
  }

  const batches = createBatches(async (arrivals: NewArrival[]) => {
    for (const arrival of arrivals) writing.add(nameOf(arrival))
    try {
      const placed = await store.keep(arrivals, owner, now())
      hold(
        arrivals.flatMap((arrival, n) => (placed[n] == null ? [] : [{ ...arrival, ...placed[n], tries: 0 }])),
        'door',
      )
      return placed
    } finally {
      for (const arrival of arrivals) writing.delete(nameOf(arrival))
    }
  }, BATCH_MAX)

  const clear = async () => {
    const clearing = over
    over = []
    try {
      await store.remove(clearing)
      for (const seq of clearing) inHand.delete(seq)
    } catch (thrown) {
      over.push(...clearing)
      throw thrown
    }
  }

  /**
   * Takes over what is in nobody's hand: what a replica left that is gone, and what a database stored for this one and
   * could not say so, because the connection broke just then.
   */
  const adopt = async (): Promise<boolean> => {
    const meanwhile = (heldMeanwhile = new Set<number>())
    try {
      const found = await store.adopt(owner, ADOPTED_MAX, [...inHand])
      const adopted = found.filter((arrival) => !meanwhile.has(arrival.seq) && !writing.has(nameOf(arrival)))
      hold(adopted, 'others')
      return adopted.length > 0
    } finally {
      heldMeanwhile = null
    }
  }

  /** A line that another replica has begun goes on here once that one is done, or what it held was taken over. */
  const lookForElders = async () => {
    const elders = lines.elders()
    if (elders.length === 0) return
    lines.standing(await store.present(elders))
    setTimeout(loop.wake, ELDERS_LOOK_MS).unref()
  }

  let nextLookAt = 0
  const step = async (): Promise<boolean> => {
    await clear()
    await lookForElders()
    // Woken to clear, it need not look what others left.
    if (performance.now() < nextLookAt) return false
    const found = await adopt()
    if (!found) nextLookAt = performance.now() + IDLE_MS * 0.9
    return found
  }
  const loop = createLoop(step, IDLE_MS, (thrown) => onFault('arrivals', thrown))

  return {
    async put(room, arrival) {
      if (batches.waiting() + lines.waiting() >= WAITING_MAX) throw doorFull()
      const words = Object.fromEntries(Object.entries(arrival.words).map(([name, text]) => [name, storable(text)]))
      putting++
      try {
        await batches.add([{ ...arrival, room, words }])
      } finally {
        if (--putting === 0) calm?.end()
      }
    },
    calm: calmly,
    adopt,
    serve(channels) {
      for (const { name, ...room } of channels) rooms.set(name, room)
    },
    start() {
      loop.start()
      lines.start()
    },
    wake: loop.wake,
    async stop() {
      await Promise.all([lines.stop(), loop.stop()])
      await clear().catch((thrown: unknown) => onFault('arrivals', thrown))
    },
  }
}
