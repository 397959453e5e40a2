import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { chatMethods } from './chat.ts'
import { otherMethods, parameters } from './methods.ts'
import { createInstallations } from './installations.ts'
import { createRights } from './rights.ts'
import { createStatusBoard, sessionMethods } from './sessions.ts'
import {
  APP_TOKEN,
  BOT,
  TEAM,
  createWorkspace,
  Refused,
  refuse,
  type Args,
  type Behaviour,
  type Call,
  type Given,
  type Methods,
  type Posted,
} from './workspace.ts'

/**
 * A stand-in for Slack's Web API and Socket Mode on loopback. It knows only documented methods and arguments, and
 * remembers whatever Slack would have refused.
 */

const bodyOf = async (request: IncomingMessage): Promise<Args> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
  const args: Args = {}
  for (const [key, value] of form) {
    try {
      args[key] = ['blocks', 'view', 'chunks', 'prompts'].includes(key) ? JSON.parse(value) : value
    } catch {
      args[key] = value
    }
  }
  return args
}

/** True where the wire itself answers, so that the call never reaches a method. */
const refusedBy = (
  behaviour: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
  record: (error: string) => void,
): boolean => {
  if (behaviour.kind === 'status') {
    record(`http_${behaviour.status}`)
    const after = behaviour.retryAfter === undefined ? {} : { 'retry-after': String(behaviour.retryAfter) }
    response.writeHead(behaviour.status, after).end()
    return true
  }
  if (behaviour.kind !== 'hang-up') return false
  record('hang_up')
  request.socket.destroy()
  return true
}

export const startSlackDouble = async (given: Given = {}) => {
  const space = createWorkspace(given)
  const calls: Call[] = []
  const behaviours = new Map<string, Behaviour[]>()
  const sockets = new Set<WebSocket>()
  const acks = new Map<string, (payload: unknown) => void>()
  let revoked = false
  let down = false
  let latencyMs = 0
  let linkUrl: string | null = null
  const board = createStatusBoard()
  const rights = createRights(given)
  const installations = createInstallations(given)
  const methods: Methods = {
    ...chatMethods(space, board),
    ...sessionMethods(space, board),
    ...otherMethods(space, () => `${linkUrl ?? url.replace('http', 'ws')}/link`),
    'auth.test': () => ({}),
    'oauth.v2.access': installations.access,
  }

  const run = (method: string, args: Args, token: string): Args => {
    const known = parameters[method]
    const handler = methods[method]
    if (!known || !handler) {
      space.violations.push(`${method} is no method`)
      return refuse('unknown_method')
    }
    const strange = Object.keys(args).filter((key) => !known.includes(key) && key !== 'team_id')
    if (strange.length > 0) space.violations.push(`${method} takes no ${strange.join(', ')}`)
    if (method === 'oauth.v2.access') return handler(args)
    if (method === 'apps.connections.open') return token === APP_TOKEN ? handler(args) : refuse('invalid_auth')
    if (revoked) refuse('token_revoked')
    const tenant = installations.holderOf(token)
    if (method === 'auth.test') return { team: tenant.name, team_id: tenant.team, user_id: tenant.bot, bot_id: 'BBOT' }
    rights.check(method, args)
    return handler(args)
  }

  const behaviourOf = (method: string): Behaviour | undefined =>
    behaviours.get(method)?.shift() ?? (down ? { kind: 'status', status: 503 } : behaviours.get('*')?.shift())

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const method = (request.url ?? '').replace('/api/', '')
    const args = await bodyOf(request)
    const bearer = (request.headers.authorization ?? '').replace('Bearer ', '')
    const behaviour = behaviourOf(method)
    const record = (error: string | null) =>
      void calls.push({ method, args, error, at: performance.now(), team: installations.teamOf(bearer) ?? null })
    if (behaviour !== undefined && refusedBy(behaviour, request, response, record)) return
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    if (behaviour?.kind === 'hang') await new Promise((resolve) => setTimeout(resolve, behaviour.ms))
    const wait = behaviour === undefined ? rights.wait(method, args, installations.teamOf(bearer) ?? TEAM) : null
    if (wait !== null) {
      record('http_429')
      response.writeHead(429, { 'retry-after': String(wait) }).end()
      return
    }
    let answer: Args
    try {
      if (behaviour?.kind === 'error') refuse(behaviour.error)
      answer = { ok: true, ...run(method, args, bearer) }
      record(null)
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      answer = { ok: false, error: thrown.message, ...thrown.more }
      record(thrown.message)
    }
    if (behaviour?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, behaviour.ms))
    if (behaviour?.kind === 'lost') request.socket.destroy()
    else {
      const head = { 'content-type': 'application/json', 'x-oauth-scopes': rights.scopes.join(',') }
      response.writeHead(200, head).end(JSON.stringify(answer))
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((thrown: unknown) => {
      space.violations.push(`the double failed: ${String(thrown)}`)
      response.destroy()
    })
  })
  const wss = new WebSocketServer({ server, path: '/link' })
  wss.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data: Buffer) => {
      const { envelope_id: id, payload } = JSON.parse(data.toString('utf8')) as {
        envelope_id: string
        payload: unknown
      }
      acks.get(id)?.(payload)
      acks.delete(id)
    })
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    apiUrl: `${url}/api/`,
    calls,
    violations: space.violations,
    board,
    installations,
    given,
    views: space.views,
    homes: space.homes,
    reactions: space.reactions,
    sockets,
    newTs: space.newTs,
    next: space.next,
    of: (method: string) => calls.filter((call) => call.method === method),
    /** What stands in a channel, oldest first; with `thread` only that thread's replies. */
    posts: (channel: string, thread?: string) =>
      space
        .inChannel(channel)
        .filter((each) => each.user === BOT && (thread === undefined || each.thread_ts === thread)),
    place(channel: string, message: Pick<Posted, 'ts' | 'thread_ts' | 'text' | 'user'>) {
      space.inChannel(channel).push({ ...message, blocks: [], only: null, streaming: false })
    },
    /** The stream ends by itself, as Slack's do after some minutes. */
    endStreams() {
      for (const posted of space.channels.values()) for (const each of posted) each.streaming = false
    },
    behave: (method: string, ...list: Behaviour[]) => void behaviours.set(method, list),
    /** Each call takes this long to arrive. */
    setLatency: (ms: number) => void (latencyMs = ms),
    port: Number(new URL(url).port),
    /** Where sockets are told to connect, where that is not this double's own address. */
    setLinkUrl: (to: string) => void (linkUrl = to),
    setDown: (value: boolean) => void (down = value),
    revoke: (value: boolean) => void (revoked = value),
    trigger(ageMs = 0): string {
      const id = `${space.next()}.${space.next()}.abc`
      space.triggers.set(id, { at: Date.now() - ageMs, used: false })
      return id
    },
    /** Sends over the socket and waits for the acknowledgement; null when none came in time. */
    push(type: 'events_api' | 'interactive' | 'slash_commands', payload: unknown, withinMs = 3_000): Promise<unknown> {
      const [socket] = sockets
      if (!socket) return Promise.resolve(null)
      const id = `e${space.next()}`
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), withinMs)
        acks.set(id, (answer) => {
          clearTimeout(timer)
          resolve(answer ?? {})
        })
        socket.send(JSON.stringify({ type, envelope_id: id, payload, accepts_response_payload: type !== 'events_api' }))
      })
    },
    dropSockets() {
      for (const socket of sockets) socket.terminate()
    },
    async stop() {
      for (const socket of sockets) socket.terminate()
      wss.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export type SlackDouble = Awaited<ReturnType<typeof startSlackDouble>>
