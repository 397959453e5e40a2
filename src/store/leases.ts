import { unleased } from './rows.ts'
import { type Expression, type Kysely, type SqlBool, sql } from 'kysely'
import type { Leases } from './repositories.ts'
import type { Tables } from './tables.ts'

/** Further ahead than anything is ever put off: the clock was set back, and nobody is to wait for it. */
const AHEAD_MS_MAX = 3_600_000
/** A lease that ends later than this many of its kind was taken by a clock that ran ahead. */
const LEASES_AHEAD = 2

/**
 * Whether a lease is nobody's: never taken, lapsed, of a clock that was set back since, or the owner's own and not
 * in hand. Clocks of replicas may differ by as much as a lease lasts.
 */
export const isFree = (
  lease: { owner: Expression<string | null>; until: Expression<number | null>; seq: Expression<number> | null },
  at: { now: number; leaseMs: number; owner: string; underWay: readonly number[] | undefined },
): Expression<SqlBool> => {
  const { owner, until, seq } = lease
  const lapsed = sql<boolean>`(${until} is null or ${until} <= ${at.now} or ${until} > ${at.now + LEASES_AHEAD * at.leaseMs})`
  if (at.underWay === undefined || seq === null) return lapsed
  const held = at.underWay.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`${seq} in (${sql.join([...at.underWay])})`
  return sql<boolean>`((${lapsed} or ${owner} = ${at.owner}) and not ${held})`
}

/** Whether it is time for something that was put off. */
export const isDue = (due: Expression<number>, now: number): Expression<SqlBool> =>
  sql<boolean>`(${due} <= ${now} or ${due} > ${now + AHEAD_MS_MAX})`

export const leasesIn = (db: Kysely<Tables>): Leases => ({
  async holders() {
    const rows = await db
      .selectFrom('conversations')
      .select('lease_owner as owner')
      .where('lease_owner', 'is not', null)
      .union(
        db
          .selectFrom('outbox')
          .select('lease_owner as owner')
          .where(sql<boolean>`state = 'due'`)
          .where('lease_owner', 'is not', null),
      )
      .union(db.selectFrom('arrivals').select('owner').where('owner', 'is not', null))
      .execute()
    const owners = rows.flatMap(({ owner }) => owner ?? [])
    if (owners.length === 0) return []
    const seen = await db.selectFrom('replicas').select(['id', 'seen_at']).where('id', 'in', owners).execute()
    const seenAt = new Map(seen.map((row) => [row.id, new Date(row.seen_at)]))
    return owners.map((owner) => ({ owner, seenAt: seenAt.get(owner) ?? null }))
  },

  async free(owners) {
    if (owners.length === 0) return
    await db.updateTable('conversations').set(unleased).where('lease_owner', 'in', owners).execute()
    await db
      .updateTable('outbox')
      .set(unleased)
      .where(sql<boolean>`state = 'due'`)
      .where('lease_owner', 'in', owners)
      .execute()
    await db.updateTable('arrivals').set({ owner: null }).where('owner', 'in', owners).execute()
  },
})
