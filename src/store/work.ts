import { type Kysely, sql } from 'kysely'
import type { Address, Memory } from '../vocabulary/types.ts'
import { isDue, isFree } from './leases.ts'
import { errorText, inboundOf, unleased } from './rows.ts'
import type { Claim, Work } from './repositories.ts'
import type { Tables } from './tables.ts'

interface Taking {
  owner: string
  now: number
  leaseMs: number
  underWay: readonly number[] | undefined
}

const remembers = (text: string): Memory => JSON.parse(text) as Memory

export const workIn = (db: Kysely<Tables>): Work => {
  const heads = (taking: Taking, limit: number) =>
    db
      .selectFrom('inbox as i')
      .leftJoin('conversations as c', (on) =>
        on.onRef('c.channel', '=', 'i.channel').onRef('c.conversation', '=', 'i.conversation'),
      )
      .selectAll('i')
      .select('c.epoch as known')
      .where(sql<boolean>`i.state = 'waiting'`)
      .where((e) => isDue(e.ref('i.due_at'), taking.now))
      .where((e) =>
        isFree({ owner: e.ref('c.lease_owner'), until: e.ref('c.lease_until'), seq: e.ref('i.seq') }, taking),
      )
      // Only the head of its conversation: a message in backoff holds those behind it, so that order is kept.
      .where(
        sql<boolean>`not exists (select 1 from inbox j where j.state = 'waiting' and j.channel = i.channel
          and j.conversation = i.conversation and j.seq < i.seq)`,
      )
      .orderBy('i.seq')
      .limit(limit)
      .execute()

  /** Makes the rows that leases are written into; sorted, so that two replicas wait for each other in one order. */
  const enter = async (places: Address[], now: number) => {
    if (places.length === 0) return
    await db
      .insertInto('conversations')
      .values(
        places
          .toSorted((x, y) => (x.conversation < y.conversation ? -1 : 1))
          .map((at) => ({
            channel: at.channel,
            conversation: at.conversation,
            memory: '{}',
            ...unleased,
            epoch: 0,
            held_by: null,
            updated_at: now,
          })),
      )
      .onConflict((c) => c.columns(['channel', 'conversation']).doNothing())
      .execute()
  }

  const lease = (at: Address, taking: Taking) =>
    db
      .updateTable('conversations')
      .set((e) => ({
        lease_owner: taking.owner,
        lease_until: taking.now + taking.leaseMs,
        epoch: e('epoch', '+', 1),
      }))
      .where('channel', '=', at.channel)
      .where('conversation', '=', at.conversation)
      .where((e) =>
        e.or([
          isFree({ owner: e.ref('lease_owner'), until: e.ref('lease_until'), seq: null }, taking),
          ...(taking.underWay === undefined ? [] : [e('lease_owner', '=', taking.owner)]),
        ]),
      )
      .returning(['memory', 'held_by', 'epoch'])
      .executeTakeFirst()

  const release = (claim: Claim, changed: { memory?: string; updated_at?: number }) =>
    db
      .updateTable('conversations')
      .set({ ...changed, ...unleased })
      .where('channel', '=', claim.inbound.from.channel)
      .where('conversation', '=', claim.inbound.from.conversation)
      .where('epoch', '=', claim.epoch)
      .execute()

  return {
    async claim(owner, now, leaseMs, limit, underWay) {
      const at = now.getTime()
      const taking: Taking = { owner, now: at, leaseMs, underWay }
      const rows = await heads(taking, limit)
      if (rows.length === 0) return []
      await enter(
        rows.filter((row) => row.known === null),
        at,
      )
      const claims: Claim[] = []
      for (const row of rows) {
        const held = await lease(row, taking)
        if (!held) continue
        claims.push({
          seq: row.seq,
          inbound: inboundOf(row),
          attempts: row.attempts,
          memory: remembers(held.memory),
          heldBy: held.held_by,
          owner,
          epoch: held.epoch,
        })
      }
      if (claims.length === 0) return []
      // Between the look and the lease another replica may have finished or postponed this very message.
      const still = await db
        .updateTable('inbox')
        .set((e) => ({ attempts: e('attempts', '+', 1) }))
        .where(
          'seq',
          'in',
          claims.map(({ seq }) => seq),
        )
        .where('state', '=', 'waiting')
        .where((e) => isDue(e.ref('due_at'), at))
        .returning(['seq', 'attempts'])
        .execute()
      const attempts = new Map(still.map((row) => [row.seq, row.attempts]))
      const [mine, gone] = [
        claims.filter(({ seq }) => attempts.has(seq)),
        claims.filter(({ seq }) => !attempts.has(seq)),
      ]
      for (const claim of gone) await release(claim, {})
      return mine.map((claim) => ({ ...claim, attempts: attempts.get(claim.seq) ?? claim.attempts }))
    },

    async fence(claim) {
      const mine = await db
        .updateTable('conversations')
        .set({ lease_owner: claim.owner })
        .where('channel', '=', claim.inbound.from.channel)
        .where('conversation', '=', claim.inbound.from.conversation)
        .where('lease_owner', '=', claim.owner)
        .where('epoch', '=', claim.epoch)
        .executeTakeFirst()
      return mine.numUpdatedRows > 0n
    },

    async finish(claim, memory, now) {
      await db.updateTable('inbox').set({ state: 'done', error: null }).where('seq', '=', claim.seq).execute()
      await release(claim, { memory: JSON.stringify(memory), updated_at: now.getTime() })
    },

    async postpone(claim, error, dueAt) {
      await db
        .updateTable('inbox')
        .set({ error: errorText(error), due_at: dueAt.getTime() })
        .where('seq', '=', claim.seq)
        .execute()
      await release(claim, {})
    },

    async bury(claim, error, reference, now) {
      await db
        .updateTable('inbox')
        .set({ state: 'dead', error: errorText(error), reference })
        .where('seq', '=', claim.seq)
        .execute()
      await release(claim, { updated_at: now.getTime() })
    },

    async conversation(address) {
      const row = await db
        .selectFrom('conversations')
        .select(['memory', 'held_by'])
        .where('channel', '=', address.channel)
        .where('conversation', '=', address.conversation)
        .executeTakeFirst()
      return { memory: remembers(row?.memory ?? '{}'), heldBy: row?.held_by ?? null }
    },

    async hold(address, by, now) {
      await db
        .insertInto('conversations')
        .values({
          ...address,
          memory: '{}',
          ...unleased,
          epoch: 0,
          held_by: by,
          updated_at: now.getTime(),
        })
        .onConflict((c) => c.columns(['channel', 'conversation']).doUpdateSet({ held_by: by }))
        .execute()
    },
  }
}
