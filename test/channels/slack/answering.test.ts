import { often } from '../../support/often.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf } from '../../../src/channels/slack/addresses.ts'
import { rendered } from '../../../src/channels/slack/render.ts'
import { createSlack } from '../../../src/channels/slack/slack.ts'
import { readSlackWords } from '../../../src/channels/slack/words.ts'
import type { Citation, Inbound, Notice, Offer, Reply } from '../../../src/vocabulary/types.ts'
import { Failure } from '../../../src/base/failure.ts'
import type { Bell } from '../../../src/spine/bell.ts'
import type { Desk } from '../../../src/spine/worker.ts'
import { promptsDir } from '../../support/shipped-index.ts'
import { richReply, smallDesk } from '../../support/small-desk.ts'
import { traced } from '../../support/messages.ts'
import { BOT, TEAM, type Args } from './double/workspace.ts'
import { messageFaults } from './double/limits.ts'
import { slackOptions, still, until } from './house.ts'
import { createSetting, type Setting } from './setting.ts'

const settings = createSetting()
const words = readSlackWords(promptsDir)

const long = (sentences: number) =>
  Array.from({ length: sentences }, (_, n) => `第${n + 1}項の内容はここに書いてあります。`).join('\n')
const plain = (text: string, more: Partial<Reply> = {}): Reply => ({
  outcome: 'answer',
  text,
  citations: [],
  notices: [],
  offers: [],
  ...more,
})

const thread = (ts: string, channel = 'C1') => addressOf({ kind: 'thread', team: TEAM, channel, ts })
const sending = (id = crypto.randomUUID(), attempt = 1) => ({ id, attempt })
const channelOf = ({ house }: Setting) => {
  const [channel] = house.channels
  if (!channel) throw new Error('no channel')
  return channel
}
const buttonsIn = (blocks: Args[]) =>
  blocks
    .flatMap((block) => (block['elements'] as Args[] | undefined) ?? [])
    .flatMap((each) => (typeof each['action_id'] === 'string' ? [each['action_id']] : []))

