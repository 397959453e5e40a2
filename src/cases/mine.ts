import { notice } from '../base/saying.ts'
import type { Address, Inbound, Offer, Reply } from '../vocabulary/types.ts'
import type { Repositories, RequestEvent, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { requestActs } from '../vocabulary/cases.ts'
import { dayName } from '../japanese/calendar.ts'
import { tidy } from '../japanese/contact.ts'
import type { Kit } from './kit.ts'
import { spoken, timeInWords } from './notices.ts'
import { isOpen } from './states.ts'

/** What people see of their own requests, and how they find them. */

/** "My requests" shows this many, newest first. */
const MINE_MAX = 20
const EVENTS_MAX = 200
/** Buttons under a list; the rest can be named. */
const OFFERS_MAX = 6
/** Tries with a wrong mail address or telephone for one number before it is closed for a while. */
const TRIES_MAX = 5
const TRIES_MS = 15 * 60_000

export const mineOf = (
  tx: Pick<Repositories, 'requests'>,
  inbound: Pick<Inbound, 'from' | 'person'>,
): Promise<StoredRequest[]> => tx.requests.of(inbound.from.channel, inbound.person.id, MINE_MAX)

const shownOf = (requests: readonly StoredRequest[]): StoredRequest[] =>
  requests.filter(({ state, erasedAt }) => state !== 'expired' && erasedAt === null)

/** Whether a person has anything that can be told of. */
export const hasRequests = (requests: readonly StoredRequest[]): boolean => shownOf(requests).length > 0

/** Nothing of theirs is here: they may find it by its number, or begin a new one. */
export const noneReply = (kit: Kit, text: string): Reply =>
  notice(text, { offers: [{ kind: 'consult', label: kit.words.said.consult }] })

const choice = (label: string, value: string): Offer => ({ kind: 'choice', label, value })

/** One of a person's own requests in a line: nothing of what it is about where others read along. */
export const lineOf = (request: StoredRequest, kit: Kit, shared: boolean): string =>
  fill(kit.words.said.mineLine, {
    number: request.number ?? kit.words.said.draftNumber,
    state: kit.words.states[request.state],
    at: timeInWords(request.submittedAt ?? request.createdAt),
    summary: shared ? '' : request.summary,
  }).trim()

/** A person's own requests in words, with what can be done about each. */
export const mineReply = (requests: readonly StoredRequest[], kit: Kit, shared = false): Reply => {
  const { said, dialogue } = kit.words
  const shown = shownOf(requests)
  const lines = shown.map((request) => lineOf(request, kit, shared))
  const offers = shown
    .filter(({ state, number }) => isOpen(state) && number !== null)
    .flatMap(({ id, number }) => [
      choice(fill(said.storyLabel, { number: number ?? '' }), `${dialogue.storyMark}：${id}`),
      choice(fill(said.withdrawLabel, { number: number ?? '' }), `${dialogue.withdrawMark}：${id}`),
    ])
    .slice(0, OFFERS_MAX)
  if (lines.length === 0) return noneReply(kit, said.mineNone)
  return notice([said.mineHead, ...lines].join('\n'), {
    offers: shared ? [] : offers,
  })
}

/** Asks before anything that was filed is lost: which, and whether they are sure. */
export const withdrawReply = (requests: readonly StoredRequest[], kit: Kit): Reply => {
  const { said, states, dialogue } = kit.words
  const open = shownOf(requests).filter(({ state }) => state === 'draft' || isOpen(state))
  const [only] = open
  if (only === undefined) return noneReply(kit, said.withdrawNone)
  const number = (request: StoredRequest) => request.number ?? said.draftNumber
  if (open.length === 1) {
    const text = fill(said.withdrawSure, { number: number(only), state: states[only.state] })
    const sure = fill(said.withdrawLabel, { number: number(only) })
    const offers = [choice(sure, `${dialogue.withdrawSure}：${only.id}`), choice(said.keepLabel, said.keepLabel)]
    return notice(text, { offers })
  }
  const offers = open
    .slice(0, OFFERS_MAX)
    .map((request) =>
      choice(fill(said.withdrawLabel, { number: number(request) }), `${dialogue.withdrawMark}：${request.id}`),
    )
  return notice([said.withdrawWhich, ...open.map((request) => lineOf(request, kit, false))].join('\n'), { offers })
}

/** One thing that happened to a request, as the person may know it. */
export interface StoryLine {
  at: Date
  what: string
  /** Words in either direction; empty where there were none. */
  text: string
  by: 'person' | 'operator' | 'desk'
  name: string
}

const inside: ReadonlySet<string> = new Set(['note', 'remind', 'undelivered', 'bounced', 'assign', 'correct', 'edit'])
const told: ReadonlySet<string> = new Set([...spoken, 'answer', 'tell'])

const whatOf = (act: string, { words }: Kit): string => {
  const named = requestActs.find((each) => each === act)
  return named === undefined ? act : (words.story[named] ?? words.acts[named])
}

/** What happened, oldest first, without what operators keep among themselves. */
export const storyOf = (events: readonly RequestEvent[], kit: Kit): StoryLine[] =>
  events
    .filter(({ act }) => !inside.has(act))
    .map(({ at, act, text, actor, actorName, detail }) => ({
      at,
      what: fill(whatOf(act, kit), {
        n: detail['n'] ?? '',
        day: detail['day'] === undefined ? '' : dayName(detail['day']),
      }),
      text: told.has(act) ? text : '',
      by: actor === 'person' ? 'person' : actorName === '' ? 'desk' : 'operator',
      name: actorName,
    }))

export const storyReply = async (tx: Repositories, kit: Kit, request: StoredRequest): Promise<Reply> => {
  const lines = storyOf(await tx.requests.events(request.id, EVENTS_MAX), kit).map(
    ({ at, what, text, name }) =>
      `・${timeInWords(at)}　${what}${name === '' ? '' : `（${name}）`}${text === '' ? '' : `\n${text}`}`,
  )
  return notice([lineOf(request, kit, false), ...lines].join('\n'))
}

const digits = (text: string): string => text.normalize('NFKC').replaceAll(/\D/gu, '')

/** Whether somebody knows how the person of a request is reached, which only they and the desk were told. */
const isContact = (request: StoredRequest, contact: string): boolean => {
  const { email = '', phone = '' } = request.fields
  const said = tidy(contact).toLowerCase()
  if (email !== '' && said === email.toLowerCase()) return true
  const number = digits(contact)
  return number.length >= 10 && number === digits(phone.split('内線')[0] ?? '')
}

/** The request of this number, for whoever knows how its person is reached; tries are counted for each number. */
export const findRequest = async (
  tx: Repositories,
  asked: { number: string; contact: string },
  now: Date,
): Promise<StoredRequest | null> => {
  const number = asked.number.normalize('NFKC').trim().toUpperCase()
  const key = `find ${number}`
  if ((await tx.operators.failures(key, now)).count >= TRIES_MAX) return null
  const request = await tx.requests.byNumber(number)
  if (request === null || request.erasedAt !== null || !isContact(request, asked.contact)) {
    await tx.operators.fail(key, now, TRIES_MS)
    return null
  }
  await tx.operators.forgive(key)
  return request
}

/** Finds a request and makes it this person's here as well; where others read along, it is only told how it stands. */
export const foundReply = async (
  tx: Repositories,
  kit: Kit,
  asked: { number: string; contact: string },
  by: { person: string; own: Address | null; now: Date },
): Promise<Reply> => {
  const { said } = kit.words
  const request = await findRequest(tx, asked, by.now)
  if (request === null) return notice(said.notFound)
  if (by.own === null) return mineReply([request], kit, true)
  await tx.requests.adopt(request.id, by.own, by.person, by.now)
  await tx.audit.append({
    at: by.now,
    actor: 'person',
    act: 'find',
    subject: request.id,
    detail: {},
  })
  const shown = mineReply([request], kit)
  return { ...shown, text: `${fill(said.found, { number: request.number ?? '' })}\n${shown.text}` }
}
