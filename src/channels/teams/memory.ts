import type { Offer } from '../../vocabulary/types.ts'
import type { ChannelShelf } from '../channel.ts'
import { rootOf } from './activity.ts'
import type { Place } from './sdk.ts'

/** What this channel must still know after a restart, as small entries on its shelf. */

/** Answers of a conversation that can still be rated by their message. */
const RATED_MAX = 50
/** Forms of one conversation that wait for their receipt. */
const PRESSED_MAX = 50
/** Places remembered as written, so that a lively conversation does not write its place again and again. */
const WRITTEN_MAX = 5_000

interface SaidLately {
  turns: [message: string, turn: string][]
  offers: Offer[]
  /** The turn that the offers belong to. */
  turn: string | null
}

export interface PressedForm {
  request: string
  person: { id: string; name?: string }
  /** The message that shows the form. */
  message: string
}

const NOTHING: SaidLately = { turns: [], offers: [], turn: null }

export const createMemory = (shelf: ChannelShelf) => {
  const written = new Map<string, string>()

  const read = async <T>(key: string): Promise<T | null> => {
    const value = await shelf.get(key)
    return value === null ? null : (JSON.parse(value) as T)
  }
  const write = (key: string, value: unknown) => shelf.put(key, JSON.stringify(value))
  const saidIn = async (conversation: string) => (await read<SaidLately>(`said:${conversation}`)) ?? NOTHING

  return {
    async place(conversation: string): Promise<Place | null> {
      const exact = await read<Place>(`place:${conversation}`)
      if (exact !== null || rootOf(conversation) === conversation) return exact
      const root = await read<Place>(`place:${rootOf(conversation)}`)
      return root === null ? null : { ...root, conversation }
    },
    async keepPlace(place: Place): Promise<void> {
      const { conversation } = place
      const value = JSON.stringify(place)
      if (written.get(conversation) === value) return
      await shelf.put(`place:${conversation}`, value)
      written.set(conversation, value)
      const [oldest] = written.keys()
      if (written.size > WRITTEN_MAX && oldest !== undefined) written.delete(oldest)
    },

    /** The conversation of one person with the desk; null until there is one. */
    own: (person: string) => shelf.get(`own:${person}`),
    /** Where a person writes: their own chat, or a place from which one can be opened with them. */
    async noteOwn(person: string, place: Place): Promise<void> {
      const key = place.scope === 'personal' ? `own:${person}` : `account:${person}`
      const value = place.scope === 'personal' ? place.conversation : JSON.stringify(place)
      if (written.get(key) === value) return
      await shelf.put(key, value)
      written.set(key, value)
    },
    account: (person: string) => read<Place>(`account:${person}`),

    isGone: async (conversation: string) => (await shelf.get(`gone:${conversation}`)) !== null,
    /** True for the first to find out. */
    markGone: (conversation: string, at: Date) => shelf.claim(`gone:${conversation}`, at.toISOString()),
    returned: (conversation: string) => shelf.remove(`gone:${conversation}`),

    said: saidIn,
    async heard(conversation: string, message: string, reply: { turn?: string; offers: Offer[] }): Promise<void> {
      const before = await saidIn(conversation)
      const turns = reply.turn === undefined ? [] : [[message, reply.turn] as [string, string]]
      await write(`said:${conversation}`, {
        turns: [...before.turns, ...turns].slice(-RATED_MAX),
        offers: reply.offers,
        turn: reply.turn ?? null,
      })
    },

    /** The card that operators see of a request in a place. */
    card: (conversation: string, request: string) =>
      read<{ message: string; version: number }>(`card:${conversation}|${request}`),
    async keepCard(conversation: string, request: string, card: { message: string; version: number }): Promise<void> {
      await write(`card:${conversation}|${request}`, card)
      // What operators write beneath the card must find its request.
      await shelf.put(`about:${conversation};messageid=${card.message}`, request)
    },
    /** The request whose card began this thread; null where it is no such thread. */
    about: (conversation: string) => shelf.get(`about:${conversation}`),

    pressed: (conversation: string, request: string) => read<PressedForm>(`pressed:${conversation}|${request}`),
    keepPressed: (conversation: string, form: PressedForm) => write(`pressed:${conversation}|${form.request}`, form),
    removePressed: (conversation: string, request: string) => shelf.remove(`pressed:${conversation}|${request}`),
    async pressedIn(conversation: string): Promise<PressedForm[]> {
      const entries = await shelf.list(`pressed:${conversation}|`, PRESSED_MAX)
      return entries.map(({ value }) => JSON.parse(value) as PressedForm)
    },

    stream: (conversation: string) => shelf.get(`stream:${conversation}`),
    keepStream: (conversation: string, stream: string) => shelf.put(`stream:${conversation}`, stream),
    removeStream: (conversation: string) => shelf.remove(`stream:${conversation}`),

    /** How many messages of a delivery have gone out, for one of several that is tried again. */
    sentOf: async (delivery: string) => Number((await shelf.get(`part:${delivery}`)) ?? 0),
    keepSent: (delivery: string, count: number) => shelf.put(`part:${delivery}`, String(count)),
    removeSent: (delivery: string) => shelf.remove(`part:${delivery}`),

    /** True for the first welcome of this arrival. */
    welcome: (conversation: string, activity: string) => shelf.claim(`welcome:${conversation}`, activity),
    /** Whoever takes the app away and has it again is welcomed again. */
    left: (conversation: string) => shelf.remove(`welcome:${conversation}`),
  }
}

export type TeamsMemory = ReturnType<typeof createMemory>
