import { type Kysely, sql } from 'kysely'
import type { Inbound } from '../vocabulary/types.ts'
import { inboundOf, queueOf } from './rows.ts'
import type { Inbox } from './repositories.ts'
import type { Tables } from './tables.ts'

const rowOf = (message: Inbound) => ({
  channel: message.from.channel,
  id: message.id,
  conversation: message.from.conversation,
  person_id: message.person.id,
  person_name: message.person.name ?? null,
  person_groups: message.person.groups === undefined ? null : JSON.stringify(message.person.groups),
  text: message.text,
  action: message.action === undefined ? null : JSON.stringify(message.action),
  received_at: message.receivedAt.getTime(),
  state: 'waiting' as const,
  attempts: 0,
  due_at: message.receivedAt.getTime(),
  error: null,
  reference: null,
})

export const inboxIn = (db: Kysely<Tables>): Inbox => ({
  async keep(messages) {
    if (messages.length === 0) return []
    // One statement is one commit, and rows come back only where this statement put them.
    const put = await db
      .insertInto('inbox')
      .values(messages.map(rowOf))
      .onConflict((c) => c.columns(['channel', 'id']).doNothing())
      .returning(['channel', 'id'])
      .execute()
    const kept = new Set(put.map((row) => `${row.channel}\n${row.id}`))
    return messages.map((message) => (kept.delete(`${message.from.channel}\n${message.id}`) ? 'kept' : 'duplicate'))
  },

  async counts() {
    const { n, oldest, dead } = await queueOf(db, { table: 'inbox', state: 'waiting', since: 'received_at' })
    return { waiting: n, dead, oldestWaitingAt: oldest }
  },

  async dead(limit) {
    const rows = await db
      .selectFrom('inbox')
      .selectAll()
      .where(sql<boolean>`state = 'dead'`)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      inbound: inboundOf(row),
      reference: row.reference ?? '',
      error: row.error ?? '',
      attempts: row.attempts,
    }))
  },

  async revive(channel, id, now) {
    const done = await db
      .updateTable('inbox')
      .set({ state: 'waiting', attempts: 0, due_at: now.getTime(), error: null })
      .where('channel', '=', channel)
      .where('id', '=', id)
      .where('state', '=', 'dead')
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },
})
