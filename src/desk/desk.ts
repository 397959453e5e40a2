/** The desk: reads what a message wants, routes it to its room, and has questions answered. */
import { answerMessage, type Chooser } from '../answering/answering.ts'
import { compose } from '../answering/compose.ts'
import { readingFor } from '../base/reader.ts'
import { fill } from '../base/words.ts'
import type { Companions } from '../knowledge/knowledge.ts'
import type { Act } from '../question/act-model.ts'
import { OF_A_CASE, type ActsOf, type ReadActs } from '../question/acts.ts'
import { withoutMasks } from '../question/mask.ts'
import { asks, programmeIn, isBareFigure, recall, remember, type Recalled, type Wants } from '../question/question.ts'
import type { Index } from '../retrieval/retrieval.ts'
import type { Desk } from '../spine/worker.ts'
import { caseActs, type CaseAct, type CaseTalk, type Talk } from '../vocabulary/talk.ts'
import type { Day, Effect, Inbound, Memory, Offer, Reply, Taken } from '../vocabulary/types.ts'
import { withTopic } from './topic.ts'
import { answerRoomOf } from './answer-room.ts'
import { dated, noReading, wishFrom } from './acceptance.ts'
import { chosen, goesFirst, goingOn, heeding, judged, looking, pasted } from './heeding.ts'
import { caseRoom, consultOffer, reply, roomFor, type Rooms } from './rooms.ts'
import { plainTrace, traceOf } from './traces.ts'
import { sayingWithheld } from './withheld.ts'
import type { DeskWords } from './words.ts'

export { procedureTalk } from './procedure-talk.ts'
export { readDeskWords, type DeskWords } from './words.ts'

export interface DeskParts {
  /** Null until the first index is published. */
  index: () => Index | null
  companions: () => Companions
  /** Dialogues in the order in which they are asked; that of consultation requests, which also says whose words are whose, first. */
  talks: Talk[]
  /** The first reading of a message. */
  acts: ActsOf
  wants: Wants
  words: DeskWords
  /** Who else may choose what answers; without it the desk chooses by itself. */
  chooser?: Chooser | undefined
  /** Procedures that may be offered beside an answer, by their ids. */
  procedures?: () => ReadonlyMap<string, Offer>
  /** Japan's calendar day. */
  today: () => Day
  /** `text`: the words so far, where they are being written. */
  progress?: (stage: 'searching' | 'writing', message: Inbound, text?: string) => void
}

const isCaseAct = (act: Act): act is Act & CaseAct => caseActs.some((known) => known === act)

interface Wired {
  parts: DeskParts
  rooms: Rooms
  cases: CaseTalk | undefined
}

/** An answer, and whether a part of it is left to a person because no document tells it. */
type Answered = Taken & { left: boolean }

/** A question, answered part by part; `asked` is what of the message asks. */
const answered = async (asked: string, message: Inbound, memory: Memory, { parts }: Wired): Promise<Answered> => {
  const { words } = parts
  const index = parts.index()
  if (index === null) {
    return {
      reply: reply('escalate', words.notReady, [], [consultOffer(words)]),
      memory,
      trace: plainTrace('', 'no index'),
      effects: [],
      left: true,
    }
  }
  parts.progress?.('searching', message)
  const day = message.asOf ?? parts.today()
  const made = await answerMessage(asked, recall(memory), day, answerRoomOf(parts, index, message.person.id))
  const said = compose(made.parts)
  const last: Offer[] =
    said.outcome === 'answer' ? [consultOffer(words), { kind: 'solved', label: words.labels.solved }] : []
  return {
    reply: { ...said, offers: [...said.offers, ...last] },
    memory: remember(memory, made.recalled),
    trace: traceOf(made.parts, made.whole),
    effects: [],
    left: made.parts.some(({ outcome }) => outcome === 'escalate'),
  }
}

const FIGURE = /[\d０-９]/u

/** The first of the dialogues that takes the message. */
const talked = async (message: Inbound, memory: Memory, { parts }: Wired): Promise<Taken | null> => {
  const { topic } = recall(memory)
  const about =
    topic?.programme != null && FIGURE.test(message.text) && programmeIn(message.text, parts.companions()) === null
  for (const talk of parts.talks) {
    const taken =
      (await talk.take(message, memory)) ??
      // 事業費2,600万だといくら, after a programme was talked about, is a sum of it.
      (about && talk.name === 'procedures'
        ? await talk.take({ ...message, text: `${topic.words}、${message.text}` }, memory)
        : null)
    if (taken !== null) return { ...taken, memory: withTopic(taken, message.text, parts.companions()) }
  }
  return null
}

