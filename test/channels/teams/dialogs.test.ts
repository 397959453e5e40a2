import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assembleKit } from '../../../src/wiring/assemble.ts'
import { consultTalk, requestDesk } from '../../../src/cases/cases.ts'
import { settleFor } from '../../../src/wiring/settle.ts'
import { caseDesk } from '../../support/case-desk.ts'
import { type RunningHouse, startHouse } from '../../support/server.ts'
import { richReply } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import type { Call } from './far.ts'
import {
  CHANNEL,
  filledCard,
  formIn,
  group,
  HANAKO,
  mention,
  OPERATOR,
  PERSONAL,
  post,
  type Scene,
  setScene,
  until,
} from './scene.ts'
import { TENANT } from './far.ts'

const now = () => new Date()
const newId = () => crypto.randomUUID()
const kit = assembleKit({ knowledge: 'knowledge', prompts: 'prompts' }, null, ['fax'], newId)

let scene: Scene
let database: Opened
let house: RunningHouse

const begin = async (named?: readonly string[]) => {
  const [sqlite] = databases
  if (!sqlite) throw new Error('no database to test on')
  database = await sqlite.open()
  scene = await setScene()
  const { store } = database
  const talk = consultTalk({ store, kit, now, hasForms: () => true })
  house = await startHouse({
    room: 'teams',
    store,
    desk: caseDesk(talk, ({ text }) => richReply(text)),
    channels: (h) => [scene.channel(h, store, named === undefined ? {} : { named })],
    settle: settleFor({ kit, prompts: 'prompts' }),
    requests: requestDesk({ store, kit, now }),
  })
}

interface Card {
  body: Record<string, unknown>[]
  actions?: Record<string, unknown>[]
}
interface Seen extends Call {
  card: Card | undefined
}
const messages = (conversation: string): Seen[] =>
  scene.connector
    .messages()
    .filter(({ path }) => path.includes(`/conversations/${conversation}`))
    .map((call) => ({ ...call, card: (call.body['attachments'] as { content: Card }[] | undefined)?.[0]?.content }))
const cards = (conversation: string) =>
  messages(conversation).flatMap((seen) => (seen.card === undefined ? [] : [{ ...seen, card: seen.card }]))
const told = (conversation: string) => JSON.stringify(messages(conversation).map(({ raw }) => raw))
const dataOf = (card: Card, n = 0) => card.actions?.[n]?.['data'] as Record<string, unknown>
const textOf = ({ body }: Call) => (body['text'] as string | undefined) ?? ''

const send = (more: Record<string, unknown>) => post(house.url, scene, more)
const inChannel = (root = 'c-1') => ({
  id: `${CHANNEL};messageid=${root}`,
  conversationType: 'channel',
  tenantId: TENANT,
})
const says = (text: string, more: Record<string, unknown>) =>
  send({ text: `<at>相談窓口</at> ${text}`, entities: [mention()], ...more })
interface Task {
  type: string
  value: string & { card: { content: Card } }
}
const invoke = async (name: string, value: unknown, more: Record<string, unknown> = {}) =>
  (await send({ type: 'invoke', name, text: undefined, value, ...more })) as {
    task?: Task
    statusCode?: number
    value?: unknown
  }
const given = filledCard
const SECRETS = ['みどり商事', '水戸市', 'soumu@', '029-301', 'TW-']
const requestsOf = (person: string) => database.store.requests.of('teams', person, 9)

