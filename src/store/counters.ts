import type { Kysely } from 'kysely'
import type { Counters } from './repositories.ts'
import type { Tables } from './tables.ts'

export const countersIn = (db: Kysely<Tables>): Counters => ({
  async next(name) {
    const row = await db
      .insertInto('counters')
      .values({ name, value: 1 })
      .onConflict((c) => c.column('name').doUpdateSet((e) => ({ value: e('counters.value', '+', 1) })))
      .returning('value')
      .executeTakeFirstOrThrow()
    return row.value
  },
})
