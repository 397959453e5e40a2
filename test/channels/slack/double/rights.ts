import { slackScopes } from '../../../../src/channels/slack/slack.ts'
import { Refused, str, type Args, type Given } from './workspace.ts'

/** What a token may do, and how often: Slack's scopes and its tiers, as documented for each method. */

type Scope = string | ((args: Args, isPrivate: (channel: string) => boolean) => string)

const byKind =
  (what: string): Scope =>
  (args, isPrivate) => {
    const channel = str(args['channel'])
    if (channel.startsWith('D')) return `im:${what}`
    return isPrivate(channel) ? `groups:${what}` : `channels:${what}`
  }

const SCOPES: Record<string, Scope> = {
  'agents.sessions.rename': 'chat:write',
  'agents.sessions.setStatus': 'chat:write',
  'assistant.threads.setStatus': 'chat:write',
  'assistant.threads.setSuggestedPrompts': 'assistant:write',
  'chat.appendStream': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.startStream': 'chat:write',
  'chat.stopStream': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': byKind('history'),
  'conversations.info': byKind('read'),
  'conversations.members': byKind('read'),
  'conversations.open': 'im:write',
  'conversations.replies': byKind('history'),
  'reactions.add': 'reactions:write',
  'users.info': 'users:read',
}

/** Calls a minute by tier; a method that is not named has no limit that matters here. */
const TIERS: Record<string, number> = {
  'agents.sessions.rename': 50,
  'agents.sessions.setStatus': 50,
  'chat.appendStream': 100,
  'chat.postEphemeral': 100,
  'chat.startStream': 20,
  'chat.stopStream': 20,
  'chat.update': 50,
  'conversations.history': 50,
  'conversations.info': 50,
  'conversations.members': 100,
  'conversations.open': 50,
  'conversations.replies': 50,
  'reactions.add': 50,
  'users.info': 100,
  'views.open': 100,
  'views.publish': 100,
  'views.update': 100,
}

const BURST = 12
const MINUTE_MS = 60_000

/** Seconds to wait, or null where the call may go on. Only calls that were let through count. */
const createBuckets = () => {
  const taken = new Map<string, number[]>()
  return (name: string, count: number, perMs: number): number | null => {
    const now = performance.now()
    const recent = (taken.get(name) ?? []).filter((at) => now - at < perMs)
    if (recent.length >= count) return Math.max(1, Math.ceil(((recent[0] ?? now) + perMs - now) / 1_000))
    taken.set(name, [...recent, now])
    return null
  }
}

export const createRights = (given: Given) => {
  const scopes = given.scopes ?? slackScopes
  const burst = given.burst ?? BURST
  const bucket = createBuckets()
  const isPrivate = (channel: string) => given.channels?.[channel]?.private === true
  return {
    scopes,
    /** The scope that is missing, as Slack says it. */
    check(method: string, args: Args) {
      const scope = SCOPES[method]
      const needed = typeof scope === 'function' ? scope(args, isPrivate) : scope
      if (needed === undefined || scopes.includes(needed)) return
      throw new Refused('missing_scope', { needed, provided: scopes.join(',') })
    },
    /** Seconds to wait before this call is taken; null where it is taken. */
    wait(method: string, args: Args, team: string): number | null {
      const tier = TIERS[method]
      if (tier !== undefined) {
        const wait = bucket(`${team}/${method}`, tier, MINUTE_MS)
        if (wait !== null) return wait
      }
      // About one message a second in a channel, with a short burst.
      return method === 'chat.postMessage' ? bucket(`${team}/${str(args['channel'])}`, burst, burst * 1_000) : null
    },
  }
}
