import type { Kysely } from 'kysely'
import type { Roster, TeleworkManager } from './request-types.ts'
import type { Tables } from './tables.ts'

type Profile = Omit<TeleworkManager, 'id' | 'weeklyCapacity' | 'active'>
type Row = Tables['telework_managers']

const managerOf = (row: Row): TeleworkManager => ({
  id: row.id,
  ...(JSON.parse(row.profile) as Profile),
  weeklyCapacity: row.weekly_capacity,
  active: row.active === 1,
})

export const rosterIn = (db: Kysely<Tables>): Roster => ({
  async keep({ id, weeklyCapacity, active, ...profile }, now) {
    const columns = {
      profile: JSON.stringify(profile satisfies Profile),
      weekly_capacity: weeklyCapacity,
      active: active ? 1 : 0,
      updated_at: now.getTime(),
    }
    await db
      .insertInto('telework_managers')
      .values({ id, ...columns })
      .onConflict((c) => c.column('id').doUpdateSet(columns))
      .execute()
  },

  async get(id) {
    const row = await db.selectFrom('telework_managers').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? managerOf(row) : null
  },

  async all(limit) {
    const rows = await db.selectFrom('telework_managers').selectAll().orderBy('id').limit(limit).execute()
    return rows.map(managerOf)
  },

  async loads(week) {
    const rows = await db
      .selectFrom('assignments')
      .where('week', '=', week)
      .groupBy('manager')
      .select(['manager', (e) => e.fn.countAll<number>().as('n')])
      .execute()
    return Object.fromEntries(rows.map(({ manager, n }) => [manager, n]))
  },

  async assign(manager, request, week, now) {
    // The row's lock makes those who assign the same person wait for one another, so the count below holds.
    const locked = await db
      .updateTable('telework_managers')
      .set((e) => ({ updated_at: e.ref('updated_at') }))
      .where('id', '=', manager)
      .where('active', '=', 1)
      .returning('weekly_capacity')
      .executeTakeFirst()
    if (!locked) return 'unknown'
    const there = await db.selectFrom('assignments').selectAll().where('request', '=', request).executeTakeFirst()
    if (there?.manager === manager && there.week === week) return 'assigned'
    const taken = await db
      .selectFrom('assignments')
      .where('week', '=', week)
      .where('manager', '=', manager)
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    if (taken.n >= locked.weekly_capacity) return 'full'
    const columns = { manager, week, at: now.getTime() }
    await db
      .insertInto('assignments')
      .values({ request, ...columns })
      .onConflict((c) => c.column('request').doUpdateSet(columns))
      .execute()
    return 'assigned'
  },

  async release(request) {
    await db.deleteFrom('assignments').where('request', '=', request).execute()
  },
})
