import { notice } from '../base/saying.ts'
import type { Inbound, RequestAct } from '../vocabulary/types.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { requestActs, unversioned } from '../vocabulary/cases.ts'
import type { Kit } from './kit.ts'
import { isWithin, operatorAddresses, type Said } from './notices.ts'
import { type Performing, perform } from './perform.ts'
import { cardWith } from './preview.ts'
import { sha256 } from './receipt.ts'
import type { Act, Actor } from './states.ts'

/** Who an operator's press comes from; null when it is not an operator's place. */
export type OperatorOf = (tx: Repositories, inbound: Inbound) => Promise<Actor | null>

/** Words in a request's thread, of which the request decides whether they are for the person. */
export const SPEAK = 'speak'
/** Makes the operator of a chat and an operator of the console one and the same. */
export const LINK = 'link'

const LINKS = 'operator-links'
const LINK_MS = 15 * 60_000

/**
 * Whoever writes where operators are registered is an operator. Who has linked their account of the chat to one of the
 * console is the same operator in both, with the same role.
 */
export const operatorByAddress: OperatorOf = async (tx, { from, person }) => {
  const known = (await operatorAddresses(tx.shelf)).some((place) => isWithin(from, place))
  if (!known) return null
  const linked = await tx.operators.identified(from.channel, person.id)
  if (linked === null) return { kind: 'operator', id: `${from.channel}:${person.id}`, name: person.name ?? person.id }
  if (linked.disabled || linked.role === 'viewer') return null
  return { kind: linked.role, id: linked.id, name: linked.name }
}

/** A code that links whoever writes it in an operators' place to this operator; it holds for a quarter of an hour. */
export const offerLink = async (
  tx: Pick<Repositories, 'shelf'>,
  operator: string,
  code: string,
  now: Date,
): Promise<void> => {
  const until = now.getTime() + LINK_MS
  await tx.shelf.put(LINKS, sha256(code), JSON.stringify({ operator, until }), now)
}

const link = async (tx: Repositories, kit: Kit, inbound: Inbound, code: string, now: Date): Promise<string> => {
  const key = sha256(code.normalize('NFKC').replaceAll(/\D/gu, ''))
  const kept = await tx.shelf.get(LINKS, key)
  const { operator, until } = (kept === null ? { operator: '', until: 0 } : JSON.parse(kept)) as {
    operator: string
    until: number
  }
  const known = until < now.getTime() ? null : await tx.operators.get(operator)
  if (known === null || known.disabled) return kit.words.linking.unknown
  await tx.shelf.remove(LINKS, key)
  const { from, person } = inbound
  await tx.operators.identify(from.channel, person.id, operator, now)
  // What was taken on before the two were known to be one goes on as one.
  await tx.requests.reown(`${from.channel}:${person.id}`, { id: known.id, name: known.name })
  const detail = { channel: from.channel, person: sha256(person.id) }
  await tx.audit.append({ at: now, actor: operator, act: 'identify', subject: `operator:${operator}`, detail })
  return fill(kit.words.linking.done, { name: known.name })
}

/** What words in a request's thread are: said to the person by whoever talks with them, otherwise a memo. */
const speaking = async (
  tx: Repositories,
  kit: Kit,
  request: StoredRequest,
  by: Actor,
  text: string,
): Promise<{ act: Act; text: string }> => {
  const memo = new RegExp(`^${kit.words.linking.memo}\\s*[:：]?\\s*`, 'u')
  if (memo.test(text)) return { act: 'note', text: text.replace(memo, '') }
  const { heldBy } = await tx.work.conversation(request.address)
  if (heldBy === by.id) return { act: 'say', text }
  if (heldBy !== null || request.owner !== by.id) return { act: 'note', text }
  if (request.state === 'asked') return { act: 'ask', text }
  return { act: request.state === 'informed' || request.state === 'answered' ? 'reply' : 'note', text }
}

const isAct = (act: string): act is Act => requestActs.some((each) => each === act)

/** An operator's act from a chat; who is none there is told so, and nothing happens. */
export const operate = async (
  tx: Repositories,
  kit: Kit,
  act: Extract<RequestAct, { act: 'operate' }>,
  context: { inbound: Inbound; now: Date },
  operatorOf: OperatorOf,
): Promise<Said[]> => {
  const { inbound, now } = context
  const to = inbound.from
  const by = await operatorOf(tx, inbound)
  if (!by) return [{ to, reply: notice(kit.words.refused.forbidden) }]
  if (act.operate === LINK) return [{ to, reply: notice(await link(tx, kit, inbound, act.text ?? '', now)) }]
  const given = { ...(act.text === undefined ? {} : { text: act.text }), ...(act.fields ? { fields: act.fields } : {}) }
  let step: Performing | null = null
  const common = { request: act.request, by, from: to, now }
  if (act.operate === SPEAK) {
    const request = await tx.requests.lock(act.request)
    if (request === null) return [{ to, reply: notice(kit.words.refused.unknown) }]
    const said = await speaking(tx, kit, request, by, act.text ?? '')
    step = { ...common, act: said.act, given: { text: said.text }, version: request.version }
  } else if (isAct(act.operate)) {
    step = { ...common, act: act.operate, given, version: unversioned.has(act.operate) ? null : (act.version ?? null) }
  }
  if (step === null) return [{ to, reply: notice(kit.words.refused.forbidden) }]
  const performed = await perform(tx, kit, step)
  if (performed.ok) return performed.replies
  // The card that was pressed is out of date: a fresh one goes with the reason.
  const more = performed.request ? { card: await cardWith(tx, kit, performed.request) } : {}
  return [{ to, reply: notice(performed.text, more) }]
}
