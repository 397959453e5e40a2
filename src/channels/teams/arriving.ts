import type { Action, Address, Inbound } from '../../vocabulary/types.ts'
import { createHash } from 'node:crypto'
import { fill } from '../../base/words.ts'
import type { Arrival, House } from '../channel.ts'
import { choiceOf, pressed as taking } from '../plain.ts'
import { type Activity, conversationOf, hasPicture, mentions, personOf, placeOf, rootOf, spoken } from './activity.ts'
import { welcomeCard } from './cards.ts'
import type { Courier } from './courier.ts'
import type { Edits } from './edits.ts'
import type { Extension } from './extension.ts'
import type { Forms } from './forms.ts'
import type { Guests } from './guests.ts'
import type { TeamsMemory } from './memory.ts'
import { cardMessage, saying } from './messages.ts'
import type { Operators } from './operators.ts'
import type { Pace } from './pace.ts'
import { pickUp, putDown } from './putting.ts'
import { type Press, pressIn } from './presses.ts'
import { createPressing } from './pressing.ts'
import type { Place, Sdk } from './sdk.ts'
import type { TeamsWords } from './words.ts'

/** The intake takes no longer message. */
const TEXT_CHARACTERS_MAX = 8_000

export interface ArrivingParts {
  house: House
  channel: string
  sdk: Sdk
  memory: TeamsMemory
  pace: Pace
  courier: Courier
  operators: Operators
  forms: Forms
  edits: Edits
  extension: Extension
  guests: Guests
  words: TeamsWords
  onFault: (what: string, thrown: unknown) => void
}

const accepted = (): Response => Response.json({}, { status: 200 })

