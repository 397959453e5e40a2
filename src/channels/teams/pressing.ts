import { setTimeout as pause } from 'node:timers/promises'
import type { Action, Address, Inbound, Reply } from '../../vocabulary/types.ts'
import { Failure } from '../../base/failure.ts'
import { fill } from '../../base/words.ts'
import type { House } from '../channel.ts'
import { type Activity, personOf, placeOf, scopeOf } from './activity.ts'
import { problem } from './body.ts'
import { formCard } from './cards.ts'
import type { Extension } from './extension.ts'
import type { Forms } from './forms.ts'
import { answered, cardIn, dialog, dialogData, formWanted } from './invokes.ts'
import type { TeamsMemory } from './memory.ts'
import type { Operators } from './operators.ts'
import { seenInTeams } from './own.ts'
import { executed, feedbackIn, type Press, pressIn } from './presses.ts'
import type { TeamsWords } from './words.ts'

/** A press is answered with the new card where the desk is done by then; Teams itself gives up after some seconds. */
const PRESS_MS = 4_000
/** An answer can be rated from the moment in which Teams shows it; which turn it told is noted only after that. */
const NOTED_MS_MAX = 3_000
const NOTED_LOOK_MS = 200

export interface PressingParts {
  house: House
  channel: string
  memory: TeamsMemory
  operators: Operators
  forms: Forms
  extension: Extension
  words: TeamsWords
  addressOf: (activity: Activity) => Address
  inboundOf: (activity: Activity, text: string, action?: Action) => Inbound
  onFault: (what: string, thrown: unknown) => void
}

const isTooLong = (thrown: unknown): boolean =>
  thrown instanceof Failure && (thrown.code === 'text.long' || thrown.code === 'action.long')

const isForm = ({ kind }: Action): boolean => kind === 'submit' || kind === 'withdraw'

