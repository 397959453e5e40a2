import { createHmac, createVerify } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { FarAnswer } from '../conformance.ts'
import { logo, publicKey } from './chats.ts'

/** What a chat took, as it would show it. */
export interface Taken {
  chat: string
  room: string
  person: string
  text: string
  /** What the desk calls the message, where the chat is told. */
  id: string
  taps: { label: string; text: string }[]
}

export interface Far {
  url: string
  listener: RequestListener
  taken: Taken[]
  tokens: string[]
  answerNext(
    answers: (FarAnswer | { hang: true } | { pass: true } | { status: number; headers?: Record<string, string> })[],
  ): void
  /** Takes connections and cuts them, as a host that is going up and down. */
  down(is: boolean): void
  /** No token that was given so far is good any more. */
  withdrawTokens(): void
  close(): Promise<void>
}

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

class Refused extends Error {
  readonly status: number
  constructor(status: number, why: string) {
    super(why)
    this.status = status
  }
}

const must = (holds: boolean, status: number, why: string) => {
  if (!holds) throw new Refused(status, why)
}

type Body = Record<string, unknown>
const jsonIn = (request: IncomingMessage, text: string): Body => {
  must((request.headers['content-type'] ?? '').startsWith('application/json'), 415, 'json expected')
  return JSON.parse(text) as Body
}

/** The far sides of all chats, each as strict as its documents; what they would not take is a 4xx. */
export const startFar = async (): Promise<Far> => {
  const taken: Taken[] = []
  const tokens: string[] = []
  let good = new Set<string>()
  let answers: Parameters<Far['answerNext']>[0] = []
  let isDown = false
  const hanging = new Set<ServerResponse>()
  const none = { room: '', person: '', id: '', taps: [] }

  const grant = (text: string): Body => {
    const form = new URLSearchParams(text)
    const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
    const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`)
    must(verifier.verify(publicKey, signature, 'base64url'), 401, 'assertion')
    must(said['iss'] === 'client-1' && said['sub'] === 'abc.serviceaccount@city', 401, 'claims')
    must(Number(said['exp']) - Number(said['iat']) <= 3_600, 401, 'exp')
    must(form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer', 400, 'grant')
    must(form.get('client_secret') === 'client-secret' && form.get('scope') === 'bot', 401, 'client')
    const token = `token-${tokens.length + 1}`
    tokens.push(token)
    good.add(token)
    // The real one writes this number as a text.
    return { access_token: token, token_type: 'Bearer', expires_in: '86400', scope: 'bot' }
  }

  const relay = (request: IncomingMessage, text: string): Taken => {
    const stamp = String(request.headers['x-desk-timestamp'])
    const expected = createHmac('sha256', logo.keys[0]).update(`${stamp}.${text}`).digest('hex')
    must(request.headers['x-desk-signature'] === expected, 401, 'signature')
    const body = jsonIn(request, text)
    must(body['version'] === 1 && request.headers['idempotency-key'] === body['id'], 400, 'contract')
    const { id } = body['user'] as { id: string }
    return {
      ...none,
      chat: 'logo',
      room: String(body['room']),
      person: id,
      text: String(body['text']),
      id: String(body['id']),
    }
  }

  const works = (request: IncomingMessage, path: string, text: string): Taken => {
    const bearer = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? ''
    must(good.has(bearer), 401, 'token')
    const [, kind = '', to = ''] = /^\/v1\.0\/bots\/2000001\/(users|channels)\/([^/]+)\/messages$/u.exec(path) ?? []
    const { content } = jsonIn(request, text) as {
      content: {
        type: string
        text: string
        quickReply?: { items: { action: { type: string; label: string; text: string } }[] }
      }
    }
    must(content.type === 'text' && content.text.length <= 2_000, 400, 'content')
    const taps = (content.quickReply?.items ?? []).map(({ action }) => ({ label: action.label, text: action.text }))
    must(taps.length <= 13 && taps.every(({ label }) => label.length <= 20), 400, 'quickReply')
    const place = kind === 'users' ? { person: decodeURIComponent(to) } : { room: decodeURIComponent(to) }
    return { ...none, ...place, chat: 'lineworks', text: content.text, taps }
  }

  const take = (request: IncomingMessage, path: string, text: string): { body: Body; status: number } => {
    must(request.method === 'POST', 405, 'method')
    if (path === '/oauth2/v2.0/token') return { status: 200, body: grant(text) }
    if (path === '/relay') {
      taken.push(relay(request, text))
      return { status: 202, body: {} }
    }
    const cw = /^\/v2\/rooms\/(\d+)\/messages$/u.exec(path)
    if (cw) {
      must(request.headers['x-chatworktoken'] === 'chatwork-api-token', 401, 'token')
      const [, person = '', words = ''] =
        /^\[To:(\d+)\]\n([\s\S]+)$/u.exec(new URLSearchParams(text).get('body') ?? '') ?? []
      must(person !== '', 400, 'body')
      taken.push({ ...none, chat: 'chatwork', room: cw[1] ?? '', person, text: words })
      return { status: 200, body: { message_id: `cw-${taken.length}` } }
    }
    if (path.startsWith('/v1.0/')) {
      taken.push(works(request, path, text))
      return { status: 201, body: {} }
    }
    if (path === '/api/v4/posts') {
      must(request.headers.authorization === 'Bearer mm-bot-token', 401, 'token')
      const body = jsonIn(request, text)
      taken.push({ ...none, chat: 'mattermost', room: String(body['channel_id']), text: String(body['message']) })
      return { status: 201, body: { id: `mm-${taken.length}` } }
    }
    must(path === '/api/v1/chat.postMessage', 404, path)
    must(request.headers['x-auth-token'] === 'rc-api-token' && request.headers['x-user-id'] === 'bot-1', 401, 'token')
    const body = jsonIn(request, text)
    taken.push({ ...none, chat: 'rocketchat', room: String(body['roomId']), text: String(body['text']) })
    return { status: 200, body: { success: true, message: { _id: `rc-${taken.length}` } } }
  }

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').replace(/^http:\/\/[^/]+/u, '')
    const text = await read(request)
    const next = path === '/oauth2/v2.0/token' ? undefined : answers.shift()
    if (isDown || (next !== undefined && 'hangUp' in next && next.hangUp)) {
      request.socket.destroy()
      return
    }
    if (next !== undefined && 'hang' in next) {
      hanging.add(response)
      return
    }
    if (next !== undefined && 'status' in next) {
      const after = 'retryAfterSeconds' in next ? { 'retry-after': String(next.retryAfterSeconds) } : {}
      response.writeHead(next.status, { ...after, ...('headers' in next ? next.headers : {}) }).end('{"errors":["no"]}')
      return
    }
    try {
      const { status, body } = take(request, path, text)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    } catch (thrown) {
      response.writeHead(thrown instanceof Refused ? thrown.status : 400).end(String(thrown))
    }
  }

  const listener: RequestListener = (request, response) => void serve(request, response)
  const server = createServer(listener)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    listener,
    taken,
    tokens,
    answerNext: (next) => void (answers = [...next]),
    down: (is) => void (isDown = is),
    withdrawTokens: () => void (good = new Set()),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
