import { setTimeout as pause } from 'node:timers/promises'
import { mkdirSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Kysely, sql } from 'kysely'
import { Failure, wordsOf } from '../base/failure.ts'
import { arrivalsIn } from './arrivals.ts'
import { auditIn } from './audit.ts'
import { countersIn } from './counters.ts'
import { createGroups } from './groups.ts'
import { dispatchesIn } from './dispatches.ts'
import { isStoreFault } from './faults.ts'
import { inboxIn } from './inbox.ts'
import { leasesIn } from './leases.ts'
import { migrate } from './migrate.ts'
import { operatorsIn } from './operators.ts'
import { outboxIn } from './outbox.ts'
import { patiently, postgresDialect, transactOn } from './postgres.ts'
import { qualityIn } from './quality.ts'
import { requestsIn } from './requests.ts'
import { retentionIn } from './retention.ts'
import { rosterIn } from './roster.ts'
import { settingsIn } from './settings.ts'
import { shelfIn } from './shelf.ts'
import { openFile } from './sqlite.ts'
import type { Repositories, Store } from './repositories.ts'
import type { Tables } from './tables.ts'
import { turnsIn } from './turns.ts'
import { verifyFile } from './verify.ts'
import { workIn } from './work.ts'
import { workplaceIn } from './workplace.ts'

const POOL_MAX = 12

const repositories = (db: Kysely<Tables>): Repositories => ({
  arrivals: arrivalsIn(db),
  inbox: inboxIn(db),
  work: workIn(db),
  leases: leasesIn(db),
  turns: turnsIn(db),
  outbox: outboxIn(db),
  shelf: shelfIn(db),
  audit: auditIn(db),
  counters: countersIn(db),
  requests: requestsIn(db),
  dispatches: dispatchesIn(db),
  roster: rosterIn(db),
  settings: settingsIn(db),
  retention: retentionIn(db),
  operators: operatorsIn(db),
  workplace: workplaceIn(db),
  quality: qualityIn(db),
})

const EMPTYINGS_MAX = 20
const EMPTYING_MS = 100

/** What was overwritten still stands in the write-ahead log until that is emptied, which readers can hold up. */
const emptyLog = async (db: Kysely<Tables>): Promise<void> => {
  for (let n = 0; n < EMPTYINGS_MAX; n++) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(TRUNCATE)`.execute(db)
    if (rows[0]?.busy === 0) return
    await pause(EMPTYING_MS)
  }
}

const storeOn = (
  kind: Store['kind'],
  db: Kysely<Tables>,
  backup: Store['backup'],
  transact: Store['transaction'],
): Store => ({
  kind,
  ...repositories(db),
  transaction: transact,
  // Written, since a full disk and a file that may only be read still answer.
  check: () => transact((tx) => tx.shelf.put('house', 'check', '', new Date())),
  verify: () => Promise.resolve(null),
  backup,
  async scrub(whole = false) {
    // PostgreSQL leaves old rows in place until they are cleared away.
    if (kind === 'postgres' || whole) await sql`vacuum`.execute(db)
    if (kind === 'sqlite') await emptyLog(db)
  },
  close: () => db.destroy(),
})

const openSqlite = async (path: string, now: Date): Promise<Store> => {
  mkdirSync(dirname(path), { recursive: true })
  const { dialect, backup } = openFile(path)
  const db = new Kysely<Tables>({ dialect })
  await migrate(db, 'sqlite', now)
  const { transact } = createGroups(db)
  const store = storeOn('sqlite', db, backup, (work) => transact((tx) => work(repositories(tx))))
  // What the spine writes with every message shares commits; each by itself would wait for the disk.
  const { arrivals, inbox, work, outbox, shelf } = store
  const { ino } = statSync(path)
  return {
    ...store,
    async check() {
      // What is written to a file that was removed or exchanged is gone with this process.
      const found = await stat(path).catch(() => null)
      if (found?.ino !== ino) throw new Failure('store.gone', `${path} was removed or exchanged while it was in use.`)
      await store.check()
    },
    verify: () => verifyFile(path),
    arrivals: {
      ...arrivals,
      keep: (...given) => transact((tx) => arrivalsIn(tx).keep(...given), true),
      adopt: (...given) => transact((tx) => arrivalsIn(tx).adopt(...given)),
      remove: (...given) => transact((tx) => arrivalsIn(tx).remove(...given)),
    },
    inbox: { ...inbox, keep: (messages) => transact((tx) => inboxIn(tx).keep(messages), true) },
    shelf: {
      ...shelf,
      put: (...given) => transact((tx) => shelfIn(tx).put(...given)),
      claim: (...given) => transact((tx) => shelfIn(tx).claim(...given)),
      remove: (...given) => transact((tx) => shelfIn(tx).remove(...given)),
    },
    work: { ...work, claim: (...given) => transact((tx) => workIn(tx).claim(...given)) },
    outbox: {
      ...outbox,
      claim: (...given) => transact((tx) => outboxIn(tx).claim(...given)),
      sent: (...given) => transact((tx) => outboxIn(tx).sent(...given)),
    },
  }
}

const noBackup = () =>
  Promise.reject(
    new Failure('backup.postgres', 'DATABASE_URL names a PostgreSQL; back it up with pg_dump or its base backups.'),
  )

const openPostgres = async (url: string, connections: number, now: Date): Promise<Store> => {
  const db = new Kysely<Tables>({ dialect: postgresDialect(url, connections) })
  await migrate(db, 'postgres', now)
  const transact = transactOn(db)
  const store = storeOn('postgres', db, noBackup, (work) => transact((tx) => work(repositories(tx))))
  const { arrivals, inbox, work, outbox } = store
  return {
    ...store,
    arrivals: { ...arrivals, keep: (...given) => patiently(() => arrivals.keep(...given)) },
    // A message that was kept after all is a duplicate the second time, and is acknowledged all the same.
    inbox: { ...inbox, keep: (messages) => patiently(() => inbox.keep(messages)) },
    // Leases taken and not told of would hold their messages, so that a claim is one transaction.
    work: { ...work, claim: (...given) => transact((tx) => workIn(tx).claim(...given)) },
    outbox: { ...outbox, sent: (...given) => patiently(() => outbox.sent(...given)) },
  }
}

/** Opens and migrates. `url` is a PostgreSQL address; without it the SQLite file at `path` is used. */
export const openStore = async (where: {
  url?: string | undefined
  path: string
  now: Date
  /** Connections to a PostgreSQL at once. */
  connections?: number
}): Promise<Store> => {
  try {
    const { url, path, now, connections = POOL_MAX } = where
    return await (url ? openPostgres(url, connections, now) : openSqlite(path, now))
  } catch (thrown) {
    if (thrown instanceof Failure && !isStoreFault(thrown)) throw thrown
    const remedy = where.url
      ? 'Check that the database runs, and the user, password and name in DATABASE_URL.'
      : `Check that ${where.path} can be written and is an SQLite file of this program.`
    throw new Failure('store.open', `The store cannot be opened: ${wordsOf(thrown)}. ${remedy}`, {
      retryable: true,
      cause: thrown,
    })
  }
}
