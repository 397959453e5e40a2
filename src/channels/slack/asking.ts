import type { App } from '@slack/bolt'
import type { Inbound } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import { pressed } from '../plain.ts'
import { say } from './api.ts'
import { addressOf, placeOf } from './addresses.ts'
import { section } from './blocks.ts'
import { openForm } from './consulting.ts'
import { escapedCut, readable } from './escape.ts'
import { answerIn, askView, toldView } from './form.ts'
import { homeView, mineBlocks, mineText } from './home.ts'
import { askedInKey } from './sharing.ts'
import { TEXT_CHARACTERS_MAX } from './intake.ts'
import { offerOf } from './offers.ts'
import { keyOf, type Listening } from './parts.ts'
import { command, homeOpened, interaction, teamOf, type Interaction } from './wire.ts'

const QUOTE_CHARACTERS_MAX = 300

const quietly = (parts: Listening, what: string, work: () => Promise<unknown>) =>
  work().catch((thrown: unknown) => parts.onFault(what, thrown))

/** A press without a word of its own leaves a line in the thread, or the answer would stand there alone. */
const quote = async (parts: Listening, body: Interaction, label: string) => {
  const channel = body.container?.channel_id
  const thread = body.container?.thread_ts ?? body.message?.thread_ts ?? body.container?.message_ts
  if (channel == null || thread == null) return
  const text = fill(parts.words.asked, { text: escapedCut(label, QUOTE_CHARACTERS_MAX), user: `<@${body.user.id}>` })
  await say(parts.installation.apiOf(teamOf(body)).once, { channel, thread, text, blocks: [section(text)] })
}

const listenToCommand = (app: App, parts: Listening) => {
  const { keeper, words } = parts
  app.command(/.*/u, async ({ ack, body: raw }) => {
    const body = command.parse(raw)
    const text = readable(body.text)
    const only = (said: string) => ack({ response_type: 'ephemeral', text: said })
    if (text === '' || words.command.help.includes(text)) return only(words.command.usage)
    if (words.command.mine.includes(text)) {
      const lines = await keeper.mine(body.user_id)
      return ack({ response_type: 'ephemeral', text: mineText(lines, words), blocks: mineBlocks(lines, words) })
    }
    if (words.command.consult.includes(text)) {
      await ack()
      return openForm(parts, { trigger: body.trigger_id, team: body.team_id, user: body.user_id })
    }
    if (text.length > TEXT_CHARACTERS_MAX) return only(fill(words.notes.long, { max: TEXT_CHARACTERS_MAX }))
    const key = keyOf(body.trigger_id)
    const from = addressOf({ kind: 'personal', team: body.team_id, user: body.user_id, key })
    // Elsewhere than in a channel there is nobody to share the answer with.
    const shareable = /^[CG]/u.test(body.channel_id)
    if (shareable) await parts.house.shelf.put(askedInKey(from.conversation), body.channel_id)
    await keeper.keep({
      id: `command/${key}`,
      from,
      person: { id: body.user_id },
      text,
    })
    return only(shareable ? words.command.takenShare : words.command.taken)
  })
}

const listenToHome = (app: App, parts: Listening) => {
  const { keeper, words } = parts
  app.event('app_home_opened', async ({ event, context }) => {
    const { user, channel, tab } = homeOpened.parse(event)
    const { again } = parts.installation.apiOf(context.teamId ?? '-')
    if (tab === 'messages') {
      const prompts = words.examples.map(({ title, message }) => ({ title, message }))
      const shown = { channel_id: channel, title: words.promptsTitle, prompts }
      await quietly(parts, 'slack.prompts', () => again.assistant.threads.setSuggestedPrompts(shown))
      return
    }
    const view = homeView(await keeper.mine(user), words)
    await quietly(parts, 'slack.home', () => again.views.publish({ user_id: user, view }))
  })

  app.action('ask', async ({ ack, body: raw }) => {
    await ack()
    const body = interaction.parse(raw)
    const { again } = parts.installation.apiOf(teamOf(body))
    await quietly(parts, 'slack.ask', () => again.views.open({ trigger_id: body.trigger_id, view: askView(words) }))
  })

  app.view('ask', async ({ ack, body: raw }) => {
    const body = interaction.parse(raw)
    const { view } = body
    const text = view ? answerIn(view.state, 'question').trim() : ''
    if (!view || text === '') return ack()
    if (text.length > TEXT_CHARACTERS_MAX) {
      const question = fill(words.notes.long, { max: TEXT_CHARACTERS_MAX })
      return ack({ response_action: 'errors', errors: { question } })
    }
    const key = keyOf(view.id)
    const from = addressOf({ kind: 'personal', team: teamOf(body), user: body.user.id, key })
    await keeper.keep({ id: `ask/${view.id}`, from, person: { id: body.user.id }, text })
    return ack({ response_action: 'update', view: toldView(words.askView.title, words.askView.taken, words) })
  })
}

const listenToOffers = (app: App, parts: Listening) => {
  const { keeper } = parts
  app.action(/^offer:/u, async ({ ack, body: raw }) => {
    const body = interaction.parse(raw)
    const [action] = body.actions
    const carried = offerOf(action?.value)
    if (!action || carried === null) return ack()
    // A button pressed twice is one press; one of the Home tab, which stays, is pressed anew each time.
    const of = body.message === null || body.message === undefined ? action.action_ts : body.message.ts
    const key = keyOf(`${body.container?.channel_id ?? ''}/${of}/${action.action_id}/${body.user.id}`)
    const place = carried.conversation === undefined ? null : placeOf(carried.conversation)
    const from = addressOf(place ?? { kind: 'personal', team: teamOf(body), user: body.user.id, key })
    const { text, action: act } = pressed(carried.offer, carried.turn)
    const inbound: Omit<Inbound, 'receivedAt'> = {
      id: `press/${key}`,
      from,
      person: { id: body.user.id },
      text,
      ...(act === undefined ? {} : { action: act }),
    }
    const kept = await keeper.keep(inbound)
    await ack()
    if (kept === 'kept' && place !== null && carried.offer.kind !== 'solved') {
      await quietly(parts, 'slack.quote', () => quote(parts, body, text))
    }
  })
}

/** The slash command, the Home tab, the agent panel, and the buttons that ask or choose. */
export const listenToAsking = (app: App, parts: Listening) => {
  listenToCommand(app, parts)
  listenToHome(app, parts)
  listenToOffers(app, parts)
}
