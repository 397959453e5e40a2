import type { Address } from '../vocabulary/types.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { consequence } from './consequences.ts'
import { clockAfter } from './deadlines.ts'
import type { Fields } from './fields.ts'
import type { Kit } from './kit.ts'
import { receiptReply, type Said, toAsker, toOperators } from './notices.ts'
import { type Act, type Actor, type Given, type Refusal, transition } from './states.ts'

export interface Performing {
  request: string
  act: Act
  by: Actor
  /** Where a person speaks from; what is not theirs, there, does not exist for them. */
  from?: Address
  given?: Given & { consent?: boolean }
  version?: number | null
  now: Date
}

export type Performed =
  | { ok: true; request: StoredRequest; replies: Said[]; again: boolean }
  | { ok: false; why: Refusal; text: string; request: StoredRequest | null; problems: Fields }

/** The same person, in the same conversation of the same channel. */
export const isTheirs = (request: StoredRequest, by: Pick<Actor, 'id'>, from: Address | undefined): boolean =>
  request.person.id === by.id &&
  request.address.channel === from?.channel &&
  request.address.conversation === from.conversation

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
const repeated = (request: StoredRequest, { act, by }: Performing, kit: Kit): Performed | null => {
  if (by.kind !== 'person') return null
  if (act === 'submit' && request.receipt) {
    const reply = receiptReply(request, kit.words, true)
    return { ok: true, request, replies: [{ to: request.address, reply }], again: true }
  }
  return act === 'withdraw' && request.state === 'withdrawn' ? { ok: true, request, replies: [], again: true } : null
}

const cardText = ({ act, by, given }: Performing, request: StoredRequest, kit: Kit): string => {
  const { card, acts } = kit.words
  const number = request.number ?? ''
  if (act === 'undelivered') {
    return fill(card.undelivered, { number, route: given?.fields?.['route'] ?? '', why: given?.text ?? '' })
  }
  if (act === 'submit' || act === 'withdraw' || act === 'answer') return fill(card[act], { number })
  const actor = by.kind === 'person' ? card.person : by.kind === 'system' ? card.system : by.name
  return fill(card.changed, { number, act: acts[act], actor })
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

const withDefaults = (step: Performing, kit: Kit): Given & { consent?: boolean } => {
  const given = step.given ?? {}
  const route = kit.routes[0]
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
  if (step.by.kind === 'person' && !isTheirs(before, step.by, step.from)) return refusal(kit, 'unknown', null)
  const again = repeated(before, step, kit)
  if (again) return again

  const given = withDefaults(step, kit)
  const { act, by, now } = step
  const moved = transition(before, { act, by, given, version: step.version ?? null, now })
  if (!moved.ok) return refusal(kit, moved.why, before, moved.need ? { need: kit.words.needs[moved.need] } : {})

  const settings = await kit.settings.current(tx)
  const outcome = await consequence(act, { tx, kit, request: moved.request, before, by, given, settings, now })
  if (!outcome.ok) {
    const told = refusal(kit, outcome.why, before, { problem: outcome.problem })
    return told.ok || outcome.why === 'invalid'
      ? { ok: false, why: outcome.why, text: outcome.problem, request: before, problems: outcome.problems ?? {} }
      : { ...told, text: outcome.problem }
  }
  const { done } = outcome
  const saved = await tx.requests.save({ ...done.request, ...clockAfter(done.request, act, now, settings) })
  if (!saved) return refusal(kit, 'stale', before)

  const asker = toAsker(before, saved, { act, by, values: done.values }, kit.words)
  const replies: Said[] = asker ? [{ to: saved.address, reply: asker }] : []
  if (isPrivate(before, act)) {
    // A draft that is given up was never sent: nobody has a use for what it says.
    if (act !== 'edit') await tx.retention.eraseRequest(saved.id, now)
    return { ok: true, request: saved, replies, again: false }
  }
  await record(tx, step, before, saved, done)
  replies.push(...(await toOperators(tx, kit, saved, cardText(step, saved, kit))))
  return { ok: true, request: saved, replies, again: false }
}
