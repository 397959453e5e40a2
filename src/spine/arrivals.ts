import { setTimeout as pause } from 'node:timers/promises'
import { createBatches } from '../base/batches.ts'
import { createLoop, type Loop } from '../base/loop.ts'
import type { Arrival, Channel } from '../channels/channel.ts'
import type { KeptArrival, Store } from '../store/store.ts'
import { BATCH_MAX, doorFull, storable, WAITING_MAX } from './intake.ts'

/** Taken in at once. More would only wait for the same store. */
const AT_ONCE = 8
/** How often is looked for what a replica left that is gone. */
const IDLE_MS = 500
const ADOPTED_MAX = 200
const BACKOFF_MS = 250
/** What is in the house waits so long at most for what is at the door. */
const CALM_MS_MAX = 250
const BACKOFF_MS_MAX = 60_000

export interface ArrivalsParts {
  store: Pick<Store, 'arrivals'>
  owner: string
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
}

export interface Arrivals extends Loop {
  /** Resolves once it is on the disk. Masked before. */
  put(room: string, arrival: Arrival): Promise<void>
  /** Resolves when nothing is being put down, or after a moment: whoever waits at the door goes first. */
  calm(): Promise<void>
  /** Who takes in what was put down; called before `start`. */
  serve(channels: readonly Pick<Channel, 'name' | 'take'>[]): void
}

const lineOf = ({ room, line }: KeptArrival): string => `${room}\n${line}`

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
  const takers = new Map<string, NonNullable<Channel['take']>>()
  const queue: { arrival: KeptArrival; tries: number }[] = []
  const busyLines = new Set<string>()
  const underWay = new Set<Promise<void>>()
  const retries = new Set<NodeJS.Timeout>()
  /** Taken in, and not yet removed. */
  let over: number[] = []
  let running = false
  let putting = 0
  let calm: ReturnType<typeof pauseOf> | null = null

  const take = async (entry: (typeof queue)[number]): Promise<void> => {
    const { arrival } = entry
    try {
      await takers.get(arrival.room)?.(arrival)
      over.push(arrival.seq)
      loop.wake()
    } catch (thrown) {
      onFault(`arrival.${arrival.room}`, thrown)
      entry.tries++
      const timer = setTimeout(
        () => {
          retries.delete(timer)
          queue.push(entry)
          drain()
        },
        Math.min(BACKOFF_MS * 2 ** entry.tries, BACKOFF_MS_MAX),
      )
      timer.unref()
      retries.add(timer)
    }
  }

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

  const drain = () => {
    for (let n = 0; running && underWay.size < AT_ONCE && n < queue.length;) {
      const entry = queue[n]
      if (entry === undefined) return
      const line = lineOf(entry.arrival)
      if (busyLines.has(line)) {
        n++
        continue
      }
      queue.splice(n, 1)
      busyLines.add(line)
      const taking: Promise<void> = take(entry).finally(() => {
        underWay.delete(taking)
        busyLines.delete(line)
        soon()
      })
      underWay.add(taking)
    }
  }

  const soon = () => void calmly().then(() => setImmediate(drain))

  const hold = (arrivals: readonly KeptArrival[]) => {
    for (const arrival of arrivals) queue.push({ arrival, tries: 0 })
    soon()
  }

  const batches = createBatches(async (arrivals: Omit<KeptArrival, 'seq'>[]) => {
    const seqs = await store.keep(arrivals, owner, now())
    hold(arrivals.flatMap((arrival, n) => (seqs[n] == null ? [] : [{ ...arrival, seq: seqs[n] }])))
    return seqs
  }, BATCH_MAX)

  const clear = async () => {
    const clearing = over
    over = []
    try {
      await store.remove(clearing)
    } catch (thrown) {
      over.push(...clearing)
      throw thrown
    }
  }

  let nextLookAt = 0
  const step = async (): Promise<boolean> => {
    await clear()
    // Woken to clear, it need not look what others left.
    if (performance.now() < nextLookAt) return false
    const adopted = await store.adopt(owner, ADOPTED_MAX)
    if (adopted.length === 0) nextLookAt = performance.now() + IDLE_MS * 0.9
    hold(adopted)
    return adopted.length > 0
  }
  const loop = createLoop(step, IDLE_MS, (thrown) => onFault('arrivals', thrown))

  return {
    async put(room, arrival) {
      if (batches.waiting() + queue.length >= WAITING_MAX) throw doorFull()
      const words = Object.fromEntries(Object.entries(arrival.words).map(([name, text]) => [name, storable(text)]))
      putting++
      try {
        await batches.add([{ ...arrival, room, words }])
      } finally {
        if (--putting === 0) calm?.end()
      }
    },
    calm: calmly,
    serve(channels) {
      for (const { name, take: taker } of channels) if (taker !== undefined) takers.set(name, taker)
    },
    start() {
      running = true
      loop.start()
      drain()
    },
    wake: loop.wake,
    async stop() {
      running = false
      for (const timer of retries) clearTimeout(timer)
      await loop.stop()
      await Promise.allSettled(underWay)
      await clear().catch((thrown: unknown) => onFault('arrivals', thrown))
    },
  }
}
