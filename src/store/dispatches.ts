import { type Kysely, type Selectable, sql } from 'kysely'
import type { Dispatch, Dispatches } from './request-types.ts'
import { dueAgain, failedOnce, unleased } from './rows.ts'
import type { Tables } from './tables.ts'

const dispatchOf = (row: Selectable<Tables['dispatches']>): Dispatch => ({
  seq: row.seq,
  id: row.id,
  request: row.request,
  route: row.route,
  sheet: row.sheet,
  state: row.state,
  attempts: row.attempts,
  dueAt: new Date(row.due_at),
  error: row.error,
  proof: row.proof,
  by: row.by_operator,
  createdAt: new Date(row.created_at),
  sentAt: row.sent_at === null ? null : new Date(row.sent_at),
})

export const dispatchesIn = (db: Kysely<Tables>): Dispatches => ({
  async add({ id, request, route, sheet, by, at }) {
    await db
      .insertInto('dispatches')
      .values({
        id,
        request,
        route,
        sheet,
        state: 'due',
        attempts: 0,
        due_at: at.getTime(),
        ...unleased,
        proof: null,
        error: null,
        by_operator: by,
        created_at: at.getTime(),
        sent_at: null,
      })
      .onConflict((c) => c.column('id').doNothing())
      .execute()
  },

  async claim(owner, routes, now, leaseMs, limit) {
    const at = now.getTime()
    if (routes.length === 0) return []
    const due = await db
      .selectFrom('dispatches')
      .select('seq')
      .where(sql<boolean>`state = 'due'`)
      .where('route', 'in', routes)
      .where('due_at', '<=', at)
      .where('lease_until', '<=', at)
      .orderBy('due_at')
      .orderBy('seq')
      .limit(limit)
      .execute()
    if (due.length === 0) return []
    const rows = await db
      .updateTable('dispatches')
      .set({ lease_owner: owner, lease_until: at + leaseMs })
      .where(
        'seq',
        'in',
        due.map(({ seq }) => seq),
      )
      .where('state', '=', 'due')
      .where('lease_until', '<=', at)
      .returningAll()
      .execute()
    return rows.map(dispatchOf).sort((a, b) => a.seq - b.seq)
  },

  async sent(seq, proof, now) {
    const done = await db
      .updateTable('dispatches')
      .set({ state: 'sent', proof, error: null, sent_at: now.getTime(), ...unleased })
      .where('seq', '=', seq)
      .where('state', '=', 'due')
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },

  async postpone(seq, error, dueAt) {
    await db
      .updateTable('dispatches')
      .set({ ...failedOnce(error), due_at: dueAt.getTime(), ...unleased })
      .where('seq', '=', seq)
      .where('state', '=', 'due')
      .execute()
  },

  async rest(seq, state, { proof, error }) {
    const done = await db
      .updateTable('dispatches')
      .set({ state, proof, ...failedOnce(error), ...unleased })
      .where('seq', '=', seq)
      .where('state', '=', 'due')
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },

  async confirm(seq, now) {
    const done = await db
      .updateTable('dispatches')
      .set({ state: 'sent', error: null, sent_at: now.getTime() })
      .where('seq', '=', seq)
      .where('state', 'in', ['printed', 'uncertain'])
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },

  async renew(seq, owner, until) {
    await db
      .updateTable('dispatches')
      .set({ lease_until: until.getTime() })
      .where('seq', '=', seq)
      .where('state', '=', 'due')
      .where('lease_owner', '=', owner)
      .execute()
  },

  async bury(seq, error) {
    const done = await db
      .updateTable('dispatches')
      .set({ state: 'dead', ...failedOnce(error), ...unleased })
      .where('seq', '=', seq)
      .where('state', '<>', 'dead')
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },

  async revive(id, now) {
    const done = await db
      .updateTable('dispatches')
      .set(dueAgain(now))
      .where('id', '=', id)
      .where('state', 'in', ['dead', 'uncertain'])
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },

  async get(id) {
    const row = await db.selectFrom('dispatches').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? dispatchOf(row) : null
  },

  async of(request) {
    const rows = await db.selectFrom('dispatches').selectAll().where('request', '=', request).orderBy('seq').execute()
    return rows.map(dispatchOf)
  },

  async dead(limit) {
    const rows = await db
      .selectFrom('dispatches')
      .selectAll()
      .where(sql<boolean>`state = 'dead'`)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
    return rows.map(dispatchOf)
  },

  async resting(limit) {
    const rows = await db
      .selectFrom('dispatches')
      .selectAll()
      .where(sql<boolean>`state in ('printed', 'uncertain')`)
      .orderBy('seq')
      .limit(limit)
      .execute()
    return rows.map(dispatchOf)
  },

  async counts() {
    const rows = await db
      .selectFrom('dispatches')
      .where(sql<boolean>`state in ('due', 'dead')`)
      .groupBy('state')
      .select(['state', (e) => e.fn.countAll<number>().as('n')])
      .execute()
    const of = (state: string) => rows.find((row) => row.state === state)?.n ?? 0
    return { due: of('due'), dead: of('dead') }
  },
})