describe('an answer in Slack', () => {
  it('stands in the thread with sources, notices, buttons and 👍👎', async () => {
    const { people, double, house } = await settings.open()
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    const [answer] = double.posts('C1', root)
    const text = JSON.stringify(answer?.blocks)
    for (const part of [
      '令和5年12月27日・現行',
      '平成31年4月19日・終了',
      '日付の記載なし・旧',
      '募集期間は終わっています',
    ])
      expect(text).toContain(part)
    expect(buttonsIn(answer?.blocks ?? [])).toEqual(['offer:0', 'offer:1', 'consult:2', 'feedback'])
    expect(text).toContain('<https://example.go.jp/telework/manager.html|資料を開く>')
    expect(answer?.text).toContain('テレワークマネージャーの派遣は無料で受けられます')
  })

  it('links a source without an address to the desk’s own page of it', async () => {
    const documentUrl = (document: string, passage: string) =>
      `https://desk.example.jp/documents/${document}#${passage}`
    const setting = await settings.open({ work: false, slack: { documentUrl } })
    await channelOf(setting).send(thread('1.1'), richReply('費用は'), sending())
    const shown = JSON.stringify(setting.double.posts('C1', '1.1')[0]?.blocks)
    expect(shown).toContain('<https://desk.example.jp/documents/guide-2021#guide-2021#2|資料を開く>')
    expect(shown).toContain('<https://example.go.jp/telework/manager.html|資料を開く>')
  })

  it('is split by paragraph where it is long, with its buttons at the end only', async () => {
    const setting = await settings.open({ work: false })
    const reply = plain(long(400), { turn: 't1', offers: [{ kind: 'solved', label: '解決しました' }] })
    await channelOf(setting).send(thread('1.1'), reply, sending())
    const posts = setting.double.posts('C1', '1.1')
    expect(posts.length).toBeGreaterThan(1)
    for (const { text } of posts) expect(text).toMatch(/。$/u)
    expect(posts.map(({ blocks }) => buttonsIn(blocks).length)).toEqual([...posts.slice(1).map(() => 0), 2])
    expect(posts.map(({ text }) => text).join('\n')).toBe(long(400))
  })

  it('goes on after a 429 where it stopped, and says nothing twice', async () => {
    const setting = await settings.open({ work: false })
    const { double } = setting
    const reply = plain(long(400))
    const delivery = crypto.randomUUID()
    double.behave('chat.postMessage', { kind: 'error', error: 'internal_error' })
    await expect(channelOf(setting).send(thread('1.1'), reply, sending(delivery))).rejects.toMatchObject({
      retryable: true,
    })
    expect(double.posts('C1', '1.1')).toEqual([])
    // The first part arrives, the second is refused.
    double.behave('chat.postMessage', { kind: 'hang', ms: 1 }, { kind: 'status', status: 429, retryAfter: 3 })
    const refused = await channelOf(setting)
      .send(thread('1.1'), reply, sending(delivery, 2))
      .catch((e: unknown) => e)
    expect(refused).toBeInstanceOf(Failure)
    expect(refused).toMatchObject({ retryable: true, retryAfterMs: 3_000 })
    await channelOf(setting).send(thread('1.1'), reply, sending(delivery, 3))
    expect(
      double
        .posts('C1', '1.1')
        .map(({ text }) => text)
        .join('\n'),
    ).toBe(long(400))
  })

  it('that arrived without our hearing of it is not said again, not even by another process', async () => {
    const setting = await settings.open({ work: false })
    const { double, house, faults } = setting
    double.behave('chat.postMessage', { kind: 'lost' })
    const delivery = crypto.randomUUID()
    await expect(channelOf(setting).send(thread('1.1'), plain('はい'), sending(delivery))).rejects.toMatchObject({
      retryable: true,
    })
    // A killed process never counted its attempt.
    const other = createSlack(house.house, slackOptions(double, {}, { list: faults }))
    await other.send(thread('1.1'), plain('はい'), sending(delivery, 1))
    expect(double.posts('C1', '1.1')).toHaveLength(1)
  })

  it('outlasts an outage of Slack', async () => {
    const { people, double, house, ...rest } = await settings.open()
    double.setDown(true)
    const root = await people.say({ text: '費用は' })
    const refused = () =>
      double.calls.filter(({ method, error }) => error === 'http_503' && /^chat|replies/u.test(method))
    await until('some attempts', () => refused().length >= 4)
    double.setDown(false)
    await still(house)
    expect(double.posts('D1', root)).toHaveLength(1)
    // The real waiting times, without their jitter's luck, add up to more than half a minute many times over.
    const { rules } = createSlack(house.house, slackOptions(double, {}, { list: rest.faults }))
    const waits = Array.from({ length: rules.attemptsMax - 1 }, (_, n) => rules.backoffMs(n + 1))
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(10 * 60_000)
  })

  it('is given up, for operators to see, where the thread is gone or the token revoked', async () => {
    const setting = await settings.open({ work: false })
    for (const error of ['channel_not_found', 'is_archived', 'token_revoked', 'invalid_auth']) {
      setting.double.behave('chat.postMessage', { kind: 'error', error })
      await expect(channelOf(setting).send(thread('1.1'), plain('はい'), sending())).rejects.toMatchObject({
        retryable: false,
      })
    }
    const strange = { channel: 'slack', conversation: 'nowhere' }
    await expect(channelOf(setting).send(strange, plain('はい'), sending())).rejects.toMatchObject({ retryable: false })
  })

  it('is said without its look where Slack refuses the look', async () => {
    const setting = await settings.open({ work: false })
    setting.double.behave('chat.postMessage', { kind: 'error', error: 'invalid_blocks' })
    await channelOf(setting).send(thread('1.1'), plain('はい'), sending())
    expect(setting.double.posts('C1', '1.1')).toMatchObject([{ text: 'はい', blocks: [] }])
  })

  it('names the operator who speaks', async () => {
    const setting = await settings.open({ work: false })
    await channelOf(setting).send(
      thread('1.1'),
      plain('お答えします', { outcome: 'notice', speaker: '相談 花子' }),
      sending(),
    )
    expect(setting.double.posts('C1', '1.1')[0]?.text).toContain('相談 花子（担当者）より')
  })
})

