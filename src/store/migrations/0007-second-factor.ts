import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration.ts'

/** A second proof at sign-in, and the last step that it was used at, so that no code is taken twice. */
export const secondFactor: Migration = {
  number: 7,
  name: 'second-factor',
  async up(db: Kysely<never>) {
    await sql`alter table operators add column totp_secret text`.execute(db)
    await sql`alter table operators add column totp_step bigint not null default 0`.execute(db)
  },
}
