import type { Outbox } from '../store/store.ts'

/** Replies that are put back in line at once; the rest follows the next time. */
const REVIVED_MAX = 1_000

/** Puts back in line what a channel could not say for one reason that is over now; tells how many. */
export const reviveDead = async (outbox: Outbox, channel: string, reason: string, now: Date): Promise<number> => {
  const ours = (await outbox.dead(REVIVED_MAX)).filter(
    ({ to, error }) => to.channel === channel && error.startsWith(reason),
  )
  let revived = 0
  // Oldest first, as they were meant to be read.
  for (const { id } of ours.toReversed()) if (await outbox.revive(id, now)) revived += 1
  return revived
}
