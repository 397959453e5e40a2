import { createLoop, type Loop } from '../base/loop.ts'
import type { Store } from '../store/store.ts'
import { japanDay } from './hours.ts'
import type { Kit } from './kit.ts'
import { type Purged, purge } from './retention.ts'

/** How often it is looked whether today's purge is still to be done; of several replicas one does it. */
const LOOK_MS = 10 * 60_000
const ROOM = 'retention'
const KEPT_DAYS_MAX = 50

/** Erases once a day, by itself, what the settings say is no longer kept. */
export const createDailyPurge = (parts: {
  store: Store
  kit: Kit
  tray: string
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
  onPurged?: (purged: Purged) => void
}): Loop => {
  const { store, kit, tray, now, onFault } = parts
  const step = async (): Promise<boolean> => {
    const at = now()
    const day = `purge:${japanDay(at)}`
    if (!(await store.shelf.claim(ROOM, day, at.toISOString(), at))) return false
    try {
      parts.onPurged?.(await purge(store, kit, { dryRun: false, now: at, by: 'system', tray }))
    } catch (thrown) {
      // Not done today: the next look tries again.
      await store.shelf.remove(ROOM, day)
      throw thrown
    }
    const days = await store.shelf.list(ROOM, 'purge:', KEPT_DAYS_MAX)
    for (const { key } of days) if (key < day) await store.shelf.remove(ROOM, key)
    return false
  }
  return createLoop(step, LOOK_MS, (thrown) => onFault('purge', thrown))
}