/** What buttons, dialogs and thumbs do. A result is told in the chat, once; what is answered here shows where it stands. */
export const createPressing = (parts: PressingParts) => {
  const { house, channel, memory, operators, forms, words, addressOf, inboundOf } = parts

  /** Where the person alone reads what becomes of their form. */
  const ownOf = async (activity: Activity): Promise<Address> => {
    const address = addressOf(activity)
    return (await seenInTeams(address, personOf(activity), house.shelf)).own ?? address
  }

  /** A press from a card: who may, and what it stands for. */
  const refusalOf = async (activity: Activity, { action }: Press): Promise<'forbidden' | 'unknown' | null> => {
    if (action.kind !== 'operate') return null
    try {
      return (await operators.mayAct(placeOf(activity), activity.from.aadObjectId ?? '')) ? null : 'forbidden'
    } catch (thrown) {
      parts.onFault('teams.member', thrown)
      return 'unknown'
    }
  }

  /** As it is kept: a form is its writer's own, wherever it was opened. */
  const keptAs = async (activity: Activity, { action, text }: Press): Promise<Inbound> => {
    const inbound = inboundOf(activity, text, action)
    return isForm(action) ? { ...inbound, from: await ownOf(activity) } : inbound
  }

  /** Keeps a press and waits for what the desk says of it; null where it is too long to be taken. */
  const taken = async (activity: Activity, press: Press): Promise<Reply[] | null> => {
    const inbound = await keptAs(activity, press)
    try {
      if (scopeOf(activity) === 'personal') await memory.keepSubmit(activity, press.action)
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
    // A card is put where it was pressed; what a person filled in is put nowhere where others read it.
    const shared = scopeOf(activity) !== 'personal' && press.action.kind !== 'operate'
    const consent = press.action.kind === 'submit' && press.action.consent
    const shown = shared ? null : cardIn(replies, consent, words)
    return shown === null ? answered.words(words.pressed.taken) : answered.card(shown)
  }

  /** The person's form as a dialog, wherever they press: it opens before their eyes alone. */
  const fetched = async (activity: Activity): Promise<Response> => {
    const wanted = formWanted(activity.value)
    if (wanted === null) return dialog.words(words.pressed.unclear)
    const person = personOf(activity)
    const address = addressOf(activity)
    const over = wanted === '' ? null : await forms.overIn(address, person, wanted)
    if (over !== null) return dialog.words(over)
    const draft = await house.requests.form(address, person, null)
    if (activity.replyToId && scopeOf(activity) === 'personal') {
      await memory.keepOpener(activity.conversation.id, draft.request, activity.replyToId)
    }
    const form = await forms.known(draft, placeOf(activity), person.id)
    return dialog.form(form, formCard(form, words, { dialog: true }))
  }

  const dialogSent = async (activity: Activity): Promise<Response> => {
    const press = pressIn(dialogData(activity.value), words)
    if (press?.action.kind !== 'submit' && press?.action.kind !== 'withdraw') return dialog.words(words.pressed.unclear)
    const replies = await taken(activity, press)
    if (replies === null) return dialog.words(words.pressed.tooLong)
    const form = replies.find((reply) => reply.form !== undefined)?.form
    if (form !== undefined) {
      const consent = press.action.kind === 'submit' && press.action.consent
      return dialog.form(form, formCard(form, words, { consent, dialog: true }))
    }
    const receipt = replies.find((reply) => reply.receipt !== undefined)?.receipt
    if (receipt !== undefined) return dialog.words(fill(words.form.sent, { number: receipt.number }))
    const heard = replies.length > 0 && scopeOf(activity) === 'personal'
    return heard ? dialog.closed() : dialog.words(words.pressed.taken)
  }

  const turnRated = async ({ conversation, replyToId }: Activity): ReturnType<TeamsMemory['turnOf']> => {
    const giveUpAt = performance.now() + NOTED_MS_MAX
    for (;;) {
      const known = await memory.turnOf(conversation.id, replyToId ?? '')
      if (known !== null || performance.now() > giveUpAt) return known
      await pause(NOTED_LOOK_MS)
    }
  }

  const rated = async (activity: Activity): Promise<Response> => {
    const feedback = feedbackIn(activity.value)
    if (feedback === null) return problem(400, 'invoke', words.errors.invoke)
    const known = await turnRated(activity)
    // A message older than what is remembered can be pressed, and says nothing any more.
    if (known !== null) {
      const { turn, conversation } = known
      const action: Action = { kind: 'feedback', turn, ...feedback }
      const inbound = inboundOf(activity, words.feedback[feedback.verdict], action)
      // In a group the conversation is that of whoever was answered.
      await house.keep([{ ...inbound, from: { channel, conversation } }])
    }
    return Response.json({}, { status: 200 })
  }

  return {
    /** Clients that cannot execute send the card's data as a message, and read the answer as one. */
    async submitted(activity: Activity, press: Press): Promise<'forbidden' | 'unknown' | Inbound> {
      const refused = await refusalOf(activity, press)
      if (refused !== null) return refused
      if (scopeOf(activity) === 'personal') await memory.keepSubmit(activity, press.action)
      return keptAs(activity, press)
    },
    /** Whoever is not served. */
    refused({ name }: Activity): Response {
      if (name === 'adaptiveCard/action') return answered.refusal(403, 'guest', words.guest)
      return name === 'task/fetch' || name === 'task/submit'
        ? dialog.words(words.guest)
        : problem(403, 'guest', words.guest)
    },
    invoked(activity: Activity): Promise<Response> {
      if (activity.name === 'adaptiveCard/action') return execute(activity)
      if (activity.name === 'message/submitAction') return rated(activity)
      if (activity.name === 'task/fetch') return fetched(activity)
      if (activity.name === 'task/submit') return dialogSent(activity)
      const looked = parts.extension(activity)
      if (looked !== null) return looked
      return Promise.resolve(problem(404, 'invoke', words.errors.invoke))
    },
  }
}
