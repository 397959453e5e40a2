import { notice as reply } from '../../../src/base/saying.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPace } from '../../../src/channels/teams/pace.ts'
import { Failure } from '../../../src/base/failure.ts'
import type { Channel } from '../../../src/channels/channel.ts'
import type { Address, OperatorCard, Reply } from '../../../src/vocabulary/types.ts'
import { type RunningHouse, startHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { type Call, TENANT } from './far.ts'
import { BOT, CHANNEL, OPERATOR, PERSONAL, type Scene, setScene } from './scene.ts'

let scene: Scene
let database: Opened
let house: RunningHouse
let channel: Channel
const faults: unknown[] = []

beforeEach(async () => {
  const [sqlite] = databases
  if (!sqlite) throw new Error('no database to test on')
  database = await sqlite.open()
  scene = await setScene()
  const { store } = database
  house = await startHouse({
    store,
    desk: smallDesk(),
    channels: (h) => [(channel = scene.channel(h, store, { faults }))],
    work: false,
    deliver: false,
  })
  await send({ text: 'こんにちは' })
})

afterEach(async () => {
  await house.stop()
  await scene.close()
  await database.close()
})

const send = async (more: Record<string, unknown> = {}) => {
  const body = JSON.stringify(scene.activity(more))
  const response = await fetch(`${house.url}/api/messages`, { method: 'POST', headers: scene.headers(), body })
  expect(response.status).toBe(200)
  await response.text()
}
const asker: Address = { channel: 'teams', conversation: PERSONAL }
const operators: Address = { channel: 'teams', conversation: CHANNEL }
const say = (said: Reply, to = asker, attempt = 1, id = crypto.randomUUID()) => channel.send(to, said, { id, attempt })
const failing = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(thrown).toBeInstanceOf(Failure)
  return thrown as Failure
}
const register = () =>
  send({
    from: OPERATOR,
    conversation: { id: `${CHANNEL};messageid=1`, conversationType: 'channel', tenantId: TENANT },
    text: '<at>相談窓口</at> 担当者チャネルに設定',
    entities: [{ type: 'mention', mentioned: BOT, text: '<at>相談窓口</at>' }],
  })
const textsIn = (conversation: string) =>
  scene.connector
    .messages()
    .filter(({ path }) => path.includes(`/conversations/${conversation}`))
    .map(({ body }) => (body['text'] as string | undefined) ?? '')

describe('the pace of a conversation', () => {
  it.each([
    { calls: 7, ms: 1_000 },
    { calls: 8, ms: 2_000 },
    { calls: 60, ms: 30_000 },
    { calls: 1_800, ms: 3_600_000 },
  ])('never has more than $calls calls in $ms ms', ({ calls, ms }) => {
    let at = 0
    const pace = createPace(() => at)
    const taken: number[] = []
    for (let n = 0; n < 4_000; n++) {
      const wait = pace.take('c')
      if (wait === 0) taken.push(at)
      else at += wait
    }
    expect(taken.length).toBeGreaterThan(1_800)
    const apart = taken.slice(calls).map((time, n) => time - (taken[n] ?? 0))
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(ms)
  })

  it('is each conversation’s own', () => {
    const pace = createPace(() => 0)
    for (let n = 0; n < 7; n++) expect(pace.take('a')).toBe(0)
    expect(pace.take('a')).toBeGreaterThan(0)
    expect(pace.take('b')).toBe(0)
  })

  it('is one for all threads of a channel, with room for what arrives unevenly', () => {
    const pace = createPace(() => 0)
    for (let n = 0; n < 7; n++) expect(pace.take(`${CHANNEL};messageid=${n}`)).toBe(0)
    expect(pace.take(CHANNEL)).toBeGreaterThan(1_000)
  })

  it('sends what is too fast back into the outbox, until its time has come', async () => {
    let at = Date.now()
    const slow = await startHouse({
      store: database.store,
      desk: smallDesk(),
      channels: (h) => [scene.channel({ ...h, now: () => new Date(at) }, database.store)],
      work: false,
      deliver: false,
    })
    const [own] = slow.channels
    const next = (n: number) => own?.send(asker, reply(`${n}`), { id: crypto.randomUUID(), attempt: 1 })
    let said = 0
    let failure: unknown = null
    while (failure === null && said < 100) {
      // Slow enough for a second, too fast for half a minute.
      at += 300
      const sent = next(said)
      await sent?.then(
        () => said++,
        (reason: unknown) => {
          failure = reason
        },
      )
    }
    expect(said).toBe(60)
    const { retryable, retryAfterMs = 0 } = failure as Failure
    expect(retryable).toBe(true)
    expect(scene.connector.messages()).toHaveLength(60)
    at += retryAfterMs
    await next(61)
    expect(scene.connector.messages()).toHaveLength(61)
    await slow.stop()
  })
})

