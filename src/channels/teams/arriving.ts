import type { Action, Address, Inbound, Reply } from '../../vocabulary/types.ts'
import { Failure } from '../../base/failure.ts'
import { fill } from '../../base/words.ts'
import type { Arrival, House } from '../channel.ts'
import { choiceOf, pressed as taking } from '../plain.ts'
import {
  type Activity,
  hasPicture,
  mentions,
  personOf,
  rootOf,
  scopeOf,
  sharedWith,
  spoken,
  tenantsOf,
} from './activity.ts'
import { problem } from './body.ts'
import { formCard, welcomeCard } from './cards.ts'
import type { Courier } from './courier.ts'
import { answered, cardIn, dialog, dialogData, toldIn, wantsForm } from './invokes.ts'
import type { TeamsMemory } from './memory.ts'
import { cardMessage, saying } from './messages.ts'
import type { Operators } from './operators.ts'
import type { Pace } from './pace.ts'
import { pickUp, putDown } from './putting.ts'
import { executed, feedbackIn, type Press, pressIn } from './presses.ts'
import type { Place, Sdk } from './sdk.ts'
import type { TeamsWords } from './words.ts'

/** A press is answered with the new card where the desk is done by then; Teams itself gives up after some seconds. */
const PRESS_MS = 4_000
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
  words: TeamsWords
  onFault: (what: string, thrown: unknown) => void
}

const accepted = (): Response => Response.json({}, { status: 200 })

const placeOf = (activity: Activity): Place => ({
  serviceUrl: activity.serviceUrl,
  conversation: activity.conversation.id,
  scope: scopeOf(activity),
  tenant: tenantsOf(activity)[0] ?? '',
  bot: { id: activity.recipient.id, name: activity.recipient.name ?? '' },
  user: { id: activity.from.id, name: activity.from.name ?? '' },
})

/** In a group everyone has a conversation of their own with the desk. */
const addressIn = (channel: string, activity: Activity): Address => {
  const { id } = activity.conversation
  const alone = scopeOf(activity) === 'personal'
  return { channel, conversation: alone ? id : sharedWith(id, personOf(activity).id) }
}

const isTooLong = (thrown: unknown): boolean =>
  thrown instanceof Failure && (thrown.code === 'text.long' || thrown.code === 'action.long')

