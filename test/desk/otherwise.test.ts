import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consultTalk, registerOperators } from '../../src/cases/cases.ts'
import { createDesk, type DeskParts } from '../../src/desk/desk.ts'
import type { Desk } from '../../src/spine/worker.ts'
import { filledIn, friday, house, makeKit } from '../cases/room.ts'
import { shippedParts } from '../support/shipped-desk.ts'
import { databases, type Opened } from '../support/stores.ts'

const UNTOLD = '在宅手当は課税ですか。わからなければ専門家に相談したいです'
const TOLD = 'テレワークマネージャーの相談は無料ですか。わからなければ相談したいです'

describe('a wish that stands or falls with the answer', () => {
  let opened: Opened
  let parts: DeskParts
  let desk: Desk
  const kit = makeKit()
  const now = () => friday
  beforeAll(async () => {
    opened = await databases[0]!.open()
    const talk = consultTalk({ store: opened.store, kit, now, hasForms: () => true })
    parts = await shippedParts()
    desk = createDesk({ ...parts, talks: [talk, ...parts.talks] })
    await registerOperators(opened.store.shelf, { channel: 'ops', conversation: 'triage' }, friday)
  })
  afterAll(() => opened.close())

  const say = async (text: string, person = randomUUID()) => {
    const from = { channel: 'chat', conversation: `own-${person}` }
    const inbound = { id: randomUUID(), from, person: { id: person }, text, receivedAt: friday }
    const { reply } = await desk.take(inbound, { memory: {}, heldBy: null })
    return reply
  }

  it('opens the form at once, with the question in it, where no document tells', async () => {
    const reply = await say(UNTOLD)
    expect(reply?.text).toContain(parts.words.answers.uncovered.trim().slice(0, 8))
    const content = reply?.form?.fields.find(({ name }) => name === 'content')?.value
    expect(content).toContain(UNTOLD)
  })

  it('answers and opens nothing where a document tells', async () => {
    const reply = await say(TOLD)
    expect(reply).toMatchObject({ outcome: 'answer' })
    expect(reply?.form).toBeUndefined()
  })

  it('promises no draft where nobody keeps one', async () => {
    const taken = await createDesk(parts).take(
      {
        id: 'm',
        from: { channel: 'once', conversation: 'once' },
        person: { id: 'p' },
        text: '相談票を出したい',
        receivedAt: friday,
      },
      { memory: {}, heldBy: null },
    )
    expect(taken.reply?.text).toContain('お預かりできません')
    expect(taken.reply?.outcome).toBe('escalate')
  })

  it('finds a request by its number and a way to reach its person, said in any words, and shows one’s own by its number alone', async () => {
    const h = house(opened.store, { kit, hasForms: true })
    const from = { channel: 'chat', conversation: 'own-a' }
    const person = { id: 'a' }
    const [opening] = await h.tell({ from, person, action: { kind: 'consult' } })
    const request = opening!.reply.form!.request
    await h.tell({ from, person, action: { kind: 'submit', request, fields: filledIn, consent: true } })
    const number = (await opened.store.requests.get(request))!.number!
    const wants = async (text: string, id: string) => {
      const inbound = { id: randomUUID(), from: { channel: 'chat', conversation: `own-${id}` }, person: { id }, text }
      const { effects, reply } = await desk.take({ ...inbound, receivedAt: friday }, { memory: {}, heldBy: null })
      return { acts: effects.map((effect) => (effect.kind === 'request' ? effect.act : null)), text: reply?.text ?? '' }
    }
    const found = [{ act: 'find', number, contact: '029-301-1111' }]
    for (const text of [
      `${number}、029-301-1111`,
      `受付番号${number}の相談はどうなりましたか。電話は029-301-1111です`,
    ]) {
      expect((await wants(text, 'b')).acts).toEqual(found)
    }
    expect((await wants(`${number}はどうなっていますか`, 'a')).acts).toEqual([{ act: 'story', request }])
    expect((await wants(`${number}はどうなっていますか`, 'b')).text).toBe(kit.words.said.findHow)
    expect((await wants(`${number}を取り下げます`, 'a')).acts).toEqual([{ act: 'withdraw', request }])
    expect((await wants(`${number}を取り下げます`, 'b')).acts).toEqual([{ act: 'withdraw', request: null }])
    // The press that is sure is what it says, however its value would be read.
    const action = { kind: 'choose' as const, value: `取下げの確定：${request}`, label: `取り下げる（${number}）` }
    const pressed = { id: randomUUID(), from, person, text: '', action, receivedAt: friday }
    const { effects } = await desk.take(pressed, { memory: {}, heldBy: null })
    expect(effects).toEqual([{ kind: 'request', act: { act: 'withdraw', request, sure: true } }])
  })
})