describe('words that Teams does not take', () => {
  it.each([412, 429, 500, 502, 503, 504, 401, 408])(
    'come again after %i, when the channel thinks best',
    async (status) => {
      scene.connector.answerNext([{ status }])
      const failure = await failing(say(reply('はい')))
      expect(failure).toMatchObject({ retryable: true, retryAfterMs: undefined })
      // The SDK’s own retries would have called more than once.
      expect(scene.connector.messages()).toHaveLength(1)
      const waits = Array.from({ length: 20 }, () => channel.rules.backoffMs(2))
      expect(new Set(waits).size).toBeGreaterThan(10)
      expect(Math.max(...waits)).toBeGreaterThan(0)
    },
  )

  it('are not tried for ever', () => {
    expect(channel.rules.attemptsMax).toBeLessThan(20)
    expect(channel.rules.backoffMs(50)).toBeLessThanOrEqual(10 * 60_000)
  })

  it('are given up at once where the app was removed, and operators hear of it once', async () => {
    await register()
    scene.connector.answerBy(({ path }: Call) => (path.includes(PERSONAL) ? { status: 403 } : undefined))
    expect(await failing(say(reply('一'))).then(({ retryable }) => retryable)).toBe(false)
    const calls = scene.connector.calls.length
    expect(await failing(say(reply('二'))).then(({ retryable }) => retryable)).toBe(false)
    expect(scene.connector.calls).toHaveLength(calls)
    expect(textsIn(CHANNEL).filter((text) => text.includes('届けられない'))).toHaveLength(1)
    for (const text of textsIn(CHANNEL)) expect(text).not.toContain('山田')
    scene.connector.answerBy(() => undefined)
    // Whoever writes has the app again.
    await say(reply('お帰りなさい', { turn: 't-1', outcome: 'answer' }))
    await say(reply('三'))
    expect(textsIn(PERSONAL).at(-1)).toBe('三')
  })

  it('are told as such where nobody has written from', async () => {
    expect((await failing(say(reply('はい'), { channel: 'teams', conversation: 'a:nobody' }))).retryable).toBe(false)
  })

  it('are not repeated where only the rest is missing', async () => {
    const long = reply(Array.from({ length: 600 }, (_, n) => `第${n}項があります。`).join('\n'))
    let count = 0
    scene.connector.answerBy((call) => (call.body['type'] === 'message' && ++count === 2 ? { status: 502 } : undefined))
    const id = crypto.randomUUID()
    await failing(say(long, asker, 1, id))
    await say(long, asker, 2, id)
    const texts = textsIn(PERSONAL)
    expect(texts.filter((text) => text.includes('第0項'))).toHaveLength(1)
    expect(texts.some((text) => text.includes('第599項'))).toBe(true)
    expect(await house.store.shelf.get('test', `part:${id}`)).toBeNull()
  })
})

describe('a card of operators', () => {
  const card = (version: number): OperatorCard => ({
    request: 'r-1',
    number: 'TW-1',
    version,
    state: 'submitted',
    stateLabel: `状態${version}`,
    lines: [],
    acts: [],
    owner: null,
  })
  const seen = () => scene.connector.messages().filter(({ path }) => path.includes(CHANNEL) && !path.includes(';'))

  it('is posted anew where somebody has deleted it', async () => {
    await register()
    await say(reply('新しい相談', { card: card(1) }), operators)
    scene.connector.answerNext([{ status: 404 }])
    await say(reply('動きがありました', { card: card(2) }), operators)
    expect(seen().map(({ method }) => method)).toEqual(['POST', 'PUT', 'POST'])
    expect(seen().at(-1)?.raw).toContain('状態2')
  })

  it('is never put back to an older state', async () => {
    await register()
    await say(reply('新しい相談', { card: card(3) }), operators)
    await say(reply('古い知らせ', { card: card(2) }), operators)
    await pause(0)
    expect(seen()).toHaveLength(1)
  })
})
