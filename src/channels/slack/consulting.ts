import type { App } from '@slack/bolt'
import { addressOf, CONSULT_KEY, placeOf, type Place } from './addresses.ts'
import { readable } from './escape.ts'
import { errorsOf, filled, formMeta, formView, loadingView, toldView } from './form.ts'
import { carried, offerOf } from './offers.ts'
import type { Listening } from './parts.ts'
import { interaction, teamOf } from './wire.ts'

const PREFILL_CHARACTERS_MAX = 2_000

interface Opening {
  trigger: string
  team: string
  user: string
  /** Undefined: outside any thread. */
  conversation?: string | undefined
  turn?: string | undefined
  /** What the consultation is about, where the person pointed at a message. */
  about?: string | undefined
}

/** A press that came too late for a modal must not be a press into the void: where it has no thread, the person is written to. */
const tellNoForm = async (parts: Listening, { team, user, place }: { team: string; user: string; place: Place }) => {
  const { house, notes, roots, installation } = parts
  const id = `form/${house.newId()}`
  try {
    const target = await roots.known(place)
    if (target !== null) await notes.put(id, { ...target, user, say: 'noForm' })
    else {
      const { channel } = await installation.apiOf(team).again.conversations.open({ users: user })
      if (channel?.id !== undefined)
        await notes.put(id, { team, channel: channel.id, thread: null, user: null, say: 'noForm' })
    }
    await notes.flush()
  } catch (thrown) {
    parts.onFault('slack.form', thrown)
  }
}

/** Opens the form at once, empty, and fills it in when it is ready: Slack allows three seconds. */
export const openForm = async (parts: Listening, opening: Opening): Promise<void> => {
  const { house, installation, words } = parts
  const { team, user } = opening
  const { again } = installation.apiOf(team)
  const given = opening.conversation === undefined ? null : placeOf(opening.conversation)
  const place = given ?? { kind: 'personal' as const, team, user, key: CONSULT_KEY }
  const from = addressOf(place)

  let opened: string | undefined
  try {
    opened = (await again.views.open({ trigger_id: opening.trigger, view: loadingView(words) })).view?.id
  } catch (thrown) {
    parts.onFault('slack.form', thrown)
    await tellNoForm(parts, { team, user, place })
    return
  }
  if (opened === undefined) return
  try {
    const form = await house.requests.form(from, { id: user }, opening.turn ?? null)
    const about = opening.about?.slice(0, PREFILL_CHARACTERS_MAX) ?? ''
    const typed = parts.typed.of(user, form.request)
    const known = await parts.profileOf(team, user)
    const prefill: Record<string, string> = { content: about, contact: known.name, email: known.email, ...typed }
    const fields = form.fields.map((field) => {
      const value = typed[field.name] ?? (field.value === '' ? (prefill[field.name] ?? '') : field.value)
      return { ...field, value }
    })
    await again.views.update({ view_id: opened, view: formView({ ...form, fields }, from.conversation, words) })
  } catch (thrown) {
    parts.onFault('slack.form', thrown)
    const view = toldView(words.home.consult, words.form.failed, words)
    await again.views.update({ view_id: opened, view }).catch((again_: unknown) => parts.onFault('slack.form', again_))
  }
}

const listenToOpening = (app: App, parts: Listening) => {
  app.action(/^consult:/u, async ({ ack, body: raw }) => {
    await ack()
    const body = interaction.parse(raw)
    const offered = offerOf(body.actions[0]?.value)
    await openForm(parts, {
      trigger: body.trigger_id,
      team: teamOf(body),
      user: body.user.id,
      conversation: offered?.conversation,
      turn: offered?.turn,
    })
  })

  app.shortcut('consult_new', async ({ ack, body: raw }) => {
    await ack()
    const body = interaction.parse(raw)
    await openForm(parts, { trigger: body.trigger_id, team: teamOf(body), user: body.user.id })
  })

  app.shortcut('consult_from_message', async ({ ack, body: raw }) => {
    await ack()
    const body = interaction.parse(raw)
    const { message, channel } = body
    const about = readable(message?.text ?? '')
    const opening: Opening = { trigger: body.trigger_id, team: teamOf(body), user: body.user.id, about }
    if (!message || !channel) return openForm(parts, opening)
    const from = await parts.roots.addressOf(teamOf(body), channel.id, message.thread_ts ?? message.ts)
    // Where the desk is not part of the thread, the consultation is between it and the person alone.
    const engaged = (await parts.house.thread(from, 1)).length > 0
    return openForm(parts, engaged ? { ...opening, conversation: from.conversation } : opening)
  })
}

const listenToSubmitting = (app: App, parts: Listening) => {
  const { house, keeper, words } = parts
  app.view('consult', async ({ ack, body: raw }) => {
    const body = interaction.parse(raw)
    const { view } = body
    const meta = carried(view?.private_metadata, formMeta)
    const place = meta === null ? null : placeOf(meta.c)
    if (!view || meta === null || place === null) return ack()
    const given = filled(view.state)
    const errors = errorsOf(house.requests.check(given.fields), given, words)
    if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors })
    parts.typed.forget(body.user.id, meta.r)
    await keeper.keep({
      // A modal is submitted once, however often Slack or a finger repeats it.
      id: `submit/${view.id}`,
      from: addressOf(place),
      person: { id: body.user.id },
      text: '',
      action: { kind: 'submit', request: meta.r, version: meta.v, fields: given.fields, consent: given.consent },
    })
    return ack({ response_action: 'update', view: toldView(words.home.consult, words.form.sent, words) })
  })
}

/** What was filled in so far, each time that a field is left, and when the form is closed. */
const listenToTyping = (app: App, parts: Listening) => {
  const remember = (raw: unknown) => {
    const { view, user } = interaction.parse(raw)
    const meta = carried(view?.private_metadata, formMeta)
    if (view && meta !== null) parts.typed.keep(user.id, meta.r, filled(view.state).fields)
  }
  app.action({ action_id: 'v', type: 'block_actions' }, async ({ ack, body }) => {
    await ack()
    remember(body)
  })
  app.view({ callback_id: 'consult', type: 'view_closed' }, async ({ ack, body }) => {
    await ack()
    remember(body)
  })
}

/** The consultation form: from buttons, shortcuts and the Home tab, to its submission. */
export const listenToConsulting = (app: App, parts: Listening) => {
  listenToOpening(app, parts)
  listenToSubmitting(app, parts)
  listenToTyping(app, parts)
}
