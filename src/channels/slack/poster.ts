import type { KnownBlock } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChannelShelf } from '../channel.ts'
import { failureOf, isUnheard, say, slackWord } from './api.ts'
import type { SlackMessage } from './pack.ts'

/** Slack takes about one message a second in a channel, and a short burst. */
const BURST = 3
/** Messages since the first attempt that are looked through for what arrived already. */
const LOOK_BACK_MAX = 200
/** Slack's clock and ours may differ by as much as its signatures may be off. */
const SKEW_MS = 300_000
/** How long the first attempt of a delivery is remembered: longer than anybody takes to start the desk again. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000
const SWEEP_MAX = 50_000
const CHANNELS_MAX = 5_000
const PREFIX = 'sending/'
const LAG_MS = 300

export interface Target {
  team: string
  channel: string
  /** Null: at the top of the channel. */
  thread: string | null
}

/** Slack says one of these where a message was closed to changes; the words are then said anew. */
const UNCHANGEABLE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'message_not_in_streaming_state',
])
const UNSHOWABLE = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'])

/** Keeps posts of one channel a little apart, so that a long answer does not use up everybody's patience. */
const createPace = (gapMs: number) => {
  const next = new Map<string, number>()
  return {
    async take(channel: string): Promise<void> {
      const now = performance.now()
      const at = Math.max(now - BURST * gapMs, next.get(channel) ?? 0)
      if (next.size > CHANNELS_MAX) next.clear()
      next.set(channel, at + gapMs)
      if (at > now) await pause(at - now)
    },
    /** What Slack refused does not count against the channel. */
    giveBack(channel: string): void {
      next.set(channel, (next.get(channel) ?? 0) - gapMs)
    },
  }
}

/** Each block bears the delivery and its part, which tells what arrived of an attempt that nobody heard of. */
const marked = (blocks: KnownBlock[], delivery: string, part: number): KnownBlock[] =>
  blocks.map((block, n) => ({ ...block, block_id: `${delivery}:${part}:${n}` }))

export interface Poster {
  /** Posts what has not arrived yet and gives the id of the first message. */
  post(target: Target, messages: readonly SlackMessage[], delivery: { id: string; attempt: number }): Promise<string>
  /** Puts the first message in the place of one that stands already, and posts the rest. */
  replace(
    target: Target,
    ts: string,
    messages: readonly SlackMessage[],
    delivery: { id: string; attempt: number },
  ): Promise<string>
  whisper(target: Target, user: string, message: SlackMessage): Promise<void>
  sweep(): Promise<void>
}

export const createPoster = (parts: {
  clientOf: (team: string) => WebClient
  shelf: ChannelShelf
  now: () => Date
  gapMs: number
}): Poster => {
  const { clientOf, shelf, now } = parts
  const pace = createPace(parts.gapMs)

  const arrived = async (target: Target, delivery: string, beganAt: number): Promise<Map<number, string>> => {
    const found = new Map<number, string>()
    const { team, channel, thread } = target
    const client = clientOf(team)
    const since = { oldest: ((beganAt - SKEW_MS) / 1_000).toFixed(6), limit: LOOK_BACK_MAX }
    const { messages = [] } =
      thread === null
        ? await client.conversations.history({ channel, ...since })
        : await client.conversations.replies({ channel, ts: thread, ...since })
    for (const { ts, blocks = [] } of messages) {
      const mark = blocks.map(({ block_id: id }) => id ?? '').find((id) => id.startsWith(`${delivery}:`))
      if (mark !== undefined && ts !== undefined) found.set(Number(mark.split(':')[1]), ts)
    }
    return found
  }

  /** What of this delivery stands already; asked only where an earlier attempt began. */
  const before = async (target: Target, { id, attempt }: { id: string; attempt: number }) => {
    const key = `${PREFIX}${id}`
    const first = await shelf.claim(key, String(now().getTime()))
    if (first && attempt <= 1) return new Map<number, string>()
    // Swept away, it began so long ago that nobody knows; then the newest are looked through.
    const beganAt = first ? now().getTime() - REMEMBERED_MS : Number(await shelf.get(key))
    try {
      const found = await arrived(target, id, beganAt)
      if (found.size > 0) return found
      // A history may lag behind what was just posted, and saying it twice is worse than looking twice.
      await pause(LAG_MS)
      return await arrived(target, id, beganAt)
    } catch (thrown) {
      if (slackWord(thrown) === 'thread_not_found') return new Map<number, string>()
      throw thrown
    }
  }

  const post = async (target: Target, { text }: SlackMessage, blocks: KnownBlock[]): Promise<string> => {
    const { team, channel, thread } = target
    const client = clientOf(team)
    await pace.take(channel)
    try {
      return await say(client, { channel, thread, text, blocks })
    } catch (thrown) {
      // Unheard of, it may have arrived.
      if (!isUnheard(thrown)) pace.giveBack(channel)
      // The words matter more than their look.
      if (!UNSHOWABLE.has(slackWord(thrown) ?? '')) throw thrown
      return say(client, { channel, thread, text })
    }
  }

  const change = async (target: Target, ts: string, message: SlackMessage, blocks: KnownBlock[]): Promise<string> => {
    try {
      await clientOf(target.team).chat.update({ channel: target.channel, ts, text: message.text, blocks })
      return ts
    } catch (thrown) {
      if (!UNCHANGEABLE.has(slackWord(thrown) ?? '')) throw thrown
      return post(target, message, blocks)
    }
  }

  const deliver: Poster['replace'] = async (target, standing, messages, delivery) => {
    try {
      const there = await before(target, delivery)
      let first = ''
      for (const [part, message] of messages.entries()) {
        const blocks = marked(message.blocks, delivery.id, part)
        const ts =
          there.get(part) ??
          (part === 0 && standing !== ''
            ? await change(target, standing, message, blocks)
            : await post(target, message, blocks))
        if (part === 0) first = ts
      }
      return first
    } catch (thrown) {
      throw failureOf(thrown)
    }
  }

  return {
    replace: deliver,
    post: (target, messages, delivery) => deliver(target, '', messages, delivery),

    async whisper(target, user, { text, blocks }) {
      try {
        await clientOf(target.team).chat.postEphemeral({
          channel: target.channel,
          user,
          text,
          blocks,
          ...(target.thread === null ? {} : { thread_ts: target.thread }),
        })
      } catch (thrown) {
        throw failureOf(thrown)
      }
    },

    async sweep() {
      const old = now().getTime() - REMEMBERED_MS
      for (const { key, value } of await shelf.list(PREFIX, SWEEP_MAX)) {
        if (Number(value) < old) await shelf.remove(key)
      }
    },
  }
}