const pressed = (message: Inbound, memory: Memory, wired: Wired): Promise<Taken> | Taken | null => {
  const { action } = message
  const { parts } = wired
  const desk = recall(memory)
  if (action?.kind === 'feedback') {
    const { kind, turn: of, verdict, reason = '' } = action
    const effects: Effect[] = [{ kind, turn: of, verdict, reason }]
    // Thanks are said once it is on record, by whoever settles the effect.
    return { reply: null, memory, trace: plainTrace('', `feedback ${verdict}`), effects }
  }
  if (action?.kind === 'solved') {
    const kept = { ...desk, topic: null, last: null, pending: null, choices: [], inquiry: null }
    const said = reply('notice', parts.words.solved)
    return { reply: said, memory: remember(memory, kept), trace: plainTrace('', 'solved'), effects: [] }
  }
  return action?.kind === 'consult' ? consulted(message, memory, wired) : null
}

/** The offer to consult, taken up: a new request, whatever was being asked back. */
const consulted = (message: Inbound, memory: Memory, { cases, rooms }: Wired): Promise<Taken> | Taken => {
  const desk = recall(memory)
  const kept = remember(memory, { ...desk, inquiry: null, pending: null, choices: [] })
  return cases === undefined
    ? caseRoom('file', noReading, message, memory, rooms)
    : cases.act({ ...message, text: '' }, kept, wishFrom('file', noReading, '', desk))
}

/** A want beside a question: the question is answered first, then the want is met. */
const both = async (read: ReadActs, act: CaseAct, message: Inbound, memory: Memory, wired: Wired): Promise<Taken> => {
  const first = await answered(read.asks, message, memory, wired)
  if (first.reply?.outcome !== 'answer') return caseRoom(act, read, message, memory, wired.rooms)
  return andThen(first, act, read, message, wired)
}

/** What was answered, and after it what the cases do about the want beside it. */
const andThen = async (
  first: Taken,
  act: CaseAct,
  read: ReadActs,
  message: Inbound,
  { rooms }: Wired,
): Promise<Taken> => {
  const then = await caseRoom(act, read, message, first.memory, rooms)
  return {
    ...then,
    reply: joined(first.reply, then.reply),
    trace: { ...first.trace, decisions: [...first.trace.decisions, ...then.trace.decisions] },
  }
}

const joined = (first: Reply | null, then: Reply | null): Reply | null => {
  if (first === null || then === null) return then ?? first
  return {
    ...then,
    text: [first.text, then.text].join('\n\n'),
    citations: [...first.citations, ...then.citations],
    notices: [...first.notices, ...then.notices],
  }
}

/** A figure by itself is an answer to something, or else not to be looked up. */
const answersNothing = (text: string, { topic, pending, inquiry }: Recalled): boolean =>
  topic === null && pending === null && inquiry === null && isBareFigure(text)

const figureAlone = ({ text }: Inbound, memory: Memory, words: DeskWords): Taken => ({
  reply: reply('clarify', words.clarify.figure),
  memory,
  trace: plainTrace(text, 'a figure that answers nothing'),
  effects: [],
})

/** How a message is read: an answer to what was asked back, or what its acts say, as this desk heeds them. */
const readAs = (text: string, open: boolean, none: boolean, desk: Recalled, parts: DeskParts): ReadActs => {
  const seen = parts.acts(withoutMasks(text), {
    form: open,
    draft: false,
    case: false,
    none,
    pending: desk.pending !== null || desk.inquiry !== null,
  })
  const told = desk.pending !== null && programmeIn(text, parts.companions()) !== null
  return told ? { ...seen, act: 'ask', asks: text } : looking(goingOn(heeding(seen, parts.words), text, desk), text)
}

/** The reading of a message; what is said of a request is read again where its writer has none. */
const readingOf = async (text: string, open: boolean, message: Inbound, memory: Memory, wired: Wired) => {
  const desk = recall(memory)
  const first = readAs(text, open, false, desk, wired.parts)
  if (!OF_A_CASE.includes(first.act)) return first
  const none = wired.cases === undefined || !(await wired.cases.has(message))
  return none ? readAs(text, open, true, desk, wired.parts) : first
}

const byPress = async (message: Inbound, memory: Memory, wired: Wired): Promise<Taken> =>
  (await talked(message, memory, wired)) ??
  (await pressed(message, memory, wired)) ??
  answered(message.text, message, memory, wired)

