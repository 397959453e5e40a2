import { BOT, refuse, str, type Args, type Methods, type Workspace } from './workspace.ts'

/**
 * What Slack shows of work under way, and the rules by which people bear it: one status a question, none after the
 * answer, and none that stays when everything was said.
 */

const LIFECYCLE = new Set(['active', 'processing', 'suspended', 'closed'])
const TITLE_CHARACTERS_MAX = 200

export interface Session {
  status: string
  title: string | null
}

export interface StatusBoard {
  sessions: Map<string, Session>
  /** Lines by `assistant.threads.setStatus`, which go by themselves when something is said. */
  lines: Map<string, string>
  /** Threads in which work is still shown. */
  standing(): string[]
}

const keyOf = (channel: unknown, thread: unknown): string => `${str(channel)}/${str(thread)}`

export const createStatusBoard = (): StatusBoard => {
  const sessions = new Map<string, Session>()
  const lines = new Map<string, string>()
  return {
    sessions,
    lines,
    standing: () => [
      ...[...sessions].filter(([, { status }]) => status === 'processing').map(([key]) => key),
      ...[...lines].filter(([, line]) => line !== '').map(([key]) => key),
    ],
  }
}

/** Words in the thread take a status line away; a session ends by its own call, or with its stream. */
export const spoken = (board: StatusBoard, args: Args): void => {
  board.lines.delete(keyOf(args['channel'], args['thread_ts']))
}

export const streamStopped = (board: StatusBoard, channel: string, thread: string | null, status: unknown): void => {
  if (status !== undefined && !LIFECYCLE.has(str(status))) refuse('invalid_arguments')
  const session = board.sessions.get(keyOf(channel, thread))
  if (session) session.status = status === undefined ? 'active' : str(status)
}

/** Whether everything that people asked in a thread has its answer. */
const isAnswered = (space: Workspace, channel: string, thread: string): boolean => {
  const inThread = space
    .inChannel(channel)
    .filter(({ ts, thread_ts: root, only }) => only === null && (ts === thread || root === thread))
  const answers = inThread.filter(({ user, streaming }) => user === BOT && !streaming)
  return answers.length > 0 && inThread.at(-1)?.user === BOT && inThread.length - answers.length <= answers.length
}

export const sessionMethods = (space: Workspace, board: StatusBoard): Methods => {
  const shows = (method: string, args: Args, on: boolean, already: boolean) => {
    const [channel, thread] = [str(args['channel_id']), str(args['thread_ts'])]
    if (!/^[CDG]/u.test(channel)) refuse('channel_not_found')
    if (thread === '') refuse('invalid_thread_ts')
    if (on && already) space.violations.push(`${method}: shown twice`)
    if (on && isAnswered(space, channel, thread)) space.violations.push(`${method}: shown after the answer`)
  }
  return {
    'agents.sessions.setStatus': (args) => {
      if (space.given.agent === false) refuse('not_agent_app')
      const { status, title } = args
      if (!LIFECYCLE.has(str(status)) || str(title).length > TITLE_CHARACTERS_MAX) refuse('invalid_arguments')
      const key = keyOf(args['channel_id'], args['thread_ts'])
      const known = board.sessions.get(key)
      shows('agents.sessions.setStatus', args, status === 'processing', known?.status === 'processing')
      const session = { status: str(status), title: known?.title ?? (title === undefined ? null : str(title)) }
      board.sessions.set(key, session)
      return session
    },
    'agents.sessions.rename': (args) => {
      const session = board.sessions.get(keyOf(args['channel_id'], args['thread_ts'])) ?? refuse('session_not_found')
      const title = str(args['title'])
      if (title === '' || title.length > TITLE_CHARACTERS_MAX) refuse('invalid_arguments')
      session.title = title
      return { title }
    },
    'assistant.threads.setStatus': (args) => {
      const key = keyOf(args['channel_id'], args['thread_ts'])
      const line = str(args['status'])
      shows('assistant.threads.setStatus', args, line !== '', (board.lines.get(key) ?? '') !== '')
      board.lines.set(key, line)
      return {}
    },
  }
}
