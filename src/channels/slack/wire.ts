import { z } from 'zod'

/** What is read of Slack's payloads; all else in them is left alone. */

const messageEvent = z.object({
  type: z.enum(['message', 'app_mention']),
  subtype: z.string().optional(),
  channel: z.string(),
  channel_type: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  app_id: z.string().nullish(),
  text: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  edited: z.unknown().optional(),
  /** What a changed message is now, and was before. */
  message: z
    .object({
      user: z.string().optional(),
      bot_id: z.string().nullish(),
      text: z.string().optional(),
      ts: z.string(),
      thread_ts: z.string().optional(),
      edited: z.object({ ts: z.string() }).optional(),
    })
    .optional(),
  previous_message: z.object({ text: z.string().optional() }).optional(),
  files: z.array(z.unknown()).optional(),
})
export type MessageEvent = z.infer<typeof messageEvent>

const goneEvent = z.object({
  type: z.enum(['app_uninstalled', 'tokens_revoked']),
  tokens: z.object({ bot: z.array(z.string()).nullish() }).optional(),
})

const stoppedEvent = z.object({
  type: z.literal('agent_session_stopped'),
  channel: z.string(),
  thread_ts: z.string(),
  user: z.string().default(''),
})

const otherEvent = z.object({ type: z.string(), channel: z.unknown().optional() })

/** Every event by Slack's Events API, over HTTP and over a socket. */
export const eventBody = z.object({
  type: z.literal('event_callback'),
  team_id: z.string().default('-'),
  enterprise_id: z.string().nullish(),
  api_app_id: z.string().nullish(),
  event_id: z.string().default(''),
  is_ext_shared_channel: z.boolean().nullish(),
  event: z.union([messageEvent, goneEvent, stoppedEvent, otherEvent]),
  authorizations: z.array(z.object({ user_id: z.string().nullish(), is_bot: z.boolean().nullish() })).nullish(),
})
export type EventBody = z.infer<typeof eventBody>

export const senderOf = (body: EventBody) => ({
  team: body.team_id,
  enterprise: body.enterprise_id,
  app: body.api_app_id,
})

export const isMessage = (event: EventBody['event']): event is MessageEvent =>
  (event.type === 'message' || event.type === 'app_mention') && 'channel' in event

const state = z.object({
  values: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
        selected_options: z.array(z.object({ value: z.string() })).nullish(),
        selected_date: z.string().nullish(),
      }),
    ),
  ),
})
export type ViewState = z.infer<typeof state>

const view = z.object({
  id: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  state: state.default({ values: {} }),
})

/** A press, a shortcut or a submitted view. */
export const interaction = z.object({
  type: z.string(),
  trigger_id: z.string().default(''),
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({
    id: z.string(),
    name: z.string().optional(),
    username: z.string().optional(),
    team_id: z.string().nullish(),
  }),
  channel: z.object({ id: z.string() }).nullish(),
  container: z
    .object({ channel_id: z.string().nullish(), message_ts: z.string().nullish(), thread_ts: z.string().nullish() })
    .nullish(),
  message: z.object({ ts: z.string(), thread_ts: z.string().nullish(), text: z.string().nullish() }).nullish(),
  actions: z
    .array(z.object({ action_id: z.string(), action_ts: z.string().default(''), value: z.string().nullish() }))
    .default([]),
  view: view.nullish(),
})
export type Interaction = z.infer<typeof interaction>

export const teamOf = (body: Interaction): string => body.team?.id ?? body.user.team_id ?? '-'

export const command = z.object({
  command: z.string(),
  text: z.string().default(''),
  trigger_id: z.string(),
  team_id: z.string().default('-'),
  user_id: z.string(),
  channel_id: z.string().default(''),
})

export const homeOpened = z.object({
  user: z.string(),
  channel: z.string().default(''),
  tab: z.string().default('home'),
})

export const isStopped = (event: EventBody['event']): event is z.infer<typeof stoppedEvent> =>
  event.type === 'agent_session_stopped' && 'thread_ts' in event

/** Some events name a channel by its id, some by a description of it. */
export const channelOf = (event: { channel?: unknown }): string | null => {
  const { channel } = event
  if (typeof channel === 'string') return channel
  return typeof channel === 'object' && channel !== null && 'id' in channel && typeof channel.id === 'string'
    ? channel.id
    : null
}

/** Where a request of any kind comes from: events name it flat, presses and views as objects. */
export const requestSender = z
  .looseObject({
    team_id: z.string().nullish(),
    team: z.looseObject({ id: z.string() }).nullish().catch(null),
    enterprise_id: z.string().nullish(),
    enterprise: z.looseObject({ id: z.string() }).nullish().catch(null),
    api_app_id: z.string().nullish(),
  })
  .transform(({ team_id: flat, team, enterprise_id: organization, enterprise, api_app_id: app }) => ({
    team: team?.id ?? flat ?? '-',
    enterprise: enterprise?.id ?? organization ?? null,
    app: app ?? null,
  }))
