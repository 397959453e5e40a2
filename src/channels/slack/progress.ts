import type { ChatStreamer } from '@slack/web-api'
import type { ChannelShelf, Progress } from '../channel.ts'
import { placeOf, SLACK } from './addresses.ts'
import { slackWord, type Api } from './api.ts'
import type { Roots } from './roots.ts'
import type { SlackWords } from './words.ts'

/** Slack ends a stream after about five minutes, with what it holds back. */
const STREAM_MS_MAX = 4 * 60 * 1_000
/** Slack takes 12,000 characters in a stream; the whole answer is put in its place anyway. */
const STREAM_CHARACTERS_MAX = 10_000
const STREAM_BUFFER = 256
/** A stream that does not come to its end by then is left behind. */
const ENDING_MS_MAX = 10_000
/** Messages whose writer is remembered, for streams that have to name their reader. */
const WRITERS_MAX = 2_000
const CONVERSATIONS_MAX = 2_000

/** A message that was seen, by its inbound id. */
export interface Seen {
  user: string
  team: string
  channel: string
  ts: string
}

export interface ProgressShow {
  note(inbound: string, seen: Seen): void
  hear(progress: Progress): void
  /** The message into which an answer was streamed, closed now; null where there is none. */
  standing(conversation: string): Promise<string | null>
  settled(conversation: string): Promise<void>
}

interface Showing {
  /** Calls of one conversation go out one after the other. */
  line: Promise<unknown>
  stage: Progress['stage'] | null
  streaming: boolean
  streamer: ChatStreamer | null
  sent: string
  since: number
  over: boolean
}

const atMost = async (work: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, enough])
  clearTimeout(timer)
}

/** Half an answer must not ring everybody, so what could be a command is shown wide until the whole one stands. */
const harmless = (text: string): string => text.replaceAll('<', '＜').replaceAll('>', '＞')

/** Shows the desk's work: a status line, and text as it is written. All of it may fail without harm. */
export const createProgressShow = (parts: {
  apiOf: (team: string) => Api
  shelf: ChannelShelf
  roots: Roots
  words: SlackWords
  onFault: (what: string, thrown: unknown) => void
}): ProgressShow => {
  const { apiOf, shelf, roots, words } = parts
  const writers = new Map<string, Seen>()
  const showing = new Map<string, Showing>()
  const ending = new Map<string, Promise<unknown>>()
  const told = new Set<string>()

  const closing = (conversation: string, line: Promise<unknown>) => {
    ending.set(conversation, line)
    void line.finally(() => {
      if (ending.get(conversation) === line) ending.delete(conversation)
    })
  }

  const harmlessly = (work: () => Promise<unknown>) => async () => {
    try {
      await work()
    } catch (thrown) {
      // The same refusal again and again would only fill the log.
      const word = slackWord(thrown) ?? 'unreachable'
      if (!told.has(word)) parts.onFault('slack.progress', thrown)
      told.add(word)
    }
  }

  const showingOf = (conversation: string): Showing => {
    const known = showing.get(conversation)
    if (known) return known
    if (showing.size >= CONVERSATIONS_MAX) showing.clear()
    const fresh: Showing = {
      line: Promise.resolve(),
      stage: null,
      streaming: false,
      streamer: null,
      sent: '',
      since: 0,
      over: false,
    }
    showing.set(conversation, fresh)
    return fresh
  }

  /** Marks the message itself as seen; the mark stays. */
  const eyes = async ({ team, channel, ts }: Seen) => {
    await apiOf(team).once.reactions.add({ channel, timestamp: ts, name: 'eyes' })
  }

  const status = async (conversation: string, stage: Progress['stage']) => {
    const place = placeOf(conversation)
    if (place === null || (place.kind !== 'thread' && place.kind !== 'personal')) return
    const target = await roots.known(place)
    if (target?.thread == null) return
    const line = stage === 'done' ? '' : words.status[stage]
    const thread = { channel_id: target.channel, thread_ts: target.thread }
    await apiOf(place.team).once.assistant.threads.setStatus({ ...thread, status: line })
  }

  const stream = async (at: Showing, conversation: string, inbound: string, text: string) => {
    const place = placeOf(conversation)
    const writer = writers.get(inbound)
    if (at.over || place?.kind !== 'thread' || writer === undefined) return
    const safe = harmless(text)
    const late = at.streamer !== null && performance.now() - at.since > STREAM_MS_MAX
    if (late || safe.length > STREAM_CHARACTERS_MAX || !safe.startsWith(at.sent)) {
      at.over = true
      return
    }
    if (at.streamer === null) {
      at.since = performance.now()
      at.streamer = apiOf(place.team).once.chatStream({
        channel: place.channel,
        thread_ts: place.ts,
        recipient_team_id: writer.team,
        recipient_user_id: writer.user,
        buffer_size: STREAM_BUFFER,
      })
    }
    const more = safe.slice(at.sent.length)
    at.sent = safe
    if (more === '') return
    const { ts } = at.streamer
    try {
      await at.streamer.append({ markdown_text: more })
    } catch (thrown) {
      // The stream is over; the whole answer takes its place when it is sent.
      at.over = true
      throw thrown
    }
    if (ts === undefined && at.streamer.ts !== undefined) await shelf.put(`stream/${conversation}`, at.streamer.ts)
  }

  return {
    note(inbound, seen) {
      if (writers.size >= WRITERS_MAX) writers.clear()
      writers.set(inbound, seen)
    },

    hear({ address, inbound, stage, text }) {
      if (address.channel !== SLACK) return
      const at = showingOf(address.conversation)
      if (stage === 'done') {
        writers.delete(inbound)
        showing.delete(address.conversation)
      }
      const changed = at.stage !== stage
      const seen = stage === 'received' ? writers.get(inbound) : undefined
      if (seen) at.line = at.line.then(harmlessly(() => eyes(seen)))
      at.stage = stage
      if (changed) at.line = at.line.then(harmlessly(() => status(address.conversation, stage)))
      if (text !== undefined && text !== '') {
        at.streaming = true
        at.line = at.line.then(harmlessly(() => stream(at, address.conversation, inbound, text)))
      }
      // An answer takes the place of its stream, and so waits until nothing of that is under way any more.
      if (stage === 'done' && at.streaming) closing(address.conversation, at.line)
    },

    async standing(conversation) {
      await atMost(ending.get(conversation) ?? Promise.resolve(), ENDING_MS_MAX)
      const ts = await shelf.get(`stream/${conversation}`)
      const place = placeOf(conversation)
      if (ts === null || place?.kind !== 'thread') return null
      await harmlessly(() => apiOf(place.team).once.chat.stopStream({ channel: place.channel, ts }))()
      return ts
    },

    settled: (conversation) => shelf.remove(`stream/${conversation}`),
  }
}
