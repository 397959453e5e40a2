import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure, wordsOf } from '../../base/failure.ts'

/** When the desk answers in a channel: unasked questions too, where it is mentioned, or not at all. */
export const ANSWERS = ['always', 'mention', 'never'] as const
/** Where it answers: in the thread of the question, or in the person's own direct messages. */
export const REPLIES = ['thread', 'private'] as const

const rule = z.strictObject({
  answer: z.enum(ANSWERS).default('mention'),
  reply: z.enum(REPLIES).default('thread'),
})

/** What the desk does in one channel. */
export type ChannelRule = z.infer<typeof rule>

const workspace = z.strictObject({
  /** For channels that are not named. */
  default: rule.default({ answer: 'mention', reply: 'thread' }),
  channels: z
    .record(z.string().regex(/^[CG][A-Z0-9]+$/u, 'must be the id of a channel, such as C0123ABCD'), rule)
    .default({}),
  /** Guests of the workspace: of a single channel or of several. */
  guests: z.boolean().default(false),
  /** People of other organizations, through Slack Connect. */
  strangers: z.boolean().default(false),
})

const shape = workspace.extend({
  /** What differs in a workspace, by its team id. */
  workspaces: z
    .record(z.string().regex(/^T[A-Z0-9]+$/u, 'must be the id of a workspace, such as T0123ABCD'), workspace)
    .default({}),
})

/** How people of Slack are served, by workspace and channel. */
export interface SlackSettings {
  ruleOf(team: string, channel: string): ChannelRule
  serves(team: string, kind: 'guest' | 'stranger'): boolean
}

interface Given {
  /** SLACK_RULES_FILE. */
  file?: string | undefined
  /** Without a file: where the desk may speak at all, and where it answers unasked. */
  allowed?: readonly string[] | undefined
  autoAnswer?: readonly string[] | undefined
}

const readFile = (file: string): z.infer<typeof shape> => {
  let raw: unknown
  try {
    raw = parse(readFileSync(file, 'utf8')) ?? {}
  } catch (thrown) {
    throw new Failure('slack.rules', `SLACK_RULES_FILE (${file}) cannot be read: ${wordsOf(thrown)}.`)
  }
  const read = shape.safeParse(raw)
  if (read.success) return read.data
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Failure('slack.rules', `SLACK_RULES_FILE (${file}) cannot be used:\n  ${faults.join('\n  ')}`)
}

/** The two lists of the environment as rules. */
const fromLists = (allowed: readonly string[], autoAnswer: readonly string[]): z.infer<typeof shape> => {
  const named = [
    ...allowed.map((channel) => [channel, { answer: 'mention', reply: 'thread' }] as const),
    ...autoAnswer
      .filter((channel) => allowed.length === 0 || allowed.includes(channel))
      .map((channel) => [channel, { answer: 'always', reply: 'thread' }] as const),
  ]
  return shape.parse({
    default: { answer: allowed.length > 0 ? 'never' : 'mention' },
    channels: Object.fromEntries(named),
  })
}

/** Reads the rules once, at the start; what is wrong in them is told with its place. */
export const readSlackSettings = ({ file, allowed = [], autoAnswer = [] }: Given): SlackSettings => {
  const settings = file === undefined ? fromLists(allowed, autoAnswer) : readFile(file)
  const of = (team: string) => settings.workspaces[team] ?? settings
  return {
    ruleOf: (team, channel) => of(team).channels[channel] ?? of(team).default,
    serves: (team, kind) => (kind === 'guest' ? of(team).guests : of(team).strangers),
  }
}
