import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** What came in and could not be taken in however often it was tried: it is kept, apart, until an operator has looked. */
export const arrivalsAside: Migration = {
  number: 10,
  name: 'arrivals-aside',
  async up(db: Kysely<never>) {
    await sql`alter table arrivals add column tries integer not null default 0`.execute(db)
    await db.schema
      .createTable('arrivals_aside')
      .addColumn('reference', 'text', (c) => c.primaryKey())
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('line', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('error', 'text', (c) => c.notNull())
      .execute()
  },
}
