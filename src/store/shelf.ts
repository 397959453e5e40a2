import type { Kysely } from 'kysely'
import type { Shelf } from './repositories.ts'
import type { Tables } from './tables.ts'

export const shelfIn = (db: Kysely<Tables>): Shelf => ({
  async get(room, key) {
    const row = await db
      .selectFrom('shelf')
      .select('value')
      .where((e) => e.and({ room, key }))
      .executeTakeFirst()
    return row?.value ?? null
  },

  async put(room, key, value, now) {
    await db
      .insertInto('shelf')
      .values({ room, key, value, at: now.getTime() })
      .onConflict((c) => c.columns(['room', 'key']).doUpdateSet({ value, at: now.getTime() }))
      .execute()
  },

  async claim(room, key, value, now) {
    const put = await db
      .insertInto('shelf')
      .values({ room, key, value, at: now.getTime() })
      .onConflict((c) => c.columns(['room', 'key']).doNothing())
      .returning('key')
      .execute()
    return put.length > 0
  },

  async remove(room, key) {
    await db.deleteFrom('shelf').where('room', '=', room).where('key', '=', key).execute()
  },

  async list(room, prefix, limit) {
    const rows = await db
      .selectFrom('shelf')
      .selectAll()
      .where('room', '=', room)
      .orderBy('at', 'desc')
      .orderBy('key')
      .execute()
    return rows
      .filter((row) => row.key.startsWith(prefix))
      .slice(0, limit)
      .map((row) => ({ key: row.key, value: row.value, at: new Date(row.at) }))
  },
})
