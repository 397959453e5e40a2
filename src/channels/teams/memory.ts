import type { Action, Offer } from '../../vocabulary/types.ts'
import type { ChannelShelf } from '../channel.ts'
import { type Activity, personOf, placeIn, rootOf } from './activity.ts'
import type { Place } from './sdk.ts'
import type { OpenStream } from './streams.ts'

/** What this channel must still know after a restart, as small entries on its shelf. */

/** Answers of a conversation that can still be rated by their message. */
const RATED_MAX = 50
/** Messages that show one form. */
const SHOWN_MAX = 10
/** Forms of one conversation that wait for their receipt. */
const PRESSED_MAX = 50
/** Places remembered as written, so that a lively conversation does not write its place again and again. */
const WRITTEN_MAX = 5_000

interface SaidLately {
  turns: [message: string, turn: string, conversation?: string][]
}

interface Offered {
  offers: Offer[]
  /** The turn that the offers belong to. */
  turn: string | null
}

export interface PressedForm {
  request: string
  person: { id: string; name?: string }
  /** The message that shows the form. */
  message: string
  consent?: boolean
}

/** A form as it stands in a person's own chat, perhaps more than once. */
export interface ShownForm {
  request: string
  person: string
  messages: string[]
}

const NOTHING_OFFERED: Offered = { offers: [], turn: null }