/** Files a request in the personal chat and gives the operators' card. */
const filed = async () => {
  await says('担当者チャネルに設定', { from: OPERATOR, conversation: inChannel('1') })
  await send({ text: '担当者に相談する' })
  const { card, said } = await until(() => cards(PERSONAL)[0])
  await invoke('task/fetch', { data: dataOf(card) }, { replyToId: said })
  const sent = { ...dataOf(formIn(card)), ...given, consent: 'true' }
  await invoke('task/submit', { data: sent })
  return until(() => cards(CHANNEL)[0])
}
const operate = (data: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  invoke(
    'adaptiveCard/action',
    { action: { type: 'Action.Execute', data } },
    { from: OPERATOR, conversation: inChannel(), ...more },
  )

afterEach(async () => {
  await house.stop()
  await scene.close()
  await database.close()
})

describe('the form', () => {
  beforeEach(() => begin())

  it.each([
    ['a group', group],
    ['a channel', inChannel()],
  ])('opens as a dialog in %s, and nothing that is filled in is ever written there', async (_, conversation) => {
    await says('担当者に相談する', { conversation })
    const begun = await until(() => cards(conversation.id).find(({ card }) => dataOf(card)['desk'] === 'fill'))
    const opened = await invoke('task/fetch', { data: dataOf(begun.card) }, { conversation, replyToId: begun.said })
    expect(opened.task?.type).toBe('continue')
    const form = opened.task?.value.card.content as Card
    const faulty = { ...dataOf(form), ...given, 'field.phone': '12', consent: 'true' }
    const again = await invoke('task/submit', { data: faulty }, { conversation })
    expect(again.task?.type).toBe('continue')
    const fixed = again.task?.value.card.content as Card
    expect(fixed.body.find(({ id }) => id === 'consent')).toMatchObject({ value: 'true' })
    const done = await invoke(
      'task/submit',
      { data: { ...dataOf(fixed), ...given, consent: 'true' } },
      { conversation },
    )
    expect(done.task).toMatchObject({ type: 'message', value: expect.stringMatching(/TW-\d{4}-00001/u) as string })
    await until(() => scene.connector.messages().find((call) => textOf(call).includes('受付番号')))
    for (const secret of SECRETS) expect(told(conversation.id)).not.toContain(secret)
    expect(await requestsOf(HANAKO.aadObjectId)).toHaveLength(1)
  })

  it('begins with the name and mail address of the roster, and keeps what was written instead', async () => {
    scene.connector.profiles.set(HANAKO.id, {
      name: '総務課 山田花子',
      email: 'hanako@example.lg.jp',
      userPrincipalName: 'hanako@example.lg.jp',
    })
    await send({ text: '担当者に相談する' })
    const { card } = await until(() => cards(PERSONAL)[0])
    const valueOf = (shown: Card, name: string) => shown.body.find(({ id }) => id === `field.${name}`)?.['value']
    expect(valueOf(formIn(card), 'contact')).toBe('総務課 山田花子')
    expect(valueOf(formIn(card), 'email')).toBe('hanako@example.lg.jp')
    const opened = await invoke('task/fetch', { data: dataOf(card) })
    const form = opened.task?.value.card.content as Card
    expect(valueOf(form, 'email')).toBe('hanako@example.lg.jp')
    const other = { ...dataOf(form), ...given, 'field.phone': '12', consent: 'true' }
    const again = await invoke('task/submit', { data: other })
    expect(again.task?.type).toBe('continue')
    expect(valueOf(again.task?.value.card.content as Card, 'email')).toBe('soumu@example.jp')
  })

  it('is closed wherever it stands once it is withdrawn, and opens no more', async () => {
    await send({ text: '担当者に相談する' })
    await until(() => cards(PERSONAL).length === 1)
    await send({ text: '担当者に相談する' })
    await until(() => cards(PERSONAL).length === 2)
    const [first, second] = cards(PERSONAL)
    const opened = await invoke('task/fetch', { data: dataOf(second!.card) }, { replyToId: second?.said })
    const form = opened.task?.value.card.content as Card
    const withdraw = form.actions?.find(({ data }) => (data as Record<string, unknown>)['desk'] === 'withdraw')
    // The dialog closes, and the chat beneath it tells, once.
    expect(await invoke('task/submit', { data: withdraw?.['data'] })).toEqual({})
    await until(() => messages(PERSONAL).filter(({ method }) => method === 'PUT').length === 2)
    const put = messages(PERSONAL).filter(({ method }) => method === 'PUT')
    expect(new Set(put.map(({ path }) => path.split('/').at(-1)))).toEqual(new Set([first?.said, second?.said]))
    for (const { card } of put) {
      expect(card?.actions).toBeUndefined()
      expect(JSON.stringify(card)).toContain('送信できません')
    }
    expect(messages(PERSONAL).filter((call) => textOf(call) !== '')).toHaveLength(1)
    const late = await invoke('task/fetch', { data: dataOf(first!.card) })
    expect(late.task).toMatchObject({ type: 'message', value: expect.stringContaining('送信できません') as string })
    expect(await requestsOf(HANAKO.aadObjectId)).toEqual([])
  })

  it('keeps the lines of its introduction apart', async () => {
    await send({ text: '担当者に相談する' })
    const { card } = await until(() => cards(PERSONAL)[0])
    const blocks = card.body.map(({ text }) => text).filter((text) => typeof text === 'string')
    expect(blocks.join('')).not.toMatch(/[^\n]\n[^\n]/u)
  })
})

describe('operators in Teams', () => {
  it('open a chat with the asker, reopen what was closed, and hear of each result once', async () => {
    await begin()
    scene.connector.profiles.set(HANAKO.id, { name: '山田花子', userPrincipalName: 'hanako@example.lg.jp' })
    const { card } = await filed()
    const chat = card.actions?.find(({ type }) => type === 'Action.OpenUrl')
    expect(chat).toMatchObject({ url: 'https://teams.microsoft.com/l/chat/0/0?users=hanako%40example.lg.jp' })
    const request = String(dataOf(card)['request'])
    const press = async (name: string, more: Record<string, unknown> = {}) => {
      const version = (await database.store.requests.get(request))?.version
      return operate({ desk: 'operate', request, version, act: name, ...more })
    }
    await press('claim')
    await press('conclude', { 'text.conclude': 'これで終わります。' })
    const closed = await until(() =>
      cards(CHANNEL).findLast(({ card: shown }) => shown.actions?.some(({ title }) => title === '再開する')),
    )
    const reopen = closed.card.actions?.find(({ title }) => title === '再開する')
    const before = messages(CHANNEL).length
    const answer = await operate((reopen?.['data'] ?? {}) as Record<string, unknown>)
    expect(answer).toMatchObject({ statusCode: 200 })
    expect(await database.store.requests.get(request)).toMatchObject({ state: 'review' })
    await until(() => messages(CHANNEL).length >= before + 2)
    const words = messages(CHANNEL)
      .slice(before)
      .filter((call) => textOf(call) !== '')
    expect(words).toHaveLength(1)
    // What is answered to the press is the card, not the words once more.
    expect(JSON.stringify(answer.value)).not.toContain(textOf(words[0]!))
  })

  it('are only those who are named, where names are given', async () => {
    await begin([])
    const { card } = await filed()
    const stranger = { id: '29:member', name: '同じチームの人', aadObjectId: 'someone-else' }
    expect(await operate(dataOf(card), { from: stranger })).toMatchObject({ statusCode: 403 })
    expect(await operate(dataOf(card))).toMatchObject({ statusCode: 200 })
  })
})

describe('a message', () => {
  beforeEach(() => begin())

  it('that is edited is answered anew, in the place of its first answer, once', async () => {
    await send({ id: 'q-1', text: '就業規則はどう変えますか' })
    const first = await until(() => messages(PERSONAL).find((call) => textOf(call).includes('就業規則')))
    await until(() => database.store.outbox.counts().then(({ due }) => due === 0))
    const edited = {
      type: 'messageUpdate',
      id: 'q-1',
      channelData: { tenant: { id: TENANT }, eventType: 'editMessage' },
    }
    // The same text is no change: Teams tells of a link's preview in the same way.
    await send({ ...edited, text: '就業規則はどう変えますか' })
    await send({ ...edited, text: '通信費はだれが払いますか' })
    await send({ ...edited, text: '通信費はだれが払いますか' })
    const put = await until(() => messages(PERSONAL).find(({ method }) => method === 'PUT'))
    expect(put.path).toContain(`/activities/${first.said}`)
    expect(textOf(put)).toContain('通信費')
    await until(() => database.store.inbox.counts().then(({ waiting }) => waiting === 0))
    expect(messages(PERSONAL)).toHaveLength(2)
    expect(house.kept).toHaveLength(2)
  })

  it('that is deleted is erased with what was said to it, by the text before and after a change', async () => {
    await send({ id: 'q-1', text: '妻の病気で在宅勤務にしたい' })
    const first = await until(() => messages(PERSONAL)[0])
    await until(() => database.store.outbox.counts().then(({ due }) => due === 0))
    await send({ type: 'messageUpdate', id: 'q-1', text: '家族の病気で在宅勤務にしたい' })
    await until(() => messages(PERSONAL).find(({ method }) => method === 'PUT'))
    await send({
      type: 'messageDelete',
      id: 'q-1',
      text: undefined,
      channelData: { eventType: 'softDeleteMessage', tenant: { id: TENANT } },
    })
    const gone = scene.connector.calls.filter(({ method }) => method === 'DELETE')
    expect(gone.map(({ path }) => path.split('/').at(-1))).toEqual([first.said])
    const thread = await database.store.outbox.thread({ channel: 'teams', conversation: PERSONAL }, 50)
    expect(JSON.stringify(thread)).not.toMatch(/病気/u)
    expect(
      JSON.stringify(await database.store.work.conversation({ channel: 'teams', conversation: PERSONAL })),
    ).not.toMatch(/病気/u)
  })
})