/** The whole message is what the request is about, unless it says so itself or is somebody else's matter. */
const telling = (read: ReadActs, text: string): ReadActs =>
  read.guard.others || read.slots.about !== null ? read : { ...read, slots: { ...read.slots, about: text } }

const wantsBoth = (read: ReadActs, text: string): boolean => read.asks !== '' && read.asks !== text && asks(read.asks)

/** A message in words: to the dialogue that is open, to the room of its act, or to the answering room. */
const byWords = async (message: Inbound, memory: Memory, wired: Wired): Promise<Taken> => {
  const { parts, rooms } = wired
  const desk = recall(memory)
  const said = message.action?.kind === 'choose' ? message.action.value : message.text
  const text = chosen(said, desk)
  // The words on the button, typed where a channel has no buttons.
  if (text.trim() === parts.words.labels.consult) return consulted(message, memory, wired)
  const spoken: Inbound = { ...message, text }
  const open = parts.talks.some(({ name }) => (memory[name] ?? null) !== null)
  if (!open && text === said && answersNothing(text, desk)) return figureAlone(message, memory, parts.words)
  const read = await readingOf(text, open, message, memory, wired)
  const first = open && !goesFirst(read) ? await talked(spoken, memory, wired) : null
  if (first !== null) return first
  if (isCaseAct(read.act) && wantsBoth(read, text)) return both(read, read.act, spoken, memory, wired)
  const room = text === said ? await roomFor(read, spoken, memory, rooms) : null
  const taken = room ?? (open ? null : await talked(spoken, memory, wired))
  if (taken !== null) return taken
  const { left, ...answer } = await answered(read.asks === '' ? text : read.asks, spoken, memory, wired)
  const told = pasted(judged(answer, read, parts.words), read, parts.words)
  // 「わからなければ相談したい」: what no document tells is a person's at once, and nobody has to ask for it again.
  return left && read.otherwise === 'file' ? andThen(told, 'file', telling(read, text), spoken, wired) : told
}

const routed = (message: Inbound, memory: Memory, wired: Wired): Promise<Taken> =>
  message.action !== undefined && message.action.kind !== 'choose'
    ? byPress(message, memory, wired)
    : byWords(message, memory, wired)

/** What is said for a message that could not be answered: words alone, that need nothing else of the desk. */
export const apologyOf =
  ({ apology }: Pick<DeskWords, 'apology'>): Desk['apology'] =>
  (reference) =>
    reply('notice', fill(apology, { reference }))

/** What is said for a message that never came as far as the desk: that it is kept, and how a person is reached. */
export const notTakenOf =
  (words: DeskWords): Desk['apology'] =>
  (reference) =>
    reply('notice', fill(words.notTaken, { reference }), [], [consultOffer(words)])

/** The desk over its parts; nothing of it keeps state between messages but the memory that it hands back. */
export const createDesk = (parts: DeskParts): Desk => {
  const cases = parts.talks.find((talk): talk is CaseTalk => 'route' in talk)
  const wired: Wired = { parts, cases, rooms: { words: parts.words, cases } }
  const take: Desk['take'] = async (given, { memory }) => {
    const heard = dated(given)
    const direct = cases === undefined ? { message: heard } : await cases.route(heard, memory)
    if ('taken' in direct) return direct.taken
    // While an operator holds the conversation its words are the case's. What is left is somebody else's in the same
    // room, or about nothing that an operator follows: unanswered it would be seen by nobody.
    return routed(direct.message, memory, wired)
  }
  const saying = sayingWithheld(take, parts.words)
  return {
    take: (message, held) => readingFor(message.person.groups ?? [], () => saying(message, held)),
    apology: apologyOf(parts.words),
  }
}

/** One question without a store: the command line, the evaluation and tests ask this way. */
export const answerOnce = (
  parts: DeskParts,
  asked: { question: string; asOf?: Day; memory?: Memory; groups?: string[] },
): Promise<Taken> =>
  createDesk(parts).take(
    {
      id: 'once',
      from: { channel: 'once', conversation: 'once' },
      person: { id: 'once', ...(asked.groups === undefined ? {} : { groups: asked.groups }) },
      text: asked.question,
      receivedAt: new Date(0),
      ...(asked.asOf === undefined ? {} : { asOf: asked.asOf }),
    },
    { memory: asked.memory ?? {}, heldBy: null },
  )
