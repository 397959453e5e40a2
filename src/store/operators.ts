import { countOf } from './rows.ts'
import type { Kysely, Selectable } from 'kysely'
import type { Operator, Operators } from './operator-types.ts'
import type { Tables } from './tables.ts'

type Row = Selectable<Tables['operators']>

const operatorOf = (row: Omit<Row, 'secret' | 'totp_step'>): Operator => ({
  id: row.id,
  login: row.login,
  name: row.name,
  role: row.role,
  source: row.source,
  disabled: row.disabled === 1,
  totp: row.totp_secret !== null,
  createdAt: new Date(row.created_at),
  signedInAt: row.signed_in_at === null ? null : new Date(row.signed_in_at),
})

const peopleIn = (
  db: Kysely<Tables>,
): Pick<Operators, 'add' | 'get' | 'byLogin' | 'all' | 'count' | 'change' | 'useStep'> => ({
  async add({ id, login, name, role, source, secret }, now) {
    const put = await db
      .insertInto('operators')
      .values({
        id,
        login,
        name,
        role,
        source,
        secret,
        disabled: 0,
        created_at: now.getTime(),
        signed_in_at: null,
        totp_secret: null,
      })
      .onConflict((c) => c.column('login').doNothing())
      .returning('id')
      .executeTakeFirst()
    return put !== undefined
  },

  async get(id) {
    const row = await db.selectFrom('operators').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? operatorOf(row) : null
  },

  async byLogin(login) {
    const row = await db.selectFrom('operators').selectAll().where('login', '=', login).executeTakeFirst()
    return row ? { ...operatorOf(row), secret: row.secret, totpSecret: row.totp_secret } : null
  },

  async all(limit) {
    const rows = await db.selectFrom('operators').selectAll().orderBy('name').orderBy('id').limit(limit).execute()
    return rows.map(operatorOf)
  },

  async count() {
    return countOf(db.selectFrom('operators'))
  },

  async change(id, { disabled, totpSecret, ...to }) {
    const columns = {
      ...to,
      ...(disabled === undefined ? {} : { disabled: disabled ? 1 : 0 }),
      ...(totpSecret === undefined ? {} : { totp_secret: totpSecret }),
    }
    if (Object.keys(columns).length === 0) return false
    const done = await db.updateTable('operators').set(columns).where('id', '=', id).executeTakeFirst()
    return done.numUpdatedRows > 0n
  },

  async useStep(id, step) {
    const done = await db
      .updateTable('operators')
      .set({ totp_step: step })
      .where('id', '=', id)
      .where('totp_step', '<', step)
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  },
})

const sessionsIn = (
  db: Kysely<Tables>,
): Pick<Operators, 'openSession' | 'session' | 'touch' | 'closeSession' | 'closeSessions' | 'sweep'> => ({
  async openSession({ hash, operator, now, expiresAt }) {
    const at = now.getTime()
    await db
      .insertInto('operator_sessions')
      .values({ hash, operator, created_at: at, seen_at: at, expires_at: expiresAt.getTime() })
      .execute()
    await db.updateTable('operators').set({ signed_in_at: at }).where('id', '=', operator).execute()
  },

  async session(hash) {
    const row = await db
      .selectFrom('operator_sessions as s')
      .innerJoin('operators as o', 'o.id', 's.operator')
      .selectAll('o')
      .select(['s.created_at as began', 's.seen_at', 's.expires_at'])
      .where('s.hash', '=', hash)
      .executeTakeFirst()
    if (!row) return null
    return {
      operator: operatorOf(row),
      createdAt: new Date(row.began),
      seenAt: new Date(row.seen_at),
      expiresAt: new Date(row.expires_at),
    }
  },

  async touch(hash, now) {
    await db.updateTable('operator_sessions').set({ seen_at: now.getTime() }).where('hash', '=', hash).execute()
  },

  async closeSession(hash) {
    await db.deleteFrom('operator_sessions').where('hash', '=', hash).execute()
  },

  async closeSessions(operator) {
    const done = await db.deleteFrom('operator_sessions').where('operator', '=', operator).executeTakeFirst()
    return Number(done.numDeletedRows)
  },

  async sweep(now) {
    await db.deleteFrom('operator_sessions').where('expires_at', '<=', now.getTime()).execute()
    await db.deleteFrom('sign_in_links').where('expires_at', '<=', now.getTime()).execute()
    await db.deleteFrom('sign_in_failures').where('until', '<=', now.getTime()).execute()
  },
})

