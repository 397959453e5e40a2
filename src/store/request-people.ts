import type { Kysely } from 'kysely'
import type { Requests } from './request-types.ts'
import type { Tables } from './tables.ts'

/** The ids of requests that somebody has found here, as a query within another. */
export const adoptedBy = (db: Kysely<Tables>, channel: string, person: string) =>
  db.selectFrom('request_people').select('request').where('channel', '=', channel).where('person_id', '=', person)

/** Whose a request is beside the one who began it, and the links that open it. */
export const ownedIn = (db: Kysely<Tables>): Pick<Requests, 'adopt' | 'adopted' | 'reown' | 'putLink' | 'linked'> => ({
  async adopt(request, { channel, conversation }, person, at) {
    const columns = { conversation, at: at.getTime() }
    await db
      .insertInto('request_people')
      .values({ request, channel, person_id: person, ...columns })
      .onConflict((c) => c.columns(['request', 'channel', 'person_id']).doUpdateSet(columns))
      .execute()
  },

  async reown(from, { id, name }) {
    await db
      .updateTable('requests')
      .set((e) => ({ owner: id, owner_name: name, version: e('version', '+', 1) }))
      .where('owner', '=', from)
      .execute()
    await db.updateTable('conversations').set({ held_by: id }).where('held_by', '=', from).execute()
  },

  async adopted(request) {
    const rows = await db
      .selectFrom('request_people')
      .selectAll()
      .where('request', '=', request)
      .orderBy('at')
      .execute()
    return rows.map(({ channel, conversation, person_id: person }) => ({ address: { channel, conversation }, person }))
  },

  async putLink(hash, request, expiresAt) {
    await db
      .insertInto('request_links')
      .values({ hash, request, expires_at: expiresAt.getTime() })
      .onConflict((c) => c.column('hash').doNothing())
      .execute()
  },

  async linked(hash, now) {
    const row = await db
      .selectFrom('request_links')
      .select('request')
      .where('hash', '=', hash)
      .where('expires_at', '>', now.getTime())
      .executeTakeFirst()
    return row?.request ?? null
  },
})
