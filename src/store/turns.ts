import type { Kysely, Selectable } from 'kysely'
import type { Reply, Trace } from '../vocabulary/types.ts'
import type { KeptTurn, Turns } from './repositories.ts'
import type { Tables } from './tables.ts'

const turnOf = (row: Selectable<Tables['turns']> & { inbound: string }): KeptTurn => ({
  id: row.id,
  inbound: row.inbound,
  address: { channel: row.channel, conversation: row.conversation },
  person: row.person_id,
  question: row.question,
  outcome: row.outcome,
  reply: row.reply === null ? null : (JSON.parse(row.reply) as Reply),
  trace: JSON.parse(row.trace) as Trace,
  at: new Date(row.at),
  tookMs: row.took_ms,
})

export const turnsIn = (db: Kysely<Tables>): Turns => {
  const select = () =>
    db.selectFrom('turns as t').innerJoin('inbox as i', 'i.seq', 't.inbox_seq').selectAll('t').select('i.id as inbound')
  return {
    async add(turn) {
      await db
        .insertInto('turns')
        .values({
          id: turn.id,
          inbox_seq: turn.seq,
          channel: turn.address.channel,
          conversation: turn.address.conversation,
          person_id: turn.person.id,
          question: turn.question,
          outcome: turn.reply?.outcome ?? 'silent',
          reply: turn.reply === null ? null : JSON.stringify(turn.reply),
          trace: JSON.stringify(turn.trace),
          at: turn.at.getTime(),
          took_ms: Math.round(turn.tookMs),
        })
        .execute()
      const { model } = turn.trace
      if (model === undefined) return
      const { calls, tokensIn, tokensOut, removed } = model
      await db
        .insertInto('model_spend')
        .values({
          turn: turn.id,
          at: turn.at.getTime(),
          calls,
          tokens_in: tokensIn,
          tokens_out: tokensOut,
          removed,
        })
        .execute()
    },

    async get(id) {
      const row = await select().where('t.id', '=', id).executeTakeFirst()
      return row ? turnOf(row) : null
    },

    async ofInbound(channel, inbound) {
      const row = await select().where('i.channel', '=', channel).where('i.id', '=', inbound).executeTakeFirst()
      return row ? turnOf(row) : null
    },

    async recent(address, limit) {
      const rows = await select()
        .where('t.channel', '=', address.channel)
        .where('t.conversation', '=', address.conversation)
        .orderBy('t.at', 'desc')
        .orderBy('t.inbox_seq', 'desc')
        .limit(limit)
        .execute()
      return rows.map(turnOf).toReversed()
    },

    async rate(turn, person, verdict, reason, at) {
      const asked = await db
        .selectFrom('turns')
        .select('id')
        .where((e) => e.and({ id: turn, person_id: person }))
        .executeTakeFirst()
      if (!asked) return false
      const said = { verdict, reason, at: at.getTime() }
      await db
        .insertInto('feedback')
        .values({ turn, person_id: person, ...said })
        .onConflict((c) => c.columns(['turn', 'person_id']).doUpdateSet(said))
        .execute()
      return true
    },

    async rating(turn) {
      const row = await db
        .selectFrom('feedback')
        .select(['verdict', 'reason'])
        .where('turn', '=', turn)
        .orderBy('at', 'desc')
        .executeTakeFirst()
      return row ? { verdict: row.verdict as 'good' | 'bad', reason: row.reason } : null
    },
  }
}
