import type { KeptArrival } from '../store/store.ts'

const BACKOFF_MS = 250
const BACKOFF_MS_MAX = 60_000
/** What follows in its line waits for so many tries; then this one is not worth the others' wait. */
const TRIES_HOLDING_LINE = 5
/** So long, too, for what another replica has in hand: a gone one is found out within half of it. */
const ELDERS_MS_MAX = 15_000

interface Entry {
  arrival: KeptArrival
  tries: number
  since: number
}

export interface Lines {
  /** Puts them in line; what was taken over from others stands before what came here. */
  add(arrivals: readonly KeptArrival[], from: 'door' | 'others'): void
  /** Takes in as many as may be at once. */
  drain(): void
  start(): void
  /** Resolves when what is being taken in has ended. */
  stop(): Promise<void>
  waiting(): number
  /** What is not in this hand and something here waits for. */
  elders(): number[]
  /** Of the elders, those that are still there. */
  standing(seqs: readonly number[]): void
}

const lineOf = ({ arrival: { room, line } }: Entry): string => `${room}\n${line}`

/** Lines of arrivals, each taken in one after the other; `take` throws where one must be tried again. */
export const createLines = (parts: {
  atOnce: number
  take: (arrival: KeptArrival) => Promise<void>
  isInHand: (seq: number) => boolean
  /** Whether what failed is worth no further try. */
  gaveUp: (arrival: KeptArrival, tries: number, thrown: unknown) => Promise<boolean>
  /** Something was taken in, and what follows it may be. */
  onTaken: (arrival: KeptArrival) => void
  soon: () => void
  onFault: (room: string, thrown: unknown) => void
}): Lines => {
  const queue: Entry[] = []
  const busy = new Set<string>()
  const underWay = new Set<Promise<void>>()
  const retries = new Set<NodeJS.Timeout>()
  let running = false

  /** Puts it back in its place after a rest. Its line waits meanwhile, so that nobody is answered out of turn. */
  const rest = (entry: Entry): { holdsLine: boolean } => {
    const holdsLine = entry.tries <= TRIES_HOLDING_LINE
    const again = () => {
      retries.delete(timer)
      if (holdsLine) busy.delete(lineOf(entry))
      queue.unshift(entry)
      drain()
    }
    const timer = setTimeout(again, Math.min(BACKOFF_MS * 2 ** entry.tries, BACKOFF_MS_MAX))
    timer.unref()
    retries.add(timer)
    return { holdsLine }
  }

  const take = async (entry: Entry): Promise<{ holdsLine: boolean }> => {
    try {
      await parts.take(entry.arrival)
    } catch (thrown) {
      parts.onFault(entry.arrival.room, thrown)
      entry.tries++
      return (await parts.gaveUp(entry.arrival, entry.tries, thrown)) ? { holdsLine: false } : rest(entry)
    }
    parts.onTaken(entry.arrival)
    return { holdsLine: false }
  }

  /** What came earlier in its line, and is in another's hand or nobody's. */
  const eldersOf = ({ arrival, since }: Entry): readonly number[] =>
    arrival.behind.length === 0 || performance.now() - since > ELDERS_MS_MAX
      ? []
      : arrival.behind.filter((seq) => !parts.isInHand(seq))

  const drain = () => {
    const passed = new Set<string>()
    for (let n = 0; running && underWay.size < parts.atOnce && n < queue.length;) {
      const entry = queue[n] as Entry
      const line = lineOf(entry)
      if (busy.has(line) || passed.has(line) || eldersOf(entry).length > 0) {
        passed.add(line)
        n++
        continue
      }
      queue.splice(n, 1)
      busy.add(line)
      const taking: Promise<void> = take(entry).then(({ holdsLine }) => {
        underWay.delete(taking)
        if (!holdsLine) busy.delete(line)
        parts.soon()
      })
      underWay.add(taking)
    }
  }

  return {
    add(arrivals, from) {
      const entries = arrivals.map((arrival) => {
        const behind = arrival.behind.filter((seq) => !parts.isInHand(seq))
        return { arrival: { ...arrival, behind }, tries: 0, since: performance.now() }
      })
      if (from === 'others') queue.unshift(...entries)
      else queue.push(...entries)
      parts.soon()
    },
    drain,
    start() {
      running = true
      drain()
    },
    async stop() {
      running = false
      for (const timer of retries) clearTimeout(timer)
      await Promise.allSettled(underWay)
    },
    waiting: () => queue.length,
    elders: () => queue.flatMap(eldersOf),
    standing(seqs) {
      const there = new Set(seqs)
      for (const { arrival } of queue) arrival.behind = arrival.behind.filter((seq) => there.has(seq))
      parts.soon()
    },
  }
}
