import { viewFaults } from './limits.ts'

export const BOT_TOKEN = 'xoxb-0001'
export const APP_TOKEN = 'xapp-0001'
export const TEAM = 'T01'
export const BOT = 'UBOT'
/** How long Slack lets a modal be opened after a press. */
export const TRIGGER_MS = 3_000

export type Args = Record<string, unknown>
export interface Call {
  method: string
  args: Args
  /** Slack's word, or null where it went well. */
  error: string | null
  /** On this process's own clock. */
  at: number
  /** Whose token it came with. */
  team: string | null
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
  /** Done at once, and told late. */
  | { kind: 'slow'; ms: number }
  /** Done, but nobody hears of it. */
  | { kind: 'lost' }
  | { kind: 'error'; error: string }

export class Refused extends Error {
  constructor(
    word: string,
    readonly more: Args = {},
  ) {
    super(word)
  }
}
export const refuse = (word: string, more: Args = {}): never => {
  throw new Refused(word, more)
}
export const str = (value: unknown): string => (typeof value === 'string' ? value : '')

export interface Given {
  /** Members by channel. */
  members?: Record<string, string[]>
  /** Names by user. */
  names?: Record<string, string>
  /** More of a person: their mail address, or what makes them a guest, a stranger or a bot. */
  people?: Record<string, Args>
  /** What a channel is where it is no public one that the bot is in. */
  channels?: Record<string, ChannelTraits>
  /** Bot scopes; those of the manifest where nothing is said. */
  scopes?: readonly string[]
  /** Posts that Slack takes at once in a channel before it asks to wait. */
  burst?: number
  /** False: the app is no agent in its settings, so that sessions are refused. */
  agent?: boolean
  /** What one may know of a token; the default is the one workspace of the tests. */
  tokens?: Map<string, Tenant>
}

export interface ChannelTraits {
  private?: boolean
  shared?: boolean
  member?: boolean
  archived?: boolean
}

/** Whose token it is. */
export interface Tenant {
  team: string
  name: string
  bot: string
}

/** What stands in the workspace, and what Slack would have refused of it. */
export const createWorkspace = (given: Given) => {
  const violations: string[] = []
  const channels = new Map<string, Posted[]>()
  const views = new Map<string, Args>()
  let count = 0
  const next = () => ++count
  const newTs = () => `${Math.floor(Date.now() / 1_000)}.${String(next()).padStart(6, '0')}`
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
  return {
    given,
    violations,
    channels,
    views,
    homes: new Map<string, Args>(),
    reactions: [] as { channel: string; ts: string; name: string }[],
    triggers: new Map<string, { at: number; used: boolean }>(),
    next,
    newTs,
    inChannel,
    checked,
    found: (args: Args): Posted =>
      inChannel(str(args['channel'])).find(({ ts }) => ts === args['ts']) ?? refuse('message_not_found'),
    add(args: Args, more: Partial<Posted> = {}): Posted {
      const channel = str(args['channel'])
      if (!/^[CDG][A-Z0-9]+$/u.test(channel)) return refuse('channel_not_found')
      const thread = args['thread_ts'] === undefined ? null : str(args['thread_ts'])
      const root = inChannel(channel).find(({ ts }) => ts === thread)
      if (root?.thread_ts != null) violations.push('a reply was used as the root of a thread')
      const posted: Posted = {
        ts: newTs(),
        thread_ts: thread,
        text: str(args['text']),
        blocks: (args['blocks'] as Args[] | undefined) ?? [],
        user: BOT,
        only: null,
        streaming: false,
        ...more,
      }
      inChannel(channel).push(posted)
      return posted
    },
    openView(view: unknown, method: string) {
      checked(viewFaults(view), method, 'invalid_arguments')
      const id = `V${next()}`
      views.set(id, { ...(view as Args), id })
      return { view: { ...(view as Args), id } }
    },
  }
}

export type Workspace = ReturnType<typeof createWorkspace>
export type Methods = Record<string, (args: Args) => Args>
