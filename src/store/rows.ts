import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import type { Inbound, Reply } from '../vocabulary/types.ts'
import type { Delivery } from './repositories.ts'
import type { Tables } from './tables.ts'

export const inboundOf = (row: Selectable<Tables['inbox']>): Inbound => ({
  id: row.id,
  from: { channel: row.channel, conversation: row.conversation },
  person: {
    id: row.person_id,
    ...(row.person_name === null ? {} : { name: row.person_name }),
    ...(row.person_groups === null ? {} : { groups: JSON.parse(row.person_groups) as string[] }),
  },
  text: row.text,
  ...(row.action === null ? {} : { action: JSON.parse(row.action) as NonNullable<Inbound['action']> }),
  receivedAt: new Date(row.received_at),
})

export const deliveryOf = (row: Selectable<Tables['outbox']>): Delivery => ({
  seq: row.seq,
  id: row.id,
  to: { channel: row.channel, conversation: row.conversation },
  turn: row.turn,
  reply: JSON.parse(row.reply) as Reply,
  attempts: row.attempts,
  createdAt: new Date(row.created_at),
})

/** How much of an error is worth keeping in a row. */
const ERROR_CHARACTERS_MAX = 500

export const errorText = (error: string): string => error.slice(0, ERROR_CHARACTERS_MAX)

/** Nobody's any more. */
export const unleased = { lease_owner: null, lease_until: 0 } as const

/** As if it had just been put in line. */
export const dueAgain = (now: Date) =>
  ({ state: 'due', attempts: 0, due_at: now.getTime(), error: null, ...unleased }) as const

/** One more try, and what went wrong with it. */
export const failedOnce = (error: string | null) => ({
  attempts: sql<number>`attempts + 1`,
  error: error === null ? null : errorText(error),
})

/** How many rows wait, the earliest moment among them, and how many are dead; each state has a small index of its own. */
export const queueOf = async (
  db: Kysely<Tables>,
  { table, state, since }: { table: 'inbox' | 'outbox'; state: string; since: string },
): Promise<{ n: number; oldest: Date | null; dead: number }> => {
  const line = await sql<{ n: number; oldest: number | null }>`
    select count(*) as n, min(${sql.ref(since)}) as oldest
    from ${sql.table(table)} where state = ${sql.lit(state)}`.execute(db)
  const dead = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where state = 'dead'`.execute(db)
  const { n = 0, oldest = null } = line.rows[0] ?? {}
  return { n, oldest: oldest === null ? null : new Date(oldest), dead: dead.rows[0]?.n ?? 0 }
}

/** How many rows a query has. */
export const countOf = async <DB, T extends keyof DB, O>(query: SelectQueryBuilder<DB, T, O>): Promise<number> => {
  const row = await query
    .clearSelect()
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return (row as { n: number }).n
}