const linksIn = (db: Kysely<Tables>): Pick<Operators, 'putLink' | 'hasLink' | 'takeLink'> => ({
  async putLink(hash, expiresAt) {
    await db.insertInto('sign_in_links').values({ hash, expires_at: expiresAt.getTime() }).execute()
  },

  async hasLink(hash, now) {
    const row = await db
      .selectFrom('sign_in_links')
      .select('hash')
      .where('hash', '=', hash)
      .where('expires_at', '>', now.getTime())
      .executeTakeFirst()
    return row !== undefined
  },

  async takeLink(hash, now) {
    const done = await db
      .deleteFrom('sign_in_links')
      .where('hash', '=', hash)
      .where('expires_at', '>', now.getTime())
      .executeTakeFirst()
    if (done.numDeletedRows === 0n) return false
    await db.deleteFrom('sign_in_links').execute()
    return true
  },
})

const identitiesIn = (
  db: Kysely<Tables>,
): Pick<Operators, 'identify' | 'identified' | 'identities' | 'forgetIdentity'> => ({
  async identify(channel, person, operator, now) {
    const at = now.getTime()
    await db
      .insertInto('operator_identities')
      .values({ channel, person_id: person, operator, at })
      .onConflict((c) => c.columns(['channel', 'person_id']).doUpdateSet({ operator, at }))
      .execute()
  },

  async identified(channel, person) {
    const row = await db
      .selectFrom('operator_identities as i')
      .innerJoin('operators as o', 'o.id', 'i.operator')
      .selectAll('o')
      .where('i.channel', '=', channel)
      .where('i.person_id', '=', person)
      .executeTakeFirst()
    return row ? operatorOf(row) : null
  },

  async identities(operator) {
    const rows = await db
      .selectFrom('operator_identities')
      .select(['channel', 'person_id'])
      .where('operator', '=', operator)
      .orderBy('channel')
      .execute()
    return rows.map(({ channel, person_id: person }) => ({ channel, person }))
  },

  async forgetIdentity(channel, person) {
    const done = await db
      .deleteFrom('operator_identities')
      .where('channel', '=', channel)
      .where('person_id', '=', person)
      .executeTakeFirst()
    return done.numDeletedRows > 0n
  },
})

const failuresIn = (db: Kysely<Tables>): Pick<Operators, 'failures' | 'fail' | 'forgive'> => ({
  async failures(key, now) {
    const row = await db
      .selectFrom('sign_in_failures')
      .selectAll()
      .where('key', '=', key)
      .where('until', '>', now.getTime())
      .executeTakeFirst()
    return { count: row?.count ?? 0, until: row ? new Date(row.until) : null }
  },

  async fail(key, now, windowMs) {
    const until = now.getTime() + windowMs
    await db.deleteFrom('sign_in_failures').where('key', '=', key).where('until', '<=', now.getTime()).execute()
    await db
      .insertInto('sign_in_failures')
      .values({ key, count: 1, until })
      .onConflict((c) => c.column('key').doUpdateSet((e) => ({ count: e('sign_in_failures.count', '+', 1), until })))
      .execute()
  },

  async forgive(key) {
    await db.deleteFrom('sign_in_failures').where('key', '=', key).execute()
  },
})

export const operatorsIn = (db: Kysely<Tables>): Operators => ({
  ...peopleIn(db),
  ...identitiesIn(db),
  ...sessionsIn(db),
  ...linksIn(db),
  ...failuresIn(db),
})
