import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Whose a request is beside the one who began it, who an operator is elsewhere, and the links that open a request. */
export const cases: Migration = {
  number: 5,
  name: 'cases',
  async up(db: Kysely<never>) {
    await sql`create index requests_people on requests (channel, person_id, seq)`.execute(db)
    await db.schema
      .createTable('request_people')
      .addColumn('request', 'text', (c) => c.notNull())
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('conversation', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('request_people_pk', ['request', 'channel', 'person_id'])
      .execute()
    await sql`create index request_people_of on request_people (channel, person_id)`.execute(db)
    await db.schema
      .createTable('operator_identities')
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('operator', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('operator_identities_pk', ['channel', 'person_id'])
      .execute()
    await db.schema
      .createTable('request_links')
      .addColumn('hash', 'text', (c) => c.primaryKey())
      .addColumn('request', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await sql`create index request_links_of on request_links (request)`.execute(db)
  },
}
