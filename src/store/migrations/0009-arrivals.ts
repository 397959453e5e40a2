import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** What came in at a door and is not looked at yet. A row stays for milliseconds. */
export const arrivals: Migration = {
  number: 9,
  name: 'arrivals',
  async up(db: Kysely<never>, serial) {
    await serial(db.schema.createTable('arrivals'), 'seq')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('line', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('owner', 'text')
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('arrivals_once', ['room', 'id'])
      .execute()
    await sql`create index arrivals_owner on arrivals (owner)`.execute(db)
  },
}
