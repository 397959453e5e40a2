import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { assembleKit } from '../../../src/wiring/assemble.ts'
import { act, consultTalk, type Kit, requestDesk } from '../../../src/cases/cases.ts'
import { settleFor } from '../../../src/wiring/settle.ts'
import { caseDesk } from '../../support/case-desk.ts'
import { type RunningHouse, startHouse } from '../../support/server.ts'
import { richReply } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import type { Call } from './far.ts'
import { TENANT } from './far.ts'
import {
  BOT,
  CHANNEL,
  filledCard,
  formIn,
  HANAKO,
  OPERATOR,
  PERSONAL,
  type Scene,
  setScene,
  post,
  until,
} from './scene.ts'

const now = () => new Date()
const newId = () => crypto.randomUUID()
const kit: Kit = assembleKit({ knowledge: 'knowledge', prompts: 'prompts' }, null, ['fax'], newId)

let scene: Scene
let database: Opened
let house: RunningHouse

const begin = async (open: () => Promise<Opened>) => {
  database = await open()
  scene = await setScene()
  const { store } = database
  const talk = consultTalk({ store, kit, now, hasForms: () => true })
  const desk = caseDesk(talk, ({ text }) => richReply(text))
  house = await startHouse({
    room: 'teams',
    store,
    desk,
    channels: (h) => [scene.channel(h, store)],
    settle: settleFor({ kit, prompts: 'prompts' }),
    requests: requestDesk({ store, kit, now }),
  })
}

const end = async () => {
  await house.stop()
  await scene.close()
  await database.close()
}

const send = async (more: Record<string, unknown> = {}) =>
  (await post(house.url, scene, more)) as { statusCode?: number; type?: string; value?: Record<string, unknown> }

interface Seen extends Call {
  card: { body: Record<string, unknown>[]; actions?: Record<string, unknown>[]; version: string }
}
const cardIn = (call: Call): Seen['card'] | undefined =>
  (call.body['attachments'] as { content: Seen['card'] }[] | undefined)?.[0]?.content
/** Cards as they were posted or replaced in a conversation. */
const cards = (conversation: string): Seen[] =>
  scene.connector
    .messages()
    .filter(({ path }) => path.includes(`/conversations/${conversation}/`))
    .flatMap((call) => {
      const card = cardIn(call)
      return card ? [{ ...call, card }] : []
    })
const textsIn = (conversation: string) =>
  scene.connector
    .messages()
    .filter(({ path }) => path.includes(`/conversations/${conversation}`))
    .map(({ body }) => (body['text'] as string | undefined) ?? '')

const given = filledCard
const dataOf = (card: Seen['card'], n: number) => card.actions?.[n]?.['data'] as Record<string, unknown>
const idOf = async (kind: 'pressed' | 'card', key: string) =>
  until(() => house.store.shelf.get('teams', `${kind}:${key}`).then((value) => value ?? undefined))
