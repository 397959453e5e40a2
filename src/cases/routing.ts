import type { Inbound, Memory, Taken } from '../vocabulary/types.ts'
import type { KeptTurn, StoredRequest } from '../store/store.ts'
import { saying } from './form-sent.ts'
import { spoken } from './notices.ts'
import type { TalkParts } from './opening.ts'
import { isConcluded, isOpen } from './states.ts'
import { asksBack, isCommand, pointerOf, TALK } from './steps.ts'
import { isSame, linkedRequest, listeners, seenFrom } from './whereabouts.ts'

/** The newest requests of a person among which one may be spoken about. */
const LOOK_MAX = 10
const EVENTS_MAX = 100
/** Who answers within this time goes on with what was said before. */
const CONVERSING_MS = 60 * 60_000
/** A word after the end answers the operator's last one only while that is still in mind. */
const ANSWERABLE_MS = 7 * 86_400_000
/** In a browser everybody has several conversations, each begun on purpose; elsewhere a person has one. */
const SEVERAL_CONVERSATIONS: ReadonlySet<string> = new Set(['web'])

type Routed = { taken: Taken } | { message: Inbound }

const TOLD = 'told'

const wasTold = (turn: KeptTurn | undefined): boolean =>
  turn?.trace.decisions.some((decision) => decision.startsWith(`${TALK}: ${TOLD}`)) ?? false

/** What the words are when they are for the desk by name: 「自動回答：…」. */
const toDesk = (text: string, mark: string): string | null => {
  const [name = '', ...rest] = text.split(/[:：]/u)
  return rest.length > 0 && name.trim() === mark ? rest.join('：').trim() : null
}

/** Whether an operator spoke last about this request, so that the person's next words answer that. */
const isAnswering = async (
  { store, now }: TalkParts,
  request: StoredRequest,
  last: KeptTurn | undefined,
): Promise<boolean> => {
  const at = now().getTime()
  const events = await store.requests.events(request.id, EVENTS_MAX)
  const said = events.findLast(({ act }) => act === 'handback' || [...spoken].some((each) => each === act))
  // Who was given back to the desk is the desk's to answer, whatever was said before.
  if (said?.act === 'handback') return last !== undefined && last.at > said.at && wasTold(last)
  if (last !== undefined && wasTold(last) && at - last.at.getTime() < CONVERSING_MS) return true
  if (said === undefined || at - said.at.getTime() > ANSWERABLE_MS) return false
  return last === undefined || last.at < said.at
}

/** What somebody asks of the desk even while operators wait for them. */
const isForDesk = ({ kit, means }: TalkParts, text: string): boolean => {
  if ((['triggers', 'mine', 'courtesies'] as const).some((command) => isCommand(text, command, kit.words))) return true
  const meant = means?.(text) ?? null
  return meant === 'withdraw' || meant === 'status'
}

/** A person's requests that are spoken about in this conversation, and the one that an operator has taken over. */
const spokenAbout = async (
  { store, kit }: TalkParts,
  { from, person }: Inbound,
): Promise<{ here: StoredRequest[]; held: StoredRequest | null }> => {
  const own = (await store.requests.of(from.channel, person.id, LOOK_MAX)).filter(
    ({ state, erasedAt }) => erasedAt === null && (isOpen(state) || isConcluded(state)),
  )
  const here: StoredRequest[] = []
  for (const request of own) {
    const heard = await listeners(store, kit, request)
    const isHere = heard.some(({ to }) => isSame(to, from)) || isSame(request.address, from)
    if (isHere) here.push(request)
    const { heldBy } = await store.work.conversation(request.address)
    const follows = isHere || !SEVERAL_CONVERSATIONS.has(from.channel)
    if (heldBy !== null && follows) return { here, held: request }
  }
  return { here, held: null }
}

/** The request that these words are about, where they are for its operators and not for the desk. */
const addressee = async (
  parts: TalkParts,
  message: Inbound,
  memory: Memory,
  text: string,
): Promise<{ request: StoredRequest; why: string } | null> => {
  const { store, kit } = parts
  const { from, person } = message
  const linked = linkedRequest(from)
  if (linked !== null) {
    const request = await store.requests.get(linked)
    return request === null || request.erasedAt !== null ? null : { request, why: 'by its link' }
  }
  const seen = await seenFrom(store, kit, from, person)
  if (seen.own !== null && !isSame(seen.own, from)) return null
  const { here, held } = await spokenAbout(parts, message)
  if (held !== null) return { request: held, why: 'held' }
  if (pointerOf(memory, person.id) !== null || isForDesk(parts, text)) return null
  const waiting = here.find(({ state }) => state === 'asked') ?? here.find(({ state }) => state === 'answered')
  if (waiting) return { request: waiting, why: waiting.state }
  if (seen.cases === true && here[0] !== undefined) return { request: here[0], why: 'its own conversation' }
  const last = (await store.turns.recent(from, 1)).at(-1)
  for (const request of here) if (await isAnswering(parts, request, last)) return { request, why: 'in answer' }
  return null
}

/**
 * Whose words these are: while an operator asks, has answered or has taken over, the operators'; otherwise the desk's.
 * Whoever wants the desk meanwhile calls it by its name.
 */
export const routing = (parts: TalkParts) => {
  const { dialogue } = parts.kit.words
  const answer = new RegExp(`^${dialogue.answerMark}\\s*[:：]\\s*`, 'u')
  return async (message: Inbound, memory: Memory): Promise<Routed> => {
    const { action, ...rest } = message
    if (action !== undefined && action.kind !== 'choose' && action.kind !== 'asked') return { message }
    const said = action?.kind === 'choose' ? action.value : message.text
    const asked = toDesk(said, dialogue.deskMark)
    if (asked !== null && asked !== '') return { message: { ...rest, text: asked } }
    const ours = [dialogue.withdrawMark, dialogue.withdrawSure, dialogue.storyMark]
    if (action?.kind === 'choose' && ours.some((mark) => toDesk(said, mark) !== null)) return { message }
    const text = (action?.kind === 'choose' ? action.label : message.text).replace(answer, '').trim()
    if (text === '') return { message }
    const to = await addressee(parts, message, memory, text)
    if (to === null) return { message }
    const add = { act: 'add' as const, request: to.request.id, text, ...(asksBack(text) ? { asks: true } : {}) }
    return { taken: saying(null, memory, `${TOLD} (${to.why})`, [add]) }
  }
}
