import { notice } from '../base/saying.ts'
import type { Effect, Inbound, Reply, RequestAct } from '../vocabulary/types.ts'
import type { Settle } from '../spine/worker.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import type { Seen } from '../channels/channel.ts'
import { formOf, openDraft } from './drafts.ts'
import { CALL, WISH } from './fields.ts'
import type { Kit } from './kit.ts'
import { foundReply, mineOf, mineReply, noneReply, storyReply, withdrawReply } from './mine.ts'
import { type Said } from './notices.ts'
import { operate, type OperatorOf } from './operating.ts'
import { type Performed, type Performing, perform } from './perform.ts'
import { type Actor, isOpen } from './states.ts'
import { isSame, isTheirs, seenFrom } from './whereabouts.ts'

type SettleRequest = (
  tx: Repositories,
  effect: Extract<Effect, { kind: 'request' }>,
  context: Parameters<Settle>[2],
) => ReturnType<Settle>

interface Context {
  tx: Repositories
  kit: Kit
  inbound: Inbound
  now: Date
  /** Where the person can be spoken to. */
  seen: Seen
}

/** What a refused act says to whoever tried it; a form that was refused comes back with its errors. */
const refusedReply = async (
  { tx, kit, now }: Context,
  performed: Extract<Performed, { ok: false }>,
  fields: Record<string, string>,
): Promise<Reply> => {
  const { request, problems, text } = performed
  if (request?.state !== 'draft') return notice(text)
  const settings = await kit.settings.current(tx)
  const shown = { ...request, fields: { ...request.fields, ...fields } }
  const lines = [text, ...Object.values(problems).map((problem) => `・${problem}`)]
  return {
    ...notice(lines.join('\n')),
    outcome: 'escalate',
    form: formOf(shown, problems, kit, settings, now),
  }
}

const byPerson = async (context: Context, step: Omit<Performing, 'by' | 'from' | 'now'>): Promise<Said[]> => {
  const { tx, kit, inbound, now } = context
  const by: Actor = { kind: 'person', id: inbound.person.id, name: inbound.person.name ?? '' }
  const performed = await perform(tx, kit, { ...step, by, from: inbound.from, now })
  if (performed.ok) return performed.replies
  return [{ to: inbound.from, reply: await refusedReply(context, performed, step.given?.fields ?? {}) }]
}

/** The draft where the person alone reads it, filled with what was said, however it began. */
const draft = async (
  { tx, kit, inbound, now, seen }: Context,
  act: Extract<RequestAct, { act: 'draft' }>,
): Promise<Said[]> => {
  const address = seen.own ?? inbound.from
  const { memory } = await tx.work.conversation(inbound.from)
  const call = act.wish === 'call' || seen.own === null
  const given = call ? { ...act.prefill, [WISH]: CALL } : act.prefill
  const from = {
    address,
    began: inbound.from,
    person: inbound.person,
    turn: act.turn,
    memory,
    given,
    now,
  }
  const open = await openDraft(tx, kit, from)
  if (!kit.hasForms(address.channel)) {
    return [{ to: address, reply: notice(kit.words.said.privateStart, { outcome: 'escalate' }) }]
  }
  const form = formOf(open, {}, kit, await kit.settings.current(tx), now)
  return [{ to: address, reply: { ...notice(form.intro), outcome: 'escalate', form } }]
}

const ownRequest = async ({ tx, inbound }: Context, id: string): Promise<StoredRequest | null> => {
  const request = await tx.requests.get(id)
  return request !== null && (await isTheirs(tx, request, inbound.person, inbound.from)) ? request : null
}

const withdraw = async (context: Context, act: Extract<RequestAct, { act: 'withdraw' }>): Promise<Said[]> => {
  const { tx, kit, inbound } = context
  const to = inbound.from
  if (act.request === null) return [{ to, reply: withdrawReply(await mineOf(tx, inbound), kit) }]
  const request = await ownRequest(context, act.request)
  // What was filed is somebody's work by now: it is lost with two presses and not with one.
  if (request !== null && isOpen(request.state) && act.sure !== true) {
    return [{ to, reply: withdrawReply([request], kit) }]
  }
  return byPerson(context, { request: act.request, act: 'withdraw' })
}

