import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consultTalk, registerOperators } from '../../src/cases/cases.ts'
import { createDesk, type DeskParts } from '../../src/desk/desk.ts'
import type { Desk } from '../../src/spine/worker.ts'
import type { Memory } from '../../src/vocabulary/types.ts'
import { friday, makeKit } from '../cases/room.ts'
import { shippedParts } from '../support/shipped-desk.ts'
import { databases, type Opened } from '../support/stores.ts'

describe('what a form starts with', () => {
  let opened: Opened
  let parts: DeskParts
  let desk: Desk
  beforeAll(async () => {
    opened = await databases[0]!.open()
    const talk = consultTalk({ store: opened.store, kit: makeKit(), now: () => friday, hasForms: () => true })
    parts = await shippedParts()
    desk = createDesk({ ...parts, talks: [talk, ...parts.talks] })
    await registerOperators(opened.store.shelf, { channel: 'ops', conversation: 'triage' }, friday)
  })
  afterAll(() => opened.close())

  /** What the form of the last of these messages holds. */
  const filled = async (...said: string[]): Promise<Record<string, string>> => {
    const person = randomUUID()
    const from = { channel: 'chat', conversation: `own-${person}` }
    let memory: Memory = {}
    let fields: Record<string, string> = {}
    for (const text of said) {
      const inbound = { id: randomUUID(), from, person: { id: person }, text, receivedAt: friday }
      const taken = await desk.take(inbound, { memory, heldBy: null })
      memory = taken.memory
      const shown = taken.reply?.form?.fields.filter(({ value }) => value !== '') ?? []
      fields = Object.fromEntries(shown.map(({ name, value }) => [name, value]))
    }
    return fields
  }

  it('keeps the whole message where nothing is labelled, and its office, section, kind and time', async () => {
    const text = '村役場の企画課です。職員が家で議会資料を作る件で専門家に相談したいです。希望日は1月下旬'
    expect(await filled(text)).toMatchObject({
      organisation: '村役場',
      contact: '企画課',
      kind: 'municipality',
      dates: '1月下旬',
      content: text,
    })
  })

  it('takes no topic from what was talked about before', async () => {
    const fields = await filled(
      'VPNのセキュリティ対策は？',
      '会員の菓子店から相談を受けた件で専門家に相談したいです。申し込みます',
    )
    expect(fields['content']).toContain('菓子店')
    expect(fields['topics']).toBeUndefined()
  })

  it('puts what nothing told before the words that refer to it', async () => {
    const fields = await filled('在宅手当は課税ですか', 'さっきの質問の件で専門家に相談したいです。申し込みます')
    expect(fields['content']).toContain('在宅手当は課税ですか')
    expect(fields['content']).toContain('さっきの質問の件')
  })
})
