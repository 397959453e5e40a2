import { countOf } from './rows.ts'
import { type Kysely, sql } from 'kysely'
import type { PersonData, Retention } from './request-types.ts'
import { ERASED, eraseInbox, eraseMessagesIn, erasePersonIn, eraseTurns, SILENCE } from './erase.ts'
import { requestsIn } from './requests.ts'
import { deliveryOf, inboundOf } from './rows.ts'
import type { Tables } from './tables.ts'

/** Not in conversations with an open request, where somebody may still need what was said. */
const unneeded = (table: 'inbox' | 'outbox') => {
  const of = sql.table(table)
  return sql<boolean>`not exists (select 1 from requests r where r.channel = ${of}.channel
    and r.conversation = ${of}.conversation and r.closed_at is null and r.state <> 'draft')`
}

export const retentionIn = (db: Kysely<Tables>): Retention => {
  const old = (before: Date) =>
    db
      .selectFrom('inbox')
      .where('received_at', '<', before.getTime())
      .where('state', '<>', 'waiting')
      .where('person_id', '<>', ERASED)
      .where(unneeded('inbox'))
  const oldAside = (before: Date) => db.selectFrom('arrivals_aside').where('at', '<', before.getTime())
  // Replies and operators' cards; what is still to be sent is not yet old.
  const oldReplies = (before: Date) =>
    db
      .selectFrom('outbox')
      .where('created_at', '<', before.getTime())
      .where('state', '<>', 'due')
      .where('reply', '<>', SILENCE)
      .where(unneeded('outbox'))

  return {
    async requestsClosedBefore(before, limit) {
      const rows = await closed(db, before).select('id').orderBy('closed_at').limit(limit).execute()
      return rows.map(({ id }) => id)
    },

    async countRequestsClosedBefore(before) {
      return countOf(closed(db, before))
    },

    async eraseRequest(id, now) {
      await db
        .updateTable('requests')
        .set((e) => ({
          version: e('version', '+', 1),
          conversation: '',
          person_id: ERASED,
          person_name: null,
          organisation: '',
          organisation_key: '',
          summary: '',
          search: '',
          tags: '',
          erased_at: now.getTime(),
          remind_at: null,
          due_at: null,
        }))
        .where('id', '=', id)
        .execute()
      await db
        .updateTable('request_papers')
        .set({ question: '', fields: '{}', submitted: null })
        .where('request', '=', id)
        .execute()
      await db.updateTable('request_events').set({ text: '', detail: '{}' }).where('request', '=', id).execute()
      await db.updateTable('request_sessions').set({ outcome: '' }).where('request', '=', id).execute()
      await db.updateTable('dispatches').set({ sheet: '{}' }).where('request', '=', id).execute()
      await db.deleteFrom('request_people').where('request', '=', id).execute()
      // What operators had begun to write to whoever asked.
      await db.deleteFrom('shelf').where('room', '=', 'reply-drafts').where('key', 'like', `${id}/%`).execute()
      await db.deleteFrom('request_links').where('request', '=', id).execute()
    },

    async countMessagesBefore(before) {
      const asked = await old(before)
        .select((e) => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      const told = await oldReplies(before)
        .select((e) => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      const aside = await oldAside(before)
        .select((e) => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return asked.n + told.n + aside.n
    },

    async eraseMessagesBefore(before, limit) {
      const asked = await old(before).select(['seq', 'channel', 'conversation']).orderBy('seq').limit(limit).execute()
      if (asked.length > 0) await eraseAsked(db, asked, before)
      const told = await oldReplies(before).select('seq').orderBy('seq').limit(limit).execute()
      if (told.length > 0) {
        const seqs = told.map(({ seq }) => seq)
        await db.updateTable('outbox').set({ reply: SILENCE }).where('seq', 'in', seqs).execute()
      }
      // What nobody looked at in all that time is not kept longer than everything else that people wrote.
      const { numDeletedRows: aside } = await db
        .deleteFrom('arrivals_aside')
        .where('reference', 'in', oldAside(before).select('reference').limit(limit))
        .executeTakeFirstOrThrow()
      return asked.length + told.length + Number(aside)
    },

    personData: (channel, person, limit) => personDataIn(db, channel, person, limit),

    async requestsOfPerson(channel, person) {
      const rows = await db
        .selectFrom('requests')
        .select(['id', 'number', 'closed_at', 'state'])
        .where('channel', '=', channel)
        .where('person_id', '=', person)
        .where('erased_at', 'is', null)
        .execute()
      // A draft was never filed: nobody waits for it.
      const isClosed = (row: (typeof rows)[number]) => row.closed_at !== null || row.state === 'draft'
      return rows.map((row) => ({ id: row.id, number: row.number, closed: isClosed(row) }))
    },

    eraseMessages: (channel, ids) => eraseMessagesIn(db, channel, ids),
    erasePerson: (of) => erasePersonIn(db, of),
  }
}

const eraseAsked = async (
  db: Kysely<Tables>,
  rows: { seq: number; channel: string; conversation: string }[],
  before: Date,
): Promise<void> => {
  const seqs = rows.map(({ seq }) => seq)
  await eraseTurns(db, seqs)
  await eraseInbox(db, seqs)
  for (const { channel, conversation } of new Map(rows.map((r) => [`${r.channel}\n${r.conversation}`, r])).values()) {
    await db
      .updateTable('conversations')
      .set({ memory: '{}' })
      .where('channel', '=', channel)
      .where('conversation', '=', conversation)
      .where('updated_at', '<', before.getTime())
      .execute()
  }
}

const closed = (db: Kysely<Tables>, before: Date) =>
  db
    .selectFrom('requests')
    .where('closed_at', 'is not', null)
    .where('erased_at', 'is', null)
    .where('closed_at', '<', before.getTime())

const personDataIn = async (
  db: Kysely<Tables>,
  channel: string,
  person: string,
  limit: number,
): Promise<PersonData> => {
  const asked = await db
    .selectFrom('inbox')
    .selectAll()
    .where('channel', '=', channel)
    .where('person_id', '=', person)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const told = await db
    .selectFrom('outbox as o')
    .innerJoin('turns as t', 't.id', 'o.turn')
    .selectAll('o')
    .where('t.channel', '=', channel)
    .where('t.person_id', '=', person)
    .orderBy('o.seq')
    .limit(limit)
    .execute()
  const ids = await db
    .selectFrom('requests')
    .select('id')
    .where('channel', '=', channel)
    .where('person_id', '=', person)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const repository = requestsIn(db)
  const data: PersonData = {
    messages: asked.map(inboundOf).map((said) => ({ at: said.receivedAt, channel, text: said.text })),
    replies: told.map(deliveryOf).map((reply) => ({ at: reply.createdAt, channel, text: reply.reply.text })),
    requests: [],
    events: [],
  }
  for (const { id } of ids) {
    const request = await repository.get(id)
    if (request) data.requests.push(request)
    data.events.push(...(await repository.events(id, limit)))
  }
  return data
}
