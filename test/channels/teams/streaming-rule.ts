import type { Call } from './far.ts'

interface Open {
  conversation: string
  sequence: number
  text: string
  at: number
  over: boolean
}

interface Said {
  type: unknown
  sequence: unknown
  text: string
  conversation: string
}

const STREAM_MS_MAX = 120_000

const infoOf = ({ body }: Call): Record<string, unknown> | undefined =>
  ((body['entities'] ?? []) as Record<string, unknown>[]).find(({ type }) => type === 'streaminfo')

/**
 * What Teams holds of streams: one-to-one only, numbered from 1, each text begins with the one before, the informative
 * line excepted, two minutes at most, and one final message without a number. Anything else is refused with 403.
 */
export const createStreamingRule = (now: () => number = Date.now) => {
  const streams = new Map<string, Open>()
  const refused: string[] = []

  const no = (why: string) => {
    refused.push(why)
    return why
  }

  const begin = ({ type, sequence, text, conversation }: Said, id: string): string | null => {
    if (type === 'final' || sequence !== 1) return no('a stream that does not begin at 1')
    const shown = type === 'informative' ? '' : text
    streams.set(id, { conversation, sequence: 1, text: shown, at: now(), over: false })
    return null
  }

  const goOn = ({ type, sequence, text, conversation }: Said, id: string): string | null => {
    const open = streams.get(id)
    const final = type === 'final'
    if (open?.conversation !== conversation) return no('a stream that is not known')
    if (open.over) return no('a stream that is over')
    if (now() - open.at > STREAM_MS_MAX) return no('a stream of more than two minutes')
    if (!final && sequence !== open.sequence + 1) return no('a sequence that does not follow')
    if (!text.startsWith(open.text)) return no('a text that does not begin with what was shown')
    if (type === 'informative' && open.text !== '') return no('an informative line after the text')
    const shown = type === 'informative' ? '' : text
    Object.assign(open, { sequence: open.sequence + 1, text: shown, over: final })
    return null
  }

  /** Why Teams refuses this call; null when it does not. `id` is what the call will be known by. */
  const check = (call: Call, id: string): string | null => {
    const info = infoOf(call)
    if (info === undefined || call.method !== 'POST') return null
    const conversation = /conversations\/(.+?)\/activities/u.exec(call.path)?.[1] ?? ''
    if (conversation.startsWith('19:')) return no('a stream outside a one-to-one chat')
    const text = typeof call.body['text'] === 'string' ? call.body['text'] : ''
    const { streamType, streamSequence, streamId } = info
    if (text === '') return no('an activity of a stream without text')
    const final = streamType === 'final'
    if (final === 'streamSequence' in info) return no('a sequence on the final message, or none before it')
    if (final !== (call.body['type'] === 'message')) return no('a final that is no message, or an update that is one')
    const said: Said = { type: streamType, sequence: streamSequence, text, conversation }
    return streamId === undefined ? begin(said, id) : goOn(said, typeof streamId === 'string' ? streamId : '')
  }

  return {
    check,
    /** What was refused, by the rule. */
    refused,
    /** Streams that were begun and never ended. */
    left: () => [...streams].filter(([, { over }]) => !over).map(([id]) => id),
    begun: () => streams.size,
  }
}
