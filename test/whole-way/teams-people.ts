import { sharedWith } from '../../src/channels/teams/activity.ts'
import { APP, type Call, isMessage, TENANT } from '../channels/teams/far.ts'
import { BOT, CHANNEL, formIn, OPERATOR, setScene } from '../channels/teams/scene.ts'
import { type Colleague, labels, type Version } from './colleagues.ts'
import { type Channel, type Fields, type Person, until } from './people.ts'

interface Card {
  body: Record<string, unknown>[]
  actions?: { title?: string; type?: string; data: Record<string, unknown>; card?: Card }[]
}

const GROUP = { id: '19:group@thread.v2', conversationType: 'groupChat', tenantId: TENANT }

const cardOf = ({ body }: Call): Card | undefined =>
  (body['attachments'] as { content: Card }[] | undefined)?.[0]?.content

const isForm = (card: Card | undefined): card is Card => card?.actions?.[0]?.data['desk'] === 'submit'

const mentioned = (text: string) => ({
  text: `<at>${BOT.name}</at> ${text}`,
  entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
})

const execution = (data: Record<string, unknown>) => ({
  type: 'invoke',
  name: 'adaptiveCard/action',
  text: undefined,
  value: { action: { type: 'Action.Execute', data } },
})

/** People of a tenant, each in the personal chat with the app. */
export const teamsPeople = async (
  url: () => string,
  taken: () => Promise<unknown>,
  /** Their first words are written in a group chat, where others read along. */
  { grouped = false }: { grouped?: boolean } = {},
) => {
  const scene = await setScene()
  const refused: string[] = []
  let count = 0

  const post = async (more: Record<string, unknown>): Promise<unknown> => {
    const response = await fetch(`${url()}/api/messages`, {
      method: 'POST',
      headers: scene.headers(),
      body: JSON.stringify(scene.activity(more)),
    })
    if (response.status !== 200) refused.push(`an activity was answered ${response.status}`)
    const answer: unknown = await response.json()
    await taken()
    return answer
  }
  const messagesIn = (conversation: string) =>
    scene.connector.calls.filter(
      (call) => isMessage(call) && new RegExp(`/conversations/${conversation}(?:;[^/]*)?/`, 'u').test(call.path),
    )
  const enter = (): Person => {
    const n = ++count
    const from = { id: `29:person-${n}`, name: `職員${n}`, aadObjectId: `7a000000-0000-4000-8000-00000000010${n}` }
    const personal = { id: `a:1personal-${n}`, conversationType: 'personal', tenantId: TENANT }
    /** The chat with the app alone, which the desk opens itself for whoever wrote among others first. */
    const own = () => {
      const opened = scene.connector.calls.find(
        ({ path, body }) => path.endsWith('/v3/conversations') && JSON.stringify(body).includes(from.id),
      )
      return opened?.said === undefined ? personal : { ...personal, id: opened.said }
    }
    const calls = () => messagesIn(own().id)
    const send = (more: Record<string, unknown>) => post({ from, conversation: own(), ...more })
    const says = async (text: string) => {
      const here = grouped && own().id === personal.id && calls().length === 0
      await (here ? post({ from, conversation: GROUP, ...mentioned(text) }) : send({ text }))
    }
    const execute = (data: Record<string, unknown>) => send({ ...execution(data), replyToId: 'form-1' })
    const offered = () => calls().some(({ body }) => JSON.stringify(body).includes('担当者に相談する'))
    const sent = new Set<unknown>()
    /** The newest form that was not sent yet; cards that were replaced are among the calls. */
    const standing = () =>
      until('the form', () =>
        calls()
          .map(cardOf)
          .map((card) => card && formIn(card))
          .filter(isForm)
          .findLast((card) => !sent.has(card.actions?.[0]?.data['request'])),
      )
    const open = async (): Promise<Card> => {
      await says('担当者に相談する')
      return standing()
    }
    const completes = async (fields: Fields) => {
      const data = (await standing()).actions?.[0]?.data ?? {}
      const filled = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`field.${name}`, value]))
      const again = JSON.stringify(await execute({ ...data, ...filled, consent: 'false' }))
      if (again.includes('TW-')) throw new Error('the form was taken without consent')
      await execute({ ...data, ...filled, consent: 'true' })
      sent.add(data['request'])
    }
    return {
      says,
      conversations: () => [own().id, sharedWith(GROUP.id, from.aadObjectId)],
      saysAmongOthers: async (text) => void (await post({ from, conversation: GROUP, ...mentioned(text) })),
      // Offers are buttons beside the words, and forms are cards.
      reads: () => Promise.resolve(calls().map(({ body }) => JSON.stringify(body))),
      async files(fields: Fields) {
        if (!offered()) throw new Error('nobody was offered')
        await open()
        await completes(fields)
      },
      form: async () => JSON.stringify(await standing()),
      completes,
      async presses(label) {
        if (!JSON.stringify(calls().at(-1)?.body ?? '').includes(`"${label}"`)) {
          throw new Error(`nothing to press is called ${label}`)
        }
        await says(label)
      },
      async mine() {
        const before = calls().length
        await execute({ desk: 'mine' })
        return until('one’s own requests', () => {
          const told = JSON.stringify(calls().slice(before))
          return told.includes('お出しになった相談票') ? told : undefined
        })
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

  /** The card of a request in the operators’ channel, as it stands now, and the thread beneath it. */
  const cardAbout = (request: string) =>
    until('the card', () => {
      const about = messagesIn(CHANNEL).filter((call) => JSON.stringify(cardOf(call) ?? '').includes(request))
      const card = about.map(cardOf).at(-1)
      const root = about.find(({ method }) => method === 'POST')?.said
      return card === undefined || root === undefined ? null : { card, root }
    })
  /** An operator who works in the operators’ channel. */
  const colleague = (
    version: Version,
    from: Record<string, unknown> = OPERATOR,
  ): Colleague & { registers(): Promise<void> } => {
    const within = (root: string) => ({
      from,
      conversation: { id: `${CHANNEL};messageid=${root}`, conversationType: 'channel', tenantId: TENANT },
    })
    return {
      async registers() {
        await post({ ...within('1'), ...mentioned('担当者チャネルに設定') })
      },
      async links(code) {
        await post({ ...within('1'), ...mentioned(`連携 ${code}`) })
      },
      async act(request, act, text) {
        const { card, root } = await until('the card as it is now', async () => {
          const shown = await cardAbout(request)
          return JSON.stringify(shown.card).includes(`"version":${await version(request)},`) ? shown : null
        })
        const button = card.actions?.find(({ title }) => title === labels[act])
        const data = button?.data ?? button?.card?.actions?.[0]?.data
        if (data === undefined) throw new Error(`no button ${labels[act]}`)
        await post({
          ...within(root),
          ...execution({ ...data, ...(text === undefined ? {} : { [`text.${act}`]: text }) }),
        })
      },
      async writes(request, text) {
        await post({ ...within((await cardAbout(request)).root), ...mentioned(text) })
      },
      async reads(request) {
        const { root } = await cardAbout(request)
        const beneath = messagesIn(CHANNEL).filter(
          ({ path, said }) =>
            said === root || path.includes(`;messageid=${root}/`) || path.endsWith(`/activities/${root}`),
        )
        return beneath.map(({ body }) => JSON.stringify(body)).join('\n')
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
    shared: () => messagesIn(GROUP.id).map(({ body }) => JSON.stringify(body)),
    close: () => scene.close(),
  }
  return { channel, environment, colleague }
}