const add = async (context: Context, act: Extract<RequestAct, { act: 'add' }>): Promise<Said[]> => {
  const { tx, kit, inbound } = context
  const newest = async () => (await mineOf(tx, inbound)).find(({ state }) => isOpen(state)) ?? null
  const request = act.request === null ? await newest() : await tx.requests.get(act.request)
  if (request === null) return [{ to: inbound.from, reply: noneReply(kit, kit.words.said.addWhich) }]
  const asked = ['asked', 'informed', 'answered'].includes(request.state)
  await tx.workplace.personWrote(request.id)
  const given = { text: act.text }
  const said = await byPerson(context, {
    request: request.id,
    act: asked ? 'answer' : 'tell',
    given,
  })
  if (act.asks !== true) return said
  const { dialogue, said: words } = kit.words
  const value = `${dialogue.deskMark}：${act.text}`
  const offer = { kind: 'choice' as const, label: words.deskLabel, value }
  return said.map(({ to, reply }) =>
    isSame(to, inbound.from) ? { to, reply: { ...reply, offers: [offer] } } : { to, reply },
  )
}

const story = async (context: Context, id: string): Promise<Said[]> => {
  const { tx, kit, inbound } = context
  const request = await ownRequest(context, id)
  const reply = request === null ? notice(kit.words.refused.unknown) : await storyReply(tx, kit, request)
  return [{ to: inbound.from, reply }]
}

const asked = async (context: Context, act: Exclude<RequestAct, { act: 'operate' }>): Promise<Said[]> => {
  const { tx, kit, inbound, seen, now } = context
  const to = inbound.from
  switch (act.act) {
    case 'draft':
      return draft(context, act)
    case 'mine':
      return [{ to, reply: mineReply(await mineOf(tx, inbound), kit, seen.own === null) }]
    case 'story':
      return story(context, act.request)
    case 'find': {
      const by = { person: inbound.person.id, own: seen.own, now }
      return [{ to, reply: await foundReply(tx, kit, act, by) }]
    }
    case 'edit':
      return byPerson(context, {
        request: act.request,
        act: 'edit',
        given: { fields: act.fields },
      })
    case 'submit': {
      const given = { fields: act.fields, consent: act.consent }
      return byPerson(context, { request: act.request, act: 'submit', given })
    }
    case 'withdraw':
      return withdraw(context, act)
    default:
      return add(context, act)
  }
}

/** What is said to the person goes to where they alone read it; where they wrote stands one line that shows nothing. */
const discreetly = ({ kit, inbound, seen }: Context, said: Said[]): Said[] => {
  const { own, aside } = seen
  if (own === null || isSame(own, inbound.from)) return said
  const moved = said.map(({ to, reply }) => ({ to: isSame(to, inbound.from) ? own : to, reply }))
  const spoke = moved.some(({ to }) => isSame(to, own))
  // A form that waits elsewhere can be opened from here as well.
  const waits = moved.some(({ reply }) => reply.form !== undefined)
  const offers = waits ? [{ kind: 'consult' as const, label: kit.words.said.consult }] : []
  return spoke ? [{ to: aside, reply: notice(kit.words.said.aside, { offers }) }, ...moved] : moved
}

/** Settles what a turn does to a consultation request, inside the turn's transaction. */
export const settleRequests =
  (kit: Kit, operatorOf: OperatorOf): SettleRequest =>
  async (tx, { act }, { inbound, now }) => {
    if (act.act === 'operate') return operate(tx, kit, act, { inbound, now }, operatorOf)
    const seen = await seenFrom(tx, kit, inbound.from, inbound.person)
    const context: Context = { tx, kit, inbound, now, seen }
    return discreetly(context, await asked(context, act))
  }
