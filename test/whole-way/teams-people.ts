import { APP, type Call, isMessage, TENANT } from '../channels/teams/far.ts'
import { OPERATOR, setScene } from '../channels/teams/scene.ts'
import { type Channel, type Fields, type Person, until } from './people.ts'

interface Card {
  body: Record<string, unknown>[]
  actions?: { data: Record<string, unknown> }[]
}

const cardOf = ({ body }: Call): Card | undefined =>
  (body['attachments'] as { content: Card }[] | undefined)?.[0]?.content

const isForm = (card: Card | undefined): card is Card => card?.actions?.[0]?.data['desk'] === 'submit'

/** People of a tenant, each in the personal chat with the app. */
export const teamsPeople = async (url: () => string, taken: () => Promise<unknown>) => {
  const scene = await setScene()
  const refused: string[] = []
  let count = 0

  const enter = (): Person => {
    const n = ++count
    const from = { id: `29:person-${n}`, name: `職員${n}`, aadObjectId: `7a000000-0000-4000-8000-00000000010${n}` }
    const conversation = { id: `a:1personal-${n}`, conversationType: 'personal', tenantId: TENANT }
    const calls = () =>
      scene.connector.calls.filter(
        (call) => isMessage(call) && call.path.includes(`/conversations/${conversation.id}/`),
      )
    const send = async (more: Record<string, unknown>): Promise<unknown> => {
      const response = await fetch(`${url()}/api/messages`, {
        method: 'POST',
        headers: scene.headers(),
        body: JSON.stringify(scene.activity({ from, conversation, ...more })),
      })
      if (response.status !== 200) refused.push(`an activity was answered ${response.status}`)
      const answer: unknown = await response.json()
      await taken()
      return answer
    }
    const says = async (text: string) => void (await send({ text }))
    const execute = (data: Record<string, unknown>) =>
      send({
        type: 'invoke',
        name: 'adaptiveCard/action',
        text: undefined,
        replyToId: 'form-1',
        value: { action: { type: 'Action.Execute', data } },
      })
    const offered = () => calls().some(({ body }) => JSON.stringify(body).includes('担当者に相談する'))
    const open = async (): Promise<Card> => {
      await says('担当者に相談する')
      return until('the form', () => calls().map(cardOf).findLast(isForm))
    }
    return {
      says,
      // Offers are buttons beside the words, and forms are cards.
      reads: () => Promise.resolve(calls().map(({ body }) => JSON.stringify(body))),
      async files(fields: Fields) {
        if (!offered()) throw new Error('nobody was offered')
        const data = (await open()).actions?.[0]?.data ?? {}
        const filled = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`field.${name}`, value]))
        const again = JSON.stringify(await execute({ ...data, ...filled, consent: 'false' }))
        if (again.includes('TW-')) throw new Error('the form was taken without consent')
        await execute({ ...data, ...filled, consent: 'true' })
      },
      async mine() {
        return JSON.stringify(await execute({ desk: 'mine' }))
      },
      async rates(reason) {
        const rated = await until('an answer with thumbs', () =>
          calls().findLast(({ body }) => JSON.stringify(body['channelData'] ?? null).includes('feedbackLoop')),
        )
        const value = { actionName: 'feedback', actionValue: { reaction: 'dislike', feedback: reason } }
        const replyToId = rated.said
        await send({ type: 'invoke', name: 'message/submitAction', text: undefined, replyToId, value })
      },
      opens: async () => JSON.stringify(await open()),
      async meddles(request) {
        await execute({ desk: 'withdraw', request })
        await execute({ desk: 'operate', request, act: 'claim' })
      },
    }
  }

  const environment = {
    MicrosoftAppId: APP,
    MicrosoftAppType: 'UserAssignedMSI',
    MicrosoftAppTenantId: TENANT,
    ToBotFromChannelOpenIdMetadataUrl: scene.issuer.openId,
    ToBotFromChannelTokenIssuer: scene.issuer.issuer,
    TEAMS_OPERATORS: OPERATOR.aadObjectId,
  }
  const channel: Channel = {
    name: 'teams',
    enter: () => Promise.resolve(enter()),
    refused: () => refused,
    shared: () => [],
    close: () => scene.close(),
  }
  return { channel, environment }
}
