import { DAY_MS } from '../base/times.ts'
import type { Kysely, Selectable } from 'kysely'
import type { Present, Workplace } from './operator-types.ts'
import type { Tables } from './tables.ts'

const presentOf = (row: Selectable<Tables['presence']>): Present & { request: string } => ({
  request: row.request,
  operator: row.operator,
  name: row.name,
  seenAt: new Date(row.seen_at),
  typingAt: row.typing_at === 0 ? null : new Date(row.typing_at),
})

/** Stands for the request's own person, who is no operator. */
const PERSON = ''

/** Looks older than this are nobody's any more and are swept when someone else looks. */
const FORGET_MS = 3_600_000
/** Longer than clocks of replicas ever differ: who is there must not be forgotten by one whose clock runs ahead. */
const REPLICA_FORGET_MS = 7 * DAY_MS

const seen = async (
  db: Kysely<Tables>,
  request: string,
  { operator, name, typing }: Parameters<Workplace['look']>[1],
  now: Date,
) => {
  const at = now.getTime()
  const columns = { name, seen_at: at, typing_at: typing ? at : 0 }
  await db
    .insertInto('presence')
    .values({ request, operator, ...columns })
    .onConflict((c) => c.columns(['request', 'operator']).doUpdateSet(columns))
    .execute()
  await db
    .deleteFrom('presence')
    .where('seen_at', '<', at - FORGET_MS)
    .execute()
}

const writingIn = (
  db: Kysely<Tables>,
): Pick<Workplace, 'writtenAbout' | 'personWrites' | 'personWrote' | 'personWroteAt'> => ({
  async writtenAbout(since, limit) {
    const rows = await db
      .selectFrom('presence')
      .select('request')
      .distinct()
      .where('operator', '!=', PERSON)
      .where('typing_at', '>=', since.getTime())
      .limit(limit)
      .execute()
    return rows.map(({ request }) => request)
  },

  personWrites: (request, now) => seen(db, request, { operator: PERSON, name: '', typing: true }, now),

  async personWrote(request) {
    await db.deleteFrom('presence').where('request', '=', request).where('operator', '=', PERSON).execute()
  },

  async personWroteAt(request) {
    const row = await db
      .selectFrom('presence')
      .select('typing_at')
      .where((e) => e.and({ request, operator: PERSON }))
      .executeTakeFirst()
    return row === undefined ? null : new Date(row.typing_at)
  },
})

const presenceIn = (db: Kysely<Tables>): Pick<Workplace, 'look' | 'leave' | 'present' | 'presentAnywhere'> => ({
  look: (request, who, now) => seen(db, request, who, now),

  async leave(request, operator) {
    await db.deleteFrom('presence').where('request', '=', request).where('operator', '=', operator).execute()
  },

  async present(request, since) {
    const rows = await db
      .selectFrom('presence')
      .selectAll()
      .where('request', '=', request)
      .where('operator', '!=', PERSON)
      .where('seen_at', '>=', since.getTime())
      .orderBy('name')
      .execute()
    return rows.map(presentOf)
  },

  async presentAnywhere(since, limit) {
    const rows = await db
      .selectFrom('presence')
      .selectAll()
      .where('operator', '!=', PERSON)
      .where('seen_at', '>=', since.getTime())
      .orderBy('name')
      .limit(limit)
      .execute()
    return rows.map(presentOf)
  },
})

export const workplaceIn = (db: Kysely<Tables>): Workplace => ({
  ...presenceIn(db),
  ...writingIn(db),

  async templates(limit) {
    const rows = await db.selectFrom('reply_templates').selectAll().orderBy('title').limit(limit).execute()
    return rows.map(({ id, title, body, updated_at, updated_by }) => ({
      id,
      title,
      body,
      updatedAt: new Date(updated_at),
      updatedBy: updated_by,
    }))
  },

  async keepTemplate({ id, title, body, updatedBy }, now) {
    const columns = { title, body, updated_at: now.getTime(), updated_by: updatedBy }
    await db
      .insertInto('reply_templates')
      .values({ id, ...columns })
      .onConflict((c) => c.column('id').doUpdateSet(columns))
      .execute()
  },

  async removeTemplate(id) {
    const done = await db.deleteFrom('reply_templates').where('id', '=', id).executeTakeFirst()
    return done.numDeletedRows > 0n
  },

  async beat({ id, indexVersion, startedAt }, now) {
    const columns = { index_version: indexVersion, seen_at: now.getTime() }
    await db
      .insertInto('replicas')
      .values({ id, started_at: startedAt.getTime(), ...columns })
      .onConflict((c) => c.column('id').doUpdateSet(columns))
      .execute()
    await db
      .deleteFrom('replicas')
      .where('seen_at', '<', now.getTime() - REPLICA_FORGET_MS)
      .execute()
  },

  async replicas(since) {
    const rows = await db
      .selectFrom('replicas')
      .selectAll()
      .where('seen_at', '>=', since.getTime())
      .orderBy('started_at')
      .execute()
    return rows.map((row) => ({
      id: row.id,
      indexVersion: row.index_version,
      startedAt: new Date(row.started_at),
      seenAt: new Date(row.seen_at),
    }))
  },
})
