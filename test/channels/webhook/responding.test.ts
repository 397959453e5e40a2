import { request as httpRequest } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Inbound, Reply } from '../../../src/vocabulary/types.ts'
import type { Desk } from '../../../src/spine/worker.ts'
import { traced } from '../../support/messages.ts'
import { createBell } from '../../../src/spine/bell.ts'
import { smallDesk } from '../../support/small-desk.ts'
import type { Sent } from '../conformance.ts'
import { logo, logoBody, logoSigned, mattermost, rocketchat, type Chat } from './chats.ts'
import { type Between, running, until, type Running } from './running.ts'

const houses: Running[] = []
const open = async (...given: Parameters<typeof running>): Promise<Running> => {
  const house = await running(...given)
  houses.push(house)
  return house
}
afterEach(async () => {
  for (const house of houses.splice(0).toReversed()) await house.close().catch(() => null)
})

const patient =
  (chat: Chat, deadlineMs = 5_000) =>
  (far: string) => ({
    ...chat.entry(far),
    reply: { mode: 'response', deadlineMs },
  })

/** A desk that answers when it is told to. */
const slowDesk = (): { desk: Desk; answer: () => void; asked: Promise<void> } => {
  let answer = () => {}
  let heard = () => {}
  const gate = new Promise<void>((resolve) => (answer = resolve))
  const asked = new Promise<void>((resolve) => (heard = resolve))
  const desk = smallDesk(async (message: Inbound): Promise<Reply> => {
    heard()
    await gate
    return { outcome: 'answer', text: `${message.text}への答え`, citations: [], notices: [], offers: [] }
  })(createBell())
  return { desk, answer, asked }
}

/** Sends and hangs up as soon as `when` resolves. */
const hangUp = (url: string, sent: Sent, when: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const request = httpRequest(`${url}${sent.path}`, { method: 'POST', headers: sent.headers })
    request.on('error', () => resolve())
    request.on('close', () => resolve())
    request.end(sent.body)
    void when.then(() => request.destroy())
  })

describe.each([logo, mattermost, rocketchat])('$name, answered in the response', (chat) => {
  it('holds the words when they are ready, and pushes nothing', async () => {
    const h = await open(patient(chat))
    const said = { id: 'm-1', text: '補助金はありますか', at: new Date() }
    const first = await h.tell(await chat.message(said))
    expect(first.body['text']).toContain('「補助金はありますか」についてお答えします。')
    await h.quiet()
    for (const again of [1, 2, 3]) {
      const { status, body } = await h.tell(await chat.message(said))
      expect({ again, status, text: body['text'] }).toEqual({ again, status: 200, text: undefined })
    }
    expect(h.far.taken).toEqual([])
    expect(h.faults).toEqual([])
  })

  it('says that it is looking when they are not, and pushes them once', async () => {
    const { desk, answer } = slowDesk()
    const h = await open(patient(chat, 50), { desk })
    const first = await h.tell(await chat.message({ id: 'm-1', text: '遅い質問' }))
    expect(first.body['text']).toContain('確認しています')
    const again = await h.tell(await chat.message({ id: 'm-1', text: '遅い質問' }))
    expect(again.body['text']).toBeUndefined()
    answer()
    await h.quiet()
    expect(h.far.taken.map(({ text }) => text)).toEqual(['遅い質問への答え'])
  })
})

