import { type Kysely, sql } from 'kysely'
import { Failure } from '../base/failure.ts'
import { spine } from './migrations/0001-spine.ts'
import { requests } from './migrations/0002-requests.ts'
import { operators } from './migrations/0003-operators.ts'
import { leases } from './migrations/0004-leases.ts'
import { cases } from './migrations/0005-cases.ts'
import { readerGroups } from './migrations/0006-reader-groups.ts'
import { secondFactor } from './migrations/0007-second-factor.ts'
import { tags } from './migrations/0008-tags.ts'
import { arrivals } from './migrations/0009-arrivals.ts'
import { arrivalsAside } from './migrations/0010-arrivals-aside.ts'
import type { Migration, Serial } from './migrations/migration.ts'
import type { Tables } from './tables.ts'

/** Forward only; a number is never reused and a landed migration is never edited. */
const migrations: Migration[] = [
  spine,
  requests,
  operators,
  leases,
  cases,
  readerGroups,
  secondFactor,
  tags,
  arrivals,
  arrivalsAside,
]

/** Any constant will do, as long as no other program takes the same advisory lock in this database. */
const ADVISORY_LOCK = 740_271

const serials: Record<'sqlite' | 'postgres', Serial> = {
  sqlite: (table, column) => table.addColumn(column, 'integer', (c) => c.primaryKey().autoIncrement()),
  postgres: (table, column) => table.addColumn(column, 'bigserial', (c) => c.primaryKey()),
}

/**
 * Brings the schema up to date in one transaction. Two replicas may start at once: the second waits for the first one's
 * transaction and then finds nothing to do.
 */
export const migrate = async (db: Kysely<Tables>, kind: 'sqlite' | 'postgres', now: Date): Promise<number> =>
  db.transaction().execute(async (tx) => {
    if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(ADVISORY_LOCK)})`.execute(tx)
    await sql`create table if not exists migrations (number integer primary key, name text not null, at bigint not null)`.execute(
      tx,
    )
    const done = await tx.selectFrom('migrations').select('number').orderBy('number').execute()
    const newest = done.at(-1)?.number ?? 0
    const known = migrations.at(-1)?.number ?? 0
    if (newest > known) {
      throw new Failure(
        'store.newer',
        `The database is at migration ${newest}, this program knows only ${known}. Start the newer version, or restore a backup.`,
      )
    }
    const missing = migrations.filter((m) => m.number > newest)
    for (const migration of missing) {
      await migration.up(tx as unknown as Kysely<never>, serials[kind])
      await tx
        .insertInto('migrations')
        .values({ number: migration.number, name: migration.name, at: now.getTime() })
        .execute()
    }
    return missing.length
  })
