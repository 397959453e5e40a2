import type { Kysely, Selectable } from 'kysely'
import type { SettingEntry, Settings } from './request-types.ts'
import type { Tables } from './tables.ts'

const entryOf = (row: Selectable<Tables['settings']>): SettingEntry => ({
  name: row.name,
  value: row.value,
  source: row.source,
  asOf: row.as_of,
  certain: row.certain === 1,
  at: new Date(row.at),
  by: row.by_operator,
})

export const settingsIn = (db: Kysely<Tables>): Settings => ({
  async current() {
    const newest = db
      .selectFrom('settings')
      .groupBy('name')
      .select((e) => e.fn.max('seq').as('seq'))
    const rows = await db.selectFrom('settings').selectAll().where('seq', 'in', newest).orderBy('name').execute()
    return rows.map(entryOf)
  },

  async set({ name, value, source, asOf, certain, at, by }) {
    await db
      .insertInto('settings')
      .values({ name, value, source, as_of: asOf, certain: certain ? 1 : 0, at: at.getTime(), by_operator: by })
      .execute()
  },

  async history(name, limit) {
    const rows = await db
      .selectFrom('settings')
      .selectAll()
      .where('name', '=', name)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
    return rows.map(entryOf)
  },
})
