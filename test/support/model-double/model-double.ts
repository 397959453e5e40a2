/**
 * A strict OpenAI-compatible server on loopback that says what a script says: chat completions with tools and structured
 * output, embeddings, tokens of Entra ID, and everything that can go wrong with them. What a real one would refuse of a
 * request it refuses too, and `refuses` says what else this one does not take.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface AskedRow {
  id: string
  says: string
  told?: boolean
  year?: string
}

/** What was asked, as a model reads it. */
export interface AskedChoice {
  today: string
  question: string
  last: string | null
  topic: string | null
  reading: { kinds: string[]; years: number[]; subject: string | null }
  mayAskBack: boolean
  kinds: string[]
  procedures: { id: string; label: string }[]
  sources: { title: string; heading: string; status: string; rows: AskedRow[] }[]
}

/** What the desk sent, as the double reads it. */
export interface Received {
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
  messages: { role: string; content: unknown; tool_calls?: unknown }[]
  asked: AskedChoice
  tools: string[]
  raw: string
}

/** One scripted answer. Everything but `say` and `call` is a way to fail. */
export type Script =
  | { say: unknown; finish?: string; usage?: false }
  | { call: { name: string; args: unknown }[] }
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { hang: true }
  | { cutAfter: string }
  | { endless: string }
  | { choices: 'none' | 'blank' }
  | { broken: string }

export type Scripting = (received: Received, nth: number) => Script

/** What some servers do not take. */
export const REFUSALS = ['temperature', 'max_tokens', 'reasoning_effort', 'response_format', 'tools'] as const
export type Refusal = (typeof REFUSALS)[number]

export interface ModelDouble {
  url: string
  received: Received[]
  script(next: Scripting): void
  refuse(...next: Refusal[]): void
  close(): Promise<void>
}

const BODY_BYTES_MAX = 4_000_000

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > BODY_BYTES_MAX) throw new Error('the desk sent too much')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const NOTHING: AskedChoice = {
  today: '',
  question: '',
  last: null,
  topic: null,
  reading: { kinds: [], years: [], subject: null },
  mayAskBack: false,
  kinds: [],
  procedures: [],
  sources: [],
}

const receivedFrom = (request: IncomingMessage, raw: string): Received => {
  const isJson = request.headers['content-type']?.includes('json') === true
  const body = isJson ? (JSON.parse(raw) as Record<string, unknown>) : {}
  const messages = (body['messages'] ?? []) as Received['messages']
  const json = messages
    .map(({ content }) => content)
    .find((one) => typeof one === 'string' && one.startsWith('{"today"'))
  return {
    path: request.url ?? '',
    headers: request.headers,
    body,
    messages,
    asked: { ...NOTHING, ...(typeof json === 'string' ? (JSON.parse(json) as object) : {}) },
    tools: ((body['tools'] ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name),
    raw,
  }
}

type Schema = {
  type?: unknown
  properties?: Record<string, Schema>
  items?: Schema
  required?: string[]
  additionalProperties?: unknown
}

/** Strict schemas close every object and require all of its members. */
const isStrict = (schema: Schema): boolean => {
  if (schema.items !== undefined && !isStrict(schema.items)) return false
  if (schema.properties === undefined) return true
  const names = Object.keys(schema.properties)
  return (
    schema.additionalProperties === false &&
    names.every((name) => schema.required?.includes(name) === true) &&
    Object.values(schema.properties).every(isStrict)
  )
}

/** What a strict server finds wrong with a request. */
const faultOf = ({ body, messages }: Received, refusals: ReadonlySet<Refusal>): string | null => {
  for (const name of refusals) {
    if (body[name] === undefined) continue
    if (name === 'max_tokens')
      return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    return `Unsupported value: '${name}' does not support this with this model.`
  }
  if (typeof body['model'] !== 'string' || messages.length === 0) return 'you must provide a model and messages'
  const format = body['response_format'] as { json_schema?: { strict?: boolean; schema?: Schema } } | undefined
  const { strict, schema } = format?.json_schema ?? {}
  if (strict === true && !isStrict(schema ?? {})) return "Invalid schema for response_format: 'additionalProperties'"
  const answered = messages.every(
    ({ role }, i) => role !== 'tool' || ['assistant', 'tool'].includes(messages[i - 1]?.role ?? ''),
  )
  return answered ? null : "messages with role 'tool' must be a response to a preceding message with 'tool_calls'"
}

const USAGE = { prompt_tokens: 700, completion_tokens: 90, total_tokens: 790 }

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

const completion = (message: object, finish: string, usage: boolean): object => ({
  id: `chatcmpl-${randomUUID()}`,
  object: 'chat.completion',
  created: 0,
  model: 'double',
  choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, finish_reason: finish }],
  ...(usage ? { usage: USAGE } : {}),
})

