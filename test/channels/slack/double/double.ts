import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { messageFaults, streamFaults, viewFaults } from './limits.ts'

/**
 * A stand-in for Slack's Web API and Socket Mode on loopback. It knows only documented methods and arguments, and
 * remembers whatever Slack would have refused.
 */

export const BOT_TOKEN = 'xoxb-0001'
export const APP_TOKEN = 'xapp-0001'
export const TEAM = 'T01'
export const BOT = 'UBOT'
const TRIGGER_MS = 3_000

export type Args = Record<string, unknown>
export interface Call {
  method: string
  args: Args
  /** Slack's word, or null where it went well. */
  error: string | null
}
export interface Posted {
  ts: string
  thread_ts: string | null
  text: string
  blocks: Args[]
  user: string
  /** Only this person sees it. */
  only: string | null
  streaming: boolean
}
/** What the next call of a method meets. */
export type Behaviour =
  | { kind: 'status'; status: number; retryAfter?: number }
  | { kind: 'hang-up' }
  | { kind: 'hang'; ms: number }
  /** Done, but nobody hears of it. */
  | { kind: 'lost' }
  | { kind: 'error'; error: string }

const optionals: Record<string, string[]> = {
  'auth.test': [],
  'apps.connections.open': [],
  'chat.postMessage': ['channel', 'text', 'blocks', 'thread_ts', 'unfurl_links', 'unfurl_media', 'link_names'],
  'chat.update': ['channel', 'ts', 'text', 'blocks'],
  'chat.postEphemeral': ['channel', 'user', 'text', 'blocks', 'thread_ts'],
  'chat.startStream': ['channel', 'thread_ts', 'markdown_text', 'chunks', 'recipient_team_id', 'recipient_user_id'],
  'chat.appendStream': ['channel', 'ts', 'markdown_text', 'chunks'],
  'chat.stopStream': ['channel', 'ts', 'markdown_text', 'chunks', 'blocks'],
  'conversations.open': ['users'],
  'conversations.members': ['channel', 'limit', 'cursor'],
  'conversations.replies': ['channel', 'ts', 'limit', 'cursor'],
  'conversations.history': ['channel', 'limit', 'cursor'],
  'reactions.add': ['channel', 'timestamp', 'name'],
  'users.info': ['user'],
  'views.open': ['trigger_id', 'view'],
  'views.update': ['view_id', 'view'],
  'views.publish': ['user_id', 'view'],
  'assistant.threads.setStatus': ['channel_id', 'thread_ts', 'status'],
  'assistant.threads.setSuggestedPrompts': ['channel_id', 'prompts', 'title'],
}

class Refused extends Error {}
const refuse = (word: string): never => {
  throw new Refused(word)
}

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

