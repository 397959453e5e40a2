import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Who works at the desk and how they are let in, what they share while working, and what the quality page counts. */
export const operators: Migration = {
  number: 3,
  name: 'operators',
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('operators')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('login', 'text', (c) => c.notNull().unique())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('secret', 'text')
      .addColumn('disabled', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('signed_in_at', 'bigint')
      .execute()
    await db.schema
      .createTable('operator_sessions')
      .addColumn('hash', 'text', (c) => c.primaryKey())
      .addColumn('operator', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('seen_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await sql`create index operator_sessions_of on operator_sessions (operator)`.execute(db)
    await sql`create index operator_sessions_end on operator_sessions (expires_at)`.execute(db)
    await db.schema
      .createTable('sign_in_links')
      .addColumn('hash', 'text', (c) => c.primaryKey())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('sign_in_failures')
      .addColumn('key', 'text', (c) => c.primaryKey())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .execute()

    await db.schema
      .createTable('presence')
      .addColumn('request', 'text', (c) => c.notNull())
      .addColumn('operator', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('seen_at', 'bigint', (c) => c.notNull())
      .addColumn('typing_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('presence_pk', ['request', 'operator'])
      .execute()
    await sql`create index presence_seen on presence (seen_at)`.execute(db)
    await db.schema
      .createTable('reply_templates')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_by', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('replicas')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('index_version', 'text')
      .addColumn('started_at', 'bigint', (c) => c.notNull())
      .addColumn('seen_at', 'bigint', (c) => c.notNull())
      .execute()

    // Insert-only, so that turns of several replicas never wait for one another over a sum.
    await db.schema
      .createTable('model_spend')
      .addColumn('turn', 'text', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('calls', 'integer', (c) => c.notNull())
      .addColumn('tokens_in', 'integer', (c) => c.notNull())
      .addColumn('tokens_out', 'integer', (c) => c.notNull())
      .addColumn('removed', 'integer', (c) => c.notNull())
      .execute()
    await sql`create index model_spend_at on model_spend (at, calls, tokens_in, tokens_out, removed)`.execute(db)
    await sql`create index turns_open on turns (at) where outcome in ('escalate', 'refuse')`.execute(db)
    await sql`create index feedback_bad on feedback (at) where verdict = 'bad'`.execute(db)
    await sql`create index requests_response on requests (submitted_at, responded_at) where submitted_at is not null`.execute(
      db,
    )
    // Those that are not over are few while the table grows for years.
    await sql`create index requests_open on requests (updated_at, seq) where closed_at is null`.execute(db)
    // Counting fifty thousand requests by state and listing those of one channel read the index alone.
    await sql`create index requests_channel on requests (channel, seq)`.execute(db)
  },
}