describe('a button under an answer', () => {
  it('asks, once however often it is pressed, and leaves a line of what was asked', async () => {
    const { people, double, house } = await settings.open()
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    const [answer] = double.posts('C1', root)
    if (!answer) throw new Error('no answer')
    const where = { channel: 'C1', ts: answer.ts, thread: root, blocks: answer.blocks }
    const presses = await Promise.all([1, 2, 3].map(() => people.press(where, '申し込みの手順は？')))
    for (const press of presses) expect(press.status).toBe(200)
    await still(house)
    await until('answer and line', () => double.posts('C1', root).length === 3)
    expect(house.kept.map(({ text }) => text)).toEqual([
      '費用は',
      'テレワークマネージャーの申し込み手順を教えてください',
    ])
    expect(double.posts('C1', root).some(({ text }) => text.includes('<@U1>'))).toBe(true)
  })

  it('solves and chooses as presses, not as words', async () => {
    const taken: Inbound['action'][] = []
    const offers: Offer[] = [
      { kind: 'choice', label: '民間企業', value: 'company' },
      { kind: 'solved', label: '解決しました' },
    ]
    const desk = smallDesk(({ action, text }) => {
      if (action) taken.push(action)
      return text === '費用は' ? plain('どちらですか', { offers }) : null
    })
    const { people, double, house } = await settings.open({ desk })
    const root = await people.say({ text: '費用は' })
    await still(house)
    const [answer] = double.posts('D1', root)
    if (!answer) throw new Error('no answer')
    const where = { channel: 'D1', ts: answer.ts, thread: root, blocks: answer.blocks }
    await people.press(where, '民間企業')
    await people.press(where, '解決しました')
    await still(house)
    expect(taken).toMatchObject([{ kind: 'choose', value: 'company', label: '民間企業' }, { kind: 'solved' }])
  })
})

describe('👍 and 👎', () => {
  it('may be changed as often as one likes; the last word stands, with its reason', async () => {
    const { people, double, house } = await settings.open()
    const root = await people.say({ text: '費用は' })
    await still(house)
    const [answer] = double.posts('D1', root)
    if (!answer) throw new Error('no answer')
    const where = { channel: 'D1', ts: answer.ts, thread: root, blocks: answer.blocks }
    const [asked] = await house.store.turns.recent(house.kept[0]?.from ?? { channel: '', conversation: '' }, 1)
    const kept = () => house.store.turns.rating(asked?.id ?? '')
    await people.rate(where, 'positive')
    await still(house)
    expect(await kept()).toEqual({ verdict: 'good', reason: '' })
    await people.rate(where, 'negative')
    const view = await until('the reasons', () => [...double.views.values()][0])
    const filled = { choice: { selected_option: { value: '古い内容だった' } }, text: { value: '去年の話です' } }
    expect(await (await people.submit(view, filled)).json()).toMatchObject({ response_action: 'update' })
    await still(house)
    expect(await kept()).toEqual({ verdict: 'bad', reason: '古い内容だった：去年の話です' })
  })

  it('are not taken from a colleague, who is told so and not thanked', async () => {
    const { people, double, house } = await settings.open()
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    const [answer] = double.posts('C1', root)
    if (!answer) throw new Error('no answer')
    await people.rate({ channel: 'C1', ts: answer.ts, thread: root, blocks: answer.blocks }, 'positive', 'U2')
    await still(house)
    expect(double.posts('C1', root).at(-1)).toMatchObject({
      only: 'U2',
      text: expect.stringContaining('記録はしていません'),
    })
    const [asked] = await house.store.turns.recent(house.kept[0]?.from ?? { channel: '', conversation: '' }, 1)
    expect(await house.store.turns.rating(asked?.id ?? '')).toBeNull()
  })

  it('are thanked for before one person’s eyes only', async () => {
    const desk: Desk = {
      take: (message) =>
        Promise.resolve({
          reply: message.action ? plain('ありがとうございます', { outcome: 'notice' }) : richReply(message.text),
          memory: {},
          trace: traced(),
          effects: [],
        }),
      apology: () => plain(''),
    }
    const { people, double, house } = await settings.open({ desk })
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    const [answer] = double.posts('C1', root)
    if (!answer) throw new Error('no answer')
    await people.rate({ channel: 'C1', ts: answer.ts, thread: root, blocks: answer.blocks }, 'positive')
    await still(house)
    expect(double.posts('C1', root).at(-1)).toMatchObject({ only: 'U1', text: 'ありがとうございます' })
  })
})