const wordsOf = (say: unknown): string => (typeof say === 'string' ? say : JSON.stringify(say))

const perform = async (script: Script, response: ServerResponse): Promise<void> => {
  if ('status' in script) {
    return json(
      response,
      script.status,
      script.body ?? { error: { message: `scripted ${script.status}` } },
      script.headers,
    )
  }
  // Never answered; the far side has to give up by itself.
  if ('hang' in script) return
  if ('broken' in script) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(script.broken)
    return
  }
  if ('cutAfter' in script) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(`{"choices":[{"message":{"content":"${script.cutAfter}`)
    await pause(5)
    response.destroy()
    return
  }
  if ('choices' in script) {
    return json(
      response,
      200,
      script.choices === 'blank'
        ? completion({ content: '' }, 'stop', true)
        : { ...completion({}, 'stop', true), choices: [] },
    )
  }
  if ('endless' in script) {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"x":"')
    while (!response.destroyed && !response.writableEnded) {
      response.write(script.endless.repeat(10_000))
      await pause(1)
    }
    return
  }
  if ('call' in script) {
    const calls = script.call.map(({ name, args }) => ({
      // Never the same twice, as what answers one call is told by its id.
      id: `call-${randomUUID()}`,
      type: 'function',
      function: { name, arguments: wordsOf(args) },
    }))
    return json(response, 200, completion({ content: null, tool_calls: calls }, 'tool_calls', true))
  }
  json(response, 200, completion({ content: wordsOf(script.say) }, script.finish ?? 'stop', script.usage !== false))
}

/** Vectors that are near for texts with the same characters: enough to tell which text was meant. */
const vectorOf = (text: string, dimension: number): number[] => {
  const vector = Array.from({ length: dimension }, () => 0.01)
  for (const character of text) {
    const at = (character.codePointAt(0) ?? 0) % dimension
    vector[at] = (vector[at] ?? 0) + 1
  }
  return vector
}

const embed = ({ body }: Received, response: ServerResponse): void => {
  const {
    input,
    model,
    encoding_format: format,
  } = body as { input: string | string[]; model: string; encoding_format?: string }
  // Like several local servers, it knows no base64; a client that asks for it would misread the vectors.
  if (format !== 'float') return json(response, 400, { error: { message: 'encoding_format must be float' } })
  const dimension = model.includes('wide') ? 24 : 16
  const data = [input]
    .flat()
    .map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, dimension) }))
  json(response, 200, { object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } })
}

export const startModelDouble = async (first: Scripting): Promise<ModelDouble> => {
  let scripting = first
  let refusals: ReadonlySet<Refusal> = new Set()
  const received: Received[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = receivedFrom(request, await bodyOf(request))
    received.push(one)
    if (one.path.endsWith('/oauth2/v2.0/token'))
      return json(response, 200, { access_token: 'entra-token', expires_in: 3_600 })
    if (!one.path.endsWith('/embeddings')) {
      const fault = faultOf(one, refusals)
      if (fault !== null) return json(response, 400, { error: { message: fault, type: 'invalid_request_error' } })
    }
    const script = scripting(one, received.length)
    if (one.path.endsWith('/embeddings') && !('status' in script || 'hang' in script)) return embed(one, response)
    await perform(script, response)
  }
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    received,
    script(next) {
      scripting = next
    },
    refuse(...next) {
      refusals = new Set(next)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
