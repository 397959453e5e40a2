/** One choice by a LangChain agent: structured output, and a tool to look again, in the manner that the far side takes. */
import { createRequire } from 'node:module'
import type { LLMResult } from '@langchain/core/outputs'
import type { z } from 'zod'
import { late } from '../../base/late.ts'
import type { ChoiceAsked, Spent } from '../chooser.ts'
import type { Row } from '../rows.ts'
import { choiceShape, sourcesOf } from './choice.ts'
import { clientFor, type ClientSettings, type Manner } from './client.ts'
import { faultOf, type Fault } from './faults.ts'
import type { ModelWords } from './words.ts'

const require = createRequire(import.meta.url)
const callbacks = late(
  () => require('@langchain/core/callbacks/base') as typeof import('@langchain/core/callbacks/base'),
)
const parsers = late(() => require('@langchain/core/output_parsers') as typeof import('@langchain/core/output_parsers'))

const SEARCHES_MAX = 3
/** One call for each search, one for the choice, and one to spare. */
const CALLS_MAX = SEARCHES_MAX + 2
/** Of a call and what it asks for. */
const STEPS_MAX = 2 * CALLS_MAX + 1
const SEARCH_CHARACTERS_MAX = 200

export interface Told {
  choice: z.infer<typeof choiceShape> | null
  /** All rows that were shown, by their ids. */
  seen: Map<string, Row>
  fault: Fault | null
  spent: Spent
}

/** What an agent needs of what is asked. */
export type Searching = Pick<ChoiceAsked, 'candidates' | 'standing' | 'search'>

interface Heard {
  spent: Spent
  /** What was said last, and why it ended. */
  last: string
  finish: string | null
}

type Message = { content?: unknown; usage_metadata?: { input_tokens: number; output_tokens: number } }

/** Listens to the calls of an agent, of which it hands back only the last. */
const listener = (heard: Heard) =>
  callbacks().BaseCallbackHandler.fromMethods({
    handleLLMEnd(result: LLMResult) {
      const [generation] = result.generations.flat()
      const { message, generationInfo } = (generation ?? {}) as {
        message?: Message
        generationInfo?: { finish_reason?: unknown }
      }
      const usage = message?.usage_metadata
      heard.spent.tokensIn += usage?.input_tokens ?? 0
      heard.spent.tokensOut += usage?.output_tokens ?? 0
      heard.last = typeof message?.content === 'string' ? message.content : ''
      heard.finish = typeof generationInfo?.finish_reason === 'string' ? generationInfo.finish_reason : null
    },
    handleChatModelStart() {
      heard.spent.calls++
    },
  })

const searchTool = async (asked: Searching, seen: Map<string, Row>, words: ModelWords) => {
  const [{ tool }, { z: shapes }] = await Promise.all([import('langchain'), import('zod')])
  let searches = 0
  return tool(
    async ({ text }: { text: string }) => {
      if (++searches > SEARCHES_MAX) return words.searchSpent
      const rows = await asked.search(text.slice(0, SEARCH_CHARACTERS_MAX))
      for (const row of rows) seen.set(row.id, row)
      return JSON.stringify({ sources: sourcesOf(rows, asked.standing) })
    },
    { name: 'search', description: words.search, schema: shapes.object({ text: shapes.string() }) },
  )
}

const parser = late(() => parsers().StructuredOutputParser.fromZodSchema(choiceShape))

/** Words that hold the form all the same, perhaps between others. */
const readFrom = async (text: string): Promise<z.infer<typeof choiceShape> | null> =>
  text.trim() === ''
    ? null
    : parser()
        .parse(text)
        .catch(() => null)

const agentFor = async (
  settings: ClientSettings,
  manner: Manner,
  asked: Searching,
  seen: Map<string, Row>,
  words: ModelWords,
) => {
  const { createAgent, providerStrategy, toolStrategy } = await import('langchain')
  const model = await clientFor(settings, manner)
  if (manner.form === 'text') {
    const systemPrompt = `${words.rules}\n${words.form}\n${parser().getFormatInstructions()}`
    return createAgent({ model, tools: [], systemPrompt })
  }
  const tools = [await searchTool(asked, seen, words)]
  const shared = { model, tools, systemPrompt: words.rules }
  return manner.form === 'schema'
    ? createAgent({ ...shared, responseFormat: providerStrategy(choiceShape) })
    : createAgent({ ...shared, responseFormat: toolStrategy(choiceShape, { handleError: false }) })
}

export const askAgent = async (
  { settings, words, manner }: { settings: ClientSettings; words: ModelWords; manner: Manner },
  asked: Searching,
  question: string,
  signal: AbortSignal,
): Promise<Told> => {
  const seen = new Map(asked.candidates.map((row) => [row.id, row]))
  const heard: Heard = { spent: { calls: 0, tokensIn: 0, tokensOut: 0 }, last: '', finish: null }
  const told = (choice: Told['choice'], fault: Fault | null): Told => ({ choice, seen, fault, spent: heard.spent })
  let structured: unknown
  try {
    const agent = await agentFor(settings, manner, asked, seen, words)
    const made = (await agent.invoke(
      { messages: [{ role: 'user', content: question }] },
      { signal, callbacks: [listener(heard)], recursionLimit: STEPS_MAX },
    )) as { structuredResponse?: unknown }
    structured = made.structuredResponse
  } catch (thrown) {
    if (signal.aborted) return told(null, { kind: 'timeout' })
    const fault = faultOf(thrown)
    // A server that takes a schema and does not hold to it may still say it in other words.
    const choice = fault.kind === 'invalid' && heard.finish === 'stop' ? await readFrom(heard.last) : null
    return heard.finish === 'length' && choice === null
      ? told(null, { kind: 'length' })
      : told(choice, choice && fault ? null : fault)
  }
  if (heard.finish === 'length') return told(null, { kind: 'length' })
  if (heard.finish === 'content_filter') return told(null, { kind: 'filtered' })
  const read = choiceShape.safeParse(structured)
  const choice = read.success ? read.data : await readFrom(heard.last)
  if (choice !== null) return told(choice, null)
  if (heard.spent.calls >= CALLS_MAX) return told(null, { kind: 'endless' })
  return told(null, { kind: heard.last.trim() === '' ? 'empty' : 'invalid' })
}
