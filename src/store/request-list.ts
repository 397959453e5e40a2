import { countOf } from './rows.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { RequestFilter, RequestLook, RequestPage, Requests } from './request-types.ts'
import { searchable } from './searchable.ts'
import type { Tables } from './tables.ts'

export type LookRow = Omit<Selectable<Tables['requests']>, 'search'>

const moment = (at: number | null): Date | null => (at === null ? null : new Date(at))

/** Names that stand between commas. */
export const namesIn = (text: string): string[] => text.split(',').filter((name) => name !== '')

export const lookOf = (row: LookRow): RequestLook => ({
  id: row.id,
  seq: row.seq,
  version: row.version,
  state: row.state,
  number: row.number,
  address: { channel: row.channel, conversation: row.conversation },
  person: { id: row.person_id, ...(row.person_name === null ? {} : { name: row.person_name }) },
  organisation: row.organisation,
  organisationKey: row.organisation_key,
  kind: row.kind,
  topics: namesIn(row.topics),
  tags: namesIn(row.tags),
  prefecture: row.prefecture,
  summary: row.summary,
  owner: row.owner,
  ownerName: row.owner_name,
  match: row.match,
  eligibility: row.eligibility,
  dueAt: moment(row.due_at),
  remindAt: moment(row.remind_at),
  urgency: row.urgency,
  submittedAt: moment(row.submitted_at),
  respondedAt: moment(row.responded_at),
  sentAt: moment(row.sent_at),
  closedAt: moment(row.closed_at),
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
  erasedAt: moment(row.erased_at),
})

/** Rows of one page, whatever a caller asks for. */
const PAGE_MAX = 200

const sorts = {
  newest: { column: 'seq', down: true },
  oldest: { column: 'seq', down: false },
  updated: { column: 'updated_at', down: true },
  due: { column: 'due_at', down: false },
} as const

const escaped = (text: string): string => text.replaceAll(/[\\%_]/gu, String.raw`\$&`)
const like = (text: string): string => `%${escaped(searchable(text))}%`

const filtered = (db: Kysely<Tables>, filter: RequestFilter) => {
  let query = db.selectFrom('requests')
  const states = filter.states ?? []
  if (states.length > 0) query = query.where('state', 'in', states)
  else if (filter.filed === undefined) query = query.where('state', '<>', 'draft')
  if (filter.filed !== undefined) query = query.where('number', 'is not', null)
  if (filter.filed === 'open') query = query.where('closed_at', 'is', null)
  if (filter.owner === null) query = query.where('owner', 'is', null)
  else if (filter.owner !== undefined) query = query.where('owner', '=', filter.owner)
  if (filter.topic !== undefined) query = query.where('topics', 'like', `%,${filter.topic},%`)
  if (filter.tag !== undefined) {
    query = query.where(sql<boolean>`tags like ${`%,${escaped(filter.tag)},%`} escape '\\'`)
  }
  if (filter.prefecture !== undefined) query = query.where('prefecture', '=', filter.prefecture)
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel)
  if (filter.overdueAt !== undefined) query = query.where('due_at', '<', filter.overdueAt.getTime())
  if (filter.text !== undefined && filter.text !== '') {
    query = query.where(sql<boolean>`search like ${like(filter.text)} escape '\\'`)
  }
  return query
}

/** A cursor is the sorted value and the sequence of the last row; an unreadable one begins again. */
const cursorOf = (after: string | null): [number, number] | null => {
  const [value, seq] = (after ?? '').split('.').map(Number)
  return value !== undefined && seq !== undefined && Number.isSafeInteger(value) && Number.isSafeInteger(seq)
    ? [value, seq]
    : null
}

export const listIn = async (
  db: Kysely<Tables>,
  filter: RequestFilter,
  sort: Parameters<Requests['list']>[1],
  after: string | null,
  limit: number,
): Promise<RequestPage> => {
  const { column, down } = sorts[sort]
  const size = Math.min(limit, PAGE_MAX)
  const beyond = down ? '<' : '>'
  const direction = down ? 'desc' : 'asc'
  let query = filtered(db, filter)
    .selectAll()
    .orderBy(column, direction)
    .limit(size + 1)
  if (column !== 'seq') query = query.orderBy('seq', direction)
  // Sorted by what is due, what awaits nobody has no place.
  if (column === 'due_at') query = query.where('due_at', 'is not', null)
  const from = cursorOf(after)
  if (from) {
    const [value, seq] = from
    // The plain bound is what an index can begin from; the rest decides among equals.
    query = query.where(column, down ? '<=' : '>=', value)
    query = query.where((e) => e.or([e(column, beyond, value), e.and([e(column, '=', value), e('seq', beyond, seq)])]))
  }
  const rows = await query.execute()
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown.map(lookOf),
    next: rows.length > size && last ? `${last[column] ?? 0}.${last.seq}` : null,
  }
}

export const countsIn: (db: Kysely<Tables>) => ReturnType<Requests['counts']> = async (db) => {
  const rows = await db
    .selectFrom('requests')
    .groupBy('state')
    .select(['state', (e) => e.fn.countAll<number>().as('n')])
    .execute()
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

export const overdueIn = async (db: Kysely<Tables>, now: Date): Promise<number> => {
  return countOf(db.selectFrom('requests').where('due_at', 'is not', null).where('due_at', '<', now.getTime()))
}
