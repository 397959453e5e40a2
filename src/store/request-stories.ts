import { countOf } from './rows.ts'
import type { Kysely, Selectable } from 'kysely'
import type { RequestEvent, Requests, Session } from './request-types.ts'
import type { Tables } from './tables.ts'

const eventOf = (row: Selectable<Tables['request_events']>): RequestEvent => ({
  seq: row.seq,
  request: row.request,
  at: new Date(row.at),
  act: row.act,
  from: row.state_from,
  to: row.state_to,
  actor: row.actor,
  actorName: row.actor_name,
  text: row.text,
  detail: JSON.parse(row.detail) as Record<string, string>,
})

/** What happened to requests: events and sessions. */
export const storiesIn = (
  db: Kysely<Tables>,
): Pick<Requests, 'note' | 'events' | 'hold' | 'sessions' | 'sessionsOf'> => ({
  async note({ request, at, act, from, to, actor, actorName, text, detail }) {
    await db
      .insertInto('request_events')
      .values({
        request,
        at: at.getTime(),
        act,
        state_from: from,
        state_to: to,
        actor,
        actor_name: actorName,
        text,
        detail: JSON.stringify(detail),
      })
      .execute()
  },

  async events(request, limit) {
    const rows = await db
      .selectFrom('request_events')
      .selectAll()
      .where('request', '=', request)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
    return rows.map(eventOf).toReversed()
  },

  async hold(session) {
    await db.insertInto('request_sessions').values(session).execute()
  },

  async sessions(request): Promise<Session[]> {
    return db.selectFrom('request_sessions').selectAll().where('request', '=', request).orderBy('n').execute()
  },

  async sessionsOf(organisationKey, since, except) {
    return countOf(
      db
        .selectFrom('requests as r')
        .innerJoin('request_sessions as s', 's.request', 'r.id')
        .where('r.organisation_key', '=', organisationKey)
        .where('r.id', '<>', except)
        .where('r.submitted_at', '>=', since.getTime()),
    )
  },
})
