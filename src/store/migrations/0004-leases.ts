import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Who holds leases is asked every second, of a table that grows for years. */
export const leases: Migration = {
  number: 4,
  name: 'leases',
  async up(db: Kysely<never>) {
    await sql`create index conversations_leased on conversations (lease_owner) where lease_owner is not null`.execute(
      db,
    )
    await sql`create index outbox_leased on outbox (lease_owner) where state = 'due' and lease_owner is not null`.execute(
      db,
    )
  },
}
