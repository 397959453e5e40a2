import { DAY_MS } from '../base/times.ts'
import type { Inbound, Memory, RequestAct, Taken } from '../vocabulary/types.ts'
import type { KeptTurn, RequestEvent, StoredRequest } from '../store/store.ts'
import { saying } from './form-sent.ts'
import { spoken } from './notices.ts'
import type { TalkParts } from './opening.ts'
import { isConcluded, isOpen } from './states.ts'
import { asksBack, isCommand, pointerOf, TALK } from './steps.ts'
import { isSame, linkedRequest, listeners, seenFrom } from './whereabouts.ts'
import type { Words } from './words.ts'

/** The newest requests of a person among which one may be spoken about. */
const LOOK_MAX = 10
const EVENTS_MAX = 100
/** Who answers within this time goes on with what was said before. */
const CONVERSING_MS = 60 * 60_000
/** A word after the end answers the operator's last one only while that is still in mind. */
const ANSWERABLE_MS = 7 * DAY_MS
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

/** The last that an operator said to the person, or that they were given back to the desk. */
const lastSaid = async ({ store }: TalkParts, request: StoredRequest): Promise<RequestEvent | undefined> =>
  (await store.requests.events(request.id, EVENTS_MAX)).findLast(
    ({ act }) => act === 'handback' || [...spoken].some((each) => each === act),
  )

/** A button under a list of requests: what is to be done, and about which. */
const pressedAbout = (value: string, { dialogue }: Words): RequestAct | null => {
  const [mark = '', request = ''] = value.split('：')
  if (mark === dialogue.storyMark) return { act: 'story', request }
  if (mark === dialogue.withdrawMark) return { act: 'withdraw', request }
  return mark === dialogue.withdrawSure ? { act: 'withdraw', request, sure: true } : null
}

/** Whether an operator spoke last about this request, so that the person's next words answer that. */
const isAnswering = async (parts: TalkParts, request: StoredRequest, last: KeptTurn | undefined): Promise<boolean> => {
  const at = parts.now().getTime()
  const said = await lastSaid(parts, request)
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

/** Of several requests in one conversation, the one whose operator has taken it over. */
const takenOver = async ({ store }: TalkParts, requests: readonly StoredRequest[]): Promise<StoredRequest | null> => {
  let latest: { request: StoredRequest; at: number } | null = null
  for (const request of requests) {
    const events = requests.length === 1 ? [] : await store.requests.events(request.id, EVENTS_MAX)
    const at = events.findLast(({ act }) => act === 'takeover')?.at.getTime() ?? -1
    if (latest === null || at > latest.at) latest = { request, at }
  }
  return latest?.request ?? null
}

/** A person's requests that are spoken about in this conversation, and the one that an operator has taken over. */
const spokenAbout = async (
  parts: TalkParts,
  { from, person }: Pick<Inbound, 'from' | 'person'>,
  isShared: boolean,
): Promise<{ here: StoredRequest[]; held: StoredRequest | null }> => {
  const { store, kit } = parts
  const own = (await store.requests.of(from.channel, person.id, LOOK_MAX)).filter(
    ({ state, erasedAt }) => erasedAt === null && (isOpen(state) || isConcluded(state)),
  )
  const here: StoredRequest[] = []
  for (const request of own) {
    const heard = await listeners(store, kit, request)
    const isHere = heard.some(({ to }) => isSame(to, from)) || isSame(request.address, from)
    if (isHere) here.push(request)
    const { heldBy } = await store.work.conversation(request.address)
    // Where others read along, nothing is known of what was begun elsewhere.
    const follows = isHere || !(isShared || SEVERAL_CONVERSATIONS.has(from.channel))
    if (heldBy !== null && follows) {
      return {
        here,
        held: await takenOver(
          parts,
          own.filter((each) => isSame(each.address, request.address)),
        ),
      }
    }
  }
  return { here, held: null }
}

/** The request that these words are about, where they are for its operators and not for the desk. */
export const addresseeOf = async (
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
  const { here, held } = await spokenAbout(parts, message, seen.own === null)
  if (held !== null) return { request: held, why: 'held' }
  if (pointerOf(memory, person.id) !== null || isForDesk(parts, text)) return null
  const waiting = here.find(({ state }) => state === 'asked') ?? here.find(({ state }) => state === 'answered')
  if (waiting) return { request: waiting, why: waiting.state }
  // What is over is not spoken about by whoever asks for another consultation.
  const another = parts.means?.(text) === 'file'
  const spokenOf = another ? here.filter(({ state }) => isOpen(state)) : here
  const [newest] = seen.cases === true ? spokenOf : []
  // Who was told that the desk answers again is answered by it, also where everything else is the operators'.
  if (newest !== undefined && (await lastSaid(parts, newest))?.act !== 'handback') {
    return { request: newest, why: 'its own conversation' }
  }
  const last = (await store.turns.recent(from, 1)).at(-1)
  for (const request of spokenOf) if (await isAnswering(parts, request, last)) return { request, why: 'in answer' }
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
    const about = action?.kind === 'choose' ? pressedAbout(said, parts.kit.words) : null
    if (about !== null) return { taken: saying(null, memory, about.act, [about]) }
    const text = (action?.kind === 'choose' ? action.label : message.text).replace(answer, '').trim()
    if (text === '') return { message }
    const to = await addresseeOf(parts, message, memory, text)
    if (to === null) return { message }
    const add = { act: 'add' as const, request: to.request.id, text, ...(asksBack(text) ? { asks: true } : {}) }
    return { taken: saying(null, memory, `${TOLD} (${to.why})`, [add]) }
  }
}