describe('text as it is written', () => {
  /** A model that writes slowly enough to be watched. */
  const writing =
    (between: (n: number) => Promise<void> | void, whole: string) =>
    (bell: Bell): Desk => ({
      async take(message) {
        for (let n = 1; n <= 4; n++) {
          const text = whole.slice(0, Math.floor((whole.length * n) / 4))
          bell.tell({ address: message.from, inbound: message.id, stage: 'writing', text })
          await between(n)
        }
        return { reply: plain(whole), memory: {}, trace: traced(), effects: [] }
      },
      apology: () => plain(''),
    })
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 60))

  it.for(['C1', 'D1'])('is streamed in %s, and the whole answer takes its place', async (channel) => {
    const whole = `${long(40)} <!channel> & 終わり`
    const { people, double, house } = await settings.open({ desk: writing(pause, whole) })
    const root = await people.say({ channel, text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    expect(double.of('chat.startStream')).toHaveLength(1)
    const posts = double.posts(channel, root)
    expect(posts).toHaveLength(1)
    expect(posts[0]).toMatchObject({
      streaming: false,
      text: whole.replace('&', '&amp;').replace('<!channel>', '&lt;!channel&gt;'),
    })
    expect(buttonsIn(posts[0]?.blocks ?? [])).toContain('feedback')
  })

  it('is one message even where the stream is slow to begin', async () => {
    const whole = long(120)
    const { people, double, house } = await settings.open({
      desk: writing((n) => (n === 1 ? pause() : undefined), whole),
    })
    double.behave('chat.startStream', { kind: 'slow', ms: 300 })
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    await until('the stream', () => double.of('chat.startStream').length === 1)
    expect(double.posts('C1', root)).toMatchObject([{ text: whole, streaming: false }])
  })

  it('survives the end of the stream without losing a word', async () => {
    const whole = long(60)
    let end = () => {}
    const { people, double, house } = await settings.open({
      desk: writing(async (n) => {
        await pause()
        if (n === 2) end()
      }, whole),
    })
    end = double.endStreams
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    expect(double.calls.some(({ error }) => error === 'message_not_in_streaming_state')).toBe(true)
    expect(double.posts('C1', root)).toMatchObject([{ text: whole }])
  })

  it('is said anew where the streamed message cannot be changed', async () => {
    const whole = long(40)
    const { people, double, house } = await settings.open({ desk: writing(pause, whole) })
    double.behave('chat.update', { kind: 'error', error: 'message_not_in_streaming_state' })
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    expect(double.posts('C1', root).at(-1)?.text).toBe(whole)
  })

  it('is said whole where Slack does not stream', async () => {
    const whole = long(40)
    const { people, double, house, faults } = await settings.open({ desk: writing(pause, whole) })
    double.behave(
      'chat.startStream',
      ...Array.from({ length: 9 }, () => ({ kind: 'error' as const, error: 'not_allowed_token_type' })),
    )
    const root = await people.say({ channel: 'C1', text: `<@${BOT}> 費用は`, raw: true })
    await still(house)
    expect(double.posts('C1', root)).toMatchObject([{ text: whole }])
    expect(faults.filter(({ what }) => what === 'slack.progress')).toHaveLength(1)
  })
})

