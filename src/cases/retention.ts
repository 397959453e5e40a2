import { DAY_MS } from '../base/times.ts'
import type { PersonData, Store } from '../store/store.ts'
import { sweepTray } from './fax.ts'
import type { Kit } from './kit.ts'

const BATCH_MAX = 200
/** Batches of one purge; what is left is found by the next. */
const BATCHES_MAX = 10_000
const EXPORT_MAX = 10_000

export interface Purged {
  requests: number
  messages: number
  /** Printed sheets in the fax tray. */
  sheets: number
}

/**
 * Erases personal data that the settings say is no longer kept: closed requests and old conversations. Counts, states,
 * receipts' hashes and the audit log remain; the log holds no personal data to begin with. A dry run only counts.
 */
export const purge = async (
  store: Store,
  kit: Kit,
  run: { dryRun: boolean; now: Date; by: string; tray?: string },
): Promise<Purged> => {
  const settings = await kit.settings.current(store)
  const since = (name: 'requestDays' | 'messageDays') => new Date(run.now.getTime() - settings.count(name) * DAY_MS)
  const [closedBefore, saidBefore] = [since('requestDays'), since('messageDays')]
  const sheets = run.tray === undefined ? 0 : await sweepTray(run.tray, closedBefore, run.dryRun)
  if (run.dryRun) {
    return {
      sheets,
      requests: await store.retention.countRequestsClosedBefore(closedBefore),
      messages: await store.retention.countMessagesBefore(saidBefore),
    }
  }
  const purged: Purged = { requests: 0, messages: 0, sheets }
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const ids = await store.retention.requestsClosedBefore(closedBefore, BATCH_MAX)
    if (ids.length === 0) break
    await store.transaction(async (tx) => {
      for (const id of ids) {
        await tx.retention.eraseRequest(id, run.now)
        await tx.audit.append({ at: run.now, actor: run.by, act: 'erase', subject: id, detail: {} })
      }
    })
    purged.requests += ids.length
  }
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const erased = await store.transaction((tx) => tx.retention.eraseMessagesBefore(saidBefore, BATCH_MAX))
    if (erased === 0) break
    purged.messages += erased
  }
  if (purged.messages > 0 || purged.requests > 0) await store.scrub()
  if (purged.messages > 0) {
    const detail = { messages: purged.messages }
    await store.transaction((tx) =>
      tx.audit.append({ at: run.now, actor: run.by, act: 'erase', subject: 'messages', detail }),
    )
  }
  return purged
}

/** Everything the house keeps of a person in a channel, for that person; operators' notes to one another stay out. */
export const exportPerson = async (store: Store, channel: string, person: string): Promise<PersonData> => {
  const data = await store.retention.personData(channel, person, EXPORT_MAX)
  return { ...data, events: data.events.filter(({ act }) => act !== 'note') }
}