/** What an activity that is trusted does. Everything that needs an answer is kept before this resolves. */
const createArriving = (parts: ArrivingParts) => {
  const { house, channel, memory, courier, operators, words } = parts

  const addressOf = (activity: Activity): Address => addressIn(channel, activity)

  const inboundOf = (activity: Activity, text: string, action?: Action): Inbound => ({
    // Activity ids are unique within their conversation only.
    id: `${activity.conversation.id}|${activity.id}`,
    from: addressOf(activity),
    person: personOf(activity),
    text,
    receivedAt: house.now(),
    ...(action === undefined ? {} : { action }),
  })

  /** Words of the channel itself: said at once or not at all, since nobody waits for them twice. */
  const say = async (place: Place, said: Parameters<Courier['post']>[1]): Promise<void> => {
    try {
      await courier.post(place, said)
    } catch (thrown) {
      parts.onFault('teams.say', thrown)
    }
  }

  const typing = (place: Place): void => {
    if (place.scope === 'channel' || parts.pace.take(place.conversation) > 0) return
    parts.sdk.post(place, { type: 'typing' }).catch((thrown: unknown) => parts.onFault('teams.typing', thrown))
  }

  /** False where it had been kept before. */
  const keep = async (place: Place, inbound: Inbound): Promise<boolean> => {
    const [kept] = await house.keep([inbound])
    if (kept === 'kept') typing(place)
    return kept === 'kept'
  }

  /** A press from a card: who may, and what it stands for. */
  const refusalOf = async (activity: Activity, { action }: Press): Promise<'forbidden' | 'unknown' | null> => {
    if (action.kind !== 'operate') return null
    try {
      return (await operators.mayAct(placeOf(activity))) ? null : 'forbidden'
    } catch (thrown) {
      parts.onFault('teams.member', thrown)
      return 'unknown'
    }
  }

  /** Keeps a press and waits for what the desk says of it; null where it is too long to be taken. */
  const taken = async (activity: Activity, press: Press): Promise<Reply[] | null> => {
    const inbound = inboundOf(activity, press.text, press.action)
    try {
      await memory.keepSubmit(activity, press.action)
      await house.keep([inbound])
    } catch (thrown) {
      if (isTooLong(thrown)) return null
      throw thrown
    }
    return (await house.answerTo(channel, inbound.id, PRESS_MS))?.replies ?? []
  }

  const execute = async (activity: Activity): Promise<Response> => {
    const press = pressIn(executed(activity.value), words)
    if (press === null) return answered.refusal(400, 'BadRequest', words.pressed.unclear)
    const refused = await refusalOf(activity, press)
    if (refused !== null) {
      return answered.refusal(refused === 'forbidden' ? 403 : 500, refused, words.pressed[refused])
    }
    const replies = await taken(activity, press)
    if (replies === null) return answered.refusal(400, 'BadRequest', words.pressed.tooLong)
    const shown = cardIn(replies, press.action.kind === 'submit' && press.action.consent, words)
    return shown === null ? answered.words(toldIn(replies, words)) : answered.card(shown)
  }

  /** The person's open form as a dialog. Where others read along it opens nowhere: it is the person's own. */
  const fetched = async (activity: Activity): Promise<Response> => {
    if (!wantsForm(activity.value) || scopeOf(activity) !== 'personal') return dialog.words(words.pressed.unclear)
    const form = await house.requests.form(addressOf(activity), personOf(activity), null)
    if (activity.replyToId) await memory.keepOpener(activity.conversation.id, form.request, activity.replyToId)
    return dialog.form(form, formCard(form, words, { dialog: true }))
  }

  const dialogSent = async (activity: Activity): Promise<Response> => {
    const press = pressIn(dialogData(activity.value), words)
    if (press?.action.kind !== 'submit' && press?.action.kind !== 'withdraw') return dialog.words(words.pressed.unclear)
    const replies = await taken(activity, press)
    if (replies === null) return dialog.words(words.pressed.tooLong)
    const form = replies.find((reply) => reply.form !== undefined)?.form
    if (form === undefined) return dialog.words(toldIn(replies, words))
    const consent = press.action.kind === 'submit' && press.action.consent
    return dialog.form(form, formCard(form, words, { consent, dialog: true }))
  }

  const rated = async (activity: Activity): Promise<Response> => {
    const feedback = feedbackIn(activity.value)
    if (feedback === null) return problem(400, 'invoke', words.errors.invoke)
    const known = await memory.turnOf(activity.conversation.id, activity.replyToId ?? '')
    // A message older than what is remembered can be pressed, and says nothing any more.
    if (known !== null) {
      const { turn, conversation } = known
      const action: Action = { kind: 'feedback', turn, ...feedback }
      const inbound = inboundOf(activity, words.feedback[feedback.verdict], action)
      // In a group the conversation is that of whoever was answered.
      await house.keep([{ ...inbound, from: { channel, conversation } }])
    }
    return accepted()
  }

  const invoked = (activity: Activity): Promise<Response> => {
    if (activity.name === 'adaptiveCard/action') return execute(activity)
    if (activity.name === 'message/submitAction') return rated(activity)
    if (activity.name === 'task/fetch') return fetched(activity)
    if (activity.name === 'task/submit') return dialogSent(activity)
    return Promise.resolve(problem(404, 'invoke', words.errors.invoke))
  }

  /** Clients that cannot execute send the card's data as a message, and read the answer as one. */
  const submitted = async (activity: Activity, place: Place, press: Press): Promise<Response> => {
    const refused = await refusalOf(activity, press)
    if (refused !== null) {
      await say(place, saying(words.pressed[refused]))
      return accepted()
    }
    await memory.keepSubmit(activity, press.action)
    await keep(place, inboundOf(activity, press.text, press.action))
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
      if (!(await operators.mayAct(place))) await say(place, saying(words.pressed.forbidden))
      else await keep(place, inboundOf(activity, '', operated))
      return accepted()
    }
    const command = await operators.command(text, place, activity.from.aadObjectId ?? '')
    if (command !== null) {
      await say(place, saying(command))
      return accepted()
    }
    const { offers, turn } = await memory.offered(addressOf(activity).conversation)
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

  return async (activity: Activity): Promise<Response> => {
    const place = placeOf(activity)
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
    if (type === 'invoke') return invoked(activity)
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