export const startSlackDouble = async (
  given: { members?: Record<string, string[]>; names?: Record<string, string> } = {},
) => {
  const calls: Call[] = []
  /** What Slack would have refused, or what no client of it should do. */
  const violations: string[] = []
  const channels = new Map<string, Posted[]>()
  const views = new Map<string, Args>()
  const homes = new Map<string, Args>()
  const reactions: { channel: string; ts: string; name: string }[] = []
  const triggers = new Map<string, { at: number; used: boolean }>()
  const behaviours = new Map<string, Behaviour[]>()
  const sockets = new Set<WebSocket>()
  const acks = new Map<string, (payload: unknown) => void>()
  let revoked = false
  let count = 0
  let down = false

  const next = () => ++count
  const newTs = () => `17637000${String(next()).padStart(2, '0')}.${String(count).padStart(6, '0')}`
  const inChannel = (channel: string) => {
    const known = channels.get(channel) ?? []
    channels.set(channel, known)
    return known
  }
  const checked = (faults: string[], method: string, word: string) => {
    if (faults.length === 0) return
    violations.push(...faults.map((fault) => `${method}: ${fault}`))
    refuse(word)
  }
  const str = (value: unknown): string => (typeof value === 'string' ? value : '')
  const found = (args: Args): Posted =>
    inChannel(str(args['channel'])).find(({ ts }) => ts === args['ts']) ?? refuse('message_not_found')
  const inThread = (args: Args) => {
    const root = inChannel(str(args['channel'])).find(({ ts }) => ts === args['thread_ts'])
    if (root?.thread_ts != null) violations.push('a reply was used as the root of a thread')
  }
  const add = (args: Args, more: Partial<Posted> = {}): Posted => {
    const channel = str(args['channel'])
    if (!/^[CDG][A-Z0-9]+$/u.test(channel)) return refuse('channel_not_found')
    const thread = args['thread_ts']
    const posted: Posted = {
      ts: newTs(),
      thread_ts: thread === undefined ? null : str(thread),
      text: str(args['text']),
      blocks: (args['blocks'] as Args[] | undefined) ?? [],
      user: BOT,
      only: null,
      streaming: false,
      ...more,
    }
    if (thread !== undefined) inThread(args)
    inChannel(channel).push(posted)
    return posted
  }
  const openView = (view: unknown, method: string) => {
    checked(viewFaults(view), method, 'invalid_arguments')
    const id = `V${next()}`
    views.set(id, { ...(view as Args), id })
    return { view: { ...(view as Args), id } }
  }
  const streamed = (args: Args): string =>
    [args['markdown_text'], ...((args['chunks'] as Args[] | undefined) ?? []).map((chunk) => chunk['text'])]
      .map(str)
      .join('')
  const shown = (each: Posted) => ({
    ts: each.ts,
    thread_ts: each.thread_ts,
    text: each.text,
    blocks: each.blocks,
    user: each.user,
  })

  const methods: Record<string, (args: Args) => Args> = {
    'auth.test': () => ({ team: '試験市', team_id: TEAM, user_id: BOT, bot_id: 'BBOT' }),
    'apps.connections.open': () => ({ url: `${url.replace('http', 'ws')}/link` }),
    'chat.postMessage': (args) => {
      checked(messageFaults(args), 'chat.postMessage', 'invalid_blocks')
      if (args['unfurl_links'] !== 'false' || args['unfurl_media'] !== 'false') violations.push('a post unfurls')
      return { ts: add(args).ts, channel: args['channel'] }
    },
    'chat.update': (args) => {
      checked(messageFaults(args), 'chat.update', 'invalid_blocks')
      const message = found(args)
      if (message.streaming) refuse('streaming_state_conflict')
      message.text = str(args['text'])
      message.blocks = (args['blocks'] as Args[] | undefined) ?? []
      return { ts: message.ts }
    },
    'chat.postEphemeral': (args) => {
      checked(messageFaults(args), 'chat.postEphemeral', 'invalid_blocks')
      return { message_ts: add(args, { only: str(args['user']) }).ts }
    },
    'chat.startStream': (args) => {
      checked(streamFaults(args), 'chat.startStream', 'msg_too_long')
      if (args['thread_ts'] === undefined) refuse('invalid_thread_ts')
      const direct = str(args['channel']).startsWith('D')
      if (!direct && (args['recipient_team_id'] === undefined || args['recipient_user_id'] === undefined)) {
        refuse('missing_recipient_team_id')
      }
      return { ts: add(args, { text: streamed(args), streaming: true }).ts }
    },
    'chat.appendStream': (args) => {
      checked(streamFaults(args), 'chat.appendStream', 'msg_too_long')
      const message = found(args)
      if (!message.streaming) refuse('message_not_in_streaming_state')
      message.text += streamed(args)
      return { ts: message.ts }
    },
    'chat.stopStream': (args) => {
      const message = found(args)
      if (!message.streaming) refuse('message_not_in_streaming_state')
      message.text += streamed(args)
      message.streaming = false
      return { ts: message.ts }
    },
    'conversations.open': ({ users }) => ({ channel: { id: `D${str(users).replace(/^U/u, '')}` } }),
    'conversations.members': ({ channel }) => ({
      members: given.members?.[str(channel)] ?? refuse('channel_not_found'),
    }),
    'conversations.replies': (args) => {
      const all = inChannel(str(args['channel'])).filter((each) => each.only === null)
      return { messages: all.filter(({ ts, thread_ts: root }) => ts === args['ts'] || root === args['ts']).map(shown) }
    },
    'conversations.history': (args) => ({
      messages: inChannel(str(args['channel']))
        .filter(({ thread_ts: root, only }) => root === null && only === null)
        .map(shown)
        .toReversed(),
    }),
    'reactions.add': (args) => {
      const reaction = { channel: str(args['channel']), ts: str(args['timestamp']), name: str(args['name']) }
      if (reactions.some((each) => JSON.stringify(each) === JSON.stringify(reaction))) refuse('already_reacted')
      reactions.push(reaction)
      return {}
    },
    'users.info': ({ user }) => {
      const name = given.names?.[str(user)]
      return name === undefined ? refuse('user_not_found') : { user: { profile: { display_name: name }, name } }
    },
    'views.open': ({ trigger_id: id, view }) => {
      const trigger = triggers.get(str(id)) ?? refuse('invalid_trigger_id')
      if (trigger.used) refuse('exchanged_trigger_id')
      if (Date.now() - trigger.at > TRIGGER_MS) refuse('expired_trigger_id')
      trigger.used = true
      return openView(view, 'views.open')
    },
    'views.update': ({ view_id: id, view }) => {
      if (!views.has(str(id))) refuse('not_found')
      checked(viewFaults(view), 'views.update', 'invalid_arguments')
      views.set(str(id), { ...(view as Args), id })
      return { view: { ...(view as Args), id } }
    },
    'views.publish': ({ user_id: user, view }) => {
      checked(viewFaults(view), 'views.publish', 'invalid_arguments')
      homes.set(str(user), view as Args)
      return {}
    },
    'assistant.threads.setStatus': () => ({}),
    'assistant.threads.setSuggestedPrompts': ({ prompts }) => {
      if (!Array.isArray(prompts) || prompts.length > 4) refuse('invalid_arguments')
      return {}
    },
  }

  const run = (method: string, args: Args, token: string): Args => {
    const known = optionals[method]
    const handler = methods[method]
    if (!known || !handler) {
      violations.push(`${method} is no method`)
      return refuse('unknown_method')
    }
    const strange = Object.keys(args).filter((key) => !known.includes(key) && key !== 'team_id')
    if (strange.length > 0) violations.push(`${method} takes no ${strange.join(', ')}`)
    if (token !== (method === 'apps.connections.open' ? APP_TOKEN : BOT_TOKEN)) refuse('invalid_auth')
    if (revoked) refuse('token_revoked')
    return handler(args)
  }

  const behaviourOf = (method: string): Behaviour | undefined =>
    behaviours.get(method)?.shift() ?? (down ? { kind: 'status', status: 503 } : behaviours.get('*')?.shift())

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const method = (request.url ?? '').replace('/api/', '')
    const args = await bodyOf(request)
    const behaviour = behaviourOf(method)
    const record = (error: string | null) => void calls.push({ method, args, error })
    if (behaviour?.kind === 'status') {
      record(`http_${behaviour.status}`)
      const after = behaviour.retryAfter === undefined ? {} : { 'retry-after': String(behaviour.retryAfter) }
      response.writeHead(behaviour.status, after).end()
      return
    }
    if (behaviour?.kind === 'hang-up') {
      record('hang_up')
      request.socket.destroy()
      return
    }
    if (behaviour?.kind === 'hang') await new Promise((resolve) => setTimeout(resolve, behaviour.ms))
    let answer: Args
    try {
      if (behaviour?.kind === 'error') refuse(behaviour.error)
      const token = (request.headers.authorization ?? '').replace('Bearer ', '')
      answer = { ok: true, ...run(method, args, token) }
      record(null)
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      answer = { ok: false, error: thrown.message }
      record(thrown.message)
    }
    if (behaviour?.kind === 'lost') request.socket.destroy()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((thrown: unknown) => {
      violations.push(`the double failed: ${String(thrown)}`)
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
    violations,
    views,
    homes,
    reactions,
    sockets,
    newTs,
    next,
    of: (method: string) => calls.filter((call) => call.method === method),
    /** What stands in a channel, oldest first; with `thread` only that thread's replies. */
    posts: (channel: string, thread?: string) =>
      inChannel(channel).filter((each) => each.user === BOT && (thread === undefined || each.thread_ts === thread)),
    place(channel: string, message: Pick<Posted, 'ts' | 'thread_ts' | 'text' | 'user'>) {
      inChannel(channel).push({ ...message, blocks: [], only: null, streaming: false })
    },
    /** The stream ends by itself, as Slack's do after some minutes. */
    endStreams() {
      for (const posted of channels.values()) for (const each of posted) each.streaming = false
    },
    behave: (method: string, ...list: Behaviour[]) => void behaviours.set(method, list),
    setDown: (value: boolean) => void (down = value),
    revoke: (value: boolean) => void (revoked = value),
    trigger(ageMs = 0): string {
      const id = `${next()}.${next()}.abc`
      triggers.set(id, { at: Date.now() - ageMs, used: false })
      return id
    },
    /** Sends over the socket and waits for the acknowledgement; null when none came in time. */
    push(type: 'events_api' | 'interactive' | 'slash_commands', payload: unknown, withinMs = 3_000): Promise<unknown> {
      const [socket] = sockets
      if (!socket) return Promise.resolve(null)
      const id = `e${next()}`
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
