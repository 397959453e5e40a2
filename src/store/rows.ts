import type { Selectable } from 'kysely'
import type { Inbound, Reply } from '../vocabulary/types.ts'
import type { Delivery } from './store.ts'
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
