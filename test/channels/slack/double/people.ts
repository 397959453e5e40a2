import { createHmac } from 'node:crypto'
import { type SlackDouble } from './double.ts'
import { BOT, TEAM, type Args } from './workspace.ts'

export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'

export interface Wire {
  path: string
  method: string
  headers: Record<string, string>
  body: string
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A request as Slack signs it; `at` moves its timestamp, in seconds. */
export const signed = (
  body: string,
  more: { at?: number; type?: string; secret?: string; headers?: Record<string, string> } = {},
): Wire => {
  const timestamp = String(Math.floor(Date.now() / 1_000) + (more.at ?? 0))
  const signature = createHmac('sha256', more.secret ?? SECRET)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex')
  return {
    path: '/slack/events',
    method: 'POST',
    headers: {
      'content-type': more.type ?? 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      ...more.headers,
    },
    body,
  }
}

export const form = (fields: Record<string, string>): Wire =>
  signed(new URLSearchParams(fields).toString(), { type: 'application/x-www-form-urlencoded' })

export const eventBody = (event: Args, id = 'Ev1'): Args => ({
  type: 'event_callback',
  team_id: TEAM,
  api_app_id: 'A01',
  event_id: id,
  event_time: 1,
  authorizations: [{ team_id: TEAM, user_id: BOT, is_bot: true }],
  event,
})

export interface Writing {
  user?: string
  channel?: string
  text: string
  thread?: string
  ts: string
  /** As typed, with mentions in Slack's notation; else the text is escaped as Slack does. */
  raw?: boolean
}

const direct = (channel: string) => (channel.startsWith('D') ? 'im' : 'channel')

export const messageEvent = ({ user = 'U1', channel = 'D1', text, thread, ts, raw }: Writing): Args => ({
  type: 'message',
  channel,
  channel_type: direct(channel),
  user,
  text: raw === true ? text : escaped(text),
  ts,
  event_ts: ts,
  ...(thread === undefined ? {} : { thread_ts: thread }),
})

export const mentionEvent = (writing: Writing): Args => {
  const { channel_type: _, ...event } = messageEvent(writing)
  return { ...event, type: 'app_mention' }
}

export const send = (base: string, wire: Wire): Promise<Response> =>
  fetch(`${base}${wire.path}`, { method: wire.method, headers: wire.headers, body: wire.body })

const label = (each: Args) => (each['text'] as Args | undefined)?.['text']

/** People at Slack: what they do, as the requests that Slack makes of it. */
export const peopleOf = (base: () => string, double: SlackDouble) => {
  const post = (wire: Wire) => send(base(), wire)
  const interact = (payload: Args) => post(form({ payload: JSON.stringify(payload) }))
  const presence = (user: string, trigger = double.trigger()) => ({
    team: { id: TEAM, domain: 'test' },
    user: { id: user, username: user.toLowerCase(), team_id: TEAM },
    trigger_id: trigger,
    api_app_id: 'A01',
    token: 'x',
  })

  return {
    post,
    interact,
    presence,
    event: (event: Args, headers: Record<string, string> = {}, id = `Ev${double.next()}`) =>
      post(signed(JSON.stringify(eventBody(event, id)), { headers })),

    /** Writes a message; in a channel with a mention Slack tells of it twice, at once. */
    async say(writing: Omit<Writing, 'ts'> & { ts?: string }): Promise<string> {
      const ts = writing.ts ?? double.newTs()
      const whole = { ...writing, ts }
      const { channel = 'D1', user = 'U1', thread, text } = writing
      double.place(channel, { ts, thread_ts: thread ?? null, text, user })
      const events = [messageEvent(whole), ...(text.includes(`<@${BOT}>`) ? [mentionEvent(whole)] : [])]
      const answers = await Promise.all(events.map((event) => this.event(event)))
      for (const answer of answers) if (!answer.ok) throw new Error(`Slack was answered ${answer.status}`)
      return ts
    },

    command: (text: string, user = 'U1', trigger = double.trigger()) =>
      post(
        form({
          command: '/telework',
          text,
          user_id: user,
          team_id: TEAM,
          channel_id: 'C1',
          trigger_id: trigger,
          response_url: 'http://127.0.0.1:9/none',
        }),
      ),

    /** Presses a button of a message, found by its action's beginning or its label. */
    press(
      where: { channel: string; ts: string; thread?: string | null; blocks: Args[] },
      what: string,
      by: { user?: string; trigger?: string; at?: string } = {},
    ) {
      const all = where.blocks.flatMap((block) => (block['elements'] as Args[] | undefined) ?? [])
      const element = all.find((each) => String(each['action_id']).startsWith(what) || label(each) === what)
      if (!element) throw new Error(`no button ${what}`)
      return interact({
        type: 'block_actions',
        ...presence(by.user ?? 'U1', by.trigger),
        container: {
          type: 'message',
          channel_id: where.channel,
          message_ts: where.ts,
          thread_ts: where.thread ?? undefined,
        },
        channel: { id: where.channel, name: 'x' },
        message: { ts: where.ts, thread_ts: where.thread ?? undefined, text: '' },
        actions: [
          {
            type: element['type'],
            action_id: element['action_id'],
            block_id: 'b',
            value: element['value'],
            action_ts: by.at ?? `${Date.now()}.${double.next()}`,
          },
        ],
      })
    },

    /** Rates by the feedback buttons of a message. */
    rate(
      where: { channel: string; ts: string; thread: string; blocks: Args[] },
      side: 'positive' | 'negative',
      user = 'U1',
      trigger = double.trigger(),
    ) {
      const block = where.blocks.find(({ type }) => type === 'context_actions')
      const [element] = (block?.['elements'] as Args[] | undefined) ?? []
      const value = (element?.[`${side}_button`] as Args | undefined)?.['value']
      return interact({
        type: 'block_actions',
        ...presence(user, trigger),
        container: { type: 'message', channel_id: where.channel, message_ts: where.ts, thread_ts: where.thread },
        channel: { id: where.channel },
        message: { ts: where.ts, thread_ts: where.thread },
        actions: [
          { type: 'feedback_buttons', action_id: 'feedback', block_id: 'b', value, action_ts: `${double.next()}.1` },
        ],
      })
    },

    /** Fills in an open view and submits it. */
    submit(view: Args, values: Record<string, unknown>, user = 'U1') {
      const filled = Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { v: value }]))
      return interact({
        type: 'view_submission',
        ...presence(user),
        view: { ...view, state: { values: filled } },
      })
    },
  }
}

export type People = ReturnType<typeof peopleOf>
