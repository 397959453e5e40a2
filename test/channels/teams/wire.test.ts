import { readChannelWords } from '../../../src/channels/plain.ts'
import { messagesOf } from '../../../src/channels/teams/messages.ts'
import { readTeamsWords } from '../../../src/channels/teams/words.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbound, Reply } from '../../../src/vocabulary/types.ts'
import { type RunningHouse, startHouse } from '../../support/server.ts'
import { richReply, smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { type Call, TENANT } from './far.ts'
import { BOT, HANAKO, PERSONAL, type Scene, setScene, messageOf, post, until, group, mention } from './scene.ts'

let scene: Scene
let database: Opened
let house: RunningHouse
let special: (message: Inbound) => Promise<Reply | null | undefined> | Reply | null | undefined

beforeEach(async () => {
  const [sqlite] = databases
  if (!sqlite) throw new Error('no database to test on')
  database = await sqlite.open()
  scene = await setScene()
  special = () => undefined
  const { store } = database
  house = await startHouse({
    store,
    desk: smallDesk((message) => special(message)),
    channels: (h) => [scene.channel(h, store)],
  })
})

afterEach(async () => {
  await house.stop()
  await scene.close()
  await database.close()
})

const send = async (more: Record<string, unknown> = {}) =>
  (await post(house.url, scene, more)) as Record<string, unknown>

const message = (n?: number): Promise<Call> => messageOf(scene, n)

describe('an answer on the wire', () => {
  it('has every source whole, in one root entity', async () => {
    await send({ text: '費用は' })
    const { raw, body, authorization } = await message()
    expect(authorization).toMatch(/^Bearer token-/u)
    // The bytes, since what the SDK was given says nothing about what it sends.
    expect(raw).toContain('"@type":"Message"')
    expect(raw).toContain('"position":1')
    expect(raw).toContain('"abstract":"テレワークマネージャーによる相談は、無料で受けることができる。"')
    const entities = body['entities'] as Record<string, unknown>[]
    expect(entities).toHaveLength(1)
    const [root] = entities
    expect(root).toMatchObject({
      type: 'https://schema.org/Message',
      '@type': 'Message',
      '@context': 'https://schema.org',
    })
    expect(root).not.toHaveProperty('additionalType')
    const citations = root?.['citation'] as { position: number; appearance: Record<string, string & string[]> }[]
    expect(citations.map(({ position }) => position)).toEqual([1, 2, 3])
    for (const { position, appearance } of citations) {
      expect(body['text']).toContain(`[${position}]`)
      expect(appearance['@type']).toBe('DigitalDocument')
      expect(appearance['name']?.length).toBeLessThanOrEqual(80)
      expect(appearance['abstract']?.length).toBeLessThanOrEqual(160)
      const keywords = appearance['keywords'] ?? []
      expect(keywords.length).toBeLessThanOrEqual(3)
      for (const keyword of keywords) expect(keyword.length).toBeLessThanOrEqual(28)
    }
    expect(body['channelData']).toEqual({ feedbackLoop: { type: 'default' } })
    expect(body).not.toHaveProperty('replyToId')
  })

  it('names its sources beneath in one line, once each, and tells what they say in their popups only', async () => {
    await send({ text: '費用は' })
    const { body, raw } = await message()
    const text = String(body['text'])
    const [line, ...more] = text.split('\n').filter((each) => each.includes('出典：'))
    expect(more).toEqual([])
    expect(line).toMatch(/\[1\] 令和5年度テレワークマネージャー相談事業の実施について（令和5年12月27日・現行）/u)
    expect(text).not.toContain('無料で受けることができる')
    expect(text.split('相談事業の実施について')).toHaveLength(2)
    expect(raw).toContain('無料で受けることができる')
  })

  it('carries the office’s own label where there is one', async () => {
    const label = { name: '関係者限り', description: '庁内でのみ扱います' }
    const reply = richReply('費用')
    const place = { scope: 'personal' } as Parameters<typeof messagesOf>[1]
    const words = [readChannelWords('prompts'), readTeamsWords('prompts')] as const
    const [plain] = messagesOf(reply, { ...place, user: { id: 'u', name: '' } }, ...words)
    expect(JSON.stringify(plain)).not.toContain('usageInfo')
    const [labelled] = messagesOf(reply, { ...place, user: { id: 'u', name: '' } }, ...words, label)
    expect(labelled?.['entities']).toMatchObject([{ usageInfo: { '@type': 'CreativeWork', ...label } }])
  })

  it('is labelled as made by AI only where a model wrote it', async () => {
    special = () => ({ ...richReply('費用'), citations: [], generated: true })
    await send()
    const { raw } = await message()
    expect(raw).toContain('"additionalType":["AIGeneratedContent"]')
  })

  it('offers what comes next beside the box in a personal chat, and understands what comes back', async () => {
    await send()
    const { body } = await message()
    const { actions, to } = body['suggestedActions'] as { to: string[]; actions: Record<string, string>[] }
    expect(to).toEqual([HANAKO.id])
    expect(actions.every(({ type }) => type === 'imBack')).toBe(true)
    // A question is asked whole, whatever its button is called.
    expect(actions.map(({ value }) => value)).toEqual([
      'テレワークマネージャーの申し込み手順を教えてください',
      '対象になるか確かめる',
      '担当者に相談する',
    ])
    const { turn } =
      (await house.store.outbox.thread({ channel: 'teams', conversation: PERSONAL }, 5)).at(-1)?.reply ?? {}
    await send({ text: '担当者に相談する' })
    await message(2)
    expect(house.kept.at(-1)?.action).toEqual({ kind: 'consult', turn })
    await send({ text: '2' })
    await message(3)
    expect(house.kept.at(-1)?.action).toEqual({ kind: 'choose', value: 'eligibility', label: '対象になるか確かめる' })
  })

  it('numbers the offers in a group, answers in its thread, and hears only what is said to it', async () => {
    const conversation = { ...group, id: '19:c@thread.tacv2;messageid=17', conversationType: 'channel' }
    await send({ conversation, text: 'みなさん、おはようございます' })
    await send({
      conversation,
      text: '<at>相談窓口</at> <at>鈴木</at>さんに聞かれました。費用は&nbsp;無料ですか',
      textFormat: 'xml',
      entities: [mention(), { type: 'mention', mentioned: { id: '29:suzuki', name: '鈴木' }, text: '<at>鈴木</at>' }],
    })
    const { body, path } = await message()
    expect(house.kept.map(({ text }) => text)).toEqual(['@鈴木さんに聞かれました。費用は 無料ですか'])
    expect(path).toBe(`/teams/v3/conversations/${conversation.id}/activities`)
    expect(body['text']).toContain('3. 担当者に相談する')
    expect(body).not.toHaveProperty('suggestedActions')
    await until(() => house.store.shelf.get('test', `said:${conversation.id}`).then((said) => said ?? undefined))
    await send({ conversation, text: '<at>相談窓口</at> 1番', entities: [mention()] })
    await until(() => house.kept.length === 2)
    expect(house.kept[1]?.text).toBe('テレワークマネージャーの申し込み手順を教えてください')
  })

  it('takes out a mention whose name looks like a pattern', async () => {
    await send({ conversation: group, text: '<at>窓口 (仮)[a-z]*</at> 費用は', entities: [mention('窓口 (仮)[a-z]*')] })
    await until(() => house.kept.length === 1)
    expect(house.kept[0]?.text).toBe('費用は')
  })

  it('is split below the size that Teams takes, with nothing lost', async () => {
    const lines = Array.from({ length: 900 }, (_, n) => `第${n + 1}項、在宅勤務*の*手引き[1]に<書いて>あります。`)
    const citations = Array.from({ length: 25 }, (_, n) => ({
      ...(richReply('').citations[0] as Reply['citations'][number]),
      n: n + 1,
      quote: 'あ'.repeat(500),
      title: '題'.repeat(200),
    }))
    special = () => ({ ...richReply(''), text: lines.join('\n'), citations })
    await send()
    const { turns } = await until(async () => {
      const said = await house.store.shelf.get('test', `said:${PERSONAL}`)
      return said !== null && (JSON.parse(said) as { turns: unknown[] })
    })
    expect(turns).toHaveLength(1)
    const said = scene.connector.messages()
    expect(said.length).toBeGreaterThan(3)
    for (const { raw } of said) expect(Buffer.byteLength(raw, 'utf16le')).toBeLessThan(40_000)
    const all = said.map(({ body }) => String(body['text'])).join('\n')
    for (const [n] of lines.entries()) expect(all).toContain(`第${n + 1}項、`)
    expect(said.filter(({ body }) => 'channelData' in body)).toHaveLength(1)
    for (const { body } of said) {
      const roots = (body['entities'] as { citation: unknown[] }[] | undefined) ?? []
      expect(roots.length).toBeLessThanOrEqual(1)
      for (const { citation } of roots) expect(citation.length).toBeLessThanOrEqual(20)
    }
  })
})

describe('feedback', () => {
  const rate = async (feedback: unknown, reaction = 'dislike') => {
    await send()
    const { body } = await message()
    expect(body['type']).toBe('message')
    const said = await until(async () => {
      const value = await house.store.shelf.get('test', `said:${PERSONAL}`)
      return value !== null && (JSON.parse(value) as { turns: [string, string][] })
    })
    const [replyToId, turn] = said.turns[0] ?? []
    const value = { actionName: 'feedback', actionValue: { reaction, feedback } }
    expect(await send({ type: 'invoke', name: 'message/submitAction', replyToId, value, text: undefined })).toEqual({})
    return until(() => house.store.turns.rating(turn ?? '').then((rating) => rating ?? undefined))
  }

  it('counts although the answer is rated before the desk has noted which one it was', async () => {
    const { shelf } = house.store
    const { put } = shelf
    shelf.put = async (room, key, ...rest) => {
      if (key.startsWith('said:')) await pause(600)
      return put.call(shelf, room, key, ...rest)
    }
    try {
      await send()
      const { said: replyToId } = await message()
      expect(await shelf.get('test', `said:${PERSONAL}`)).toBeNull()
      const value = { actionName: 'feedback', actionValue: { reaction: 'dislike', feedback: '早すぎました' } }
      await send({ type: 'invoke', name: 'message/submitAction', replyToId, value, text: undefined })
      const rated = async () => (await house.store.quality.open(new Date(0), 5)).find((each) => each.verdict === 'bad')
      expect(await until(rated)).toMatchObject({ reason: '早すぎました' })
    } finally {
      shelf.put = put
    }
  })

  it('is recorded with the reason that Teams wraps in JSON', async () => {
    expect(await rate('{"feedbackText":"日付が古いです"}')).toEqual({ verdict: 'bad', reason: '日付が古いです' })
  })
  it('is recorded with a reason in plain text', async () => {
    expect(await rate('わかりやすい', 'like')).toEqual({ verdict: 'good', reason: 'わかりやすい' })
  })
  it('says nothing about a message that is not known', async () => {
    const value = { actionName: 'feedback', actionValue: { reaction: 'like', feedback: '' } }
    expect(await send({ type: 'invoke', name: 'message/submitAction', replyToId: 'zzz', value })).toEqual({})
    expect(house.kept).toEqual([])
  })
})

describe('members of a group', () => {
  const SUZUKI = { id: '29:suzuki', name: '鈴木', aadObjectId: '7a000000-0000-4000-8000-000000000002' }
  const ask = (text: string, from = HANAKO) =>
    send({ from, conversation: group, text: `<at>相談窓口</at> ${text}`, entities: [mention()] })

  it('each have a topic of their own, and all are answered in the group', async () => {
    const remembered: unknown[] = []
    await house.stop()
    const { store } = database
    house = await startHouse({
      store,
      desk: (bell) => {
        const small = smallDesk()(bell)
        return {
          ...small,
          async take(inbound, conversation) {
            remembered.push(conversation.memory['topic'] ?? null)
            return { ...(await small.take(inbound, conversation)), memory: { topic: inbound.text } }
          },
        }
      },
      channels: (h) => [scene.channel(h, store)],
    })
    await ask('先駆者百選について')
    await message()
    await ask('テレワークとは何ですか', SUZUKI)
    await message(2)
    await ask('費用は')
    await message(3)
    expect(remembered).toEqual([null, null, '先駆者百選について'])
    for (const { path } of scene.connector.messages()) {
      expect(path).toBe(`/teams/v3/conversations/${group.id}/activities`)
    }
  })

  it('may choose by number from a list that was shown to another, and rate their own', async () => {
    await ask('費用は')
    const { body, said } = await message()
    expect(body['text']).toContain('メンションして、番号で')
    const rated = await until(async () => {
      const value = await house.store.shelf.get('test', `said:${group.id}`)
      return value !== null && (JSON.parse(value) as { turns: [string, string][] }).turns.find(([id]) => id === said)
    })
    await ask('1番', SUZUKI)
    await message(2)
    expect(house.kept.at(-1)?.text).toBe('テレワークマネージャーの申し込み手順を教えてください')
    const value = { actionName: 'feedback', actionValue: { reaction: 'like', feedback: '' } }
    const where = { conversation: group, replyToId: said }
    await send({ type: 'invoke', name: 'message/submitAction', value, text: undefined, ...where })
    const verdict = await until(() => house.store.turns.rating(rated[1]).then((rating) => rating ?? undefined))
    expect(verdict.verdict).toBe('good')
  })
})

describe('an answer that is too large for Teams', () => {
  it('comes in small pieces without its sources', async () => {
    scene.connector.answerBy(({ raw }) => (raw.includes('citation') ? { status: 413 } : undefined))
    await send({ text: '費用は' })
    const said = await until(() => scene.connector.messages().find(({ raw }) => !raw.includes('citation')))
    expect(said.body['text']).toContain('費用は')
    expect((await house.store.outbox.counts()).dead).toBe(0)
  })

  it('is told of where nothing of it fits', async () => {
    scene.connector.answerBy(({ raw }) => (raw.includes('無料') ? { status: 413 } : undefined))
    await send({ text: '費用は' })
    await until(() => scene.connector.messages().find(({ raw }) => raw.includes('大きさを超えた')))
    expect((await house.store.outbox.counts()).dead).toBe(0)
  })
})

describe('arriving', () => {
  const added = (more: Record<string, unknown> = {}) =>
    send({ type: 'conversationUpdate', text: undefined, membersAdded: [BOT], ...more })

  it('welcomes once, with questions to begin with', async () => {
    await added()
    await added()
    await send({ type: 'installationUpdate', action: 'add', text: undefined })
    const said = scene.connector.messages()
    expect(said).toHaveLength(1)
    await send({ type: 'installationUpdate', action: 'remove', text: undefined })
    await send({ type: 'installationUpdate', action: 'add', text: undefined })
    expect(scene.connector.messages()).toHaveLength(2)
    expect(said[0]?.body).toMatchObject({ attachments: [{ content: { version: '1.5' } }] })
    expect(said[0]?.raw).toContain('"imBack"')
  })

  it('says what it can read when there are no words, and that a text is too long', async () => {
    await send({ text: '' })
    await send({ text: 'あ'.repeat(8_001) })
    const texts = scene.connector.messages().map(({ body }) => String(body['text']))
    expect(texts).toHaveLength(2)
    expect(texts[1]).toContain('8000')
    expect(house.kept).toEqual([])
  })

  it.each(['image/png', 'image/*', 'application/vnd.microsoft.teams.file.download.info'])(
    'tells beside the answer that an attachment of %s was not seen',
    async (contentType) => {
      const attachments = [{ contentType, contentUrl: 'https://example.com/x' }]
      await send({ text: 'この画面は何ですか', attachments })
      await until(() => scene.connector.messages().find(({ body }) => String(body['text']).includes('読み取れない')))
      await until(() => scene.connector.messages().find(({ body }) => String(body['text']).includes('この画面')))
      expect(scene.connector.messages()).toHaveLength(2)
    },
  )

  it('takes the text that Teams attaches to each message for no picture', async () => {
    await send({ text: '費用は', attachments: [{ contentType: 'text/html', content: '<p>費用は</p>' }] })
    await message()
    expect(scene.connector.messages()).toHaveLength(1)
  })

  it('shows that it is at work', async () => {
    await send()
    const shown = await until(() => scene.connector.calls.find(({ body }) => body['type'] === 'typing'))
    expect(shown.body).not.toHaveProperty('entities')
  })

  it('tells guests that they are not served, in words and in presses, unless the office serves them', async () => {
    const guest = { id: '29:guest', name: 'ゲスト', aadObjectId: '7a000000-0000-4000-8000-0000000009aa' }
    const at = { id: 'a:1guest', conversationType: 'personal', tenantId: TENANT }
    const told = (part: string) => () => scene.connector.messages().find(({ path }) => path.includes(part))
    const execute = { type: 'invoke', name: 'adaptiveCard/action', text: undefined }
    scene.connector.profiles.set(guest.id, { name: 'ゲスト', userRole: 'guest' })
    await send({ from: guest, conversation: at, text: '費用は' })
    expect(String((await until(told(at.id))).body['text'])).toContain('組織の方だけ')
    const value = { action: { type: 'Action.Execute', data: { desk: 'mine' } } }
    const pressed = await send({ from: guest, conversation: at, ...execute, value })
    expect(JSON.stringify(pressed)).toContain('組織の方だけ')
    const dialog = { type: 'invoke', name: 'task/fetch', text: undefined, value: { data: { desk: 'fill' } } }
    expect(JSON.stringify(await send({ from: guest, conversation: at, ...dialog }))).toContain('組織の方だけ')
    expect(house.kept).toEqual([])
    // A colleague is served, also where the roster does not say who they are.
    scene.connector.profiles.set(HANAKO.id, { name: '花子', userRole: 'user' })
    await send({ text: '費用は' })
    scene.connector.membersAre(() => false)
    await send({ from: { ...guest, id: '29:nobody' }, conversation: { ...at, id: 'a:1nobody' }, text: '期限は' })
    expect(house.kept.map(({ text }) => text)).toEqual(['費用は', '期限は'])
    await house.stop()
    house = await startHouse({
      store: await database.again(),
      desk: smallDesk(),
      channels: (h) => [scene.channel(h, database.store, { guests: true })],
    })
    await send({ from: guest, conversation: at, text: '窓口は' })
    expect(house.kept.map(({ text }) => text)).toEqual(['窓口は'])
  })

  it('shows that an operator writes, in the person’s own chat alone', async () => {
    const signs = () => scene.connector.calls.filter(({ body }) => body['type'] === 'typing')
    await send({ text: '費用は' })
    await message()
    await send({ conversation: group, text: '<at>相談窓口</at> 費用は', entities: [mention()] })
    await message(2)
    const before = signs().length
    const conversations = house.kept.map(({ from }) => from)
    expect(conversations).toHaveLength(2)
    for (const conversation of [...conversations, ...conversations]) house.bell.write(conversation)
    house.bell.write({ channel: 'web', conversation: PERSONAL })
    await until(() => signs().length > before)
    await pause(100)
    expect(signs().slice(before)).toMatchObject([{ path: expect.stringContaining(PERSONAL) as string }])
  })
})
