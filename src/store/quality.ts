import { type Kysely, sql } from 'kysely'
import type { OpenQuestion, Quality } from './operator-types.ts'
import type { Tables } from './tables.ts'

/** Response times looked at for one week's median. */
const RESPONSES_MAX = 20_000

const median = (values: number[]): number | null => {
  const sorted = values.sort((a, b) => a - b)
  const high = sorted[Math.floor(sorted.length / 2)]
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  return high === undefined || low === undefined ? null : (high + low) / 2
}

/** Turns of the consultation, by what they noted down: whoever asks for a person was handed over and is not unanswered. */
const CONSULTED = '%"consult: %'
const outcomeOf = sql<string>`case when outcome = 'escalate' and trace like ${sql.lit(CONSULTED)} then 'handed' else outcome end`

const outcomesIn = async (db: Kysely<Tables>, from: number, to: number): Promise<Record<string, number>> => {
  const rows = await db
    .selectFrom('turns')
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy(outcomeOf)
    .select([outcomeOf.as('outcome'), (e) => e.fn.countAll<number>().as('n')])
    .execute()
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]))
}

const verdictsIn = async (db: Kysely<Tables>, from: number, to: number) => {
  const rows = await db
    .selectFrom('feedback')
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('verdict')
    .select(['verdict', (e) => e.fn.countAll<number>().as('n')])
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

  async week(from, to) {
    const bounds = [from.getTime(), to.getTime()] as const
    const asked = await db
      .selectFrom('requests')
      .select(['submitted_at', 'responded_at'])
      .where('submitted_at', 'is not', null)
      .where('submitted_at', '>=', bounds[0])
      .where('submitted_at', '<', bounds[1])
      .limit(RESPONSES_MAX)
      .execute()
    const waits = asked.flatMap(({ submitted_at, responded_at }) =>
      submitted_at === null || responded_at === null ? [] : [responded_at - submitted_at],
    )
    return {
      from,
      to,
      outcomes: await outcomesIn(db, ...bounds),
      ...(await verdictsIn(db, ...bounds)),
      submitted: asked.length,
      responded: waits.length,
      medianResponseMs: median(waits),
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
