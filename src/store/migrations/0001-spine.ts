import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Inbox, conversations, turns, outbox and the small tables that the spine stands on. */
export const spine: Migration = {
  number: 1,
  name: 'spine',
  async up(db: Kysely<never>, serial) {
    await serial(db.schema.createTable('inbox'), 'seq')
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('conversation', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('person_name', 'text')
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('action', 'text')
      .addColumn('received_at', 'bigint', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('due_at', 'bigint', (c) => c.notNull())
      .addColumn('error', 'text')
      .addColumn('reference', 'text')
      .addUniqueConstraint('inbox_once', ['channel', 'id'])
      .execute()
    // Partial: the waiting rows are few while the table grows for years.
    await sql`create index inbox_waiting on inbox (channel, conversation, seq) where state = 'waiting'`.execute(db)
    await sql`create index inbox_thread on inbox (channel, conversation, seq)`.execute(db)
    // Named by state although each holds one state only: so that SQLite prefers them to walking the whole table.
    await sql`create index inbox_line on inbox (state, seq) where state = 'waiting'`.execute(db)
    await sql`create index inbox_dead on inbox (state, seq) where state = 'dead'`.execute(db)

    await db.schema
      .createTable('conversations')
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('conversation', 'text', (c) => c.notNull())
      .addColumn('memory', 'text', (c) => c.notNull())
      .addColumn('lease_owner', 'text')
      .addColumn('lease_until', 'bigint', (c) => c.notNull())
      .addColumn('epoch', 'bigint', (c) => c.notNull())
      .addColumn('held_by', 'text')
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('conversations_pk', ['channel', 'conversation'])
      .execute()

    await db.schema
      .createTable('turns')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('inbox_seq', 'bigint', (c) => c.notNull().unique())
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('conversation', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('question', 'text', (c) => c.notNull())
      .addColumn('outcome', 'text', (c) => c.notNull())
      .addColumn('reply', 'text')
      .addColumn('trace', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('took_ms', 'integer', (c) => c.notNull())
      .execute()
    await sql`create index turns_thread on turns (channel, conversation, at)`.execute(db)
    await sql`create index turns_at on turns (at, outcome)`.execute(db)

    await serial(db.schema.createTable('outbox'), 'seq')
      .addColumn('id', 'text', (c) => c.notNull().unique())
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('conversation', 'text', (c) => c.notNull())
      .addColumn('turn', 'text')
      .addColumn('reply', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('due_at', 'bigint', (c) => c.notNull())
      .addColumn('lease_owner', 'text')
      .addColumn('lease_until', 'bigint', (c) => c.notNull())
      .addColumn('sent_id', 'text')
      .addColumn('sent_at', 'bigint')
      .addColumn('error', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute()
    await sql`create index outbox_due on outbox (channel, conversation, seq) where state = 'due'`.execute(db)
    await sql`create index outbox_thread on outbox (channel, conversation, seq)`.execute(db)
    await sql`create index outbox_line on outbox (state, seq) where state = 'due'`.execute(db)
    await sql`create index outbox_dead on outbox (state, seq) where state = 'dead'`.execute(db)
    await sql`create index outbox_turn on outbox (turn)`.execute(db)

    await db.schema
      .createTable('feedback')
      .addColumn('turn', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('verdict', 'text', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('feedback_pk', ['turn', 'person_id'])
      .execute()

    await db.schema
      .createTable('shelf')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('shelf_pk', ['room', 'key'])
      .execute()

    await db.schema
      .createTable('counters')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('value', 'bigint', (c) => c.notNull())
      .execute()

    await db.schema
      .createTable('audit_head')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .execute()
    await sql`insert into audit_head (id, seq, hash) values (1, 0, '')`.execute(db)
    await db.schema
      .createTable('audit')
      .addColumn('seq', 'bigint', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addColumn('act', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('detail', 'text', (c) => c.notNull())
      .addColumn('previous', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .execute()
    await sql`create index audit_subject on audit (subject, seq)`.execute(db)
  },
}
