import { type Kysely, sql } from 'kysely'
import type { Address } from '../vocabulary/types.ts'
import { isDue, isFree } from './leases.ts'
import { deliveryOf, dueAgain, failedOnce, inboundOf, queueOf, unleased } from './rows.ts'
import type { Outbox, Said } from './repositories.ts'
import type { Tables } from './tables.ts'

/** Deliveries marked in one statement; SQLite binds a bounded number of values. */
const CHUNK = 200

/** A question always stands before what was said in the same millisecond. */
const rank = (line: Said) => line.at.getTime() * 2 + (line.by === 'desk' ? 1 : 0)

const threadOf = async (db: Kysely<Tables>, at: Address, limit: number): Promise<Said[]> => {
  const { channel, conversation } = at
  const asked = await db
    .selectFrom('inbox')
    .selectAll()
    .where((e) => e.and({ channel, conversation }))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  const told = await db
    .selectFrom('outbox')
    .selectAll()
    .where((e) => e.and({ channel, conversation }))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  const lines: Said[] = [
    ...asked.map((row): Said => {
      const inbound = inboundOf(row)
      return {
        at: inbound.receivedAt,
        by: 'person',
        id: row.id,
        seq: row.seq,
        text: row.text,
        state: row.state,
        reply: null,
        action: inbound.action ?? null,
      }
    }),
    ...told.map((row): Said => {
      const { reply, createdAt, id, seq } = deliveryOf(row)
      return { at: createdAt, by: 'desk', id, seq, text: reply.text, state: row.state, reply, action: null }
    }),
  ]
  return lines
    .map((line, place) => ({ line, place }))
    .sort((a, b) => rank(a.line) - rank(b.line) || b.place - a.place)
    .map(({ line }) => line)
    .slice(-limit)
}

export const outboxIn = (db: Kysely<Tables>): Outbox => ({
  async add(deliveries, now) {
    if (deliveries.length === 0) return
    await db
      .insertInto('outbox')
      .values(
        deliveries.map(({ id, to, turn, reply }) => ({
          id,
          ...to,
          turn,
          reply: JSON.stringify(reply),
          state: 'due' as const,
          attempts: 0,
          due_at: now.getTime(),
          ...unleased,
          sent_id: null,
          sent_at: null,
          error: null,
          created_at: now.getTime(),
        })),
      )
      .execute()
  },

  async claim(owner, channels, now, leaseMs, limit, underWay) {
    const at = now.getTime()
    const taking = { owner, now: at, leaseMs, underWay }
    if (channels.length === 0) return []
    // The head of each conversation only, so that what was said first arrives first.
    const heads = await db
      .selectFrom('outbox as o')
      .select('o.seq')
      .where(sql<boolean>`o.state = 'due'`)
      .where('o.channel', 'in', channels)
      .where((e) => isDue(e.ref('o.due_at'), at))
      .where((e) =>
        isFree({ owner: e.ref('o.lease_owner'), until: e.ref('o.lease_until'), seq: e.ref('o.seq') }, taking),
      )
      .where(
        sql<boolean>`not exists (select 1 from outbox p where p.state = 'due' and p.channel = o.channel
          and p.conversation = o.conversation and p.seq < o.seq)`,
      )
      .orderBy('o.seq')
      .limit(limit)
      .execute()
    if (heads.length === 0) return []
    const rows = await db
      .updateTable('outbox')
      .set({ lease_owner: owner, lease_until: at + leaseMs })
      .where(
        'seq',
        'in',
        heads.map((head) => head.seq),
      )
      .where('state', '=', 'due')
      .where((e) => isFree({ owner: e.ref('lease_owner'), until: e.ref('lease_until'), seq: e.ref('seq') }, taking))
      .returningAll()
      .execute()
    return rows.map(deliveryOf).sort((a, b) => a.seq - b.seq)
  },

  async sent(deliveries, now) {
    for (let from = 0; from < deliveries.length; from += CHUNK) {
      const chunk = deliveries.slice(from, from + CHUNK)
      const sentIds = sql.join(
        chunk.map(({ seq, sentId }) => sql`when ${seq} then ${sentId}`),
        sql` `,
      )
      await db
        .updateTable('outbox')
        .set({
          state: 'sent',
          sent_at: now.getTime(),
          sent_id: sql<string>`case seq ${sentIds} end`,
          error: null,
        })
        .where(
          'seq',
          'in',
          chunk.map(({ seq }) => seq),
        )
        .execute()
    }
  },

  async postpone(seq, error, dueAt) {
    await db
      .updateTable('outbox')
      .set({ ...failedOnce(error), due_at: dueAt.getTime(), ...unleased })
      .where('seq', '=', seq)
      .where('state', '=', 'due')
      .execute()
  },

  async bury(seq, error) {
    await db
      .updateTable('outbox')
      .set({ state: 'dead', ...failedOnce(error) })
      .where('seq', '=', seq)
      .where('state', '=', 'due')
      .execute()
  },

  async counts() {
    const { n, oldest, dead } = await queueOf(db, { table: 'outbox', state: 'due', since: 'created_at' })
    return { due: n, dead, oldestDueAt: oldest }
  },

  async dead(limit) {
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where(sql<boolean>`state = 'dead'`)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...deliveryOf(row), error: row.error ?? '' }))
  },

  async revive(id, now) {
    const done = await db
      .updateTable('outbox')
      .set(dueAgain(now))
      .where('id', '=', id)
      .where('state', '=', 'dead')
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },

  thread: (address, limit) => threadOf(db, address, limit),

  async since(address, after, limit, turn) {
    const query = db
      .selectFrom('outbox')
      .selectAll()
      .where('channel', '=', address.channel)
      .where('conversation', '=', address.conversation)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
    const rows = await (turn === undefined ? query : query.where('turn', '=', turn)).execute()
    return rows.map(deliveryOf)
  },
})
