/** The desk: takes one message, asks its dialogues, guards, and answers questions from the index. */
import type { Answerer } from '../answering/answering.ts'
import { fold, type Companions } from '../knowledge/knowledge.ts'
import type { Procedures } from '../procedures/procedures.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { readingFor } from '../base/reader.ts'
import { fill } from '../base/words.ts'
import { accepts, dated, prefillOf, wishOf } from './acceptance.ts'
import { compose } from '../answering/compose.ts'
import { isGreeting, isThanks, judge, type Verdict } from '../question/guard.ts'
import { withoutMasks } from '../question/mask.ts'
import { recall, remember, type Recalled } from '../question/memory.ts'
import { own, part, type Part } from '../answering/parts.ts'
import type { CaseTalk, Talk } from '../vocabulary/talk.ts'
import { turn, type Room } from '../answering/turn.ts'
import type { Day, Effect, Inbound, Memory, Notice, Offer, Reply, Taken } from '../vocabulary/types.ts'
import { programmeIn } from '../question/programmes.ts'
import { questionsIn } from '../question/several.ts'
import { plainTrace, traceOf } from './traces.ts'
import { sayingWithheld } from './withheld.ts'
import type { DeskWords } from './words.ts'
import type { Desk } from '../spine/worker.ts'

export { procedureTalk } from './procedure-talk.ts'
export { readDeskWords, type DeskWords } from './words.ts'

export interface DeskParts {
  /** Null until the first index is published. */
  index: () => Index | null
  companions: () => Companions
  /** Dialogues in the order in which they are asked; that of consultation requests, which also says whose words are whose, first. */
  talks: Talk[]
  answerer: Answerer
  words: DeskWords
  /** Offered beside answers that they fit; null where the knowledge has no rules. */
  procedures?: () => Procedures | null
  /** Japan's calendar day. */
  today: () => Day
  /** `text`: the words so far, where they are being written. */
  progress?: (stage: 'searching' | 'writing', message: Inbound, text?: string) => void
}

const reply = (outcome: Reply['outcome'], text: string, notices: Notice[] = [], offers: Offer[] = []): Reply => ({
  outcome,
  text: text.trim(),
  citations: [],
  notices,
  offers,
})

/** What a dialogue spoke about is the topic of what is asked after it. */
const withTopic = (memory: Memory, text: string, companions: Companions): Memory => {
  const programme = programmeIn(text, companions)
  if (programme === null) return memory
  const desk = recall(memory)
  const topic = { words: programme.name, programme: programme.id, document: programme.editions[0] ?? '' }
  return remember(memory, { ...desk, topic, pending: null, choices: [] })
}

/** A number or a label stands for the choice that was offered under it. */
const chosen = (text: string, desk: Recalled): string => {
  const folded = fold(text)
    .trim()
    .replace(/[.。番]$/u, '')
  const numbered = /^\d$/u.test(folded) ? desk.choices[Number(folded) - 1] : undefined
  return (numbered ?? desk.choices.find(({ label }) => label === text.trim()))?.value ?? text
}

/** What follows an unanswered question of a message is about that, and leaves an older one's year behind. */
const leaningOn = (memory: Recalled, before: string | undefined, companions: Companions): Recalled => {
  if (before === undefined || memory.last === before) return memory
  const named = programmeIn(before, companions)
  const topic = { words: named?.name ?? before, programme: named?.id ?? null, document: '' }
  return { ...memory, topic, last: before }
}

