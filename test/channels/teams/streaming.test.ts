import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Form, Inbound, Reply } from '../../../src/vocabulary/types.ts'
import { type RunningHouse, startHouse } from '../../support/server.ts'
import { richReply, smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { type Call } from './far.ts'
import { PERSONAL, type Scene, setScene, messageOf, post, until, group, mention } from './scene.ts'

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
  await begin(20)
})

const begin = async (streamMs: number) => {
  const { store } = database
  house = await startHouse({
    store,
    desk: smallDesk((message) => special(message)),
    channels: (h) => [scene.channel(h, store, { streamMs, leftMs: 1_500 })],
  })
}

afterEach(async () => {
  await house.stop()
  await scene.close()
  await database.close()
})

const send = async (more: Record<string, unknown> = {}) =>
  (await post(house.url, scene, more)) as Record<string, unknown>

const message = (n?: number): Promise<Call> => messageOf(scene, n)

describe('text that a model is still writing', () => {
  const growing = [
    'テレワークは',
    'テレワークは働き方です。',
    'テレワークは働き方です。\n費用は無料で',
    'テレワークは働き方です。\n費用は無料です[1]。続',
  ]
  const tell = (inbound: Inbound, stage: 'searching' | 'writing', text?: string) =>
    house.bell.tell({ address: inbound.from, inbound: inbound.id, stage, ...(text === undefined ? {} : { text }) })
  const write =
    (entities: number, answer: string | null = `${growing[3]}きます。`, texts = growing) =>
    async (inbound: Inbound) => {
      tell(inbound, 'searching')
      for (const [n, text] of texts.entries()) {
        tell(inbound, 'writing', text)
        await pause(80)
        // What begins anew is told once the beginning was seen, however busy the machine is.
        if (texts[n + 1]?.startsWith(text) === false) await until(() => streamed().length > 0)
      }
      await until(() => streamed().length >= entities)
      return answer === null ? null : { ...richReply(inbound.text), text: answer, generated: true }
    }
  const infoOf = ({ body }: Call) =>
    ((body['entities'] ?? []) as Record<string, unknown>[]).find(({ type }) => type === 'streaminfo')
  const of = (type: string) => scene.connector.calls.filter((call) => infoOf(call)?.['streamType'] === type)
  const streamed = () => of('streaming')
  const rule = () => scene.connector.streams
  const removed = () => scene.connector.calls.filter(({ method }) => method === 'DELETE').map(({ path }) => path)
  const plainly = () => until(() => scene.connector.messages().find((call) => !infoOf(call)))

  it('grows in a personal chat and ends as one message with its sources', async () => {
    special = write(2)
    await send()
    const last = await message()
    const shown = streamed()
    expect(of('informative').map(({ body }) => body['text'])).toEqual(['資料を探しています'])
    expect(shown.every(({ body }) => body['type'] === 'typing')).toBe(true)
    expect(shown.map((call) => infoOf(call)?.['streamSequence'])).toEqual(shown.map((_, n) => n + 2))
    const stream = infoOf(shown[0] as Call)?.['streamId']
    expect(stream).toMatch(/^a-/u)
    // The bytes again: this is what 4.23.3 drops.
    expect(last.raw).toContain(`"streamType":"final"`)
    expect(last.raw).toContain(`"streamId":"${String(stream)}"`)
    expect(last.raw).toContain('"@type":"Claim"')
    expect(last.raw).toContain('AIGeneratedContent')
    expect(scene.connector.messages()).toHaveLength(1)
    expect(rule().refused).toEqual([])
    expect(rule().left()).toEqual([])
  })

  it.each([
    ['gets a marker where none was shown', 'テレワークは働き方です[1]。\n費用は無料です[1]。'],
    ['begins with its parts’ numbers', '（1）テレワークは働き方です。\n（2）費用は無料です[1]。'],
  ])('is taken back where the answer %s, and the answer comes whole', async (_, answer) => {
    special = write(2, answer)
    await send()
    const last = await plainly()
    expect(last.body['text']).toContain('費用は無料です')
    await until(() => removed().length === 1)
    // Closed by its last text before it goes: nothing was sent that Teams refuses.
    expect(of('final').map(({ body }) => body['text'])).toEqual([streamed().at(-1)?.body['text']])
    expect(rule().refused).toEqual([])
    expect(rule().left()).toEqual([])
  })

  it('stops growing where it begins anew', async () => {
    special = write(1, '（1）テレワークは働き方です。\n（2）無料です[1]。', [
      growing[1] ?? '',
      '（1）テレワークは働き方です。',
    ])
    await send()
    await plainly()
    expect(streamed()).toHaveLength(1)
    expect(rule().refused).toEqual([])
    await until(() => rule().left().length === 0)
  })

  it('begins the first of several messages, never more than that', async () => {
    const line = 'テレワークの働き方を説明します。'
    const long = `${line}\n\n${`${line}${line}\n\n`.repeat(200)}`
    special = write(1, long, [long.slice(0, 3_900)])
    await send()
    await message(2)
    expect(streamed()[0]?.body['text']).toMatch(/^テレワーク/u)
    expect(of('final')).toHaveLength(1)
    expect(rule().refused).toEqual([])
  })

  it('leaves no open stream where nothing is said after all', async () => {
    special = write(2, null)
    await send()
    await until(() => removed().length === 1)
    expect(rule().begun()).toBe(1)
    expect(rule().left()).toEqual([])
  })

  it('gives way to an answer that is no text', async () => {
    const form: Form = { request: 'r-1', version: 1, title: '相談票', intro: '', fields: [], consent: '同意します' }
    special = async (inbound) => {
      await write(1)(inbound)
      return { ...richReply(''), outcome: 'notice', citations: [], form }
    }
    await send()
    await until(() => scene.connector.messages().find(({ body }) => 'attachments' in body))
    expect(rule().left()).toEqual([])
    expect(removed()).toHaveLength(1)
  })

  it('is a stream only where the answer takes its time', async () => {
    special = (inbound) => {
      tell(inbound, 'searching')
      return richReply(inbound.text)
    }
    await house.stop()
    await begin(5_000)
    await send()
    expect(infoOf(await message())).toBeUndefined()
    await pause(100)
    expect(rule().begun()).toBe(0)
  })

  it('comes as one plain message where streaming is refused', async () => {
    scene.connector.answerBy((call) => (infoOf(call) ? { status: 403 } : undefined))
    special = write(0)
    await send()
    const last = await plainly()
    expect(last.body['text']).toContain('費用は無料です')
    expect(of('informative')).toHaveLength(1)
    expect(streamed()).toEqual([])
    expect((await house.store.outbox.counts()).dead).toBe(0)
  })

  it('comes as one plain message when the stream ended before its answer', async () => {
    scene.connector.answerBy((call) => (infoOf(call)?.['streamType'] === 'final' ? { status: 403 } : undefined))
    special = write(2)
    await send()
    const last = await plainly()
    expect(last.raw).toContain('"@type":"Claim"')
    // Half an answer does not stay beside the whole one.
    expect(removed()).toEqual([
      `/teams/v3/conversations/${PERSONAL}/activities/${String(infoOf(streamed()[1] as Call)?.['streamId'])}`,
    ])
  })

  it('never streams in a group', async () => {
    special = write(0)
    await send({ conversation: group, text: '<at>相談窓口</at> 費用は', entities: [mention()] })
    expect(infoOf(await message())).toBeUndefined()
    expect(rule().begun()).toBe(0)
    expect(rule().refused).toEqual([])
  })
})
