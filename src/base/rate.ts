/** Names kept at once; the one that was longest quiet is forgotten first. */
const NAMES_MAX = 10_000

export interface Rate {
  /** 0 when it may go on now, else how many milliseconds to wait. */
  take(name: string): number
}

/** So many a minute for each name, in bursts of as many. Counted in this process alone. */
export const createRate = (perMinute: number, now: () => number = Date.now): Rate => {
  const everyMs = 60_000 / perMinute
  /** When each name will have paid for what it took. */
  const paid = new Map<string, number>()
  return {
    take(name) {
      const at = now()
      const until = Math.max(at, paid.get(name) ?? 0)
      const wait = until - at - everyMs * (perMinute - 1)
      if (wait > 0) return wait
      paid.delete(name)
      paid.set(name, until + everyMs)
      if (paid.size > NAMES_MAX) for (const oldest of [...paid.keys()].slice(0, NAMES_MAX / 10)) paid.delete(oldest)
      return 0
    },
  }
}
