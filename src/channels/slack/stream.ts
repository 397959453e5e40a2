import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'
import type { ChannelShelf } from '../channel.ts'
import { failureOf, slackWord, type Api } from './api.ts'
import { carried } from './offers.ts'
import type { Seen } from './progress.ts'
import { insisting } from './status.ts'

/** Slack ends a stream after about five minutes, with what it holds back. */
const STREAM_MS_MAX = 4 * 60 * 1_000
/** Slack takes 12,000 characters in a stream; the whole answer is put in its place anyway. */
const STREAM_CHARACTERS_MAX = 10_000
/** The first sentence is shown at once; a longer one from here on. */
const PIECE_CHARACTERS_MIN = 40
const ENDS = ['。', '！', '？', '\n']
/** About a hundred appends a minute are taken. */
const GAP_MS = 650
/** A stream that does not come to its end by then is left behind. */
const ENDING_MS_MAX = 10_000
const LOOK_BACK_MAX = 50

const shape = z.object({
  team: z.string(),
  channel: z.string(),
  thread: z.string(),
  /** Null: begun, but nobody heard under which name. */
  ts: z.string().nullable(),
  head: z.string(),
})
type Begun = z.infer<typeof shape>

/** Half an answer must not ring everybody, so what could be a command is shown wide until the whole one stands. */
const harmless = (text: string): string => text.replaceAll('<', '＜').replaceAll('>', '＞')

export interface Streams {
  /** Shows the text so far. Resolves to false once no more of it will be shown. */
  write(conversation: string, seen: Seen, text: string): void
  /** No more is written: what is under way comes to its end. */
  close(conversation: string): void
  /** The message into which an answer was streamed, stopped now; null where there is none. Throws to be tried again. */
  standing(conversation: string): Promise<string | null>
  settled(conversation: string): Promise<void>
}

interface Stream {
  seen: Seen
  wanted: string
  sent: string
  ts: string | null
  since: number
  over: boolean
  closing: AbortController
  pump: Promise<void> | null
}

const isPiece = (more: string): boolean =>
  more.length >= PIECE_CHARACTERS_MIN || ENDS.some((end) => more.trim() !== '' && more.includes(end))

/** At first up to the end of the last whole sentence, so that nothing is shown that a reader stumbles over. */
const pieceOf = (more: string, first: boolean): string => {
  if (!first) return more
  const end = Math.max(...ENDS.map((sign) => more.lastIndexOf(sign)))
  return end < 0 ? more : more.slice(0, end + 1)
}

/** Text as it is written, in one message that the whole answer takes the place of. */
export const createStreams = (parts: {
  apiOf: (team: string) => Api
  shelf: ChannelShelf
  /** Asked when a stream ends, which ends a session that is shown. */
  isShown: (conversation: string) => boolean
  onBegun: (conversation: string) => void
  onEnded: (conversation: string) => Promise<void>
  onFault: (thrown: unknown) => void
}): Streams => {
  const { apiOf, shelf } = parts
  const streams = new Map<string, Stream>()

  const keep = (conversation: string, stream: Stream, head: string) => {
    const { team, channel, thread } = stream.seen
    const begun: Begun = { team, channel, thread, ts: stream.ts, head }
    return shelf.put(`stream/${conversation}`, JSON.stringify(begun))
  }

  const start = async (conversation: string, stream: Stream, text: string) => {
    const { team, channel, thread, user } = stream.seen
    stream.since = performance.now()
    parts.onBegun(conversation)
    await keep(conversation, stream, text)
    try {
      const { ts } = await apiOf(team).once.chat.startStream({
        channel,
        thread_ts: thread,
        recipient_team_id: team,
        recipient_user_id: user,
        chunks: [{ type: 'markdown_text', text }],
      })
      stream.ts = ts ?? null
      await keep(conversation, stream, text)
    } catch (thrown) {
      // Refused, it has not begun; unheard of, it may have.
      if (slackWord(thrown) !== null || failureOf(thrown).retryAfterMs !== undefined) {
        await shelf.remove(`stream/${conversation}`)
      }
      throw thrown
    }
  }

  const append = async ({ seen, ts }: Stream, text: string) => {
    if (ts === null) return
    const chunks = [{ type: 'markdown_text' as const, text }]
    await apiOf(seen.team).once.chat.appendStream({ channel: seen.channel, ts, chunks })
  }

  const run = async (conversation: string, stream: Stream) => {
    while (!stream.over) {
      const more = stream.wanted.slice(stream.sent.length)
      if (!isPiece(more)) return
      const first = stream.ts === null
      const piece = pieceOf(more, first)
      stream.sent += piece
      if (first) await start(conversation, stream, piece)
      else if (performance.now() - stream.since < STREAM_MS_MAX) await append(stream, piece)
      await pause(GAP_MS, undefined, { signal: stream.closing.signal }).catch(() => {})
    }
  }

  const pump = (conversation: string, stream: Stream) => {
    stream.pump ??= run(conversation, stream)
      .catch((thrown: unknown) => {
        // The stream is over; the whole answer takes its place when it is sent.
        stream.over = true
        parts.onFault(thrown)
      })
      .finally(() => {
        stream.pump = null
      })
  }

  /** The message that a stream of ours began without our hearing of it. */
  const found = async ({ team, channel, thread, head }: Begun): Promise<string | null> => {
    const { messages = [] } = await apiOf(team).again.conversations.replies({
      channel,
      ts: thread,
      limit: LOOK_BACK_MAX,
    })
    const own = messages.findLast(({ text, ts }) => ts !== thread && text !== undefined && text.startsWith(head))
    return own?.ts ?? null
  }

  const stop = async (conversation: string, begun: Begun, ts: string) => {
    const session = parts.isShown(conversation) ? { session_status: 'active' } : {}
    try {
      await insisting(() => apiOf(begun.team).once.chat.stopStream({ channel: begun.channel, ts, ...session }))
      await parts.onEnded(conversation)
    } catch (thrown) {
      // Still open, it cannot be changed, and saying the answer beside it would say it twice.
      if (thrown instanceof Failure && thrown.retryable) throw thrown
    }
  }

  return {
    write(conversation, seen, text) {
      const known = streams.get(conversation)
      const stream: Stream = known ?? {
        seen,
        wanted: '',
        sent: '',
        ts: null,
        since: 0,
        over: false,
        closing: new AbortController(),
        pump: null,
      }
      if (!known) streams.set(conversation, stream)
      const safe = harmless(text)
      // What was shown is not taken back: written anew, or too long, the rest waits for the whole answer.
      if (safe.length > STREAM_CHARACTERS_MAX || !safe.startsWith(stream.sent)) stream.over = true
      if (stream.over) return
      stream.wanted = safe
      pump(conversation, stream)
    },

    close(conversation) {
      const stream = streams.get(conversation)
      if (!stream) return
      stream.over = true
      stream.closing.abort()
    },

    async standing(conversation) {
      const stream = streams.get(conversation)
      if (stream) {
        stream.over = true
        stream.closing.abort()
        await Promise.race([stream.pump, pause(ENDING_MS_MAX)])
        streams.delete(conversation)
      }
      const begun = carried(await shelf.get(`stream/${conversation}`), shape)
      if (begun === null) return null
      try {
        const ts = begun.ts ?? (await found(begun))
        if (ts === null) return null
        await stop(conversation, begun, ts)
        return ts
      } catch (thrown) {
        throw failureOf(thrown)
      }
    },

    settled: (conversation) => shelf.remove(`stream/${conversation}`),
  }
}