export const createMemory = (shelf: ChannelShelf) => {
  const written = new Map<string, string>()

  const read = async <T>(key: string): Promise<T | null> => {
    const value = await shelf.get(key)
    return value === null ? null : (JSON.parse(value) as T)
  }
  const write = (key: string, value: unknown) => shelf.put(key, JSON.stringify(value))
  const turnsIn = async (place: string) => (await read<SaidLately>(`said:${place}`))?.turns ?? []

  /** Answers to several members of a group may go out at once; each is noted after the other. */
  const noting = new Map<string, Promise<void>>()
  const note = async (conversation: string, message: string, turn: string): Promise<void> => {
    const place = placeIn(conversation)
    const before = noting.get(place) ?? Promise.resolve()
    const noted = before
      .catch(() => {})
      .then(async () => {
        const turns = [...(await turnsIn(place)), [message, turn, conversation]]
        await write(`said:${place}`, { turns: turns.slice(-RATED_MAX) })
      })
    noting.set(place, noted)
    try {
      await noted
    } finally {
      if (noting.get(place) === noted) noting.delete(place)
    }
  }

  return {
    async place(of: string): Promise<Place | null> {
      const conversation = placeIn(of)
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
      if (place.scope === 'personal') await shelf.put(`whose:${place.conversation}`, person)
      written.set(key, value)
    },
    /** Whose own chat this is; null where nobody is known by it. */
    whose: (conversation: string) => shelf.get(`whose:${conversation}`),
    account: (person: string) => read<Place>(`account:${person}`),

    isGone: async (conversation: string) => (await shelf.get(`gone:${conversation}`)) !== null,
    /** True for the first to find out. */
    markGone: (conversation: string, at: Date) => shelf.claim(`gone:${conversation}`, at.toISOString()),
    returned: (conversation: string) => shelf.remove(`gone:${conversation}`),

    /** The turn that a message answered, and whose conversation it was; null where it is too old to be remembered. */
    async turnOf(place: string, message: string): Promise<{ turn: string; conversation: string } | null> {
      const [, turn, conversation = place] = (await turnsIn(place)).find(([said]) => said === message) ?? []
      return turn === undefined ? null : { turn, conversation }
    },
    /** What was last offered to this person, or else to anyone here: a list in a group is seen by all. */
    offered: async (conversation: string): Promise<Offered> =>
      (await read<Offered>(`offered:${conversation}`)) ??
      (await read<Offered>(`offered:${placeIn(conversation)}`)) ??
      NOTHING_OFFERED,
    async heard(conversation: string, message: string, reply: { turn?: string; offers: Offer[] }): Promise<void> {
      const { turn, offers } = reply
      for (const key of new Set([conversation, placeIn(conversation)])) {
        await write(`offered:${key}`, { offers, turn: turn ?? null })
      }
      if (turn !== undefined) await note(conversation, message, turn)
    },

    /** The message that told this answer; null where it is too old to be remembered. */
    async saidFor(place: string, turn: string): Promise<string | null> {
      return (await turnsIn(place)).find(([, of]) => of === turn)?.[0] ?? null
    },
    /** A question that was changed, and the message whose place its new answer takes. */
    edit: (conversation: string) => read<{ inbound: string; message: string }>(`edit:${conversation}`),
    keepEdit: (conversation: string, edit: { inbound: string; message: string }) => write(`edit:${conversation}`, edit),
    /** Under which ids a message was kept again, each time it was changed. */
    changedTo: async (original: string) => (await read<string[]>(`changed:${original}`)) ?? [],
    async keepChanged(original: string, changed: string): Promise<void> {
      const known = (await read<string[]>(`changed:${original}`)) ?? []
      await write(`changed:${original}`, [...known, changed].slice(-SHOWN_MAX))
    },
    removeChanged: (original: string) => shelf.remove(`changed:${original}`),
    removeEdit: (conversation: string) => shelf.remove(`edit:${conversation}`),

    /** How whoever began a request is written to directly. */
    asker: (request: string) => read<{ person: string; principal: string }>(`asker:${request}`),
    keepAsker: (request: string, asker: { person: string; principal: string }) => write(`asker:${request}`, asker),

    /** The messages that show forms in a person's own chat. */
    async keepForm(conversation: string, request: string, message: string): Promise<void> {
      const key = `form:${conversation}|${request}`
      const person = await shelf.get(`whose:${conversation}`)
      if (person === null) return
      const known = (await read<ShownForm>(key))?.messages ?? []
      await write(key, { request, person, messages: [...new Set([...known, message])].slice(-SHOWN_MAX) })
    },
    async formsIn(conversation: string): Promise<ShownForm[]> {
      const entries = await shelf.list(`form:${conversation}|`, PRESSED_MAX)
      return entries.map(({ value }) => JSON.parse(value) as ShownForm)
    },
    removeForms: (conversation: string, request: string) => shelf.remove(`form:${conversation}|${request}`),
    /** This message shows something else by now. */
    async dropForm(conversation: string, request: string, message: string): Promise<void> {
      const shown = await read<ShownForm>(`form:${conversation}|${request}`)
      if (shown === null) return
      const messages = shown.messages.filter((each) => each !== message)
      await write(`form:${conversation}|${request}`, { ...shown, messages })
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

    /** The message from which a form was opened as a dialog. */
    keepOpener: (conversation: string, request: string, message: string) =>
      shelf.put(`opener:${conversation}|${request}`, message),

    pressed: (conversation: string, request: string) => read<PressedForm>(`pressed:${conversation}|${request}`),
    /** Which message shows the form that is sent. A dialog is sent from none; the one that opened it shows its form. */
    async keepSubmit(activity: Activity, action: Action): Promise<void> {
      if (action.kind !== 'submit') return
      const { id } = activity.conversation
      const { request, consent } = action
      const message = activity.replyToId ? activity.replyToId : await shelf.get(`opener:${id}|${request}`)
      if (message === null) return
      const form: PressedForm = { request, person: personOf(activity), message, consent }
      await write(`pressed:${id}|${request}`, form)
    },
    removePressed: (conversation: string, request: string) => shelf.remove(`pressed:${conversation}|${request}`),
    async pressedIn(conversation: string): Promise<PressedForm[]> {
      const entries = await shelf.list(`pressed:${conversation}|`, PRESSED_MAX)
      return entries.map(({ value }) => JSON.parse(value) as PressedForm)
    },

    stream: (conversation: string) => read<OpenStream>(`open:${conversation}`),
    keepStream: (conversation: string, stream: OpenStream) => write(`open:${conversation}`, stream),
    removeStream: (conversation: string) => shelf.remove(`open:${conversation}`),

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
