import type { Store } from '../store/store.ts'
import { createLoop, type Loop } from '../base/loop.ts'
import { hasEnded } from '../base/process-name.ts'

/** How often a replica says that it is there, and looks who else is. */
const BEAT_MS = 1_000
/** Who was not there for so many looks in a row is gone. */
const MISSED_MAX = 5

export interface RollCallParts {
  store: Store
  owner: string
  /** The index that answers here; null where there is none. */
  indexVersion: () => string | null
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
  /** Shorter in tests. */
  beatMs?: number
}

/** Frees what processes held that ran on this machine and have ended: of them nothing need be waited for. */
export const freeEnded = async ({ leases }: Pick<Store, 'leases'>): Promise<void> => {
  const holders = await leases.holders()
  await leases.free(holders.map(({ owner }) => owner).filter(hasEnded))
}

/**
 * Frees what a killed replica holds within seconds. Clocks of replicas may differ, so that nobody is judged by the time
 * that stands beside their name, but by whether it moves while others look. A look that fails says nothing of anybody.
 */
export const createRollCall = (parts: RollCallParts): Loop => {
  const { store, owner, now } = parts
  const beatMs = parts.beatMs ?? BEAT_MS
  const startedAt = now()
  let watched = new Map<string, { seenAt: number | null; missed: number }>()

  const look = async () => {
    const holders = await store.leases.holders()
    watched = new Map(
      holders
        .filter((holder) => holder.owner !== owner)
        .map((holder) => {
          const seenAt = holder.seenAt?.getTime() ?? null
          const before = watched.get(holder.owner)
          const missed = before !== undefined && before.seenAt === seenAt ? before.missed + 1 : 0
          return [holder.owner, { seenAt, missed }]
        }),
    )
    // One that ran on this machine need not be waited for: whether it still runs can be seen.
    const gone = [...watched]
      .filter(([name, { missed }]) => missed >= MISSED_MAX || hasEnded(name))
      .map(([name]) => name)
    await store.leases.free(gone)
    for (const name of gone) watched.delete(name)
  }

  let nextAt = 0
  const step = async (): Promise<boolean> => {
    // Woken early it only goes back to rest, so that looks are never closer together than beats.
    if (performance.now() < nextAt) return false
    nextAt = performance.now() + beatMs * 0.9
    try {
      const replica = { id: owner, indexVersion: parts.indexVersion(), startedAt }
      await store.transaction((tx) => tx.workplace.beat(replica, now()))
      await look()
    } catch (thrown) {
      watched = new Map()
      throw thrown
    }
    return false
  }
  return createLoop(step, beatMs, (thrown) => parts.onFault('roll-call', thrown))
}