describe('who says a reply', () => {
  it('pushes it when the one who asked has hung up', async () => {
    const { desk, answer, asked } = slowDesk()
    const h = await open(patient(logo), { desk })
    await hangUp(h.url, await logo.message({ id: 'm-1', text: '切れた質問' }), asked)
    // The server hears of it with its next look at its sockets.
    for (const _ of [1, 2, 3]) await (await fetch(`${h.url}/healthz`)).text()
    answer()
    await h.quiet()
    expect(h.far.taken.map(({ text }) => text)).toEqual(['切れた質問への答え'])
  })

  it('leaves it to the request that is still waiting, however soon it could be pushed', async () => {
    // The deliverer is awake from the turn's end on, and has every chance to be first.
    const h = await open(patient(logo), { between: () => pause(300) })
    const { body } = await h.tell(await logo.message({ id: 'm-1', text: '費用' }))
    expect(body['text']).toContain('「費用」についてお答えします。')
    await h.quiet()
    expect(h.far.taken).toEqual([])
  })

  it('does not say in the response what was pushed before', async () => {
    const between: Between = (turn, house) => house.shelf.claim(`turn:${turn}`, 'push')
    const h = await open(patient(logo), { between })
    const { body } = await h.tell(await logo.message({ id: 'm-1', text: '費用' }))
    expect(body['text']).toBeUndefined()
    await h.quiet()
    expect(h.far.taken).toHaveLength(1)
  })

  it('is one of the two for each of many messages at once', async () => {
    const { desk, answer } = slowDesk()
    const h = await open(patient(logo, 400), { desk })
    const texts = Array.from({ length: 12 }, (_, n) => `質問${n}`)
    const asking = texts.map(async (text, n) =>
      h.tell(await logo.message({ id: `m-${n}`, text, person: `person-${n % 5}` })),
    )
    // About the moment at which the requests stop waiting, so that either may come first.
    setTimeout(answer, 390)
    const answers = await Promise.all(asking)
    await h.quiet()
    const said = [...answers.map(({ body }) => body['text']), ...h.far.taken.map(({ text }) => text)]
    for (const text of texts) expect(said.filter((words) => words === `${text}への答え`)).toHaveLength(1)
  })

  it('is agreed between replicas: the request waits at one, the deliverer runs at the other', async () => {
    const front = await open(patient(logo), { deliver: false })
    const { database, far } = front
    const store = await database.again()
    await open(patient(logo), { database, far, store, work: false })
    const { body } = await front.tell(await logo.message({ id: 'm-1', text: '二台' }))
    expect(body['text']).toContain('「二台」についてお答えします。')
    await front.quiet()
    expect(far.taken).toEqual([])
  })

  it('is the push after a process died with the words in its hands', async () => {
    const h = await open(patient(logo, 10), { deliver: false })
    await h.tell(await logo.message({ id: 'm-1', text: 'はい' }))
    await until(async () => (await h.store.inbox.counts()).waiting === 0)
    const [delivery] = await h.house.since(h.kept[0]!.from, 0, 1)
    const turn = delivery!.reply.turn!
    // What the dead process left: the turn claimed for a response whose end nobody saw.
    await h.store.shelf.remove('test', `turn:${turn}`)
    await h.house.shelf.claim(`turn:${turn}`, String(Date.now() - 1))
    await h.channels[0]!.send(delivery!.to, delivery!.reply, { id: delivery!.id, attempt: 1 })
    expect(h.far.taken).toHaveLength(1)
  })

  it('leaves words that need several messages to the push', async () => {
    const text = Array.from({ length: 600 }, (_, n) => `第${n}項の文です。`).join('\n')
    const h = await open(patient(logo), {
      desk: smallDesk(() => ({ outcome: 'answer', text, citations: [], notices: [], offers: [] })),
    })
    const { body } = await h.tell(await logo.message({ id: 'm-1', text: '全部' }))
    expect(body).toEqual({ version: 1 })
    await h.quiet()
    expect(h.far.taken.map((taken) => taken.text).join('\n')).toBe(text)
  })

  it('answers a turn without words at once and without words', async () => {
    const silent: Desk = {
      take: () => Promise.resolve({ reply: null, memory: {}, trace: traced(), effects: [] }),
      apology: () => ({ outcome: 'notice', text: '', citations: [], notices: [], offers: [] }),
    }
    const h = await open(patient(logo, 20_000), { desk: silent })
    const { body } = await h.tell(await logoSigned(logoBody({ id: 'm-1', text: '沈黙' }), 'logo-key-1'))
    expect(body).toEqual({ version: 1 })
  })

  it('understands a number after words that were said in the response', async () => {
    const h = await open(patient(logo))
    await h.tell(await logo.message({ id: 'm-1', text: '費用' }))
    await h.tell(await logo.message({ id: 'm-2', text: '３番' }))
    expect(h.kept[1]).toMatchObject({ text: '担当者に相談する', action: { kind: 'consult' } })
  })
})
