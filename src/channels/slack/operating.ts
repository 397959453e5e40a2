import type { App } from '@slack/bolt'
import { addressOf } from './addresses.ts'
import { actShape } from './cards.ts'
import { answerIn, confirmView, operateMeta, operateView, SEND, toldView } from './form.ts'
import { carried } from './offers.ts'
import type { Listening } from './parts.ts'
import type { Membership } from './people.ts'
import { roomWords, type RoomFault } from './room.ts'
import type { SlackWords } from './words.ts'
import { interaction, teamOf, type Interaction } from './wire.ts'

const refusedBy = (fault: RoomFault, words: SlackWords): string =>
  fault === 'unsure' ? words.operator.unsure : roomWords(fault, words)

/** Operators' presses on the cards of their channel. Who is not in that channel is told so, and nothing happens. */
export const listenToOperating = (app: App, parts: Listening) => {
  const { keeper, words, operatorChannel } = parts

  const refusalOf = (membership: Membership): string | null =>
    membership === 'member' ? null : membership === 'stranger' ? words.operator.notMember : refusedBy(membership, words)

  const placeOf = (user: string) => addressOf({ kind: 'operator', channel: operatorChannel ?? '-', user })

  const personOf = async ({ user }: Interaction) => ({
    id: user.id,
    name: await parts.nameOf(user.id, user.name ?? user.username ?? user.id),
  })

  const tell = async (body: Interaction, text: string) => {
    const channel = body.container?.channel_id
    if (channel == null) return
    try {
      await parts.installation.apiOf(teamOf(body)).again.chat.postEphemeral({ channel, user: body.user.id, text })
    } catch (thrown) {
      parts.onFault('slack.operate', thrown)
    }
  }

  app.action(/^operate:/u, async ({ ack, body: raw }) => {
    const body = interaction.parse(raw)
    const act = carried(body.actions[0]?.value, actShape)
    if (act === null) return ack()
    const refusal = refusalOf(await parts.members.of(body.user.id, body.container?.channel_id ?? '-'))
    if (refusal !== null) {
      await ack()
      return tell(body, refusal)
    }
    if (act.t || act.a === SEND) {
      await ack()
      const meta = { c: operatorChannel ?? '-', r: act.r, v: act.v, a: act.a }
      const shown = { label: act.l, number: act.n }
      const view =
        act.a === SEND
          ? confirmView(meta, { ...shown, text: (await parts.house.requests.preview(act.r)) ?? act.n }, words)
          : operateView(meta, shown, words)
      try {
        await parts.installation.apiOf(teamOf(body)).again.views.open({ trigger_id: body.trigger_id, view })
      } catch (thrown) {
        parts.onFault('slack.operate', thrown)
        await tell(body, words.form.failed)
      }
      return
    }
    await keeper.keep({
      // The same press on the same state of the request is the same press.
      id: `operate/${act.r}/${act.v}/${act.a}/${body.user.id}`,
      from: placeOf(body.user.id),
      person: await personOf(body),
      text: '',
      action: { kind: 'operate', request: act.r, version: act.v, act: act.a },
    })
    await ack()
  })

  app.view('operate', async ({ ack, body: raw }) => {
    const body = interaction.parse(raw)
    const { view } = body
    const meta = carried(view?.private_metadata, operateMeta)
    if (!view || meta === null) return ack()
    const text = answerIn(view.state, 'text').trim()
    const refusal = refusalOf(await parts.members.of(body.user.id, meta.c))
    const problem = refusal ?? (text === '' && meta.a !== SEND ? words.operator.blank : null)
    // A preview has no field that could show what is wrong.
    if (problem !== null && meta.a === SEND) {
      return ack({ response_action: 'update', view: toldView(words.operator.title, problem, words) })
    }
    if (problem !== null) return ack({ response_action: 'errors', errors: { text: problem } })
    await keeper.keep({
      id: `operate/${view.id}`,
      from: placeOf(body.user.id),
      person: await personOf(body),
      text: '',
      action: { kind: 'operate', request: meta.r, version: meta.v, act: meta.a, ...(text === '' ? {} : { text }) },
    })
    return ack()
  })
}
