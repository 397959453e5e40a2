import { type Kysely, type Selectable, sql } from 'kysely'
import type { Address } from '../vocabulary/types.ts'
import { Failure } from '../base/failure.ts'
import { countsIn, listIn, type LookRow, lookOf, namesIn, overdueIn } from './request-list.ts'
import { adoptedBy, ownedIn } from './request-people.ts'
import { storiesIn } from './request-stories.ts'
import { searchable } from './searchable.ts'
import type { Requests, StoredRequest } from './request-types.ts'
import type { Tables } from './tables.ts'

type Papers = Omit<Selectable<Tables['request_papers']>, 'request'>

/** How much of an inquiry lists show, and how much of everything can be searched for. */
const SUMMARY_CHARACTERS_MAX = 80
const SEARCH_CHARACTERS_MAX = 400
const OPEN_TRIES_MAX = 3
/** Different sets of tags that are looked through for their names. */
const TAG_SETS_MAX = 2_000

const storedOf = (row: LookRow & Papers): StoredRequest => ({
  ...lookOf(row),
  turn: row.turn,
  question: row.question,
  fields: JSON.parse(row.fields) as Record<string, string>,
  submitted: row.submitted,
  receipt:
    row.sha256 === null || row.number === null || row.submitted_at === null
      ? null
      : { number: row.number, at: new Date(row.submitted_at).toISOString(), sha256: row.sha256 },
})

const time = (at: Date | null): number | null => at?.getTime() ?? null

/** Columns that follow from the request, written whenever it is. */
const columnsOf = (request: StoredRequest) => {
  const { fields } = request
  const said = fields['content'] ?? request.question
  const search = [request.number ?? '', request.organisation, request.organisationKey, fields['contact'] ?? '', said]
  return {
    state: request.state,
    number: request.number,
    organisation: request.organisation,
    organisation_key: request.organisationKey,
    kind: request.kind,
    topics: request.topics.length === 0 ? '' : `,${request.topics.join(',')},`,
    prefecture: request.prefecture,
    summary: [...said].slice(0, SUMMARY_CHARACTERS_MAX).join(''),
    search: searchable(search.join(' ')).slice(0, SEARCH_CHARACTERS_MAX),
    owner: request.owner,
    owner_name: request.ownerName,
    match: request.match,
    eligibility: request.eligibility,
    due_at: time(request.dueAt),
    remind_at: time(request.remindAt),
    urgency: request.urgency,
    submitted_at: time(request.submittedAt),
    responded_at: time(request.respondedAt),
    sent_at: time(request.sentAt),
    closed_at: time(request.closedAt),
    updated_at: request.updatedAt.getTime(),
  }
}

const draftsIn = (db: Kysely<Tables>): Pick<Requests, 'open' | 'draftOf'> => {
  const draftOf = async (address: Address, person: string) => {
    const row = await select(db)
      .where('r.channel', '=', address.channel)
      .where('r.conversation', '=', address.conversation)
      .where('r.person_id', '=', person)
      .where(sql<boolean>`r.state = 'draft'`)
      .executeTakeFirst()
    return row ? storedOf(row) : null
  }
  return {
    draftOf,
    async open(draft) {
      const { id, address, person, turn, question, fields, at } = draft
      // A draft that another device submits between the two statements makes room for a new one.
      for (let tries = 0; tries < OPEN_TRIES_MAX; tries++) {
        const put = await db
          .insertInto('requests')
          .values({
            id,
            version: 1,
            ...address,
            person_id: person.id,
            person_name: person.name ?? null,
            created_at: at.getTime(),
            erased_at: null,
            ...columnsOf({ ...blank, question, fields, updatedAt: at }),
          })
          .onConflict((c) => c.doNothing())
          .returning('id')
          .executeTakeFirst()
        if (put) {
          await db
            .insertInto('request_papers')
            .values({ request: id, turn, question, fields: JSON.stringify(fields), submitted: null, sha256: null })
            .execute()
        }
        const found = await draftOf(address, person.id)
        if (found) return found
      }
      throw new Failure('draft.open', `The draft ${id} cannot be opened: its id is taken. Use a new id.`)
    },
  }
}

const blank: StoredRequest = {
  id: '',
  seq: 0,
  version: 1,
  state: 'draft',
  number: null,
  address: { channel: '', conversation: '' },
  person: { id: '' },
  organisation: '',
  organisationKey: '',
  kind: '',
  topics: [],
  tags: [],
  prefecture: '',
  summary: '',
  owner: null,
  ownerName: null,
  match: null,
  eligibility: null,
  dueAt: null,
  remindAt: null,
  urgency: 'calm',
  submittedAt: null,
  respondedAt: null,
  sentAt: null,
  closedAt: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  erasedAt: null,
  turn: null,
  question: '',
  fields: {},
  submitted: null,
  receipt: null,
}

