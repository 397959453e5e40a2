import type { App } from '@slack/bolt'
import { z } from 'zod'
import { addressOf, placeOf } from './addresses.ts'
import { answerIn, reasonMeta, reasonView, toldView } from './form.ts'
import { carried } from './offers.ts'
import type { Listening } from './parts.ts'
import { interaction, teamOf, type Interaction } from './wire.ts'

const verdict = z.object({ c: z.string(), t: z.string(), v: z.enum(['good', 'bad']) })

/** Thanks for a rating are for the eyes of whoever rated; the thread is not about them. */
const asideOf = (body: Interaction, conversation: string): string => {
  const channel = body.container?.channel_id
  const thread = body.container?.thread_ts ?? body.message?.thread_ts ?? body.container?.message_ts
  if (channel == null || thread == null) return conversation
  return addressOf({ kind: 'aside', team: teamOf(body), channel, ts: thread, user: body.user.id }).conversation
}

/** 👍 and 👎, which people change their minds about: each press counts, and the last one stands. */
export const listenToRating = (app: App, parts: Listening) => {
  const { keeper, words } = parts

  app.action('feedback', async ({ ack, body: raw }) => {
    const body = interaction.parse(raw)
    const [action] = body.actions
    const rated = carried(action?.value, verdict)
    if (!action || rated === null) return ack()
    const conversation = asideOf(body, rated.c)
    const place = placeOf(conversation)
    if (place === null) return ack()
    await keeper.keep({
      id: `rate/${rated.t}/${body.user.id}/${action.action_ts}`,
      from: addressOf(place),
      person: { id: body.user.id },
      text: '',
      action: { kind: 'feedback', turn: rated.t, verdict: rated.v },
    })
    await ack()
    if (rated.v !== 'bad') return
    const view = reasonView({ c: conversation, t: rated.t }, words)
    try {
      await parts.installation.apiOf(teamOf(body)).again.views.open({ trigger_id: body.trigger_id, view })
    } catch (thrown) {
      // The rating itself is kept; only its reason is not asked for.
      parts.onFault('slack.reason', thrown)
    }
  })

  app.view('reason', async ({ ack, body: raw }) => {
    const body = interaction.parse(raw)
    const { view } = body
    const meta = carried(view?.private_metadata, reasonMeta)
    const place = meta === null ? null : placeOf(meta.c)
    if (!view || meta === null || place === null) return ack()
    const reason = [answerIn(view.state, 'choice'), answerIn(view.state, 'text').trim()]
      .filter((part) => part !== '')
      .join('：')
    if (reason === '') return ack()
    await keeper.keep({
      id: `reason/${view.id}`,
      from: addressOf(place),
      person: { id: body.user.id },
      text: '',
      action: { kind: 'feedback', turn: meta.t, verdict: 'bad', reason },
    })
    return ack({ response_action: 'update', view: toldView(words.feedback.title, words.feedback.thanks, words) })
  })
}
