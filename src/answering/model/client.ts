/**
 * LangChain's client for an OpenAI-compatible far side or for Azure OpenAI, in the manner that this far side takes:
 * what it refuses (a temperature, a name for the cap, a schema, tools) is learned from its answer and kept.
 */
import type { FaultKind, Fault } from './faults.ts'

export interface AzureSettings {
  endpoint: string
  deployment: string
  version: string
  key: string | undefined
  /** Entra ID: a token in place of a key. */
  token: (() => Promise<string>) | undefined
}

export interface ClientSettings {
  apiKey: string | undefined
  baseURL: string | undefined
  azure: AzureSettings | null
  model: string
  /** Tokens of one answer. */
  answerTokensMax: number
  /** For models that think first, whatever name they are deployed under. */
  reasoningEffort: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | undefined
  /** The way out of the office: proxies and authorities of its own. */
  fetch: typeof globalThis.fetch
}

/** How servers hold a model to a form; the first that a server takes is kept. */
const FORMS = ['schema', 'tools', 'text'] as const
export type Form = (typeof FORMS)[number]

export interface Manner {
  form: Form
  temperature: boolean
  effort: boolean
  cap: 'max_tokens' | 'max_completion_tokens'
  tokens: number
}

/** Names of models that think first; others are told by OPENAI_REASONING_EFFORT or by what they refuse. */
const THINKS = /(?:^|\/)(?:o\d|gpt-5(?!-chat))/u
/** Thinking shares the cap with the answer. */
const THINKING_FACTOR = 4
const TOKENS_MAX = 16_000

export const thinks = ({ model, reasoningEffort }: ClientSettings): boolean =>
  reasoningEffort !== undefined || THINKS.test(model)

export const firstManner = (settings: ClientSettings): Manner => {
  const thinking = thinks(settings)
  return {
    form: 'schema',
    temperature: !thinking,
    effort: settings.reasoningEffort !== undefined,
    cap: thinking ? 'max_completion_tokens' : 'max_tokens',
    tokens: Math.min(TOKENS_MAX, settings.answerTokensMax * (thinking ? THINKING_FACTOR : 1)),
  }
}

const nextForm = (manner: Manner): Manner | null => {
  const form = FORMS[FORMS.indexOf(manner.form) + 1]
  return form === undefined ? null : { ...manner, form }
}

/** Faults after which another form may help. */
const OF_FORM: ReadonlySet<FaultKind> = new Set<FaultKind>(['rejected', 'invalid', 'empty'])

/** Another manner that this far side may take, by what it said; null where none would help. */
export const otherManner = (manner: Manner, { kind, says = '' }: Fault): Manner | null => {
  if (kind === 'length') {
    const tokens = Math.min(TOKENS_MAX, manner.tokens * THINKING_FACTOR)
    return tokens > manner.tokens ? { ...manner, tokens } : null
  }
  if (!OF_FORM.has(kind)) return null
  if (kind === 'rejected') {
    if (manner.temperature && /temperature/iu.test(says)) return { ...manner, temperature: false }
    if (manner.effort && /reasoning/iu.test(says)) return { ...manner, effort: false }
    if (manner.cap === 'max_tokens' && /max_tokens|max_completion_tokens/iu.test(says)) {
      const tokens = Math.min(TOKENS_MAX, manner.tokens * THINKING_FACTOR)
      return { ...manner, cap: 'max_completion_tokens', temperature: false, tokens }
    }
    // A smaller model takes a smaller answer.
    if (/context length|maximum context|too (?:long|large)/iu.test(says)) return null
  }
  return nextForm(manner)
}

/** What a far side may send for one answer. */
const BYTES_MAX = 4_000_000

/** Stops reading a far side that never ends. */
const bounded =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init)
    if (response.body === null) return response
    let bytes = 0
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        bytes += chunk.byteLength
        if (bytes > BYTES_MAX) out.error(new Error('too much was sent'))
        else out.enqueue(chunk)
      },
    })
    const { status, statusText, headers } = response
    return new Response(response.body.pipeThrough(counting), { status, statusText, headers })
  }

/** The client in one manner. Loaded at the first question, so that a desk starts as fast as without a model. */
export const clientFor = async (settings: ClientSettings, manner: Manner) => {
  const { AzureChatOpenAI, ChatOpenAI } = await import('@langchain/openai')
  const { azure, model } = settings
  // The client goes by the name of the model, which a deployment may hide; so the cap is named here.
  const named = THINKS.test(model)
  const shared = {
    model,
    maxRetries: 0,
    streaming: false,
    useResponsesApi: false,
    ...(named || manner.cap === 'max_tokens' ? { maxTokens: manner.tokens } : {}),
    ...(manner.temperature ? { temperature: 0 } : {}),
    modelKwargs: {
      ...(!named && manner.cap === 'max_completion_tokens' ? { max_completion_tokens: manner.tokens } : {}),
      ...(manner.effort ? { reasoning_effort: settings.reasoningEffort } : {}),
    },
  }
  // The client would log what it cannot read, which is what people were told.
  const configuration = { logLevel: 'off' as const, fetch: bounded(settings.fetch) }
  if (azure !== null) {
    return new AzureChatOpenAI({
      ...shared,
      azureOpenAIEndpoint: azure.endpoint,
      azureOpenAIApiDeploymentName: azure.deployment,
      azureOpenAIApiVersion: azure.version,
      ...(azure.token === undefined ? { azureOpenAIApiKey: azure.key ?? '' } : { azureADTokenProvider: azure.token }),
      configuration,
    })
  }
  return new ChatOpenAI({
    ...shared,
    // Servers inside closed networks need no key, but the client insists on a value.
    apiKey: settings.apiKey ?? 'none',
    configuration: { ...configuration, ...(settings.baseURL === undefined ? {} : { baseURL: settings.baseURL }) },
  })
}
