import type { Address, Audience, Form, Memory, Person } from '../vocabulary/types.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import { z } from 'zod'
import { fill } from '../base/words.ts'
import { type Fields, isCall } from './fields.ts'
import { japanDay } from './hours.ts'
import type { Kit } from './kit.ts'
import type { CurrentSettings } from './settings.ts'
import { isSame, seenFrom } from './whereabouts.ts'

/** Turns looked back through for the question that led here. */
const TURNS_MAX = 5
/** Requests of one person looked through for a draft. */
const DRAFTS_MAX = 20
const QUESTION_CHARACTERS_MAX = 2_000

const kinds: Partial<Record<Audience, string>> = {
  company: 'company',
  npo: 'npo',
  prefecture: 'prefecture',
  'designated-city': 'designated-city',
  municipality: 'municipality',
}

/** What the desk remembers of a conversation, as far as a form can use it; anything unreadable is as if unsaid. */
const remembered = z.object({
  audience: z.string().catch(''),
  prefecture: z.string().catch(''),
  inquiry: z.string().catch(''),
})

/** Topics that a matter is about, judged by its own words: what else was talked about says nothing of it. */
const topicsIn = (content: string, kit: Kit): string => {
  const folded = content.normalize('NFKC').toLowerCase()
  return Object.entries(kit.words.topicWords)
    .filter(([, words]) => words.some((word) => folded.includes(word.normalize('NFKC').toLowerCase())))
    .map(([topic]) => topic)
    .join(',')
}

/** The fields that the conversation has told already; only what can be read is filled in. */
export const prefill = (
  from: { memory: Memory; person: Person; question: string; given?: Record<string, string> },
  kit: Kit,
): Fields => {
  const { person, question } = from
  const memory = remembered.parse(from.memory['desk'] ?? {})
  const inquiry = question === '' ? memory.inquiry : question
  const content = from.given?.['content'] ?? inquiry.slice(0, QUESTION_CHARACTERS_MAX)
  const told: Fields = {
    kind: kinds[memory.audience as Audience] ?? '',
    prefecture: memory.prefecture,
    topics: topicsIn(content, kit),
    contact: person.name ?? '',
    content,
    ...from.given,
  }
  const { fields, problems } = kit.reader.readAll(told)
  return Object.fromEntries(Object.entries(fields).filter(([name]) => problems[name] === undefined))
}

/** The turn that led here: the one named, if it is this person's own in this conversation, or their last question. */
const questionOf = async (tx: Repositories, address: Address, person: Person, turn: string | null) => {
  const mine = (await tx.turns.recent(address, TURNS_MAX)).filter(
    (each) => each.person === person.id && each.outcome !== 'silent' && each.question !== '',
  )
  const named = turn === null ? null : await tx.turns.get(turn)
  const own =
    named?.person === person.id &&
    named.address.channel === address.channel &&
    named.address.conversation === address.conversation
      ? named
      : null
  const found = own ?? (turn === null ? mine.findLast((each) => each.outcome !== 'notice') : undefined)
  return found ? { turn: found.id, question: found.question } : { turn: null, question: '' }
}

/** What is said now goes into a draft that is open already; what was written there stays where nothing new was said. */
const withGiven = async (
  tx: Repositories,
  kit: Kit,
  open: StoredRequest,
  given: Record<string, string>,
  now: Date,
): Promise<StoredRequest> => {
  const { fields, problems } = kit.reader.readAll({ ...open.fields, ...given })
  const news = Object.keys(given).filter((name) => problems[name] === undefined && fields[name] !== open.fields[name])
  if (news.length === 0) return open
  const told = Object.fromEntries(news.map((name) => [name, fields[name] ?? '']))
  const next = { ...open, fields: { ...open.fields, ...told }, updatedAt: now }
  return (await tx.requests.save(next)) ?? open
}

/** A draft that was begun before its conversation had the name by which the person now writes in it. */
const draftNowAt = async (
  tx: Repositories,
  kit: Kit,
  { address, person }: { address: Address; person: Person },
): Promise<StoredRequest | null> => {
  const own = await tx.requests.of(address.channel, person.id, DRAFTS_MAX)
  for (const request of own.filter(({ state, erasedAt }) => state === 'draft' && erasedAt === null)) {
    const seen = await seenFrom(tx, kit, request.address, person)
    if (seen.own !== null && isSame(seen.own, address)) return request
  }
  return null
}

/** The person's open draft in this conversation, made from the conversation where there is none. */
export const openDraft = async (
  tx: Repositories,
  kit: Kit,
  from: {
    /** Where the person is reached about it. */
    address: Address
    /** Where it began, where that is another conversation. */
    began?: Address
    person: Person
    turn: string | null
    memory: Memory
    given?: Record<string, string>
    now: Date
  },
): Promise<StoredRequest> => {
  const open = (await tx.requests.draftOf(from.address, from.person.id)) ?? (await draftNowAt(tx, kit, from))
  if (open) return withGiven(tx, kit, open, from.given ?? {}, from.now)
  const asked = await questionOf(tx, from.began ?? from.address, from.person, from.turn)
  const { turn } = asked
  const question = asked.question || remembered.parse(from.memory['desk'] ?? {}).inquiry
  return tx.requests.open({
    id: kit.newId(),
    address: from.address,
    person: from.person,
    turn,
    question,
    fields: prefill({ ...from, question }, kit),
    at: from.now,
  })
}

const periodLine = (settings: CurrentSettings, today: string, kit: Kit): string => {
  const { form } = kit.words
  const [from, to] = [settings.of('periodFrom'), settings.of('periodTo')]
  if (!to.certain || to.value === '') return form.periodUnknown
  const said = { period: `${from.value}〜${to.value}`, source: to.source, asOf: to.asOf }
  return to.value < today ? fill(form.periodOver, said) : fill(form.periodFrom, said)
}

/** The request as its writer sees it: exactly what will be sent, and what they consent to. */
export const formOf = (
  draft: StoredRequest,
  problems: Fields,
  kit: Kit,
  settings: CurrentSettings,
  now: Date,
): Form => {
  const { form, call } = kit.words
  const shown = { request: draft.id, version: draft.version, fields: kit.reader.form(draft.fields, problems) }
  if (isCall(draft.fields)) return { ...shown, title: call.title, intro: call.intro, consent: call.consent }
  const intro = `${form.intro}\n${periodLine(settings, japanDay(now), kit)}`
  return { ...shown, title: form.title, intro, consent: form.consent }
}
