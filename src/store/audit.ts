import { createHash } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { Audit, AuditEntry } from './repositories.ts'
import type { Tables } from './tables.ts'

type Row = Selectable<Tables['audit']>

/** Entries read at a time while verifying, so that years of them fit in memory. */
const PAGE = 1_000

/** What is hashed: every field and the hash before, in an order that never changes. */
const hashOf = (row: Omit<Row, 'hash'>): string =>
  createHash('sha256')
    .update(JSON.stringify([row.seq, row.at, row.actor, row.act, row.subject, row.detail, row.previous]))
    .digest('hex')

const entryOf = (row: Row): AuditEntry => ({
  seq: row.seq,
  at: new Date(row.at),
  actor: row.actor,
  act: row.act,
  subject: row.subject,
  detail: JSON.parse(row.detail) as Record<string, unknown>,
  hash: row.hash,
})

const faultOf = (row: Row, seq: number, previous: string): string | null => {
  if (row.seq !== seq) return `entry ${seq} is missing or out of order (found ${row.seq})`
  if (row.previous !== previous) return `entry ${seq} does not follow the entry before it`
  if (row.hash !== hashOf(row)) return `entry ${seq} was changed`
  return null
}

export const auditIn = (db: Kysely<Tables>): Audit => ({
  async append({ at, actor, act, subject, detail }) {
    // Touching the head first makes concurrent writers wait for one another: the chain has one order.
    const head = await db
      .updateTable('audit_head')
      .set((e) => ({ seq: e('seq', '+', 1) }))
      .where('id', '=', 1)
      .returning(['seq', 'hash'])
      .executeTakeFirstOrThrow()
    const row = {
      seq: head.seq,
      at: at.getTime(),
      actor,
      act,
      subject,
      detail: JSON.stringify(detail),
      previous: head.hash,
    }
    const hash = hashOf(row)
    await db
      .insertInto('audit')
      .values({ ...row, hash })
      .execute()
    await db.updateTable('audit_head').set({ hash }).where('id', '=', 1).execute()
  },

  async of(subject, limit) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('subject', '=', subject)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
    return rows.map(entryOf).toReversed()
  },

  async page(beforeSeq, limit, filter = {}) {
    let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit)
    if (beforeSeq !== null) query = query.where('seq', '<', beforeSeq)
    if (filter.act !== undefined) query = query.where('act', '=', filter.act)
    if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor)
    if (filter.from !== undefined) query = query.where('at', '>=', filter.from.getTime())
    if (filter.to !== undefined) query = query.where('at', '<', filter.to.getTime())
    return (await query.execute()).map(entryOf)
  },

  async verify() {
    const head = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()
    let seq = 0
    let previous = ''
    for (;;) {
      const rows = await db
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>', seq)
        .where('seq', '<=', head.seq)
        .orderBy('seq')
        .limit(PAGE)
        .execute()
      for (const row of rows) {
        const why = faultOf(row, seq + 1, previous)
        if (why) return { entries: seq, fault: { seq: seq + 1, why } }
        seq = row.seq
        previous = row.hash
      }
      if (rows.length < PAGE) break
    }
    if (seq !== head.seq || previous !== head.hash) {
      return {
        entries: seq,
        fault: { seq: seq + 1, why: `entries after ${seq} are missing (the head says ${head.seq})` },
      }
    }
    return { entries: seq, fault: null }
  },
})
