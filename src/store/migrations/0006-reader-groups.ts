import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Which documents a message may be answered from is decided by whom it came from, when it came. */
export const readerGroups: Migration = {
  number: 6,
  name: 'reader-groups',
  async up(db: Kysely<never>) {
    await sql`alter table inbox add column person_groups text`.execute(db)
  },
}