export const createDesk = (parts: DeskParts): Desk => {
  const { words } = parts
  const consult: Offer = { kind: 'consult', label: words.labels.consult }

  /** A desk heeds what it was set up for: in a field without incidents, a lost slip is a question like others. */
  const heeded = (text: string): Verdict => {
    const verdict = judge(text)
    if (verdict.kind === 'pass' || words.guarded.includes(verdict.kind)) return verdict
    return { kind: 'pass', text, ignored: false }
  }

  const guarded = (verdict: Exclude<Verdict, { kind: 'pass' | 'distress' }>): Reply => {
    if (verdict.kind === 'incident') {
      const { incident } = words
      const text = [incident.lead, incident[verdict.incident], incident.after].map((line) => line.trim()).join('\n')
      return reply('escalate', text, [{ kind: 'urgent', text: words.answers.notices.urgent }], [consult])
    }
    return reply('refuse', words.guard[verdict.kind])
  }

  const answerAll = async (
    text: string,
    desk: Recalled,
    asOf: Day,
    message: Inbound,
    index: Index,
  ): Promise<{ parts: Part[]; desk: Recalled; whole: string }> => {
    const room: Room = {
      index,
      companions: parts.companions(),
      answerer: parts.answerer,
      words,
      procedures: parts.procedures?.() ?? null,
      progress: (stage) => parts.progress?.(stage, message),
      asking: {
        person: `${message.from.channel} ${message.person.id}`,
        message: {},
        onText: (text) => parts.progress?.('writing', message, text),
      },
    }
    const made: Part[] = []
    const wholes: string[] = []
    let memory = desk
    let lead = ''
    const questions = questionsIn(text, (piece) => programmeIn(piece, room.companions)?.id ?? null)
    for (const [i, piece] of questions.entries()) {
      const question = `${lead}${piece}`
      const turned = await turn(room, question, leaningOn(memory, wholes.at(-1), room.companions), asOf)
      // What says nothing by itself belongs to what follows it.
      if (turned.part.outcome === 'clarify' && i + 1 < questions.length) {
        lead = question
        continue
      }
      lead = ''
      made.push(turned.part)
      wholes.push(turned.understood.whole)
      memory = turned.part.outcome === 'answer' ? turned.recalled : { ...turned.recalled, topic: memory.topic }
    }
    return { parts: made, desk: memory, whole: wholes.join(' / ') }
  }

  const question = async (message: Inbound, text: string, memory: Memory, asOf: Day): Promise<Taken> => {
    const desk = recall(memory)
    const silent = (said: Reply, decision: string, kept: Recalled = desk): Taken => ({
      reply: said,
      memory: remember(memory, kept),
      trace: plainTrace(text, decision),
      effects: [],
    })
    if (isThanks(text)) return silent(reply('notice', words.thanks), 'thanks')
    if (isGreeting(text)) return silent(reply('refuse', fill(words.greeting, { about: words.about })), 'greeting')
    const verdict = heeded(withoutMasks(text))
    if (verdict.kind !== 'pass' && verdict.kind !== 'distress') {
      const inquiry = verdict.kind === 'incident' ? text : desk.inquiry
      return silent(guarded(verdict), `guard: ${verdict.kind}`, { ...desk, inquiry })
    }
    const index = parts.index()
    if (index === null) return silent(reply('escalate', words.notReady, [], [consult]), 'no index')
    const made = await answerAll(verdict.text, desk, asOf, message, index)
    if (verdict.kind === 'distress') {
      const sourced = made.parts.filter(({ outcome }) => outcome === 'answer')
      const lead = [
        words.distress.lead,
        ...(verdict.danger ? [words.distress.danger] : []),
        ...(sourced.length > 0 ? [words.distress.sources] : []),
      ]
      const said = compose(
        [...sourced, part({ outcome: 'escalate', lines: [own(words.distress.person)], offers: [consult] })],
        null,
      )
      return {
        reply: {
          ...said,
          outcome: sourced.length > 0 ? 'answer' : 'escalate',
          text: [...lead.map((line) => line.trim()), said.text].join('\n'),
        },
        memory: remember(memory, { ...made.desk, inquiry: text, pending: null, choices: [] }),
        trace: traceOf(made.parts, made.whole),
        effects: [],
      }
    }
    const lead = verdict.ignored ? words.guard.pasted.trim() : null
    const said = compose(made.parts, lead)
    const last: Offer[] = said.outcome === 'answer' ? [consult, { kind: 'solved', label: words.labels.solved }] : []
    const trace = traceOf(made.parts, made.whole)
    return {
      reply: { ...said, offers: [...said.offers, ...last] },
      memory: remember(memory, made.desk),
      trace: verdict.ignored
        ? { ...trace, decisions: ['guard: foreign instructions ignored', ...trace.decisions] }
        : trace,
      effects: [],
    }
  }

  const acted = (message: Inbound, memory: Memory): Taken | null => {
    const { action } = message
    const desk = recall(memory)
    if (action?.kind === 'feedback') {
      const { kind, turn: of, verdict, reason = '' } = action
      const effects: Effect[] = [{ kind, turn: of, verdict, reason }]
      // Thanks are said once it is on record, by whoever settles the effect.
      return { reply: null, memory, trace: plainTrace('', `feedback ${verdict}`), effects }
    }
    if (action?.kind === 'solved') {
      const kept = { ...desk, topic: null, last: null, pending: null, choices: [], inquiry: null }
      return {
        reply: reply('notice', words.solved),
        memory: remember(memory, kept),
        trace: plainTrace('', 'solved'),
        effects: [],
      }
    }
    return null
  }
  const cases = parts.talks.find((talk): talk is CaseTalk => 'route' in talk)

  const open = (memory: Memory): boolean => parts.talks.some(({ name }) => (memory[name] ?? null) !== null)

  const accepted = async (message: Inbound, memory: Memory, text: string): Promise<Taken> => {
    const desk = recall(memory)
    const kept = remember(memory, { ...desk, inquiry: null, pending: null, choices: [] })
    if (cases !== undefined) return cases.act({ ...message, text: '' }, kept, wishOf(desk))
    const effects: Effect[] = [{ kind: 'request', act: { act: 'draft', turn: null, prefill: prefillOf(desk) } }]
    return { reply: reply('escalate', words.escalate.accepted), memory: kept, trace: plainTrace(text), effects }
  }

  const take: Desk['take'] = async (given, { memory, heldBy }) => {
    const heard = dated(given)
    const routed = cases === undefined ? { message: heard } : await cases.route(heard, memory)
    if ('taken' in routed) return routed.taken
    const { message } = routed
    const button = message.action !== undefined && message.action.kind !== 'choose'
    // A person holds the conversation: words are theirs to answer, but a press on a form or a card still counts.
    if (heldBy !== null && !button && message === heard) {
      return { reply: null, memory, trace: plainTrace(message.text, 'held by an operator'), effects: [] }
    }
    const said = message.action?.kind === 'choose' ? message.action.value : message.text
    const text = chosen(said, recall(memory))
    const spoken: Inbound = { ...message, text }
    const asOf = message.asOf ?? parts.today()
    // Words inside an open dialogue belong to it; anything else is judged before a dialogue may open.
    const first = button || open(memory) || heeded(text).kind === 'pass'
    if (first) {
      for (const talk of parts.talks) {
        const taken = await talk.take(spoken, memory)
        if (taken !== null) return { ...taken, memory: withTopic(taken.memory, text, parts.companions()) }
      }
    }
    const desk = recall(memory)
    if (accepts(message, text, desk)) return accepted(message, memory, text)
    return acted(message, memory) ?? question(message, text, memory, asOf)
  }

  const saying = sayingWithheld(take, words)
  return {
    take: (message, held) => readingFor(message.person.groups ?? [], () => saying(message, held)),
    apology: (reference) => reply('notice', fill(words.apology, { reference })),
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
