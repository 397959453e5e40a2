import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '../../../src/vocabulary/types.ts'
import { chatwork, chats, lineworks, logo, logoBody, logoSigned, mattermost, type Chat } from './chats.ts'
import { running, until, type Running } from './running.ts'
import { smallDesk } from '../../support/small-desk.ts'

let house: Running | null = null
const open = async (...given: Parameters<typeof running>): Promise<Running> => {
  house = await running(...given)
  return house
}
afterEach(async () => {
  await house?.close()
  house = null
})

/** A clock that can be moved ahead, for waits that nobody wants to sit through. */
const clock = () => {
  let ahead = 0
  return { now: () => new Date(Date.now() + ahead), pass: (ms: number) => void (ahead += ms) }
}

const saying = (text: string, offers: Reply['offers'] = []): Reply => ({
  outcome: 'answer',
  text,
  citations: [],
  notices: [],
  offers,
})
const long = Array.from({ length: 700 }, (_, n) => `第${n + 1}項の文をここに書いておきます。`)

describe.each(chats)('$name as a target', (chat: Chat) => {
  it('loses nothing while it is down for a minute', async () => {
    const time = clock()
    const h = await open(chat.entry, { now: time.now })
    h.far.down(true)
    const texts = ['一つ目', '二つ目', '三つ目']
    for (const [n, text] of texts.entries()) await h.tell(await chat.message({ id: `d-${n}`, text, at: time.now() }))
    for (let second = 0; second < 60; second += 4) {
      const faults = h.faults.length
      time.pass(4_000)
      // The longest wait by then is longer than a step; every step that is due has been tried.
      if (second < 8) await until(() => h.faults.length > faults)
    }
    expect(h.far.taken).toEqual([])
    expect((await h.store.outbox.counts()).dead).toBe(0)
    h.far.down(false)
    time.pass(120_000)
    await h.quiet()
    expect(h.far.taken.map(({ text }) => /「(.+)」/u.exec(text)?.[1])).toEqual(texts)
  })

  it('gives up a try that hangs, waits as long as a 429 asks, and then says it once', async () => {
    const time = clock()
    const h = await open(chat.entry, { now: time.now, hook: { timeoutMs: 150 } })
    h.far.answerNext([{ hang: true }, { status: 429, retryAfterSeconds: 30 }])
    await h.tell(await chat.message({ id: 'h-1', text: '無応答', at: time.now() }))
    await until(() => h.faults.length === 1)
    time.pass(5_000)
    await until(() => h.faults.length === 2)
    time.pass(29_000)
    expect(h.far.taken).toEqual([])
    time.pass(2_000)
    await h.quiet()
    expect(h.far.taken).toHaveLength(1)
  })
})

it('waits until the moment at which a chat says that its limit ends', async () => {
  const time = clock()
  const h = await open(chatwork.entry, { now: time.now, deliver: false, work: false })
  await h.tell(await chatwork.message({ id: 'r-1', text: 'はい' }))
  const ends = Math.floor(time.now().getTime() / 1_000) + 90
  h.far.answerNext([{ status: 429, headers: { 'x-ratelimit-reset': String(ends) } }])
  const [channel] = h.channels
  const thrown: unknown = await channel!
    .send(h.kept[0]!.from, saying('はい'), { id: 'd', attempt: 1 })
    .catch((t: unknown) => t)
  expect(thrown).toMatchObject({ retryable: true })
  const wait = (thrown as { retryAfterMs: number }).retryAfterMs
  expect(wait).toBeGreaterThan(80_000)
  expect(wait).toBeLessThanOrEqual(91_000)
})

it('leaves a refusal that will stay to the operators, and says what to check', async () => {
  const h = await open((far) => ({ ...mattermost.entry(far), push: { key: 'env:RC_API', values: { url: far } } }))
  await h.tell(await mattermost.message({ id: 'w-1', text: '鍵違い' }))
  await until(async () => (await h.store.outbox.counts()).dead === 1)
  const [dead] = await h.store.outbox.dead(1)
  expect(dead?.error).toBe('mattermost answered 401. Check its address and its key in HOOKS_FILE.')
  const readiness = await h.channels[0]!.ready()
  expect(readiness.ok).toBe(false)
  expect(readiness.detail).not.toContain('rc-api-token')
})

it('follows no redirect with people’s words', async () => {
  const h = await open(logo.entry, { deliver: false, work: false })
  await h.tell(await logo.message({ id: 's-1', text: 'はい' }))
  h.far.answerNext([{ status: 307, headers: { location: '/relay' } }])
  const sent = h.channels[0]!.send(h.kept[0]!.from, saying('はい'), { id: 'd', attempt: 1 })
  await expect(sent).rejects.toMatchObject({ retryable: false })
  expect(h.far.taken).toEqual([])
})

