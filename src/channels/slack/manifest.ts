import { REDIRECT_PATH } from './paths.ts'
import { readSlackWords } from './words.ts'

/** What the bot may do; docs/slack.md gives the reason of each. */
export const slackScopes = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  // Who is in the operators' channel.
  'channels:read',
  'chat:write',
  'commands',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'mpim:history',
  'reactions:write',
  'users:read',
  // The mail address that a consultation form is filled in with.
  'users:read.email',
] as const

/** Without message.channels and message.groups an unmentioned follow-up in a thread never arrives. */
const EVENTS = [
  'agent_session_stopped',
  // Who reads along in the operators' channel.
  'channel_archive',
  'channel_shared',
  'channel_unshared',
  'group_archive',
  'member_joined_channel',
  'member_left_channel',
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'tokens_revoked',
] as const

interface ManifestOptions {
  /** The folder of prompts. */
  prompts: string
  /** Where Slack reaches the desk, without a path; null for Socket Mode. */
  url: string | null
  /** Whether it is added to several workspaces or an organization, over the browser. */
  many?: boolean
}

/** The description of the app that is pasted at api.slack.com → Create New App → From a manifest. */
export const slackManifest = ({ prompts, url, many = false }: ManifestOptions) => {
  const words = readSlackWords(prompts)
  const events = url === null ? null : `${url.replace(/\/+$/u, '')}/slack/events`
  const at = events === null ? {} : { request_url: events }
  return {
    display_information: {
      name: words.name,
      description: words.description,
      long_description: words.longDescription.trim(),
      background_color: '#0017C1',
    },
    features: {
      agent_view: {
        agent_description: words.description,
        suggested_prompts: words.examples.map(({ title, message }) => ({ title, message })),
      },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: words.botName, always_online: true },
      shortcuts: [
        {
          name: words.shortcuts.message,
          type: 'message' as const,
          callback_id: 'consult_from_message',
          description: words.shortcuts.messageNote,
        },
        {
          name: words.shortcuts.global,
          type: 'global' as const,
          callback_id: 'consult_new',
          description: words.shortcuts.globalNote,
        },
      ],
      slash_commands: [
        {
          command: '/telework',
          description: words.command.note,
          usage_hint: words.command.hint,
          should_escape: true,
          ...(events === null ? {} : { url: events }),
        },
      ],
    },
    oauth_config: {
      scopes: { bot: [...slackScopes] },
      ...(many && url !== null ? { redirect_urls: [`${url.replace(/\/+$/u, '')}${REDIRECT_PATH}`] } : {}),
    },
    settings: {
      event_subscriptions: { ...at, bot_events: [...EVENTS] },
      interactivity: { is_enabled: true, ...at },
      org_deploy_enabled: many,
      socket_mode_enabled: events === null,
      token_rotation_enabled: many,
    },
  }
}
