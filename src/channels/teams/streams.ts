import type { House, Progress } from '../channel.ts'
import { Failure } from '../../base/failure.ts'
import type { TeamsMemory } from './memory.ts'
import { type Pace, paced } from './pace.ts'
import { markdown } from './prose.ts'
import type { Place, Sdk } from './sdk.ts'

/** Teams takes one update in a second or so, and closes a stream after two minutes. */
const UPDATE_MS = 1_500
const STREAM_MS_MAX = 110_000
/** Half of one message: the first part of an answer in several is never shorter, and has to begin with all of it. */
const STREAM_CHARACTERS_MAX = 2_000
/** A turn that says nothing leaves its stream behind; it is closed when no reply came for it by then. */
const LEFT_MS = 30_000

/** A stream as it stands in Teams: its id, and the text that its final message has to begin with. */
export interface OpenStream {
  id: string
  text: string
}

interface Live {
  inbound: string
  place: Promise<Place | null>
  /** What is known of the answer. */
  text: string
  /** The informative line is not part of the text; nothing of that is shown yet where this is empty. */
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

const wiredOf = ({ text }: Live): string => markdown(sentencesOf(text))

/** What is to be shown next: the informative line first of all, then more of the text. Null: nothing new. */
const nextOf = (stream: Live, waiting: string): string | null => {
  if (stream.stream === null) return waiting
  const text = wiredOf(stream)
  return text === '' || text === stream.shown ? null : text
}

/**
 * Shows text as it grows in one-to-one chats; elsewhere, and on any refusal, people get the one whole message. Teams
 * holds that each update, and the final message, begins with what was shown; whatever does not is not sent.
 */
export const createStreams = (parts: {
  house: House
  channel: string
  sdk: Sdk
  memory: TeamsMemory
  pace: Pace
  /** The line that stands there until the first words do. */
  waiting: string
  onFault: (what: string, thrown: unknown) => void
  updateMs?: number | undefined
  leftMs?: number | undefined
}) => {
  const { house, channel, sdk, memory, pace, updateMs = UPDATE_MS, leftMs = LEFT_MS } = parts
  const waiting = markdown(parts.waiting)
  const live = new Map<string, Live>()
  const left = new Map<string, NodeJS.Timeout>()

  /** Ends a stream that no answer continues: with its last text, so that it does not stay open, and then for good. */
  const abandon = async (place: Place, { id, text }: OpenStream): Promise<void> => {
    await memory.removeStream(place.conversation)
    const info = { type: 'streaminfo', streamId: id, streamType: 'final' }
    const last = { type: 'message', text: text === '' ? waiting : text, entities: [info] } as const
    // Refused where Teams has closed it by itself.
    await paced(pace, place.conversation, () => sdk.post(place, last)).catch(() => undefined)
    // Half an answer must not stand beside the whole one.
    await paced(pace, place.conversation, () => sdk.remove(place, id)).catch((thrown: unknown) =>
      parts.onFault('teams.stream', thrown),
    )
  }

  /** One more update; the first is the informative line, and begins the stream. */
  const update = async (place: Place, stream: Live, next: string): Promise<void> => {
    const { conversation } = place
    const began = stream.stream === null
    const sequence = stream.sequence + 1
    const info = {
      type: 'streaminfo',
      streamType: began ? 'informative' : 'streaming',
      streamSequence: sequence,
      ...(stream.stream === null ? {} : { streamId: stream.stream }),
    }
    try {
      const id = await sdk.post(place, { type: 'typing', text: next, entities: [info] })
      Object.assign(stream, began ? { sequence, stream: id } : { sequence, shown: next })
      await memory.keepStream(conversation, { id: stream.stream ?? id, text: stream.shown })
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.retryable) return
      // Streaming is not allowed here, or the person pressed stop: the answer comes as one message.
      stream.closed = true
    }
  }

  /** A text that begins anew cannot go on in a stream; and none begins while an earlier one waits for its answer. */
  const fits = async (conversation: string, stream: Live, next: string): Promise<boolean> =>
    stream.stream === null ? (await memory.stream(conversation)) === null : next.startsWith(stream.shown)

  const show = async (conversation: string, stream: Live): Promise<void> => {
    const place = await stream.place
    const next = nextOf(stream, waiting)
    if (stream.closed || next === null) return
    const late = house.now().getTime() - stream.startedAt > STREAM_MS_MAX
    if (late || place?.scope !== 'personal' || !(await fits(conversation, stream, next))) {
      stream.closed = true
      const open = late && place !== null ? await memory.stream(conversation) : null
      if (place !== null && open !== null && open.id === stream.stream) await abandon(place, open)
      return
    }
    if (pace.take(conversation) === 0) await update(place, stream, next)
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
          if (!stream.closed && nextOf(stream, waiting) !== null) pump(conversation, stream)
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

  /** A turn has ended: its reply closes the stream, and where none comes, this does. */
  const ended = async (conversation: string): Promise<void> => {
    await close(conversation)
    const open = await memory.stream(conversation)
    if (open === null) return
    const timer = setTimeout(() => {
      left.delete(conversation)
      void (async () => {
        const [now, place] = await Promise.all([memory.stream(conversation), memory.place(conversation)])
        if (now?.id === open.id && place !== null) await abandon(place, now)
      })().catch((thrown: unknown) => parts.onFault('teams.stream', thrown))
    }, leftMs)
    clearTimeout(left.get(conversation))
    left.set(conversation, timer)
  }

  const begun = (conversation: string, inbound: string): Live => {
    const at = house.now().getTime()
    return {
      inbound,
      place: memory.place(conversation),
      text: '',
      shown: '',
      stream: null,
      sequence: 0,
      startedAt: at,
      // An answer that is there by then needs no line that tells it is coming.
      lastAt: at,
      closed: false,
      busy: Promise.resolve(),
      timer: null,
    }
  }

  const hear = ({ address, inbound, stage, text }: Progress): void => {
    if (address.channel !== channel || stage === 'received') return
    const { conversation } = address
    if (stage === 'done') {
      ended(conversation).catch((thrown: unknown) => parts.onFault('teams.stream', thrown))
      return
    }
    let stream = live.get(conversation)
    if (stream?.inbound !== inbound) {
      void close(conversation)
      stream = begun(conversation, inbound)
      live.set(conversation, stream)
    }
    stream.text = text ?? stream.text
    pump(conversation, stream)
  }

  /** Ends the showing in this process and tells the stream that waits for its final message, whoever began it. */
  const finish = async (conversation: string): Promise<OpenStream | null> => {
    await close(conversation)
    clearTimeout(left.get(conversation))
    left.delete(conversation)
    return memory.stream(conversation)
  }

  let unhear: (() => void) | null = null
  return {
    start() {
      unhear = house.onProgress(hear)
    },
    finish,
    abandon,
    /** For a reply that is no text, such as a form: what was shown before it goes. */
    async drop(place: Place): Promise<void> {
      const open = await finish(place.conversation)
      if (open !== null) await abandon(place, open)
    },
    async stop() {
      unhear?.()
      for (const timer of left.values()) clearTimeout(timer)
      await Promise.all([...live.keys()].map(close))
    },
  }
}

export type Streams = ReturnType<typeof createStreams>
