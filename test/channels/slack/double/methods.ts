import { messageFaults, viewFaults } from './limits.ts'
import { refuse, str, TEAM, TRIGGER_MS, type Args, type Methods, type Posted, type Workspace } from './workspace.ts'

/** Every method that is known, with every argument that it takes. */
export const parameters: Record<string, string[]> = {
  'agents.sessions.rename': ['channel_id', 'thread_ts', 'title'],
  'agents.sessions.setStatus': ['channel_id', 'thread_ts', 'status', 'title', 'initiator_user_id'],
  'auth.test': [],
  'blocks.validate': ['blocks', 'message', 'view'],
  'apps.connections.open': [],
  'chat.postMessage': ['channel', 'text', 'blocks', 'thread_ts', 'unfurl_links', 'unfurl_media', 'link_names'],
  'chat.update': ['channel', 'ts', 'text', 'blocks'],
  'chat.postEphemeral': ['channel', 'user', 'text', 'blocks', 'thread_ts'],
  'chat.startStream': ['channel', 'thread_ts', 'markdown_text', 'chunks', 'recipient_team_id', 'recipient_user_id'],
  'chat.appendStream': ['channel', 'ts', 'markdown_text', 'chunks'],
  'chat.stopStream': ['channel', 'ts', 'markdown_text', 'chunks', 'blocks', 'session_status'],
  'conversations.info': ['channel'],
  'conversations.open': ['users'],
  'conversations.members': ['channel', 'limit', 'cursor'],
  'conversations.replies': ['channel', 'ts', 'oldest', 'limit', 'cursor'],
  'conversations.history': ['channel', 'oldest', 'limit', 'cursor'],
  'reactions.add': ['channel', 'timestamp', 'name'],
  'oauth.v2.access': ['client_id', 'client_secret', 'code', 'redirect_uri', 'grant_type', 'refresh_token'],
  'users.info': ['user'],
  'views.open': ['trigger_id', 'view'],
  'views.update': ['view_id', 'view'],
  'views.publish': ['user_id', 'view'],
  'assistant.threads.setStatus': ['channel_id', 'thread_ts', 'status'],
  'assistant.threads.setSuggestedPrompts': ['channel_id', 'prompts', 'title'],
}

const shown = (each: Posted) => ({
  ts: each.ts,
  thread_ts: each.thread_ts,
  text: each.text,
  blocks: each.blocks,
  user: each.user,
})

/** Oldest first, like Slack's; what only one person sees is in no history. */
const since =
  (args: Args) =>
  ({ ts, only }: Posted) =>
    only === null && Number(ts) > Number(args['oldest'] ?? 0)

/** Looking up, views, reactions and the agent panel. */
export const otherMethods = (space: Workspace, linkUrl: () => string): Methods => ({
  'blocks.validate': ({ blocks, view }) => {
    const faults = view === undefined ? messageFaults({ text: '-', blocks }) : viewFaults(view)
    return faults.length === 0 ? {} : refuse('invalid_blocks', { errors: faults.map((message) => ({ message })) })
  },
  'apps.connections.open': () => ({ url: linkUrl() }),
  'conversations.open': ({ users }) => ({ channel: { id: `D${str(users).replace(/^U/u, '')}` } }),
  'conversations.info': ({ channel }) => {
    const id = str(channel)
    const traits = space.given.channels?.[id] ?? (space.given.members?.[id] === undefined ? null : {})
    if (traits === null || (traits.private === true && traits.member === false)) return refuse('channel_not_found')
    const shared = traits.shared === true
    return {
      channel: {
        id,
        name: id.toLowerCase(),
        is_private: traits.private === true,
        is_shared: shared,
        is_ext_shared: shared,
        is_member: traits.member !== false,
        is_archived: traits.archived === true,
      },
    }
  },
  'conversations.members': ({ channel }) => ({
    members: space.given.members?.[str(channel)] ?? refuse('channel_not_found'),
  }),
  'conversations.replies': (args) => {
    const all = space.inChannel(str(args['channel'])).filter(since(args))
    return { messages: all.filter(({ ts, thread_ts: root }) => ts === args['ts'] || root === args['ts']).map(shown) }
  },
  'conversations.history': (args) => ({
    messages: space
      .inChannel(str(args['channel']))
      .filter((each) => each.thread_ts === null && since(args)(each))
      .map(shown)
      .toReversed(),
  }),
  'reactions.add': (args) => {
    const reaction = { channel: str(args['channel']), ts: str(args['timestamp']), name: str(args['name']) }
    if (space.reactions.some((each) => JSON.stringify(each) === JSON.stringify(reaction))) refuse('already_reacted')
    space.reactions.push(reaction)
    return {}
  },
  'users.info': ({ user }) => {
    const name = space.given.names?.[str(user)]
    const { profile, ...more } = space.given.people?.[str(user)] ?? {}
    if (name === undefined && profile === undefined && Object.keys(more).length === 0) return refuse('user_not_found')
    return {
      user: {
        id: user,
        name,
        team_id: TEAM,
        profile: { display_name: name, ...(profile as Args | undefined) },
        ...more,
      },
    }
  },
  'views.open': ({ trigger_id: id, view }) => {
    const trigger = space.triggers.get(str(id)) ?? refuse('invalid_trigger_id')
    if (trigger.used) refuse('exchanged_trigger_id')
    if (Date.now() - trigger.at > TRIGGER_MS) refuse('expired_trigger_id')
    trigger.used = true
    return space.openView(view, 'views.open')
  },
  'views.update': ({ view_id: id, view }) => {
    if (!space.views.has(str(id))) refuse('not_found')
    space.checked(viewFaults(view), 'views.update', 'invalid_arguments')
    space.views.set(str(id), { ...(view as Args), id })
    return { view: { ...(view as Args), id } }
  },
  'views.publish': ({ user_id: user, view }) => {
    space.checked(viewFaults(view), 'views.publish', 'invalid_arguments')
    space.homes.set(str(user), view as Args)
    return {}
  },
  'assistant.threads.setSuggestedPrompts': ({ prompts }) => {
    if (!Array.isArray(prompts) || prompts.length > 4) refuse('invalid_arguments')
    return {}
  },
})
