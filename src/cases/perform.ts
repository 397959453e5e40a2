import { notice } from '../base/saying.ts'
import type { Address, Reply } from '../vocabulary/types.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { consequence } from './consequences.ts'
import { clockAfter } from './deadlines.ts'
import type { Fields } from './fields.ts'
import { routesTo } from './dispatch.ts'
import type { Kit } from './kit.ts'
import type { CurrentSettings } from './settings.ts'
import { receiptReply, type Said, spoken, toAsker } from './notices.ts'
import { toOperators } from './preview.ts'
import { type Act, type Actor, type Given, type Refusal, transition } from './states.ts'
import { isTheirs, linkedRequest, listeners } from './whereabouts.ts'

/** The channel by which people are told of changes at the mail address that they gave. */
export const MAIL = 'mail'

export interface Performing {
  request: string
  act: Act
  by: Actor
  /** Where the act comes from. For a person, what is not theirs from there does not exist. */
  from?: Address
  given?: Given & { consent?: boolean }
  version?: number | null
  now: Date
}

export type Performed =
  | { ok: true; request: StoredRequest; replies: Said[]; again: boolean }
  | { ok: false; why: Refusal; text: string; request: StoredRequest | null; problems: Fields }

const refusal = (
  kit: Kit,
  why: Refusal,
  request: StoredRequest | null,
  more: Record<string, string> = {},
): Performed => ({
  ok: false,
  why,
  text: fill(kit.words.refused[why], {
    state: request ? kit.words.states[request.state] : '',
    owner: request?.ownerName ?? '',
    need: '',
    manager: '',
    problem: '',
    ...more,
  }),
  request,
  problems: {},
})

/** Pressing a second time what has happened already is told as before, with the same receipt. */
const repeated = (request: StoredRequest, { act, by, from }: Performing, kit: Kit): Performed | null => {
  if (by.kind !== 'person') return null
  if (act === 'submit' && request.receipt) {
    const reply = receiptReply(request, kit, { again: true })
    return { ok: true, request, replies: [{ to: from ?? request.address, reply }], again: true }
  }
  return act === 'withdraw' && request.state === 'withdrawn' ? { ok: true, request, replies: [], again: true } : null
}

/** Words in either direction, as operators read them; null where an act has none. */
const wordsOnCard = ({ act, by, given }: Performing, request: StoredRequest, kit: Kit): string | null => {
  const { card, acts } = kit.words
  const said = { number: request.number ?? '', operator: by.name, text: given?.text?.trim() ?? '' }
  if (act === 'answer' || act === 'tell') return fill(card.heard, said)
  if (act === 'note') return fill(card.noted, said)
  if (act === 'assign') return fill(card.assigned, { ...said, owner: request.ownerName ?? '' })
  return spoken.has(act) ? fill(card.spoken, { ...said, act: acts[act] }) : null
}

const cardText = (step: Performing, request: StoredRequest, kit: Kit): string => {
  const { act, by, given } = step
  const { card, acts } = kit.words
  const number = request.number ?? ''
  if (act === 'undelivered') {
    return fill(card.undelivered, { number, route: given?.fields?.['route'] ?? '', why: given?.text ?? '' })
  }
  if (act === 'bounced') return fill(card.bounced, { number, why: given?.text ?? '' })
  if (act === 'submit' || act === 'withdraw') return fill(card[act], { number })
  const actor = by.kind === 'person' ? card.person : by.kind === 'system' ? card.system : by.name
  return wordsOnCard(step, request, kit) ?? fill(card.changed, { number, act: acts[act], actor })
}

/** Operators read their own words once: where they wrote them, it only says what became of them. */
const here = ({ act, by, from }: Performing, request: StoredRequest, kit: Kit) => {
  if (by.kind === 'person' || from === undefined) return undefined
  const { spokenHere, noteKept } = kit.words.card
  if (act !== 'note' && act !== 'say') return undefined
  return { from, text: fill(act === 'say' ? spokenHere : noteKept, { number: request.number ?? '' }) }
}

