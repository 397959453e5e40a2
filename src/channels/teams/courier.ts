import type { Address, Offer, OperatorCard, Receipt, Reply } from '../../vocabulary/types.ts'
import { Failure } from '../../base/failure.ts'
import type { House, Sending, Sent } from '../channel.ts'
import type { ChannelWords } from '../plain.ts'
import { placeIn, rootOf } from './activity.ts'
import { consultCard, formCard, formEntry, operatorCard, receiptCard } from './cards.ts'
import type { Edits } from './edits.ts'
import { FORBIDDEN, TOO_LARGE } from './faults.ts'
import type { Forms } from './forms.ts'
import type { TeamsMemory } from './memory.ts'
import { cardMessage, messagesOf, offersShown, saying, type Sensitivity } from './messages.ts'
import { ownPlace } from './own.ts'
import { type Pace, paced } from './pace.ts'
import { split } from './prose.ts'
import type { Place, Sdk, Words } from './sdk.ts'
import type { Streams } from './streams.ts'
import type { TeamsWords } from './words.ts'

/** What is left of a message that Teams found too large goes out in pieces of this. */
const SMALL_CHARACTERS_MAX = 1_000

export interface CourierParts {
  house: House
  channel: string
  sdk: Sdk
  memory: TeamsMemory
  pace: Pace
  streams: Streams
  forms: Forms
  edits: Edits
  words: TeamsWords
  channelWords: ChannelWords
  sensitivity: Sensitivity | undefined
  operatorPlaces: () => Promise<Address[]>
  onFault: (what: string, thrown: unknown) => void
}

const isConsult = ({ kind }: Offer): boolean => kind === 'consult'

/** Opens a chat of the operator's own with the asker; null where it is not known how they are called. */
const chatWith = (principal: string | undefined): string | null =>
  principal === undefined ? null : `https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(principal)}`

/** One call to Teams; its result is the id of the message that stands there now. */
type Step = () => Promise<string>

/** Operators hear of words that found nobody. Not through the outbox, which is no channel's to write to. */
const alarm = async (
  { operatorPlaces, channel, memory, words }: CourierParts,
  post: (place: Place, said: Words) => Promise<string>,
  from: string,
): Promise<void> => {
  for (const { channel: name, conversation } of await operatorPlaces()) {
    if (name !== channel || rootOf(from) === rootOf(conversation)) continue
    const place = await memory.place(conversation)
    if (place !== null) await post(place, saying(words.operators.unreachable))
  }
}

