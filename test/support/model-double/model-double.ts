/**
 * An OpenAI-compatible server on loopback that says what a script says: chat completions, whole and as a stream, tools,
 * structured output, embeddings, and everything that can go wrong with them.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface AskedPassage {
  n: number
  title: string
  heading?: string
  text: string
  issued?: string | null
  status?: string
}

/** What the desk sent, as the double reads it. */
export interface Received {
  path: string
  authorization: string | undefined
  body: Record<string, unknown>
  messages: { role: string; content: string; tool_calls?: unknown }[]
  /** The JSON of the first message that carries passages. */
  data: { question: string; today: string; mayAskBack: boolean; passages: AskedPassage[] }
  tools: string[]
  raw: string
}

/** One scripted answer. Text is streamed in pieces; everything else is a way to fail. */
export type Script =
  | { say: unknown; pieces?: number; everyMs?: number; usage?: false }
  | { call: { name: string; args: unknown }[] }
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { hang: true }
  | { cutAfter: string }
  | { endless: string }
  | { choices: 'none' | 'blank' }
  | { broken: string }
  | { finish: string; say: unknown }

export type Scripting = (received: Received, nth: number) => Script

export interface ModelDouble {
  url: string
  received: Received[]
  script(next: Scripting): void
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

const receivedFrom = (request: IncomingMessage, raw: string): Received => {
  const body = JSON.parse(raw) as Record<string, unknown>
  const messages = (body['messages'] ?? []) as Received['messages']
  const json = messages.map(({ content }) => content).find((content) => content?.startsWith('{"today"')) ?? '{}'
  const tools = ((body['tools'] ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name)
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization,
    body,
    messages,
    data: { question: '', today: '', mayAskBack: false, passages: [], ...(JSON.parse(json) as object) },
    tools,
    raw,
  }
}

const chunk = (delta: object, finish: string | null): object => ({
  id: 'double',
  object: 'chat.completion.chunk',
  created: 0,
  model: 'double',
  choices: [{ index: 0, delta, finish_reason: finish }],
})

const USAGE = { prompt_tokens: 700, completion_tokens: 90, total_tokens: 790 }
const usage = { ...chunk({}, null), choices: [], usage: USAGE }

const stream = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  return {
    send: (data: object) => response.write(`data: ${JSON.stringify(data)}\n\n`),
    end: () => {
      response.end('data: [DONE]\n\n')
    },
  }
}

const wordsOf = (say: unknown): string => (typeof say === 'string' ? say : JSON.stringify(say))

const perform = async (script: Script, response: ServerResponse): Promise<void> => {
  if ('status' in script) {
    response.writeHead(script.status, { 'content-type': 'application/json', ...script.headers })
    response.end(JSON.stringify(script.body ?? { error: { message: `scripted ${script.status}` } }))
    return
  }
  // Never answered; the far side has to give up by itself.
  if ('hang' in script) return
  const out = stream(response)
  if ('broken' in script) {
    response.write(script.broken)
    return out.end()
  }
  if ('cutAfter' in script) {
    out.send(chunk({ role: 'assistant', content: script.cutAfter }, null))
    await pause(5)
    response.destroy()
    return
  }
  if ('choices' in script) {
    if (script.choices === 'blank') out.send(chunk({ role: 'assistant', content: '' }, 'stop'))
    else out.send({ ...chunk({}, null), choices: [] })
    return out.end()
  }
  if ('endless' in script) {
    while (!response.destroyed && !response.writableEnded) {
      out.send(chunk({ content: script.endless }, null))
      await pause(1)
    }
    return
  }
  if ('call' in script) {
    const calls = script.call.map(({ name, args }, index) => ({
      index,
      id: `call-${index}`,
      type: 'function',
      function: { name, arguments: wordsOf(args) },
    }))
    out.send(chunk({ role: 'assistant', content: null, tool_calls: calls }, null))
    out.send(chunk({}, 'tool_calls'))
    out.send(usage)
    return out.end()
  }
  const words = wordsOf(script.say)
  const pieces = 'pieces' in script ? (script.pieces ?? 4) : 4
  const size = Math.max(1, Math.ceil(words.length / pieces))
  for (let from = 0; from < words.length; from += size) {
    out.send(chunk({ role: 'assistant', content: words.slice(from, from + size) }, null))
    if ('everyMs' in script && script.everyMs !== undefined) await pause(script.everyMs)
  }
  out.send(chunk({}, 'finish' in script ? script.finish : 'stop'))
  if (!('usage' in script)) out.send(usage)
  return out.end()
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

const embed = (received: Received, response: ServerResponse): void => {
  const {
    input,
    model,
    encoding_format: format,
  } = received.body as { input: string | string[]; model: string; encoding_format?: string }
  // Like several local servers, it knows no base64; a client that asks for it would misread the vectors.
  if (format !== 'float') {
    response.writeHead(400).end(JSON.stringify({ error: { message: 'encoding_format must be float' } }))
    return
  }
  const dimension = model.includes('wide') ? 24 : 16
  const data = [input]
    .flat()
    .map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, dimension) }))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } }))
}

export const startModelDouble = async (first: Scripting): Promise<ModelDouble> => {
  let scripting = first
  const received: Received[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = receivedFrom(request, await bodyOf(request))
    received.push(one)
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