describe('long words', () => {
  it('arrive in parts that the chat takes', async () => {
    const h = await open(lineworks.entry, { desk: smallDesk(() => saying(long.join('\n'))) })
    await h.tell(await lineworks.message({ id: 'p-1', text: '全部ください' }))
    await h.quiet()
    const parts = h.far.taken.map(({ text }) => text)
    expect(parts.length).toBeGreaterThan(2)
    expect(parts.join('\n').split('\n')).toEqual(long)
  })

  it('are not said again from the beginning by a new process', async () => {
    const time = clock()
    const h = await open(logo.entry, { now: time.now, deliver: false, work: false })
    await h.tell(await logoSigned(logoBody({ id: 'p-2', text: '全部' }), 'logo-key-1', time.now()))
    const reply = saying(long.join('\n'))
    const delivery = { id: 'delivery-1', attempt: 1 }
    // The third part meets a fault; a process that knows nothing of the first attempt goes on.
    const { taken } = h.far
    h.far.answerNext([{ pass: true }, { pass: true }, { status: 500 }])
    await expect(h.channels[0]!.send(h.kept[0]!.from, reply, delivery)).rejects.toMatchObject({ retryable: true })
    expect(taken).toHaveLength(2)
    const { far, database } = h
    const next = await running(logo.entry, { now: time.now, deliver: false, work: false, far, database })
    await next.channels[0]!.send(h.kept[0]!.from, reply, { ...delivery, attempt: 2 })
    await next.stop()
    expect(
      taken
        .map(({ text }) => text)
        .join('\n')
        .split('\n'),
    ).toEqual(long)
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length)
    // What was sent whole is not sent again, even where that was not noted in the outbox.
    const before = taken.length
    await h.channels[0]!.send(h.kept[0]!.from, reply, { ...delivery, attempt: 3 })
    expect(taken).toHaveLength(before)
  })
})

describe('LINE WORKS', () => {
  it('changes its assertion for one token, keeps it, and asks again when that was withdrawn', async () => {
    const h = await open(lineworks.entry, { deliver: false, work: false })
    await h.tell(await lineworks.message({ id: 't-1', text: 'はい' }))
    const to = h.kept[0]!.from
    const say = (id: string) => h.channels[0]!.send(to, saying(id), { id, attempt: 1 })
    await Promise.all([say('a'), say('b'), say('c')])
    expect(h.far.tokens).toEqual(['token-1'])
    h.far.withdrawTokens()
    await say('d')
    expect(h.far.tokens).toEqual(['token-1', 'token-2'])
    expect(h.far.taken.map(({ text }) => text).sort()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('asks for a token before the old one ends', async () => {
    const time = clock()
    const h = await open(lineworks.entry, { now: time.now, deliver: false, work: false })
    await h.tell(await lineworks.message({ id: 't-2', text: 'はい', at: time.now() }))
    const to = h.kept[0]!.from
    await h.channels[0]!.send(to, saying('a'), { id: 'a', attempt: 1 })
    time.pass(86_400_000 - 30_000)
    await h.channels[0]!.send(to, saying('b'), { id: 'b', attempt: 1 })
    expect(h.far.tokens).toHaveLength(2)
  })

  it('answers people outside rooms and rooms each where they are, with lines to tap that write the number', async () => {
    const offers: Reply['offers'] = [
      { kind: 'choice', label: '民間企業', value: 'company' },
      { kind: 'choice', label: 'とても長い選択肢の名前がここに入ることもあります', value: 'long' },
    ]
    const h = await open((far) => ({ ...lineworks.entry(far), group: { keywords: ['相談'] } }), {
      desk: smallDesk(() => saying('どちらですか。', offers)),
    })
    await h.tell(await lineworks.message({ id: 'u', text: '相談です' }))
    await h.tell(await lineworks.message({ id: 'c', text: '相談です!', room: 'room/../1' }))
    await h.quiet()
    const places = h.far.taken.map(({ room, person }) => ({ room, person }))
    expect(places).toContainEqual({ room: '', person: 'user-1' })
    expect(places).toContainEqual({ room: 'room/../1', person: '' })
    expect(h.far.taken[0]?.taps.map(({ text }) => text)).toEqual(['1', '2'])
    await h.tell(await lineworks.message({ id: 'u2', text: h.far.taken[0]!.taps[0]!.text }))
    expect(h.kept.at(-1)?.action).toEqual({ kind: 'choose', value: 'company', label: '民間企業' })
  })
})
