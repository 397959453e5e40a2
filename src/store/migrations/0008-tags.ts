import { type Kysely, sql } from 'kysely'
import { searchable } from '../searchable.ts'
import type { Migration } from './migration.ts'

interface Before {
  requests: { seq: number; search: string }
}

const BATCH = 500

/** Words that operators sort requests by; and searching that takes either kana for the other. */
export const tags: Migration = {
  number: 8,
  name: 'tags',
  async up(db: Kysely<never>) {
    await sql`alter table requests add column tags text not null default ''`.execute(db)
    const old = db as unknown as Kysely<Before>
    for (let after = 0; ;) {
      const rows = await old
        .selectFrom('requests')
        .select(['seq', 'search'])
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(BATCH)
        .execute()
      for (const { seq, search } of rows) {
        const folded = searchable(search)
        if (folded !== search) {
          await old.updateTable('requests').set({ search: folded }).where('seq', '=', seq).execute()
        }
      }
      const last = rows.at(-1)
      if (last === undefined) break
      after = last.seq
    }
  },
}