const execute = (data: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  send({
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    value: { action: { type: 'Action.Execute', data } },
    ...more,
  })

/** The form, as it is opened in the personal chat. */
const openForm = async () => {
  await send({ text: '担当者に相談する' })
  return until(() => cards(PERSONAL)[0])
}
const submit = async (card: Seen['card'], fields: Record<string, string> = given, more: Record<string, unknown> = {}) =>
  execute({ ...dataOf(formIn(card), 0), ...fields, consent: 'true' }, { replyToId: 'form-1', ...more })

const thread = (root = 'c-1') => ({
  id: `${CHANNEL};messageid=${root}`,
  conversationType: 'channel',
  tenantId: TENANT,
})
const command = (text: string, from: Record<string, unknown> = OPERATOR) =>
  send({
    from,
    conversation: thread('1'),
    text: `<at>相談窓口</at> ${text}`,
    entities: [{ type: 'mention', mentioned: BOT, text: '<at>相談窓口</at>' }],
  })
const filed = async () => {
  await command('担当者チャネルに設定')
  const { card } = await openForm()
  await submit(card)
  const posted = await until(() => cards(CHANNEL)[0])
  await idOf('card', `${CHANNEL}|${String(dataOf(posted.card, 0)['request'])}`)
  return posted
}
const operate = (data: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  execute(data, { from: OPERATOR, conversation: thread(), ...more })

describe.each(databases)('consulting, on $name', ({ open }) => {
  beforeEach(() => begin(open))
  afterEach(end)

  it('opens the request as a form that older clients can send too', async () => {
    const { card, body } = await openForm()
    expect(body).not.toHaveProperty('text')
    expect(card.version).toBe('1.5')
    const form = formIn(card)
    const names = form.body.map(({ id }) => id).filter(Boolean)
    expect(names).toEqual([...kit.reader.form({}, {}).map(({ name }) => `field.${name}`), 'consent'])
    const [first] = form.actions ?? []
    expect(first).toMatchObject({ type: 'Action.Execute', verb: 'submit', fallback: { type: 'Action.Submit' } })
    expect(first?.['fallback']).toHaveProperty('data', first?.['data'])
  })

  it('answers a form with faults by the same form, in its place', async () => {
    const { card } = await openForm()
    const { type, value } = await submit(card, { ...given, 'field.phone': '12' })
    expect(type).toBe('application/vnd.microsoft.card.adaptive')
    expect(JSON.stringify(value)).toContain('電話番号')
    const put = await until(() => cards(PERSONAL)[1])
    expect(put.method).toBe('PUT')
    expect(put.path).toMatch(/\/activities\/form-1$/u)
    expect(put.card.body.some(({ color }) => color === 'Attention')).toBe(true)
    expect((put.card.body.find(({ id }) => id === 'field.organisation') ?? {})['value']).toBe('株式会社みどり商事')
  })

  it('turns the form into a receipt where it stands, once, however often it is sent', async () => {
    const { card } = await openForm()
    const first = await submit(card)
    expect(JSON.stringify(first.value)).toMatch(/受付番号/u)
    const again = await submit(card)
    const numbers = [first, again].map(({ value }) => /TW[\w-]+|\d{4,}-\d+/u.exec(JSON.stringify(value))?.[0])
    expect(numbers[0]).toBe(numbers[1])
    const put = await until(() => cards(PERSONAL).find(({ method }) => method === 'PUT'))
    expect(put.path).toMatch(/\/activities\/form-1$/u)
    expect(JSON.stringify(put.card)).toContain('SHA-256')
    await until(() => textsIn(PERSONAL).find((text) => text.includes('受付番号')))
    expect(await database.store.requests.of('teams', HANAKO.aadObjectId, 9)).toHaveLength(1)
  })

  it('opens the form as a dialog, keeps it open with its faults and the consent, and ends it with the receipt', async () => {
    const { card, said } = await openForm()
    const opening = card.actions?.find(({ data }) => (data as Record<string, unknown>)['desk'] === 'fill')
    expect(opening).toMatchObject({ type: 'Action.Submit', data: { msteams: { type: 'task/fetch' } } })
    const press = async (name: string, data: unknown, more: Record<string, unknown> = {}) => {
      const { task } = (await send({ type: 'invoke', name, text: undefined, value: { data }, ...more })) as unknown as {
        task: { type: string; value: { title: string; card: { content: Seen['card'] } } }
      }
      return task
    }
    const opened = await press('task/fetch', opening?.['data'], { replyToId: said })
    expect(opened.type).toBe('continue')
    expect(opened.value.title.length).toBeGreaterThan(0)
    const { content } = opened.value.card
    // Nothing can be executed in a dialog.
    expect(content.actions?.map(({ type }) => type)).toEqual(['Action.Submit', 'Action.Submit'])
    const sent = { ...dataOf(content, 0), ...given, consent: 'true' }
    const faulty = await press('task/submit', { ...sent, 'field.phone': '12' })
    expect(faulty.type).toBe('continue')
    const again = faulty.value.card.content
    expect(again.body.some(({ color }) => color === 'Attention')).toBe(true)
    expect(again.body.find(({ id }) => id === 'consent')).toMatchObject({ value: 'true' })
    const done = await press('task/submit', { ...dataOf(again, 0), ...given, consent: 'true' })
    expect(done.type).toBe('message')
    expect(done.value).toMatch(/受付番号|受け付け/u)
    const put = await until(() => cards(PERSONAL).find((seen) => JSON.stringify(seen.card).includes('SHA-256')))
    expect(put.path).toMatch(new RegExp(`/activities/${said}$`, 'u'))
    expect(await database.store.requests.of('teams', HANAKO.aadObjectId, 9)).toHaveLength(1)
  })

  it('asked for again, comes at the bottom, also after it had faults', async () => {
    const { card } = await openForm()
    await submit(card, { ...given, 'field.phone': '12' })
    await until(() => cards(PERSONAL).find(({ method }) => method === 'PUT'))
    await send({ text: '担当者に相談する' })
    await until(() => cards(PERSONAL).length === 3)
    expect(cards(PERSONAL).map(({ method }) => method)).toEqual(['POST', 'PUT', 'POST'])
  })

  it('takes the form from a client that only submits', async () => {
    const { card } = await openForm()
    const value = { ...dataOf(formIn(card), 0), ...given, consent: 'true' }
    await send({ text: undefined, value, replyToId: 'form-1' })
    const put = await until(() => cards(PERSONAL).find(({ method }) => method === 'PUT'))
    expect(put.path).toMatch(/\/activities\/form-1$/u)
    expect(JSON.stringify(put.card)).toContain('SHA-256')
  })

  it('does nothing with a form that another person sends', async () => {
    const { card } = await openForm()
    await submit(card, given, { from: OPERATOR })
    const mine = await database.store.requests.of('teams', HANAKO.aadObjectId, 9)
    expect(mine.map(({ state }) => state)).toEqual(['draft'])
  })

  it('refuses data that is none of its own', async () => {
    for (const data of [
      null,
      {},
      { desk: 'drop' },
      { desk: 'submit' },
      { desk: 'operate', request: 'r' },
      { desk: 'submit', request: 'r', 'field.x': 5 },
    ]) {
      expect(await execute(data as never)).toMatchObject({ statusCode: 400, type: 'application/vnd.microsoft.error' })
    }
    expect(house.kept).toEqual([])
  })
})

describe.each(databases)('operators, on $name', ({ open }) => {
  beforeEach(() => begin(open))
  afterEach(end)

  it('choose their channel by a command that only the named may give', async () => {
    await command('担当者チャネルに設定', HANAKO)
    await until(() => textsIn(CHANNEL).find((text) => text.includes('TEAMS')))
    const { card } = await openForm()
    await submit(card)
    await until(() => textsIn(PERSONAL).find((text) => text.includes('受付番号')))
    expect(cards(CHANNEL)).toEqual([])
    expect(house.kept.every(({ text }) => !text.includes('担当者チャネル'))).toBe(true)
  })

  it('see a request as one card, which is replaced at every step and told of in its thread', async () => {
    const { card, path } = await filed()
    expect(path).toBe(`/teams/v3/conversations/${CHANNEL}/activities`)
    const titles = (card.actions ?? []).map(({ title }) => title)
    for (const title of ['担当する', '返信する', '追加で聞く', '差し戻す']) expect(titles).toContain(title)
    await operate(dataOf(card, 0))
    const put = await until(() => cards(CHANNEL).find(({ method }) => method === 'PUT'))
    expect(JSON.stringify(put.card)).toContain('田中')
    await until(() => textsIn(`${CHANNEL};messageid=`).find((text) => text.includes('担当する')))
    expect(cards(CHANNEL).filter(({ method }) => method === 'POST')).toHaveLength(1)
    await until(() => textsIn(PERSONAL).find((text) => text.includes('田中')))
  })

  it('answer inside Teams, and the asker reads it where they asked, with the operator’s name', async () => {
    const { card } = await filed()
    const reply = card.actions?.find(({ title }) => title === '返信する') as { card: Seen['card'] }
    const data = dataOf(reply.card, 0)
    await operate({ ...data, 'text.reply': '始業と終業をメールで知らせる方法が使えます。' })
    const said = await until(() => textsIn(PERSONAL).find((text) => text.includes('始業と終業')))
    expect(said).toContain('田中')
  })

  it('are only those in the roster of the chosen channel', async () => {
    const { card } = await filed()
    const data = dataOf(card, 0)
    scene.connector.membersAre((_, account) => account === OPERATOR.id)
    const before = house.kept.length
    const stranger = { ...HANAKO, id: '29:stranger' }
    for (const more of [
      { from: stranger },
      // The asker holds a copy of the card in their own chat.
      { from: HANAKO, conversation: { id: PERSONAL, conversationType: 'personal', tenantId: TENANT } },
      { from: OPERATOR, conversation: { ...thread(), id: '19:other@thread.tacv2;messageid=1' } },
    ]) {
      expect(await operate(data, more)).toMatchObject({ statusCode: 403, type: 'application/vnd.microsoft.error' })
    }
    await send({ from: HANAKO, text: undefined, value: { ...data, act: 'complete' } })
    expect(house.kept).toHaveLength(before)
    const request = await database.store.requests.get(String(data['request']))
    expect(request).toMatchObject({ state: 'submitted', owner: null })
    expect(await operate(data)).toMatchObject({ statusCode: 200 })
  })

  it('who are ten and press at once have one owner among them', { timeout: 60_000 }, async () => {
    const { card } = await filed()
    const data = dataOf(card, 0)
    const presses = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        operate(data, { from: { id: `29:op-${n}`, name: `担当${n}`, aadObjectId: `op-${n}` } }),
      ),
    )
    expect(presses.every(({ statusCode }) => statusCode === 200)).toBe(true)
    await until(() => database.store.inbox.counts().then(({ waiting }) => waiting === 0))
    const events = await database.store.requests.events(String(data['request']), 50)
    const claims = events.filter(({ act: name }) => name === 'claim')
    expect(claims).toHaveLength(1)
    const request = await database.store.requests.get(String(data['request']))
    expect(request?.owner).toBe(claims[0]?.actor)
    expect(request?.owner).toMatch(/^teams:op-\d$/u)
    expect(request?.version).toBe(Number(data['version']) + 1)
  })

  it('cannot act on a card that is out of date', async () => {
    const { card } = await filed()
    const data = dataOf(card, 0)
    const by = { kind: 'operator', id: 'console:1', name: '佐藤' } as const
    const request = String(data['request'])
    await act(
      { store: database.store, kit, bell: house.bell },
      { request, act: 'note', by, given: { text: 'メモ' }, now: now() },
    )
    const { type, value } = await operate(data)
    expect(type).toBe('application/vnd.microsoft.card.adaptive')
    expect(JSON.stringify(value)).toContain(`"version":${Number(data['version']) + 1}`)
    expect((await database.store.requests.get(request))?.owner).toBeNull()
  })

  it('give up their channel by a command', async () => {
    await filed()
    await command('担当者チャネルを解除')
    await until(() => textsIn(CHANNEL).find((text) => text.includes('外しました')))
    const posted = cards(CHANNEL).length
    await send({
      from: { ...HANAKO, aadObjectId: 'other' },
      conversation: { id: 'a:2', conversationType: 'personal', tenantId: TENANT },
      text: '担当者に相談する',
    })
    const { card } = await until(() => cards('a:2')[0])
    await submit(card, given, {
      from: { ...HANAKO, aadObjectId: 'other' },
      conversation: { id: 'a:2', conversationType: 'personal', tenantId: TENANT },
    })
    await until(() => textsIn('a:2').find((text) => text.includes('受付番号')))
    expect(cards(CHANNEL)).toHaveLength(posted)
  })
})
