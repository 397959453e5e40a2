import type { House, Progress } from '../channel.ts'
import { Failure } from '../../base/failure.ts'
import type { TeamsMemory } from './memory.ts'
import type { Pace } from './pace.ts'
import { markdown } from './prose.ts'
import type { Place, Sdk } from './sdk.ts'

/** Teams takes one update in a second or so, and closes a stream after two minutes. */
const UPDATE_MS = 1_500
const STREAM_MS_MAX = 110_000
/** Beyond the size of one message the rest comes with the answer itself. */
const STREAM_CHARACTERS_MAX = 4_000

interface Live {
  inbound: string
  place: Promise<Place | null>
  text: string
  shown: string
  stream: string | null
  sequence: number
  startedAt: number
  lastAt: number
  /** Nothing more is to be shown: the answer is on its way, or Teams does not want this stream. */
  closed: boolean
  busy: Promise<void>
  timer: NodeJS.Timeout | null
}

/**
 * Only whole sentences are shown: what was shown must be the beginning of what comes, and half a marker would be
 * written otherwise once it is whole.
 */
const sentencesOf = (text: string): string => {
  const head = text.slice(0, STREAM_CHARACTERS_MAX)
  const end = Math.max(head.lastIndexOf('。') + 1, head.lastIndexOf('\n'))
  return head.slice(0, Math.max(0, end)).trimEnd()
}

/** Shows text as it grows in one-to-one chats; elsewhere, and on any refusal, people get the one whole message. */
export const createStreams = (parts: {
  house: House
  channel: string
  sdk: Sdk
  memory: TeamsMemory
  pace: Pace
  updateMs?: number | undefined
}) => {
  const { house, channel, sdk, memory, pace, updateMs = UPDATE_MS } = parts
  const live = new Map<string, Live>()

  const show = async (conversation: string, stream: Live): Promise<void> => {
    const place = await stream.place
    const text = sentencesOf(stream.text)
    const at = house.now().getTime()
    if (stream.closed || text === '' || text === stream.shown) return
    if (place?.scope !== 'personal' || at - stream.startedAt > STREAM_MS_MAX) {
      stream.closed = true
      return
    }
    if (pace.take(conversation) > 0) return
    const sequence = stream.sequence + 1
    const info = {
      type: 'streaminfo',
      streamType: 'streaming',
      streamSequence: sequence,
      ...(stream.stream === null ? {} : { streamId: stream.stream }),
    }
    try {
      const id = await sdk.post(place, { type: 'typing', text: markdown(text), entities: [info] })
      Object.assign(stream, { sequence, shown: text })
      if (stream.stream !== null) return
      stream.stream = id
      await memory.keepStream(conversation, id)
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.retryable) return
      // Streaming is not allowed here, or the person pressed stop: the answer comes as one message.
      stream.closed = true
      await memory.removeStream(conversation)
    }
  }

  const pump = (conversation: string, stream: Live): void => {
    if (stream.closed || stream.timer !== null) return
    const wait = Math.max(0, stream.lastAt + updateMs - house.now().getTime())
    stream.timer = setTimeout(() => {
      stream.lastAt = house.now().getTime()
      stream.busy = stream.busy
        .then(() => show(conversation, stream))
        .catch(() => {
          stream.closed = true
        })
        .finally(() => {
          stream.timer = null
          if (!stream.closed && sentencesOf(stream.text) !== stream.shown) pump(conversation, stream)
        })
    }, wait)
  }

  const close = async (conversation: string): Promise<void> => {
    const stream = live.get(conversation)
    if (!stream) return
    stream.closed = true
    live.delete(conversation)
    if (stream.timer !== null) clearTimeout(stream.timer)
    await stream.busy
  }

  const hear = ({ address, inbound, stage, text }: Progress): void => {
    if (address.channel !== channel) return
    const { conversation } = address
    if (stage === 'done') {
      void close(conversation)
      return
    }
    if (text === undefined || text === '') return
    let stream = live.get(conversation)
    if (stream?.inbound !== inbound) {
      void close(conversation)
      stream = {
        inbound,
        place: memory.place(conversation),
        text: '',
        shown: '',
        stream: null,
        sequence: 0,
        startedAt: house.now().getTime(),
        lastAt: 0,
        closed: false,
        busy: Promise.resolve(),
        timer: null,
      }
      live.set(conversation, stream)
    }
    stream.text = text
    pump(conversation, stream)
  }

  let unhear: (() => void) | null = null
  return {
    start() {
      unhear = house.onProgress(hear)
    },
    /** Ends the showing in this process and tells the stream that waits for its final message, whoever began it. */
    async finish(conversation: string): Promise<string | null> {
      await close(conversation)
      return memory.stream(conversation)
    },
    async stop() {
      unhear?.()
      await Promise.all([...live.keys()].map(close))
    },
  }
}

export type Streams = ReturnType<typeof createStreams>