export const createCourier = (parts: CourierParts) => {
  const { house, channel, sdk, memory, pace, streams, forms, edits, words, channelWords } = parts

  const post = (place: Place, said: Words) => paced(pace, place.conversation, () => sdk.post(place, said))
  const replace = (place: Place, id: string, said: Words) =>
    paced(pace, place.conversation, () => sdk.replace(place, id, said))

  /** Puts a message where an earlier one stands, or posts it anew where that one is gone. */
  const renew = async (place: Place, id: string | undefined, said: Words): Promise<string> =>
    id !== undefined && (await replace(place, id, said)) ? id : post(place, said)

  const uninstalled = async (conversation: string): Promise<void> => {
    try {
      if (await memory.markGone(conversation, house.now())) await alarm(parts, post, conversation)
    } catch (thrown) {
      parts.onFault('teams.alarm', thrown)
    }
  }

  /**
   * One card for each request in each operators' place. Later states replace it and are told in its thread, where they
   * ring; a card that is newer than what is delivered stays.
   */
  const cardSteps = (place: Place, card: OperatorCard, text: string): Step[] => {
    const root = { ...place, conversation: rootOf(place.conversation) }
    let first = false
    return [
      async () => {
        const known = await memory.card(root.conversation, card.request)
        if (known && known.version > card.version) return known.message
        const chat = chatWith((await memory.asker(card.request))?.principal)
        const message = await renew(root, known?.message, cardMessage(operatorCard(card, words, chat), text))
        first = known?.message !== message
        await memory.keepCard(root.conversation, card.request, { message, version: card.version })
        return message
      },
      async () => {
        const known = await memory.card(root.conversation, card.request)
        if (first || text === '' || !known) return known?.message ?? ''
        const thread = root.scope === 'channel' ? `${root.conversation};messageid=${known.message}` : root.conversation
        return post({ ...root, conversation: thread }, saying(text))
      },
    ]
  }

  /** A form that was sent comes back in its place, with its errors; one that is asked for comes at the bottom. */
  const formStep =
    (place: Place, reply: Reply & Required<Pick<Reply, 'form'>>): Step =>
    async () => {
      const { conversation } = place
      const { request } = reply.form
      const faulty = reply.form.fields.some(({ error }) => error !== undefined)
      const pressed = faulty ? await memory.pressed(conversation, request) : null
      const form = await forms.known(reply.form, place, (await memory.whose(conversation)) ?? '')
      const shown = faulty ? formCard(form, words, { consent: pressed?.consent === true }) : formEntry(form, words)
      const message = await renew(place, pressed?.message, cardMessage(shown, form.title))
      await memory.keepForm(conversation, request, message)
      return message
    }

  /** The form that led to this receipt is the one whose writer has a request of that number. */
  const receiptStep =
    (place: Place, receipt: Receipt): Step =>
    async () => {
      const { conversation } = place
      for (const form of await memory.pressedIn(conversation)) {
        const mine = await house.requests.mine({ channel, conversation }, form.person)
        if (!mine.some(({ request, number }) => request === form.request && number === receipt.number)) continue
        const shown = cardMessage(receiptCard(receipt, words), words.receipt.title)
        if (!(await replace(place, form.message, shown))) continue
        await memory.dropForm(conversation, form.request, form.message)
        await memory.removePressed(conversation, form.request)
      }
      return ''
    }

  /** The first message ends the stream that showed its beginning; a stream that it does not continue is ended alone. */
  const streamed = async (place: Place, said: Words): Promise<string | null> => {
    const stream = await streams.finish(place.conversation)
    if (stream === null) return null
    if (!String(said['text']).startsWith(stream.text)) {
      await streams.abandon(place, stream)
      return null
    }
    const entities = Array.isArray(said['entities']) ? (said['entities'] as unknown[]) : []
    const info = { type: 'streaminfo', streamId: stream.id, streamType: 'final' }
    try {
      const id = await post(place, { ...said, entities: [info, ...entities] })
      await memory.removeStream(place.conversation)
      return id === '' ? stream.id : id
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.retryable) throw thrown
      await streams.abandon(place, stream)
      return null
    }
  }

  /** An answer that is too large for Teams comes in small pieces without its sources, and never not at all. */
  const fitting = async (place: Place, said: Words): Promise<string> => {
    try {
      return await post(place, said)
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== TOO_LARGE) throw thrown
    }
    let last = ''
    for (const text of split(String(said['text']), SMALL_CHARACTERS_MAX)) {
      last = await post(place, { type: 'message', textFormat: 'markdown', text })
    }
    return last
  }

  /** The answer to a changed question takes the place of the first; null where it is none. */
  const changed = async (place: Place, reply: Reply, to: string, said: Words): Promise<string | null> => {
    const message = await edits.placeOf(to, reply.turn)
    if (message === null) return null
    if (place.scope === 'personal') await streams.drop(place)
    const id = (await replace(place, message, said)) ? message : null
    await edits.settled(to)
    return id
  }

  const messageSteps = (place: Place, reply: Reply, to: string): Step[] =>
    messagesOf(reply, place, channelWords, words, parts.sensitivity).map((said, n, all) => async () => {
      const renewed = n === 0 ? await changed(place, reply, to, said) : null
      const continues = n === 0 && renewed === null && place.scope === 'personal' && reply.turn !== undefined
      const id = renewed ?? (continues ? await streamed(place, said) : null) ?? (await fitting(place, said))
      if (n === all.length - 1 && (reply.outcome !== 'notice' || reply.offers.length > 0)) {
        const turn = reply.turn === undefined ? {} : { turn: reply.turn }
        await memory.heard(place.scope === 'personal' ? place.conversation : to, id, {
          ...turn,
          offers: offersShown(reply.offers),
        })
      }
      return id
    })

  /** What is no text cannot end a stream, and what answers nothing does not. */
  const endedStream = async (place: Place, reply: Reply): Promise<void> => {
    if (place.scope === 'personal' && reply.turn !== undefined) await streams.drop(place)
  }

  const stepsOf = (place: Place, reply: Reply, to: string): Step[] => {
    const { card, form, receipt } = reply
    if (card) return cardSteps(place, card, reply.text)
    if (form) {
      const shown = formStep(place, { ...reply, form })
      return [
        async () => {
          await endedStream(place, reply)
          return shown()
        },
      ]
    }
    // The form is begun where the question was, before the eyes of whoever presses alone.
    if (place.scope !== 'personal' && reply.outcome !== 'answer' && reply.offers.some(isConsult)) {
      const said = { ...reply, offers: reply.offers.filter((offer) => !isConsult(offer)) }
      const begin = () => post(place, cardMessage(consultCard(words), words.form.open))
      return [...messageSteps(place, said, to), begin]
    }
    return [...(receipt ? [receiptStep(place, receipt)] : []), ...messageSteps(place, reply, to)]
  }

  const run = async (steps: Step[], { id, attempt }: Sending): Promise<string> => {
    const done = attempt > 1 && steps.length > 1 ? await memory.sentOf(id) : 0
    let last = ''
    for (const [n, step] of steps.entries()) {
      if (n < done) continue
      const message = await step()
      last = message === '' ? last : message
      if (steps.length > 1 && n < steps.length - 1) await memory.keepSent(id, n + 1)
    }
    if (steps.length > 1) await memory.removeSent(id)
    return last
  }

  /** Forms whose requests are drafts no more are closed wherever they stand; a fault here undoes nothing that was said. */
  const closeForms = (place: Place): Promise<void> =>
    forms
      .close(place, (id, said) => replace(place, id, said))
      .catch((thrown: unknown) => parts.onFault('teams.forms', thrown))

  return {
    post,
    remove: (place: Place, id: string) => paced(pace, place.conversation, () => sdk.remove(place, id)),
    async send(to: Address, reply: Reply, sending: Sending): Promise<Sent> {
      const given = placeIn(to.conversation)
      const place = (await ownPlace(memory, sdk, given)) ?? (await memory.place(given))
      if (place === null) throw new Failure('teams.place', 'Nobody has written from this conversation yet.')
      const { conversation } = place
      // What answers a message is tried even so: whoever writes has the app again.
      const gone = await memory.isGone(conversation)
      if (gone && reply.turn === undefined) {
        throw new Failure(FORBIDDEN, 'The app was removed or blocked in this conversation.')
      }
      try {
        const message = await run(stepsOf(place, reply, to.conversation), sending)
        if (gone) await memory.returned(conversation)
        if (place.scope === 'personal') await closeForms(place)
        return { id: message === '' ? sending.id : message }
      } catch (thrown) {
        if (thrown instanceof Failure && thrown.code === FORBIDDEN) await uninstalled(conversation)
        if (!(thrown instanceof Failure) || thrown.code !== TOO_LARGE) throw thrown
        return { id: await post(place, saying(words.tooLarge)) }
      }
    },
  }
}

export type Courier = ReturnType<typeof createCourier>
