/** The answerer that asks a model, and answers extractively wherever the model may not, cannot or does not. */
import type { Ranked } from '../../vocabulary/types.ts'
import type { Procedures } from '../../procedures/procedures.ts'
import type { Index } from '../../retrieval/retrieval.ts'
import { gate } from '../gate.ts'
import type { Answerer, Asking, Draft, Question } from '../shape.ts'
import { createChat, type ChatSettings } from './chat.ts'
import { addressesOf } from './claims.ts'
import { draftWith, type Drafted, type Kept } from './drafter.ts'
import { addressesModel, withoutForeign } from './foreign.ts'
import { createLimits, type LimitSettings, type Outcome, type Refusal } from './limits.ts'
import type { FaultKind } from './faults.ts'
import type { ModelWords } from './words.ts'

export interface GenerativeSettings extends ChatSettings, LimitSettings {
  /** From asking for a draft to having it, tools and repair included. */
  timeoutMs: number
}

/** Why an answer was extractive although a model is configured. */
export type Fallback = FaultKind | Refusal | 'emptied' | 'foreign' | 'index'

export interface GenerativeParts {
  settings: GenerativeSettings
  words: ModelWords
  /** Answers wherever the model does not. */
  extractive: Answerer
  index: () => Index | null
  procedures: () => Procedures | null
  now: () => Date
  /** Monotonic milliseconds. */
  clock?: () => number
  /** For a counter that operators see. */
  onFallback?: (why: Fallback) => void
}

/** All questions of one message together: well below the time that a turn has. */
const MESSAGE_MS_MAX = 40_000
/** With less time than this left no draft is begun. */
const DRAFT_MS_MIN = 500
/** What ends a draft at its deadline needs a moment to hand over what it has. */
const GRACE_MS = 250

const NOBODY: Asking = { person: '', message: {}, mayAskBack: false }

const textOf = ({ passage }: Ranked): string => `${passage.title}\n${passage.text}`

/** For people a passage is shown without what speaks to machines; what is left stands in it as it is. */
const readable = (one: Ranked): Ranked =>
  addressesModel(textOf(one)) ? { ...one, passage: { ...one.passage, text: withoutForeign(one.passage.text) } } : one

const statementOf = ({ sentence, text, own }: Kept, bench: Extract<Drafted, { kind: 'answer' }>['bench']) => {
  const cited = bench.sources.filter(({ n }) => sentence.passages.includes(n))
  const beside = [
    ...own,
    ...(/https?:/iu.test(text) ? addressesOf(cited) : []),
    ...cited.flatMap(({ computed }) => computed ?? []),
  ].join('\n')
  return {
    text,
    passages: [...new Set(cited.map(({ ranked }) => ranked.passage.id))],
    item: sentence.item,
    ...(beside === '' ? {} : { beside }),
  }
}

const draftOf = (drafted: Extract<Drafted, { kind: 'answer' }>, given: number): Draft => {
  const { kept, bench } = drafted
  const cited = new Set(kept.flatMap(({ sentence }) => sentence.passages))
  const working = [...bench.workings].flatMap(([n, lines]) => (cited.has(n) ? lines : []))
  return {
    statements: kept.map((one) => statementOf(one, bench)),
    generated: true,
    found: bench.sources.slice(given).map(({ ranked }) => ranked),
    ...(working.length === 0 ? {} : { working }),
  }
}

/** Past its deadline a draft is given up, whatever it is still waiting for. */
const within = async (work: (signal: AbortSignal) => Promise<Drafted>, ms: number): Promise<Drafted> => {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(), ms)
  let last: NodeJS.Timeout | undefined
  const late = new Promise<Drafted>((resolve) => {
    const nothing = { tokensIn: 0, tokensOut: 0 }
    last = setTimeout(
      () => resolve({ kind: 'fault', fault: { kind: 'timeout' }, calls: 0, spent: nothing }),
      ms + GRACE_MS,
    )
  })
  try {
    return await Promise.race([work(ending.signal), late])
  } finally {
    clearTimeout(timer)
    clearTimeout(last)
    ending.abort()
  }
}

export const createGenerative = (parts: GenerativeParts): Answerer => {
  const { settings, words, extractive } = parts
  const clock = parts.clock ?? (() => performance.now())
  const chat = createChat(settings, words.tools.answer)
  const limits = createLimits(settings, parts.now, clock)
  /** When the first question of a message began. */
  const began = new WeakMap<object, number>()

  const timeLeft = ({ message }: Asking): number => {
    const at = began.get(message) ?? clock()
    began.set(message, at)
    return Math.min(settings.timeoutMs, MESSAGE_MS_MAX - (clock() - at))
  }

  const fallBack = async (
    why: Fallback,
    question: Question,
    passages: readonly Ranked[],
    more: Pick<Draft, 'model' | 'removed'> = {},
  ): Promise<Draft> => {
    parts.onFallback?.(why)
    const draft = await extractive.draft(question, passages.map(readable))
    const notices = [{ kind: 'fallback' as const, text: words.notices.fallback.trim() }]
    return { ...draft, ...more, notices, decisions: [`model: ${why}`] }
  }

  const drafted = async (question: Question, passages: Ranked[], asking: Asking, ms: number): Promise<Drafted> => {
    const { mayAskBack, onText } = asking
    const given = { question, passages, mayAskBack, ...(onText === undefined ? {} : { onText }) }
    const tools = { chat, words, index: parts.index(), procedures: parts.procedures() }
    return within((signal) => draftWith(tools, { ...given, signal }), ms)
  }

  return {
    async draft(question, passages, asking = NOBODY) {
      if (passages.length === 0) return extractive.draft(question, passages)
      const safe = passages.filter((one) => !addressesModel(textOf(one)))
      if (safe.length === 0) return fallBack('foreign', question, passages)
      const ms = timeLeft(asking)
      if (ms < DRAFT_MS_MIN) return fallBack('timeout', question, passages)
      const admission = await limits.enter(asking.person)
      if (!admission.ok) return fallBack(admission.why, question, passages)
      let outcome: Outcome = { fault: { kind: 'server' }, tokens: 0 }
      let made: Drafted
      try {
        made = await drafted(question, safe, asking, ms)
        const { tokensIn, tokensOut } = made.spent
        outcome = { fault: made.kind === 'fault' ? made.fault : null, tokens: tokensIn + tokensOut }
      } finally {
        admission.leave(outcome)
      }
      const model = { calls: made.calls, ...made.spent }
      if (made.kind === 'fault') return fallBack(made.fault.kind, question, passages, { model })
      if (made.kind === 'ask') return { statements: [], generated: true, back: made.question, model }
      if (made.kind === 'not_covered') {
        return {
          statements: [],
          generated: false,
          model,
          decisions: [`model: not covered: ${made.missing.slice(0, 120)}`],
        }
      }
      const removed = made.removed.length
      const decisions = made.removed.map(({ text, why }) => `model: ${why}: ${text.slice(0, 60)}`)
      const draft = draftOf(made, safe.length)
      // What would not pass the last gate leaves nothing to say, while a passage has something.
      const held = gate(draft, [...safe, ...(draft.found ?? [])]).statements
      if (held.length === 0) return fallBack('emptied', question, passages, { model, removed })
      return { ...draft, model, removed, decisions }
    },
  }
}