describe('generated long answers', () => {
  const morsels = fc.constantFrom(
    'テレワークの導入にあたっては、対象業務を洗い出します。',
    '<!channel> & <https://evil.example|ここ> を見てください。',
    '\n\n',
    '\n',
    '👨‍👩‍👧‍👦👍🏽',
    '長い'.repeat(900),
    'https://example.go.jp/?a=1&b=2 ',
    '&amp;&lt;'.repeat(300),
    'がが'.repeat(200),
    `e${'\u0301'.repeat(4_000)}`,
    '```code``` *太字* _斜体_ ~取消~ > 引用',
    '\u202e右から左',
  )
  const text = fc.array(morsels, { maxLength: 24 }).map((parts) => parts.join(''))
  const short = fc.array(morsels, { maxLength: 3 }).map((parts) => parts.join('').slice(0, 2_500))
  const citation: fc.Arbitrary<Citation> = fc.record({
    n: fc.integer({ min: 1, max: 30 }),
    document: fc.constant('d'),
    passage: fc.constant('d#1'),
    title: short,
    heading: short,
    quote: short,
    url: fc.constantFrom(
      'https://example.go.jp/a?b=1&c=2',
      'javascript:alert(1)',
      `https://example.go.jp/${'a'.repeat(4_000)}`,
      'https://a|b',
    ),
    issued: fc.constantFrom('2023-12-27', '', '不明'),
    status: fc.constantFrom('current' as const, 'ended' as const, 'superseded' as const),
  })
  const notice: fc.Arbitrary<Notice> = fc.record({ kind: fc.constant('as-of' as const), text: short })
  const offer: fc.Arbitrary<Offer> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('ask' as const, 'choice' as const, 'procedure' as const),
      label: short,
      value: short,
    }),
    fc.record({ kind: fc.constantFrom('consult' as const, 'solved' as const), label: short }),
  )
  const reply: fc.Arbitrary<Reply> = fc.record({
    outcome: fc.constantFrom(
      'answer' as const,
      'clarify' as const,
      'escalate' as const,
      'refuse' as const,
      'notice' as const,
    ),
    text,
    citations: fc.array(citation, { maxLength: 7 }),
    notices: fc.array(notice, { maxLength: 5 }),
    offers: fc.array(offer, { maxLength: 26 }),
    turn: fc.constant('0f8fad5b-d9cb-469f-a165-70867728950e'),
    generated: fc.boolean(),
    working: fc.array(fc.record({ label: short, value: short }), { maxLength: 8 }),
  })

  it('stay within every limit of Slack, with nothing cut out of the text', () => {
    const folded = (said: string) =>
      said.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replaceAll(/\s+/gu, '')
    fc.assert(
      fc.property(reply, (generated) => {
        const messages = rendered(generated, 't/T01/C1/1763700001.000100', words)
        for (const message of messages) expect(messageFaults(message as unknown as Args)).toEqual([])
        expect(folded(messages.map((message) => message.text).join(''))).toContain(
          generated.text.replaceAll(/\s+/gu, ''),
        )
      }),
      { numRuns: often(150, 2_000), seed: 20_261_121 },
    )
  })

  it('arrive whole over the wire', async () => {
    const setting = await settings.open({ work: false, far: { burst: 1_000 } })
    const channel = channelOf(setting)
    const samples = fc.sample(reply, { numRuns: 60, seed: 20_261_121 })
    for (const [n, generated] of samples.entries()) await channel.send(thread(`${n}.1`), generated, sending())
    expect(setting.double.calls.filter(({ error }) => error !== null)).toEqual([])
    expect(setting.double.of('chat.postMessage').length).toBeGreaterThanOrEqual(60)
  })
})