const select = (db: Kysely<Tables>) =>
  db
    .selectFrom('requests as r')
    .innerJoin('request_papers as p', 'p.request', 'r.id')
    .selectAll('r')
    .select(['p.turn', 'p.question', 'p.fields', 'p.submitted', 'p.sha256'])

export const requestsIn = (db: Kysely<Tables>): Requests => {
  const get = async (id: string) => {
    const row = await select(db).where('r.id', '=', id).executeTakeFirst()
    return row ? storedOf(row) : null
  }
  return {
    ...draftsIn(db),
    ...storiesIn(db),
    ...ownedIn(db),
    get,

    async lock(id) {
      // Writing what is there already takes the row's lock on both databases.
      const there = await db
        .updateTable('requests')
        .set((e) => ({ version: e.ref('version') }))
        .where('id', '=', id)
        .executeTakeFirst()
      return there.numUpdatedRows > 0n ? get(id) : null
    },

    async byNumber(number) {
      const row = await select(db).where('r.number', '=', number).executeTakeFirst()
      return row ? storedOf(row) : null
    },

    async of(channel, person, limit) {
      const rows = await select(db)
        .where((e) =>
          e.or([
            e.and([e('r.channel', '=', channel), e('r.person_id', '=', person)]),
            e('r.id', 'in', adoptedBy(db, channel, person)),
          ]),
        )
        .orderBy('r.seq', 'desc')
        .limit(limit)
        .execute()
      return rows.map(storedOf)
    },

    async save(request) {
      const saved = await db
        .updateTable('requests')
        .set({ ...columnsOf(request), version: request.version + 1 })
        .where('id', '=', request.id)
        .where('version', '=', request.version)
        .executeTakeFirst()
      if (saved.numUpdatedRows === 0n) return null
      await db
        .updateTable('request_papers')
        .set({
          question: request.question,
          fields: JSON.stringify(request.fields),
          submitted: request.submitted,
          sha256: request.receipt?.sha256 ?? null,
        })
        .where('request', '=', request.id)
        .execute()
      return { ...request, version: request.version + 1 }
    },

    async tag(id, tags) {
      const value = tags.length === 0 ? '' : `,${tags.join(',')},`
      await db.updateTable('requests').set({ tags: value }).where('id', '=', id).execute()
    },

    async tags(limit) {
      const rows = await db
        .selectFrom('requests')
        .select(['tags', (e) => e.fn.countAll<number>().as('n')])
        .where('tags', '<>', '')
        .groupBy('tags')
        .limit(TAG_SETS_MAX)
        .execute()
      const counts = new Map<string, number>()
      for (const { tags, n } of rows) {
        for (const tag of namesIn(tags)) counts.set(tag, (counts.get(tag) ?? 0) + n)
      }
      const names = [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b, 'ja'))
      return names.slice(0, limit).map(([name]) => name)
    },

    list: (filter, sort, after, limit) => listIn(db, filter, sort, after, limit),
    counts: () => countsIn(db),
    overdue: (now) => overdueIn(db, now),

    async past(topics, limit) {
      let query = select(db)
        .where('r.state', '<>', 'draft')
        .where('r.number', 'is not', null)
        .where('r.erased_at', 'is', null)
        .orderBy('r.seq', 'desc')
        .limit(limit)
      if (topics.length > 0)
        query = query.where((e) => e.or(topics.map((topic) => e('r.topics', 'like', `%,${topic},%`))))
      const rows = await query.execute()
      return rows.map(storedOf).map(({ id, number, state, fields, question }) => ({
        id,
        number,
        state,
        text: fields['content'] ?? question,
      }))
    },

    async toRemind(now, limit) {
      const rows = await db
        .selectFrom('requests')
        .select('id')
        .where('remind_at', 'is not', null)
        .where('remind_at', '<=', now.getTime())
        .orderBy('remind_at')
        .limit(limit)
        .execute()
      return rows.map(({ id }) => id)
    },

    async draftsUntouchedSince(before, limit) {
      const rows = await db
        .selectFrom('requests')
        .select('id')
        .where(sql<boolean>`state = 'draft'`)
        .where('updated_at', '<', before.getTime())
        .orderBy('updated_at')
        .limit(limit)
        .execute()
      return rows.map(({ id }) => id)
    },
  }
}
