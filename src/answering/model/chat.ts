/**
 * One call to an OpenAI-compatible chat model, through LangChain's client. The only file that knows the client; what
 * goes wrong is told as a value. The client retries nothing: deadlines and retries are the drafter's.
 */
import type { BaseMessage } from '@langchain/core/messages'
import type { StructuredToolInterface } from '@langchain/core/tools'
import type { AIMessageChunk } from 'langchain'
import { faultOf, type Fault } from './faults.ts'
import { proposalSchema } from './parse.ts'

export interface ChatSettings {
  apiKey: string | undefined
  baseURL: string | undefined
  model: string
  /** Tokens of one answer. */
  answerTokensMax: number
}

export interface ToolCall {
  id: string
  name: string
  args: Record<string, unknown>
}

export interface Said {
  content: string
  calls: ToolCall[]
  /** The message itself, to go on from. */
  message: BaseMessage
}

export interface Spent {
  tokensIn: number
  tokensOut: number
}

export type Asked = { said: Said; fault: null; spent: Spent } | { said: null; fault: Fault; spent: Spent }

export interface Chat {
  ask(
    messages: BaseMessage[],
    options: { tools: StructuredToolInterface[]; signal: AbortSignal; onContent?: (content: string) => void },
  ): Promise<Asked>
}

/** Servers differ in how they hold a model to a form; the first that a server takes is kept. */
const FORMS = ['schema', 'tools', 'text'] as const
type Form = (typeof FORMS)[number]

/** What servers answer to a request whose form they do not know. */
const UNTAKEN: ReadonlySet<number> = new Set([400, 415, 422])

/** Name of the tool by which a draft is handed in where a server knows no schemas. */
export const ANSWER_TOOL = 'answer'

/** A token is at least this many characters of what a server that ignores its cap may still send. */
const CHARACTERS_PER_TOKEN = 6

/** Models that think first take no temperature. */
const thinks = (model: string): boolean => /(?:^|\/)(?:o\d|gpt-5)/u.test(model)

const answerTool = (description: string) => ({
  type: 'function' as const,
  function: { name: ANSWER_TOOL, description, parameters: proposalSchema },
})

const responseFormat = {
  type: 'json_schema' as const,
  json_schema: { name: 'draft', strict: true, schema: proposalSchema },
}

/** Loaded at the first question, so that a desk starts as fast as without a model. */
const load = async (settings: ChatSettings) => {
  const { ChatOpenAI } = await import('@langchain/openai')
  return new ChatOpenAI({
    model: settings.model,
    // Servers inside closed networks need no key, but the client insists on a value.
    apiKey: settings.apiKey ?? 'none',
    // The client would log what it cannot read, which is what people were told.
    configuration: { logLevel: 'off', ...(settings.baseURL === undefined ? {} : { baseURL: settings.baseURL }) },
    maxRetries: 0,
    maxTokens: settings.answerTokensMax,
    streamUsage: true,
    ...(thinks(settings.model) ? {} : { temperature: 0 }),
  })
}

/** What a server that counts no tokens is taken to have used: about one a character in Japanese. */
const estimate = (messages: readonly BaseMessage[], content: string): Spent => ({
  tokensIn: messages.reduce((sum, { content: said }) => sum + (typeof said === 'string' ? said.length : 0), 0),
  tokensOut: content.length,
})

const contentOf = (chunk: AIMessageChunk): string => {
  const answer = chunk.tool_call_chunks?.find(({ name }) => name === ANSWER_TOOL)?.args
  return answer ?? (typeof chunk.content === 'string' ? chunk.content : '')
}

const finishOf = (chunk: AIMessageChunk): string | undefined => {
  const { finish_reason: reason } = chunk.response_metadata as { finish_reason?: unknown }
  return typeof reason === 'string' ? reason : undefined
}

const usageOf = (chunk: AIMessageChunk | undefined): Spent | null => {
  const { usage_metadata: usage } = (chunk ?? {}) as {
    usage_metadata?: { input_tokens: number; output_tokens: number }
  }
  return usage === undefined ? null : { tokensIn: usage.input_tokens, tokensOut: usage.output_tokens }
}

const FAULTS_BY_FINISH: Record<string, Fault['kind']> = { length: 'endless', content_filter: 'filtered' }

const judged = (whole: AIMessageChunk | undefined, finish: string | undefined): Said | Fault => {
  if (whole === undefined) return { kind: 'empty' }
  // Without a reason to end, the stream was cut.
  if (finish === undefined) return { kind: contentOf(whole) === '' ? 'empty' : 'cut' }
  const fault = FAULTS_BY_FINISH[finish]
  if (fault !== undefined) return { kind: fault }
  const calls = (whole.tool_calls ?? []).map(({ id, name, args }, i) => ({ id: id ?? `call-${i}`, name, args }))
  const content = contentOf(whole)
  return content.trim() === '' && calls.length === 0 ? { kind: 'empty' } : { content, calls, message: whole }
}

export const createChat = (settings: ChatSettings, answerDescription: string): Chat => {
  let model: ReturnType<typeof load> | null = null
  let form: Form = 'schema'
  const charactersMax = settings.answerTokensMax * CHARACTERS_PER_TOKEN

  const bound = async (used: Form, tools: StructuredToolInterface[]) => {
    model ??= load(settings)
    const chat = await model
    if (used === 'schema')
      return tools.length === 0
        ? chat.withConfig({ response_format: responseFormat })
        : chat.bindTools(tools, { response_format: responseFormat })
    return used === 'tools' ? chat.bindTools([...tools, answerTool(answerDescription)]) : chat
  }

  const once: (used: Form, ...given: Parameters<Chat['ask']>) => Promise<Asked> = async (used, messages, options) => {
    const { signal, onContent } = options
    let whole: AIMessageChunk | undefined
    let finish: string | undefined
    let length = 0
    const spent = (): Spent => usageOf(whole) ?? estimate(messages, whole === undefined ? '' : contentOf(whole))
    try {
      const stream = await (await bound(used, options.tools)).stream(messages, { signal })
      for await (const chunk of stream) {
        whole = whole === undefined ? chunk : whole.concat(chunk)
        finish = finishOf(chunk) ?? finish
        length +=
          contentOf(chunk).length +
          (chunk.tool_call_chunks ?? []).reduce((sum, { args }) => sum + (args ?? '').length, 0)
        if (length > charactersMax) return { said: null, fault: { kind: 'endless' }, spent: spent() }
        onContent?.(contentOf(whole))
      }
    } catch (thrown) {
      const fault = signal.aborted ? { kind: 'timeout' as const } : faultOf(thrown, whole !== undefined)
      return { said: null, fault, spent: whole === undefined ? { tokensIn: 0, tokensOut: 0 } : spent() }
    }
    if (signal.aborted) return { said: null, fault: { kind: 'timeout' }, spent: spent() }
    const said = judged(whole, finish)
    return 'kind' in said ? { said: null, fault: said, spent: spent() } : { said, fault: null, spent: spent() }
  }

  return {
    async ask(messages, options) {
      const first = form
      let asked = await once(first, messages, options)
      for (const next of FORMS.slice(FORMS.indexOf(first) + 1)) {
        if (asked.fault === null || !UNTAKEN.has(asked.fault.status ?? 0)) break
        asked = await once(next, messages, options)
        // Kept only where it helped: a question that is too long is rejected in every form.
        if (asked.fault === null) form = next
      }
      return asked
    },
  }
}
