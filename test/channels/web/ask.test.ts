import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWeb } from '../../../src/channels/web/web.ts'
import type { Reply } from '../../../src/vocabulary/types.ts'
import { startHouse, type RunningHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { eventsUntil } from './browser.ts'

describe('POST /api/ask', () => {
  let database: Opened
  let house: RunningHouse

  beforeEach(async () => {
    database = await databases[0]!.open()
    house = await startHouse({
      store: database.store,
      desk: smallDesk(),
      channels: (h) => [createWeb(h, { prompts: 'prompts', secure: false })],
    })
  })

  afterEach(async () => {
    await house.stop()
    await database.close()
  })

  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${house.url}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  it('answers with the reply as JSON', async () => {
    const response = await ask({ question: '費用はかかりますか' })
    expect(response.status).toBe(200)
    const reply = (await response.json()) as Reply & { conversation: string }
    expect(reply).toMatchObject({ outcome: 'answer', turn: expect.any(String) as string })
    expect(reply.citations.map(({ n, status }) => [n, status])).toEqual([
      [1, 'current'],
      [2, 'ended'],
      [3, 'superseded'],
    ])
    expect(reply.notices).toHaveLength(2)
    expect(reply.conversation).toMatch(/^[\w-]{22}\.[\w-]{22}$/u)
  })

  it('goes on in the conversation that it is told, and apart from others', async () => {
    const { conversation } = (await (await ask({ question: '一つ目' })).json()) as { conversation: string }
    await ask({ question: '二つ目', conversation })
    await ask({ question: '三つ目' })
    const [one, two, three] = house.kept
    expect(one?.from).toEqual(two?.from)
    expect(one?.from).not.toEqual(three?.from)
  })

  it('carries the day that is asked about through the store', async () => {
    await ask({ question: '当時の補助率は', asOf: '2020-02-29' })
    expect(house.kept[0]?.action).toEqual({ kind: 'asked', asOf: '2020-02-29' })
    const [line] = await house.store.outbox.thread(house.kept[0]!.from, 10)
    expect(line?.action).toEqual({ kind: 'asked', asOf: '2020-02-29' })
  })

  it('streams progress and then the reply', async () => {
    const response = await ask({ question: '費用は' }, { accept: 'text/event-stream' })
    const seen = await eventsUntil(response, ({ event }) => event === 'reply')
    expect(seen.filter(({ event }) => event === 'progress').map(({ data }) => data['stage'])).toEqual([
      'received',
      'searching',
      'writing',
    ])
    expect(seen.at(-1)?.data).toMatchObject({ outcome: 'answer' })
  })

  it('answers a question repeated under its key once', async () => {
    const { conversation } = (await (await ask({ question: 'はじめに' })).json()) as { conversation: string }
    const body = { question: '費用は', conversation }
    const turns = await Promise.all(
      [1, 2, 3].map(async () => ((await (await ask(body, { 'idempotency-key': 'k1' })).json()) as Reply).turn),
    )
    expect(new Set(turns).size).toBe(1)
    expect(house.kept).toHaveLength(2)
  })

  it('goes on in no conversation that it did not name itself', async () => {
    const { conversation } = (await (await ask({ question: '一つ目' })).json()) as { conversation: string }
    const [name = '', mark = ''] = conversation.split('.')
    for (const chosen of ['batch-1', name, `${name}.`, `batch-1.${mark}`, `${name}.${mark}x`, `${name}.${mark}.`]) {
      const response = await ask({ question: '続き', conversation: chosen })
      expect(response.status).toBe(404)
    }
    expect(house.kept).toHaveLength(1)
  })

  it('says so where the desk stays silent', async () => {
    expect(await (await ask({ question: '沈黙' })).json()).toMatchObject({ outcome: 'notice', citations: [] })
  })

  it('gives the apology with its reference when the question is given up', async () => {
    const { store } = database
    const idle = await startHouse({
      store,
      desk: smallDesk(),
      channels: (h) => [createWeb(h, { prompts: 'prompts', secure: false })],
      work: false,
    })
    await house.stop()
    house = idle
    const asked = ask({ question: '答えられない質問' })
    await expect.poll(() => house.kept.length).toBe(1)
    const [claim] = await store.work.claim('someone', new Date(), 60_000, 1)
    const now = new Date()
    await store.transaction(async (tx) => {
      await tx.work.bury(claim!, 'asked to fail', 'E261120-ABC', now)
      const reply: Reply = {
        outcome: 'notice',
        text: '申し訳ありません（E261120-ABC）。',
        citations: [],
        notices: [],
        offers: [],
      }
      await tx.outbox.add([{ id: 'd1', to: claim!.inbound.from, turn: null, reply }], now)
    })
    const response = await asked
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: { code: 'answer.failed', message: '申し訳ありません（E261120-ABC）。' },
    })
  })

  it('refuses what it cannot take with one kind line, and stores nothing', async () => {
    const cases: [unknown, number, string][] = [
      ['{"question":', 400, 'body.json'],
      ['[]', 400, 'body.fields'],
      [{}, 400, 'body.fields'],
      [{ question: 1 }, 400, 'body.fields'],
      [{ question: 'はい', also: 1 }, 400, 'body.fields'],
      [{ question: 'はい', asOf: '2023-02-29' }, 400, 'body.fields'],
      [{ question: 'はい', asOf: '令和5年' }, 400, 'body.fields'],
      [{ question: 'はい', conversation: '' }, 400, 'body.fields'],
      [{ question: '　\n' }, 400, 'question.empty'],
      [{ question: 'a'.repeat(8_001) }, 422, 'question.long'],
      [{ question: 'あ'.repeat(100_000) }, 413, 'body.large'],
    ]
    for (const [body, status, code] of cases) {
      const response = await ask(body)
      const said = (await response.json()) as { error: { code: string; message: string } }
      expect([response.status, said.error.code]).toEqual([status, code])
      expect(said.error.message).toMatch(/[ぁ-ん].*。/u)
    }
    expect((await ask({ question: 'はい' }, { 'idempotency-key': 'a b' })).status).toBe(400)
    expect((await ask({ question: 'はい' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await fetch(`${house.url}/api/ask`)).status).toBe(405)
    expect(house.kept).toEqual([])
  })

  it('takes a question of just 8,000 characters', async () => {
    expect((await ask({ question: 'あ'.repeat(8_000) })).status).toBe(200)
  })

  it('tells by the status that the store is down, also to one who wants a stream', async () => {
    house.breakStore(true)
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await ask({ question: 'はい' }, { accept })
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toBe('5')
      expect(await response.json()).toMatchObject({ error: { code: 'store.down' } })
    }
  })
})