/** What an activity that is trusted does. Everything that needs an answer is kept before this resolves. */
const createArriving = (parts: ArrivingParts) => {
  const { house, channel, memory, courier, operators, forms, words, onFault } = parts

  const addressOf = (activity: Activity): Address => ({ channel, conversation: conversationOf(activity) })

  const inboundOf = (activity: Activity, text: string, action?: Action): Inbound => ({
    // Activity ids are unique within their conversation only.
    id: `${activity.conversation.id}|${activity.id}`,
    from: addressOf(activity),
    person: personOf(activity),
    text,
    receivedAt: house.now(),
    ...(action === undefined ? {} : { action }),
  })

  const pressing = createPressing({
    house,
    channel,
    memory,
    operators,
    forms,
    extension: parts.extension,
    words,
    addressOf,
    inboundOf,
    onFault,
  })

  /** Words of the channel itself: said at once or not at all, since nobody waits for them twice. */
  const say = async (place: Place, said: Parameters<Courier['post']>[1]): Promise<void> => {
    try {
      await courier.post(place, said)
    } catch (thrown) {
      onFault('teams.say', thrown)
    }
  }

  const typing = (place: Place): void => {
    if (place.scope === 'channel' || parts.pace.take(place.conversation) > 0) return
    parts.sdk.post(place, { type: 'typing' }).catch((thrown: unknown) => onFault('teams.typing', thrown))
  }

  /** False where it had been kept before. */
  const keep = async (place: Place, inbound: Inbound): Promise<boolean> => {
    const [kept] = await house.keep([inbound])
    if (kept === 'kept') typing(place)
    return kept === 'kept'
  }

  /** Clients that cannot execute send the card's data as a message, and read the answer as one. */
  const submitted = async (activity: Activity, place: Place, press: Press): Promise<Response> => {
    const inbound = await pressing.submitted(activity, press)
    if (typeof inbound === 'string') await say(place, saying(words.pressed[inbound]))
    else await keep(place, inbound)
    return accepted()
  }

  /** Words beneath a request's card are about it, and the desk does not answer them; a code links two accounts. */
  const operating = async (activity: Activity, place: Place, text: string): Promise<Action | null> => {
    if (place.scope === 'personal') return null
    const request = await memory.about(activity.conversation.id)
    if (request !== null) return { kind: 'operate', request, act: 'speak', text }
    return text.startsWith(words.operators.link) ? { kind: 'operate', request: '', act: 'link', text } : null
  }

  const written = async (activity: Activity, place: Place): Promise<Response> => {
    const text = spoken(activity)
    if (text === '') {
      await say(
        place,
        place.scope === 'personal' || hasPicture(activity)
          ? saying(words.empty)
          : cardMessage(welcomeCard(words), words.welcome.title),
      )
      return accepted()
    }
    if (text.length > TEXT_CHARACTERS_MAX) {
      await say(place, saying(fill(words.tooLong, { max: TEXT_CHARACTERS_MAX })))
      return accepted()
    }
    const operated = await operating(activity, place, text)
    if (operated !== null) {
      if (!(await operators.mayAct(place, activity.from.aadObjectId ?? '')))
        await say(place, saying(words.pressed.forbidden))
      else await keep(place, inboundOf(activity, '', operated))
      return accepted()
    }
    const command = await operators.command(text, place, activity.from.aadObjectId ?? '')
    if (command !== null) {
      await say(place, saying(command))
      return accepted()
    }
    const { offers, turn } = await memory.offered(conversationOf(activity))
    const offer = choiceOf(text, offers)
    const meant = offer === null ? { text } : taking(offer, turn ?? undefined)
    const kept = await keep(place, inboundOf(activity, meant.text, meant.action))
    if (kept && hasPicture(activity)) await say(place, saying(words.unseen))
    return accepted()
  }

  const messaged = async (activity: Activity, place: Place): Promise<Response> => {
    if (typeof activity.value === 'object' && activity.value !== null) {
      const press = pressIn(activity.value, words)
      if (press !== null) return submitted(activity, place, press)
    }
    // Where the app may read along, what is said to others is not said to the desk.
    if (place.scope !== 'personal' && !mentions(activity)) return accepted()
    return written(activity, place)
  }

  const welcomed = async (activity: Activity, place: Place): Promise<Response> => {
    const root = { ...place, conversation: rootOf(place.conversation) }
    await memory.returned(root.conversation)
    if (await memory.welcome(root.conversation, activity.id)) {
      await say(root, cardMessage(welcomeCard(words), words.welcome.title))
    }
    return accepted()
  }

  /** A question that says something else by now is asked anew. Links that Teams unfolds come as a change, too. */
  const changed = async (activity: Activity, place: Place): Promise<Response> => {
    const text = spoken(activity)
    const heard = place.scope === 'personal' || mentions(activity)
    if (!heard || text === '' || text.length > TEXT_CHARACTERS_MAX) return accepted()
    const inbound = inboundOf(activity, text)
    const id = `${inbound.id}|${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`
    const anew = { ...inbound, id }
    if (await parts.edits.begin(place.conversation, inbound.id, anew)) await keep(place, anew)
    return accepted()
  }

  const deleted = async (activity: Activity, place: Place): Promise<Response> => {
    const { id } = inboundOf(activity, '')
    for (const message of await parts.edits.erase(activity.conversation.id, id)) {
      await courier.remove(place, message).catch((thrown: unknown) => onFault('teams.remove', thrown))
    }
    return accepted()
  }

  /** Who is not served is told so where they wrote; null for everybody else. */
  const turnedAway = async (activity: Activity, place: Place): Promise<Response | null> => {
    const { type } = activity
    const meant = type === 'invoke' || place.scope === 'personal' || mentions(activity)
    if (!meant || !['message', 'messageUpdate', 'invoke'].includes(type)) return null
    if (await parts.guests(place)) return null
    if (type === 'invoke') return pressing.refused(activity)
    if (type === 'message') await say(place, saying(words.guest))
    return accepted()
  }

  return async (activity: Activity): Promise<Response> => {
    const place = placeOf(activity)
    const refused = await turnedAway(activity, place)
    if (refused !== null) return refused
    const { type, action } = activity
    const joined = (activity.membersAdded ?? []).some(({ id }) => id === activity.recipient.id)
    const installation = type === 'installationUpdate' ? (action ?? '') : ''
    // “add-upgrade” is a new version for those who have the app already.
    const added = installation === 'add'
    if (installation.startsWith('remove')) {
      await memory.left(rootOf(place.conversation))
      return accepted()
    }
    if (type === 'message' || type === 'invoke' || added || (type === 'conversationUpdate' && joined)) {
      await memory.keepPlace(place)
      await memory.noteOwn(personOf(activity).id, place)
    }
    if (type === 'message') return messaged(activity, place)
    if (type === 'messageUpdate') return changed(activity, place)
    if (type === 'messageDelete') return deleted(activity, place)
    if (type === 'invoke') return pressing.invoked(activity)
    if (added || (type === 'conversationUpdate' && joined)) return welcomed(activity, place)
    return accepted()
  }
}

/** Words to the desk are put down and answered at once; whatever waits for an answer is done now. */
export const createDoor = (parts: ArrivingParts) => {
  const arrived = createArriving(parts)
  return {
    async arrive(activity: Activity): Promise<Response> {
      const message = putDown(activity)
      if (message === null) return arrived(activity)
      await parts.house.put(message)
      return accepted()
    },
    async take(arrival: Pick<Arrival, 'body' | 'words'>): Promise<void> {
      await arrived(pickUp(arrival))
    },
  }
}
