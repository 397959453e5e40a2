import type { CreateTableBuilder, Kysely } from 'kysely'

/** The one difference in DDL: how a database counts rows. */
export type Serial = <T extends string>(table: CreateTableBuilder<T>, column: string) => CreateTableBuilder<T>

export interface Migration {
  number: number
  name: string
  up(db: Kysely<never>, serial: Serial): Promise<void>
}
