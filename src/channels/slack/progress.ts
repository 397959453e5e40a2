import type { Address } from '../../vocabulary/types.ts'
import type { ChannelShelf, House, Progress } from '../channel.ts'
import { placeOf, SLACK } from './addresses.ts'
import { slackWord, type Api } from './api.ts'
import { createStatusLine } from './status.ts'
import { createStreams } from './stream.ts'
import type { SlackWords } from './words.ts'

/** Messages whose writer is remembered, for streams that have to name their reader. */
const WRITERS_MAX = 2_000

/** A message that was seen, by its inbound id. */
export interface Seen {
  user: string
  team: string
  channel: string
  ts: string
  /** The message that begins the thread: `ts` itself, where it is the first. */
  thread: string
  text: string
}

interface Writer {
  seen: Seen
  begun: boolean
  conversation: string | null
}

export interface ProgressShow {
  /** Before the message is kept, since its turn may be over before the keeping is. */
  note(inbound: string, seen: Seen): void
  /** It was kept for the first time. */
  received(address: Address, inbound: string, seen: Seen): void
  hear(progress: Progress): void
  /** The message into which an answer was streamed, closed now; null where there is none. Nothing is shown after it. */
  standing(conversation: string): Promise<string | null>
  settled(conversation: string): Promise<void>
  /** The person wants no answer any more. */
  stop(conversation: string): Promise<void>
  rename(conversation: string, title: string): Promise<void>
  /** Takes away what an outage or an earlier process left standing. */
  sweep(): Promise<void>
}

/** Shows the desk's work: a mark, a status line, and text as it is written. All of it may fail without harm. */
export const createProgressShow = (parts: {
  apiOf: (team: string) => Api
  shelf: ChannelShelf
  house: Pick<House, 'answerTo'>
  /** Whether somebody waits for an answer in a conversation. */
  isAwaited: (conversation: string) => Promise<boolean>
  words: SlackWords
  onFault: (what: string, thrown: unknown) => void
}): ProgressShow => {
  const { apiOf, shelf, words, house } = parts
  const writers = new Map<string, Writer | null>()
  const told = new Set<string>()

  const onFault = (what: string, thrown: unknown) => {
    // The same refusal again and again would only fill the log.
    const word = `${what}/${slackWord(thrown) ?? 'unreachable'}`
    if (!told.has(word)) parts.onFault(what, thrown)
    told.add(word)
  }

  const status = createStatusLine({ apiOf, shelf, isAwaited: parts.isAwaited, words, onFault })
  const streams = createStreams({
    apiOf,
    shelf,
    isShown: status.isShown,
    // Words say more than a line about them; a session goes on until the stream ends.
    onBegun: (conversation) => {
      if (!status.isShown(conversation)) void status.end(conversation, true)
    },
    onEnded: status.ended,
    onFault: (thrown) => onFault('slack.progress', thrown),
  })

  /** Marks the message itself as seen; the mark stays. */
  const eyes = async ({ team, channel, ts }: Seen) => {
    try {
      await apiOf(team).once.reactions.add({ channel, timestamp: ts, name: 'eyes' })
    } catch (thrown) {
      onFault('slack.progress', thrown)
    }
  }

  /** A turn without words leaves nothing that could take the line away. */
  const finish = async (conversation: string, inbound: string) => {
    streams.close(conversation)
    const answer = await house.answerTo(SLACK, inbound, 0)
    if (answer !== null && answer.replies.length > 0) return
    await streams.standing(conversation)
    await streams.settled(conversation)
    await status.end(conversation, false)
  }

  const hear: ProgressShow['hear'] = ({ address, inbound, stage, text }) => {
    if (address.channel !== SLACK) return
    const { conversation } = address
    const writer = writers.get(inbound)
    if (writer == null) return
    const { seen } = writer
    writer.conversation = conversation
    if (stage === 'done') {
      // Remembered as over: the twin of its event may come later than its answer.
      writers.set(inbound, null)
      void finish(conversation, inbound).catch((thrown: unknown) => onFault('slack.progress', thrown))
      return
    }
    const says = text !== undefined && text !== ''
    writer.begun ||=
      says || status.begin(conversation, seen, async () => (await house.answerTo(SLACK, inbound, 0)) === null)
    if (says) streams.write(conversation, seen, text)
  }

  return {
    hear,

    received(address, inbound, seen) {
      void eyes(seen)
      hear({ address, inbound, stage: 'received' })
    },

    note(inbound, seen) {
      if (writers.has(inbound)) return
      if (writers.size >= WRITERS_MAX) writers.clear()
      writers.set(inbound, { seen, begun: false, conversation: null })
    },

    async standing(conversation) {
      const ts = await streams.standing(conversation)
      await status.end(conversation, true)
      return ts
    },

    settled: streams.settled,

    async stop(conversation) {
      for (const [inbound, writer] of writers) if (writer?.conversation === conversation) writers.set(inbound, null)
      // What was shown so far stays as it is.
      await streams.standing(conversation).catch(() => null)
      await streams.settled(conversation)
      await status.end(conversation, false)
    },

    async rename(conversation, title) {
      const place = placeOf(conversation)
      // Others read the title of a shared thread.
      if (place?.kind === 'thread' && place.channel.startsWith('D')) await status.rename(place, title)
    },

    sweep: status.sweep,
  }
}
