import { countOf } from './rows.ts'
import { type Kysely, sql } from 'kysely'
import type { OpenQuestion, Quality } from './operator-types.ts'
import type { Tables } from './tables.ts'
import type { Reply } from '../vocabulary/types.ts'

/** Response times looked at for one week's median. */
const RESPONSES_MAX = 20_000

const median = (sorted: readonly number[]): number | null => {
  const high = sorted[Math.floor(sorted.length / 2)]
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  return high === undefined || low === undefined ? null : (high + low) / 2
}

/** The wait that nine of ten did not exceed. */
const ninth = (sorted: readonly number[]): number | null => sorted[Math.ceil(sorted.length * 0.9) - 1] ?? null

/** Answers that lean on a source which had ended or was replaced when it was quoted. */
const OUTDATED = sql<boolean>`outcome = 'answer' and (reply like '%"status":"ended"%' or reply like '%"status":"superseded"%')`

/** Turns of the consultation, by what they noted down: whoever asks for a person was handed over and is not unanswered. */
const CONSULTED = '%"consult: %'
const outcomeOf = sql<string>`case when outcome = 'escalate' and trace like ${sql.lit(CONSULTED)} then 'handed' else outcome end`

/** The documents of an answer, each once. */
const citedIn = (reply: string | null): { id: string; title: string }[] => {
  const { citations = [] } = (reply === null ? null : (JSON.parse(reply) as Partial<Reply> | null)) ?? {}
  return [...new Map(citations.map(({ document, title }) => [document, { id: document, title }])).values()]
}

interface Span {
  from: number
  to: number
  /** Undefined: every channel. */
  channel: string | undefined
}

const turnsIn = (db: Kysely<Tables>, { from, to, channel }: Span) => {
  const turns = db.selectFrom('turns').where('at', '>=', from).where('at', '<', to)
  return channel === undefined ? turns : turns.where('channel', '=', channel)
}

const outdatedIn = async (db: Kysely<Tables>, span: Span): Promise<number> => {
  return countOf(turnsIn(db, span).where(OUTDATED))
}

const outcomesIn = async (db: Kysely<Tables>, span: Span): Promise<Record<string, number>> => {
  const rows = await turnsIn(db, span)
    .groupBy(outcomeOf)
    .select([outcomeOf.as('outcome'), (e) => e.fn.countAll<number>().as('n')])
    .execute()
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]))
}

const verdictsIn = async (db: Kysely<Tables>, { from, to, channel }: Span) => {
  let given = db
    .selectFrom('feedback as f')
    .innerJoin('turns as t', 't.id', 'f.turn')
    .where('f.at', '>=', from)
    .where('f.at', '<', to)
  if (channel !== undefined) given = given.where('t.channel', '=', channel)
  const rows = await given
    .groupBy('f.verdict')
    .select(['f.verdict', (e) => e.fn.countAll<number>().as('n')])
    .execute()
  const of = (verdict: string) => rows.find((row) => row.verdict === verdict)?.n ?? 0
  return { good: of('good'), bad: of('bad') }
}

export const qualityIn = (db: Kysely<Tables>): Quality => ({
  async open(since, limit) {
    const unanswered = await db
      .selectFrom('turns as t')
      .select(['t.id', 't.channel', 't.question', 't.outcome', 't.at'])
      .where(sql<boolean>`t.outcome in ('escalate', 'refuse')`)
      .where('t.trace', 'not like', CONSULTED)
      .where('t.at', '>=', since.getTime())
      // A press of a button is no question, whatever was said to it.
      .where('t.question', '<>', '')
      .orderBy('t.at', 'desc')
      .limit(limit)
      .execute()
    const rated = await db
      .selectFrom('feedback as f')
      .innerJoin('turns as t', 't.id', 'f.turn')
      .select(['t.id', 't.channel', 't.question', 't.outcome', 'f.at', 'f.reason'])
      .where(sql<boolean>`f.verdict = 'bad'`)
      .where('f.at', '>=', since.getTime())
      .orderBy('f.at', 'desc')
      .limit(limit)
      .execute()
    const found = new Map<string, OpenQuestion>()
    for (const { id, channel, question, outcome, at } of unanswered) {
      found.set(id, { turn: id, channel, question, outcome, verdict: null, reason: '', at: new Date(at) })
    }
    for (const { id, channel, question, outcome, at, reason } of rated) {
      found.set(id, { turn: id, channel, question, outcome, verdict: 'bad', reason, at: new Date(at) })
    }
    return [...found.values()].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit)
  },

  async rated(since, limit) {
    const rows = await db
      .selectFrom('feedback as f')
      .innerJoin('turns as t', 't.id', 'f.turn')
      .select(['t.id', 't.channel', 't.question', 't.reply', 'f.verdict', 'f.reason', 'f.at'])
      .where('f.at', '>=', since.getTime())
      .orderBy('f.at', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ id, channel, question, reply, verdict, reason, at }) => ({
      turn: id,
      channel,
      question,
      verdict: verdict === 'good' ? 'good' : 'bad',
      reason,
      documents: citedIn(reply),
      at: new Date(at),
    }))
  },

  async outdated(since, limit) {
    const rows = await db
      .selectFrom('turns')
      .select(['id', 'channel', 'question', 'outcome', 'at'])
      .where(OUTDATED)
      .where('at', '>=', since.getTime())
      .orderBy('at', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ id, channel, question, outcome, at }) => ({
      turn: id,
      channel,
      question,
      outcome,
      verdict: null,
      reason: '',
      at: new Date(at),
    }))
  },

  async week(from, to, channel) {
    const span: Span = { from: from.getTime(), to: to.getTime(), channel }
    let filed = db
      .selectFrom('requests')
      .select(['submitted_at', 'responded_at'])
      .where('submitted_at', 'is not', null)
      .where('submitted_at', '>=', span.from)
      .where('submitted_at', '<', span.to)
      .limit(RESPONSES_MAX)
    if (channel !== undefined) filed = filed.where('channel', '=', channel)
    const asked = await filed.execute()
    const waits = asked
      .flatMap(({ submitted_at, responded_at }) =>
        submitted_at === null || responded_at === null ? [] : [responded_at - submitted_at],
      )
      .sort((a, b) => a - b)
    return {
      from,
      to,
      outcomes: await outcomesIn(db, span),
      outdated: await outdatedIn(db, span),
      ...(await verdictsIn(db, span)),
      submitted: asked.length,
      responded: waits.length,
      medianResponseMs: median(waits),
      ninthResponseMs: ninth(waits),
    }
  },

  async spend(from, to) {
    const row = await db
      .selectFrom('model_spend')
      .where('at', '>=', from.getTime())
      .where('at', '<', to.getTime())
      .select((e) => [
        e.fn.sum<number | null>('calls').as('calls'),
        e.fn.sum<number | null>('tokens_in').as('tokensIn'),
        e.fn.sum<number | null>('tokens_out').as('tokensOut'),
        e.fn.sum<number | null>('removed').as('removed'),
      ])
      .executeTakeFirstOrThrow()
    const { calls, tokensIn, tokensOut, removed } = row
    return {
      calls: calls ?? 0,
      tokensIn: tokensIn ?? 0,
      tokensOut: tokensOut ?? 0,
      removed: removed ?? 0,
    }
  },
})
