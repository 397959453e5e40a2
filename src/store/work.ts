import { type Kysely, sql } from 'kysely'
import type { Address, Memory } from '../desk/types.ts'
import { errorText, inboundOf } from './rows.ts'
import type { Claim, Work } from './store.ts'
import type { Tables } from './tables.ts'

/** Heads of conversations looked at per free place: replicas that race for the oldest ones still find others. */
const CANDIDATES_PER_PLACE = 3

const remembers = (text: string): Memory => JSON.parse(text) as Memory

export const workIn = (db: Kysely<Tables>): Work => {
  const heads = (now: number, limit: number) =>
    db
      .selectFrom('inbox as i')
      .leftJoin('conversations as c', (on) =>
        on.onRef('c.channel', '=', 'i.channel').onRef('c.conversation', '=', 'i.conversation'),
      )
      .selectAll('i')
      .where(sql<boolean>`i.state = 'waiting'`)
      .where('i.due_at', '<=', now)
      .where((e) => e.or([e('c.lease_until', 'is', null), e('c.lease_until', '<=', now)]))
      // Only the head of its conversation: a message in backoff holds those behind it, so that order is kept.
      .where(
        sql<boolean>`not exists (select 1 from inbox j where j.state = 'waiting' and j.channel = i.channel
          and j.conversation = i.conversation and j.seq < i.seq)`,
      )
      .orderBy('i.seq')
      .limit(limit * CANDIDATES_PER_PLACE)
      .execute()

  const lease = async (at: Address, owner: string, now: number, until: number) => {
    await db
      .insertInto('conversations')
      .values({
        ...at,
        memory: '{}',
        lease_owner: null,
        lease_until: 0,
        epoch: 0,
        held_by: null,
        updated_at: now,
      })
      .onConflict((c) => c.columns(['channel', 'conversation']).doNothing())
      .execute()
    return db
      .updateTable('conversations')
      .set((e) => ({ lease_owner: owner, lease_until: until, epoch: e('epoch', '+', 1) }))
      .where('channel', '=', at.channel)
      .where('conversation', '=', at.conversation)
      .where('lease_until', '<=', now)
      .returning(['memory', 'held_by', 'epoch'])
      .executeTakeFirst()
  }

  const release = (claim: Claim, changed: { memory?: string; updated_at?: number }) =>
    db
      .updateTable('conversations')
      .set({ ...changed, lease_owner: null, lease_until: 0 })
      .where('channel', '=', claim.inbound.from.channel)
      .where('conversation', '=', claim.inbound.from.conversation)
      .where('epoch', '=', claim.epoch)
      .execute()

  return {
    async claim(owner, now, leaseMs, limit) {
      const at = now.getTime()
      const claims: Claim[] = []
      for (const row of await heads(at, limit)) {
        if (claims.length === limit) break
        const held = await lease({ channel: row.channel, conversation: row.conversation }, owner, at, at + leaseMs)
        if (!held) continue
        // Between the look and the lease another replica may have finished this very message.
        const still = await db
          .selectFrom('inbox')
          .selectAll()
          .where('seq', '=', row.seq)
          .where('state', '=', 'waiting')
          .executeTakeFirst()
        const claim: Claim = {
          seq: row.seq,
          inbound: inboundOf(row),
          attempts: still?.attempts ?? row.attempts,
          memory: remembers(held.memory),
          heldBy: held.held_by,
          owner,
          epoch: held.epoch,
        }
        if (still) claims.push(claim)
        else await release(claim, {})
      }
      return claims
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
        .set({ attempts: claim.attempts + 1, error: errorText(error), due_at: dueAt.getTime() })
        .where('seq', '=', claim.seq)
        .execute()
      await release(claim, {})
    },

    async bury(claim, error, reference, now) {
      await db
        .updateTable('inbox')
        .set({ state: 'dead', attempts: claim.attempts + 1, error: errorText(error), reference })
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
          lease_owner: null,
          lease_until: 0,
          epoch: 0,
          held_by: by,
          updated_at: now.getTime(),
        })
        .onConflict((c) => c.columns(['channel', 'conversation']).doUpdateSet({ held_by: by }))
        .execute()
    },
  }
}
