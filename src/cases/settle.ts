import type { Effect, Inbound, Reply, RequestAct } from '../vocabulary/types.ts'
import type { Settle } from '../spine/worker.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { formOf, openDraft } from './drafts.ts'
import type { Kit } from './kit.ts'
import { cardOf, notice, operatorAddresses, type Said, timeInWords } from './notices.ts'
import { type Performed, type Performing, perform } from './perform.ts'
import { type Act, type Actor, rules } from './states.ts'

/** "My requests" shows this many, newest first. */
const MINE_MAX = 20

/** Who an operator's press comes from; null when it is not an operator's place. */
export type OperatorOf = (tx: Repositories, inbound: Inbound) => Promise<Actor | null>

/**
 * Whoever writes where operators are registered is an operator: in the registered conversation itself, or in a thread
 * of it, whose address continues the conversation's.
 */
export const operatorByAddress: OperatorOf = async (tx, { from, person }) => {
  const known = (await operatorAddresses(tx.shelf)).some(
    ({ channel, conversation }) =>
      channel === from.channel &&
      (from.conversation === conversation ||
        (from.conversation.startsWith(conversation) &&
          /^[^\p{L}\p{N}]/u.test(from.conversation.slice(conversation.length)))),
  )
  return known ? { kind: 'operator', id: `${from.channel}:${person.id}`, name: person.name ?? person.id } : null
}

/** A person's own requests in this conversation, in words. */
export const mineReply = (requests: StoredRequest[], kit: Kit): Reply => {
  const { said, states } = kit.words
  const lines = requests
    .filter(({ state }) => state !== 'expired')
    .map((request) =>
      fill(said.mineLine, {
        number: request.number ?? said.draftNumber,
        state: states[request.state],
        at: timeInWords(request.submittedAt ?? request.createdAt),
        summary: request.summary,
      }),
    )
  return notice(lines.length === 0 ? said.mineNone : [said.mineHead, ...lines].join('\n'))
}

export const mineOf = (tx: Repositories, inbound: Pick<Inbound, 'from' | 'person'>): Promise<StoredRequest[]> =>
  tx.requests.of(inbound.from, inbound.person.id, MINE_MAX)

type SettleRequest = (
  tx: Repositories,
  effect: Extract<Effect, { kind: 'request' }>,
  context: Parameters<Settle>[2],
) => ReturnType<Settle>

const isAct = (act: string): act is Act => rules.some((rule) => rule.act === act)

/** What a refused act says to whoever tried it; a form that was refused comes back with its errors. */
const refusedReply = async (
  tx: Repositories,
  kit: Kit,
  performed: Extract<Performed, { ok: false }>,
  fields: Record<string, string>,
  now: Date,
): Promise<Reply> => {
  const { request, problems, text } = performed
  if (request?.state !== 'draft') return notice(text)
  const settings = await kit.settings.current(tx)
  const shown = { ...request, fields: { ...request.fields, ...fields } }
  const lines = [text, ...Object.values(problems).map((problem) => `・${problem}`)]
  return { ...notice(lines.join('\n')), outcome: 'escalate', form: formOf(shown, problems, kit, settings, now) }
}

const operate = async (
  tx: Repositories,
  kit: Kit,
  act: Extract<RequestAct, { act: 'operate' }>,
  context: { inbound: Inbound; now: Date },
  operatorOf: OperatorOf,
): Promise<Said[]> => {
  const to = context.inbound.from
  const by = await operatorOf(tx, context.inbound)
  const name = act.operate
  if (!by || !isAct(name)) return [{ to, reply: notice(kit.words.refused.forbidden) }]
  const given = { ...(act.text === undefined ? {} : { text: act.text }), ...(act.fields ? { fields: act.fields } : {}) }
  const step: Performing = {
    request: act.request,
    act: name,
    by,
    given,
    version: act.version ?? null,
    now: context.now,
  }
  const performed = await perform(tx, kit, step)
  if (performed.ok) return performed.replies
  // The card that was pressed is out of date: a fresh one goes with the reason.
  const more = performed.request ? { card: cardOf(performed.request, kit.words) } : {}
  return [{ to, reply: notice(performed.text, more) }]
}

/** Settles what a turn does to a consultation request, inside the turn's transaction. */
export const settleRequests = (kit: Kit, operatorOf: OperatorOf): SettleRequest => {
  const byPerson = async (
    tx: Repositories,
    step: Omit<Performing, 'by' | 'from' | 'now'>,
    context: { inbound: Inbound; now: Date },
  ): Promise<Said[]> => {
    const { inbound, now } = context
    const by: Actor = { kind: 'person', id: inbound.person.id, name: inbound.person.name ?? '' }
    const performed = await perform(tx, kit, { ...step, by, from: inbound.from, now })
    if (performed.ok) return performed.replies
    const reply = await refusedReply(tx, kit, performed, step.given?.fields ?? {}, now)
    return [{ to: inbound.from, reply }]
  }

  return async (tx, { act }, context) => {
    const { inbound, now } = context
    switch (act.act) {
      case 'draft': {
        const from = {
          address: inbound.from,
          person: inbound.person,
          turn: act.turn,
          memory: {},
          given: act.prefill,
          now,
        }
        const draft = await openDraft(tx, kit, from)
        const form = formOf(draft, {}, kit, await kit.settings.current(tx), now)
        return [{ to: inbound.from, reply: { ...notice(form.intro), outcome: 'escalate', form } }]
      }
      case 'mine':
        return [{ to: inbound.from, reply: mineReply(await mineOf(tx, inbound), kit) }]
      case 'edit':
        return byPerson(tx, { request: act.request, act: 'edit', given: { fields: act.fields } }, context)
      case 'submit': {
        const given = { fields: act.fields, consent: act.consent }
        return byPerson(tx, { request: act.request, act: 'submit', given }, context)
      }
      case 'withdraw':
        return byPerson(tx, { request: act.request, act: 'withdraw' }, context)
      case 'answer':
        return byPerson(tx, { request: act.request, act: 'answer', given: { text: act.text } }, context)
      default:
        return operate(tx, kit, act, context, operatorOf)
    }
  }
}
