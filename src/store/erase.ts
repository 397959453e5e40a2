import { notice } from '../base/saying.ts'
import { type Kysely, sql } from 'kysely'
import type { ErasedPerson } from './request-types.ts'
import type { Tables } from './tables.ts'

/** What stands where words stood. Empty, and still readable as what it was. */
export const SILENCE = JSON.stringify(notice(''))
export const NO_TRACE = JSON.stringify({ whole: '', retrieved: [], confidence: null, decisions: [] })
export const ERASED = 'erased'

/** Rows named in one statement. */
const BATCH = 500
/** A name shorter than this would be found inside others. */
const NAME_MIN = 6

const batches = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, n) => all.slice(n * BATCH, (n + 1) * BATCH))

const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`

/** The turns of messages, with what was thought of the answers. */
export const eraseTurns = async (db: Kysely<Tables>, inbox: readonly number[]): Promise<void> => {
  for (const seqs of batches(inbox)) {
    const turns = db.selectFrom('turns').select('id').where('inbox_seq', 'in', seqs)
    await db.updateTable('feedback').set({ reason: '', person_id: ERASED }).where('turn', 'in', turns).execute()
    await db
      .updateTable('turns')
      .set({ question: '', reply: null, trace: NO_TRACE, person_id: ERASED })
      .where('inbox_seq', 'in', seqs)
      .execute()
  }
}

/** What was said to messages; what is still on its way is not sent any more. */
const eraseReplies = async (db: Kysely<Tables>, inbox: readonly number[]): Promise<number> => {
  let replies = 0
  for (const seqs of batches(inbox)) {
    const turns = db.selectFrom('turns').select('id').where('inbox_seq', 'in', seqs)
    const said = db.updateTable('outbox').where('turn', 'in', turns)
    await said.set({ state: 'dead', error: ERASED }).where('state', '=', 'due').execute()
    const done = await said.set({ reply: SILENCE }).executeTakeFirst()
    replies += Number(done.numUpdatedRows)
  }
  return replies
}

export const eraseInbox = async (db: Kysely<Tables>, inbox: readonly number[]): Promise<void> => {
  for (const seqs of batches(inbox)) {
    await db
      .updateTable('inbox')
      .set({ text: '', action: null, person_name: null, person_id: ERASED, error: null })
      .where('seq', 'in', seqs)
      .execute()
  }
}

/** Single messages, by their ids; what is waiting is not looked at any more. */
export const eraseMessagesIn = async (db: Kysely<Tables>, channel: string, ids: readonly string[]): Promise<number> => {
  if (ids.length === 0) return 0
  const found = await db
    .selectFrom('inbox')
    .select(['seq', 'conversation'])
    .where('channel', '=', channel)
    .where('id', 'in', ids)
    .where('person_id', '<>', ERASED)
    .execute()
  const seqs = found.map(({ seq }) => seq)
  if (seqs.length === 0) return 0
  await db.updateTable('inbox').set({ state: 'done' }).where('seq', 'in', seqs).where('state', '=', 'waiting').execute()
  await eraseReplies(db, seqs)
  await eraseTurns(db, seqs)
  await eraseInbox(db, seqs)
  // What a conversation remembers may quote its messages.
  const conversations = [...new Set(found.map(({ conversation }) => conversation))]
  const remembered = db.updateTable('conversations').set({ memory: '{}' }).where('channel', '=', channel)
  await remembered.where('conversation', 'in', conversations).execute()
  return seqs.length
}

/** A conversation in which nobody else ever wrote is theirs whole: also what was said there unasked, and not yet. */
const eraseConversation = async (db: Kysely<Tables>, channel: string, conversation: string): Promise<number> => {
  const here = db.updateTable('outbox').where('channel', '=', channel).where('conversation', '=', conversation)
  await here.set({ state: 'dead', error: ERASED }).where('state', '=', 'due').execute()
  const said = await here.set({ reply: SILENCE }).where('reply', '<>', SILENCE).executeTakeFirst()
  return Number(said.numUpdatedRows)
}

/** Small things that a channel remembers of a conversation or a person: forms pressed, threads, places. */
const eraseShelf = async (db: Kysely<Tables>, channel: string, names: readonly string[], person: string) => {
  const of = () => db.deleteFrom('shelf').where('room', '=', channel)
  for (const name of names.filter(({ length }) => length >= NAME_MIN)) {
    await of()
      .where(sql<boolean>`(key like ${containing(name)} escape '\\' or value like ${containing(name)} escape '\\')`)
      .execute()
  }
  const quoted = containing(JSON.stringify(person))
  await of()
    .where(sql<boolean>`(key like ${`%/${person}`} or value like ${quoted} escape '\\')`)
    .execute()
}

/** What was said of a request outside its conversation: by mail, and on operators' cards wherever they were shown. */
const eraseSaidOf = async (db: Kysely<Tables>, request: string): Promise<void> => {
  const mailed = db.updateTable('outbox').where('channel', '=', 'mail').where('conversation', '=', request)
  await mailed.set({ state: 'dead', error: ERASED }).where('state', '=', 'due').execute()
  await mailed.set({ reply: SILENCE }).execute()
  const about = containing(`"request":${JSON.stringify(request)}`)
  await db
    .updateTable('outbox')
    .set({ reply: SILENCE })
    .where(sql<boolean>`reply like ${about} escape '\\'`)
    .where('state', '<>', 'due')
    .execute()
}

/**
 * Erases one person in one channel: what they wrote, what was said to them, what they thought of it and what the channel
 * remembers. `requests` are erased with it by the caller; their cards go here.
 */
export const erasePersonIn = async (
  db: Kysely<Tables>,
  { channel, person, requests }: { channel: string; person: string; requests: readonly string[] },
): Promise<ErasedPerson> => {
  const asked = await db
    .selectFrom('inbox')
    .select(['seq', 'conversation'])
    .where('channel', '=', channel)
    .where('person_id', '=', person)
    .execute()
  const seqs = asked.map(({ seq }) => seq)
  const waiting = db.updateTable('inbox').set({ state: 'done' }).where('channel', '=', channel)
  await waiting.where('person_id', '=', person).where('state', '=', 'waiting').execute()
  // What came in and was not looked at yet is never answered.
  for (const table of ['arrivals', 'arrivals_aside'] as const) {
    await db.deleteFrom(table).where('room', '=', channel).where('person_id', '=', person).execute()
  }
  let replies = await eraseReplies(db, seqs)
  await eraseTurns(db, seqs)
  await eraseInbox(db, seqs)
  const conversations = [...new Set(asked.map(({ conversation }) => conversation))]
  for (const conversation of conversations) {
    const other = await db
      .selectFrom('inbox')
      .select('seq')
      .where('channel', '=', channel)
      .where('conversation', '=', conversation)
      .where('person_id', '<>', ERASED)
      .limit(1)
      .executeTakeFirst()
    if (other === undefined) replies += await eraseConversation(db, channel, conversation)
    await db
      .updateTable('conversations')
      .set({ memory: '{}' })
      .where('channel', '=', channel)
      .where('conversation', '=', conversation)
      .execute()
  }
  for (const request of requests) await eraseSaidOf(db, request)
  await eraseShelf(db, channel, conversations, person)
  await db.deleteFrom('request_people').where('channel', '=', channel).where('person_id', '=', person).execute()
  return { messages: seqs.length, replies }
}