/** What the person is told, everywhere they are; where others read along, only that there is something. */
const told = async (
  tx: Repositories,
  kit: Kit,
  { act, by, from }: Performing,
  request: StoredRequest,
  reply: Reply,
): Promise<Said[]> => {
  const own = act === 'answer' || act === 'tell'
  // Whoever writes is answered where they write; nobody else needs to hear that it arrived.
  if (own && from !== undefined && by.kind === 'person') return [{ to: from, reply }]
  const number = request.number ?? ''
  const hidden = notice(fill(kit.words.said.elsewhere, { number }))
  const said = (await listeners(tx, kit, request)).map(({ to, shared }): Said => {
    if (!shared || act === 'withdraw') return { to, reply }
    return { to, reply: reply.receipt ? receiptReply(request, kit, { shared }) : hidden }
  })
  if (from !== undefined && by.kind === 'person' && linkedRequest(from) !== null) said.push({ to: from, reply })
  const mail = kit.mails && (request.fields['email'] ?? '') !== '' && request.state !== 'draft'
  return mail ? [...said, { to: { channel: MAIL, conversation: request.id }, reply }] : said
}

/** A draft is its writer's own: no event, no entry, no card tells of it. */
const isPrivate = (before: StoredRequest, act: Act): boolean =>
  act === 'edit' || (before.state === 'draft' && act !== 'submit')

/** The words of an outcome stand in the event; the audit log names only states, ids and hashes. */
const record = async (
  tx: Repositories,
  step: Performing,
  before: StoredRequest,
  after: StoredRequest,
  told: { text: string; kept: Record<string, string>; detail: Record<string, string | number> },
) => {
  const { act, by, now } = step
  const actor = by.kind === 'person' ? 'person' : by.id
  await tx.requests.note({
    request: after.id,
    at: now,
    act,
    from: before.state,
    to: after.state,
    actor,
    actorName: by.kind === 'person' ? '' : by.name,
    text: told.text,
    detail: told.kept,
  })
  await tx.audit.append({
    at: now,
    actor,
    act,
    subject: after.id,
    detail: { from: before.state, to: after.state, version: after.version, ...told.detail },
  })
}

const withDefaults = (step: Performing, kit: Kit, settings: CurrentSettings): Given & { consent?: boolean } => {
  const given = step.given ?? {}
  const [route] = routesTo(kit.routes, settings)
  return step.act === 'send' && !given.fields?.['routes'] && route !== undefined
    ? { ...given, fields: { ...given.fields, routes: route } }
    : given
}

/**
 * One act on one request, inside the caller's transaction: the row, the event, the audit entry and what is to be said.
 * The caller puts the replies in the outbox in the same transaction. Refusals are values and change nothing.
 */
export const perform = async (tx: Repositories, kit: Kit, step: Performing): Promise<Performed> => {
  const before = await tx.requests.lock(step.request)
  if (!before || before.erasedAt !== null) return refusal(kit, 'unknown', null)
  if (step.by.kind === 'person' && !(await isTheirs(tx, before, step.by, step.from))) {
    return refusal(kit, 'unknown', null)
  }
  const again = repeated(before, step, kit)
  if (again) return again

  const settings = await kit.settings.current(tx)
  const given = withDefaults(step, kit, settings)
  const { act, by, now } = step
  const moved = transition(before, { act, by, given, version: step.version ?? null, now })
  if (!moved.ok) return refusal(kit, moved.why, before, moved.need ? { need: kit.words.needs[moved.need] } : {})

  const outcome = await consequence(act, { tx, kit, request: moved.request, before, by, given, settings, now })
  if (!outcome.ok) {
    const told = refusal(kit, outcome.why, before, { problem: outcome.problem })
    return told.ok || outcome.why === 'invalid'
      ? { ok: false, why: outcome.why, text: outcome.problem, request: before, problems: outcome.problems ?? {} }
      : { ...told, text: outcome.problem }
  }
  const { done } = outcome
  const saved = await tx.requests.save({ ...done.request, ...clockAfter(before, done.request, act, now, settings) })
  if (!saved) return refusal(kit, 'stale', before)

  const asker = toAsker(before, saved, { act, by, values: done.values }, kit)
  const replies: Said[] = asker ? await told(tx, kit, step, saved, asker) : []
  if (isPrivate(before, act)) {
    // A draft that is given up was never sent: nobody has a use for what it says.
    if (act !== 'edit') await tx.retention.eraseRequest(saved.id, now)
    return { ok: true, request: saved, replies, again: false }
  }
  await record(tx, step, before, saved, done)
  replies.push(...(await toOperators(tx, kit, saved, cardText(step, saved, kit), here(step, saved, kit))))
  return { ok: true, request: saved, replies, again: false }
}
