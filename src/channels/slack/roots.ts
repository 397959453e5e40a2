import { z } from 'zod'
import type { Address } from '../../vocabulary/types.ts'
import type { Store } from '../../store/store.ts'
import { fill } from '../../base/words.ts'
import type { ChannelShelf } from '../channel.ts'
import { addressOf, placeOf, type Place } from './addresses.ts'
import { failureOf, say, type Api } from './api.ts'
import { escapedCut } from './escape.ts'
import { section } from './blocks.ts'
import { carried } from './offers.ts'
import type { Target } from './poster.ts'
import type { SlackWords } from './words.ts'

const QUESTION_CHARACTERS_MAX = 500
/** Lines of a conversation in which its first question is looked for; it has just begun. */
const LINES_MAX = 10

const rootShape = z.object({ channel: z.string(), ts: z.string() })

type Spoken = Extract<Place, { kind: 'thread' | 'personal' }>

/** Which thread of Slack a conversation is, and which conversation a thread is. */
export interface Roots {
  /** Begins the thread of a personal conversation where there is none yet. */
  targetOf(place: Spoken): Promise<Target>
  /** Null where the thread has not begun. */
  known(place: Place): Promise<Target | null>
  /** The conversation of a thread: its own, or the personal one that was begun there. */
  addressOf(team: string, channel: string, ts: string): Promise<Address>
}

export const createRoots = (parts: {
  apiOf: (team: string) => Api
  shelf: ChannelShelf
  words: SlackWords
  thread: Store['outbox']['thread']
}): Roots => {
  const { apiOf, shelf, words } = parts

  const begun = async (team: string, conversation: string): Promise<Target | null> => {
    const root = carried(await shelf.get(`root/${conversation}`), rootShape)
    return root === null ? null : { team, channel: root.channel, thread: root.ts }
  }

  const begin = async (place: Extract<Place, { kind: 'personal' }>): Promise<Target> => {
    const { once, again } = apiOf(place.team)
    const address = addressOf(place)
    const asked = (await parts.thread(address, LINES_MAX)).find(({ by, text }) => by === 'person' && text !== '')
    const text =
      asked === undefined || (asked.action?.kind ?? 'asked') !== 'asked'
        ? words.root.other
        : fill(words.root.asked, { text: escapedCut(asked.text, QUESTION_CHARACTERS_MAX) })
    const opened = await again.conversations.open({ users: place.user })
    const channel = opened.channel?.id ?? place.user
    const ts = await say(once, { channel, thread: null, text, blocks: [section(text)] })
    // The way back is kept first: what a person writes in the thread must find its conversation.
    await shelf.put(`alias/${channel}/${ts}`, address.conversation)
    await shelf.put(`root/${address.conversation}`, JSON.stringify({ channel, ts }))
    return { team: place.team, channel, thread: ts }
  }

  return {
    async known(place) {
      if (place.kind === 'thread' || place.kind === 'aside')
        return { team: place.team, channel: place.channel, thread: place.ts }
      if (place.kind !== 'personal') return null
      return begun(place.team, addressOf(place).conversation)
    },

    async targetOf(place) {
      if (place.kind === 'thread') return { team: place.team, channel: place.channel, thread: place.ts }
      const known = await begun(place.team, addressOf(place).conversation)
      if (known !== null) return known
      try {
        return await begin(place)
      } catch (thrown) {
        throw failureOf(thrown)
      }
    },

    async addressOf(team, channel, ts) {
      const own: Place = { kind: 'thread', team, channel, ts }
      if (!channel.startsWith('D')) return addressOf(own)
      const alias = await shelf.get(`alias/${channel}/${ts}`)
      return addressOf((alias === null ? null : placeOf(alias)) ?? own)
    },
  }
}
