/** Asks a model for one draft: the talk with it, its tools, one repair round. What survives the gate is returned. */
import type { BaseMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'
import type { Ranked } from '../../vocabulary/types.ts'
import type { Procedures } from '../../procedures/procedures.ts'
import type { Index } from '../../retrieval/retrieval.ts'
import type { Question } from '../shape.ts'
import { ANSWER_TOOL, type Asked, type Chat, type Said, type Spent } from './chat.ts'
import { faultOfClaim, holdsQuestion, separate, type Source } from './claims.ts'
import type { Fault } from './faults.ts'
import { createMask } from './masking.ts'
import { readProposal, sentencesSoFar, type Proposal, type Sentence } from './parse.ts'
import { askFor, repairFor, rulesFor } from './prompt.ts'
import { toolsFor, type Workbench } from './tools.ts'
import type { ModelWords } from './words.ts'

/** Rounds in which the model may use tools, and calls within one. */
const TOOL_ROUNDS_MAX = 4
const CALLS_PER_ROUND_MAX = 3
/** A server's fault that passes by itself is met with one more try after this. */
const RETRY_MS = 250
/** Tokens of one draft; beyond them there is neither a tool nor a repair. */
const TOKENS_MAX = 16_000
const TOOL_RESULT_CHARACTERS_MAX = 6_000

export interface DraftParts {
  chat: Chat
  words: ModelWords
  index: Index | null
  procedures: Procedures | null
}

export interface Assignment {
  question: Question
  passages: readonly Ranked[]
  mayAskBack: boolean
  signal: AbortSignal
  onText?: (text: string) => void
}

export interface Kept {
  sentence: Sentence
  /** The person's own values put back. */
  text: string
  own: string[]
}

export type Drafted = { calls: number; spent: Spent } & (
  | { kind: 'answer'; kept: Kept[]; removed: { text: string; why: string }[]; bench: Workbench }
  | { kind: 'not_covered'; missing: string }
  | { kind: 'ask'; question: string }
  | { kind: 'fault'; fault: Fault }
)

/** The sum of all calls of one draft. */
const createBill = () => {
  const spent = { tokensIn: 0, tokensOut: 0 }
  let calls = 0
  return {
    add({ spent: { tokensIn, tokensOut } }: Asked) {
      calls++
      spent.tokensIn += tokensIn
      spent.tokensOut += tokensOut
    },
    total: () => ({ calls, spent: { ...spent } }),
    exhausted: () => spent.tokensIn + spent.tokensOut >= TOKENS_MAX,
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })

const passing = ({ kind }: Fault): boolean => kind === 'server' || kind === 'unreachable'

const use = async (
  { calls }: Said,
  tools: readonly StructuredToolInterface[],
  words: ModelWords,
): Promise<BaseMessage[]> => {
  const { ToolMessage } = await import('langchain')
  const results: BaseMessage[] = []
  for (const [i, { id, name, args }] of calls.entries()) {
    const tool = i < CALLS_PER_ROUND_MAX ? tools.find((one) => one.name === name) : undefined
    let content: string
    try {
      content = tool === undefined ? words.unreadTool : String(await tool.invoke(args))
    } catch {
      // Arguments that do not fit the tool's shape: the model is told and may try again.
      content = words.unreadTool
    }
    results.push(new ToolMessage({ content: content.slice(0, TOOL_RESULT_CHARACTERS_MAX), tool_call_id: id }))
  }
  return results
}

type Settled = { proposal: Proposal; messages: BaseMessage[] } | { fault: Fault }

export const draftWith = async (parts: DraftParts, given: Assignment): Promise<Drafted> => {
  const { AIMessage, HumanMessage, SystemMessage } = await import('langchain')
  const { chat, words, index, procedures } = parts
  const { signal } = given
  const mask = createMask()
  const asked = mask(given.question.text)
  const question: Question = { ...given.question, text: asked.text }
  const bench: Workbench = {
    sources: given.passages.map((ranked, i): Source => ({ n: i + 1, ranked })),
    workings: new Map(),
  }
  const tools = await toolsFor({ index, procedures, question, restore: asked.restore, words, bench })
  const keywords = (text: string) => index?.keywords(text) ?? []
  const bill = createBill()

  const judge = (sentences: readonly Sentence[]) => {
    const kept: Kept[] = []
    const removed: { text: string; why: string }[] = []
    for (const sentence of separate(sentences)) {
      const why = faultOfClaim(sentence, bench.sources, keywords)
      if (why !== null) removed.push({ text: sentence.text, why })
      else if (!kept.some(({ sentence: { text } }) => text === sentence.text)) {
        kept.push({ sentence, text: asked.restore(sentence.text), own: asked.valuesIn(sentence.text) })
      }
    }
    return { kept, removed }
  }

  let shown = 0
  const tell = (content: string): void => {
    const sentences = sentencesSoFar(content)
    if (given.onText === undefined || sentences.length <= shown) return
    shown = sentences.length
    // Even words that are not final yet are only such as pass the gate.
    const text = judge(sentences)
      .kept.map((one) => one.text)
      .join('\n')
    if (text !== '') given.onText(text)
  }

  const say = async (messages: BaseMessage[], withTools: boolean): Promise<Asked> => {
    const options = { tools: withTools ? tools : [], signal, onContent: tell }
    const first = await chat.ask(messages, options)
    bill.add(first)
    if (first.fault === null || !passing(first.fault) || signal.aborted) return first
    await pause(RETRY_MS, signal)
    if (signal.aborted) return first
    const second = await chat.ask(messages, options)
    bill.add(second)
    return second
  }

  const settle = async (begun: BaseMessage[], rounds: number): Promise<Settled> => {
    const messages = [...begun]
    for (let round = 0; ; round++) {
      const withTools = round < rounds && !bill.exhausted()
      const { said, fault } = await say(messages, withTools)
      if (said === null) return { fault }
      const calls = said.calls.filter(({ name }) => name !== ANSWER_TOOL)
      if (calls.length > 0 && withTools) {
        messages.push(said.message, ...(await use(said, tools, words)))
        if (round + 1 >= rounds) messages.push(new HumanMessage(words.toolSpent))
        continue
      }
      const proposal = readProposal(said.content)
      if (proposal === null) return { fault: { kind: 'invalid' } }
      return { proposal, messages: [...messages, new AIMessage(JSON.stringify(proposal))] }
    }
  }

  const titles = (procedures?.all ?? []).map(({ id, title }) => ({ id, title }))
  const first = await settle(
    [
      new SystemMessage(rulesFor(words, titles)),
      new HumanMessage(askFor(asked.text, question, given.mayAskBack, bench.sources)),
    ],
    TOOL_ROUNDS_MAX,
  )
  if ('fault' in first) return { ...bill.total(), kind: 'fault', fault: first.fault }
  const { proposal } = first
  if (proposal.kind === 'not_covered') return { ...bill.total(), kind: 'not_covered', missing: proposal.missing }
  if (proposal.kind === 'ask') {
    const holds = given.mayAskBack && holdsQuestion(proposal.question, asked.text, bench.sources, keywords)
    return holds
      ? { ...bill.total(), kind: 'ask', question: asked.restore(proposal.question.trim()) }
      : { ...bill.total(), kind: 'fault', fault: { kind: 'invalid' } }
  }
  let judged = judge(proposal.sentences)
  if (judged.removed.length > 0 && !bill.exhausted() && !signal.aborted) {
    const again = await settle([...first.messages, new HumanMessage(repairFor(words, judged.removed))], 0)
    if ('proposal' in again && again.proposal.kind === 'answer') {
      const repaired = judge(again.proposal.sentences)
      if (repaired.kept.length >= judged.kept.length) judged = repaired
    }
  }
  return { ...bill.total(), kind: 'answer', ...judged, bench }
}
