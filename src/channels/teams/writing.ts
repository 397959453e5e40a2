import type { Address } from '../../vocabulary/types.ts'
import type { House } from '../channel.ts'
import type { TeamsMemory } from './memory.ts'
import type { Pace } from './pace.ts'
import type { Sdk } from './sdk.ts'

/** Teams shows the sign for a few seconds; oftener it would only use up the conversation's pace. */
const GAP_MS = 3_000
const CONVERSATIONS_MAX = 1_000

/** Teams' own sign of typing, shown to a person while an operator writes to them. It may fail without harm. */
export const createWritingSign = (parts: {
  house: Pick<House, 'onWriting' | 'now'>
  channel: string
  sdk: Pick<Sdk, 'post'>
  memory: Pick<TeamsMemory, 'place' | 'stream'>
  pace: Pace
  onFault: (what: string, thrown: unknown) => void
}) => {
  const { house, channel, sdk, memory, pace } = parts
  const shownAt = new Map<string, number>()
  let unhear: (() => void) | null = null

  const show = async (conversation: string): Promise<void> => {
    const at = house.now().getTime()
    if (at - (shownAt.get(conversation) ?? -GAP_MS) < GAP_MS) return
    if (shownAt.size >= CONVERSATIONS_MAX) shownAt.clear()
    shownAt.set(conversation, at)
    const place = await memory.place(conversation)
    // Only a chat has the sign, and an answer that is being streamed is one already.
    if (place?.scope !== 'personal' || (await memory.stream(conversation)) !== null) return
    if (pace.take(place.conversation) === 0) await sdk.post(place, { type: 'typing' })
  }

  return {
    start() {
      unhear = house.onWriting(({ channel: of, conversation }: Address) => {
        if (of !== channel) return
        show(conversation).catch((thrown: unknown) => parts.onFault('teams.writing', thrown))
      })
    },
    stop: () => unhear?.(),
  }
}
