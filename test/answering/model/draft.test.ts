import { gate, type Draft } from '../../../src/answering/answering.ts'
import type { Ranked } from '../../../src/vocabulary/types.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelDesk, quoting, saying, type ModelDesk } from './desk.ts'

const QUESTION = 'テレワークマネージャーの費用はかかりますか？'

const hitsFor = async ({ parts }: ModelDesk, text: string): Promise<Ranked[]> =>
  (await parts.index()?.retrieve({ text, asOf: '2026-11-20', limit: 3 })) ?? []

/** The drafter alone, for questions of which the desk itself would not be sure enough. */
const draftFor = async (one: ModelDesk, text: string, about: string): Promise<Draft> =>
  one.parts.answerer.draft(
    { text, asOf: '2026-11-20', facets: [], words: [], detail: false },
    await hitsFor(one, about),
  )

let desk: ModelDesk
beforeAll(async () => {
  desk = await modelDesk((received) => ({ say: quoting(received) }))
})
afterAll(() => desk.double.close())

const lastAsked = () => desk.double.received.at(-1)

describe('an answer drafted by a model', () => {
  it('says what the passage says, with its source and the label that a model wrote it', async () => {
    desk.double.script((received) => ({ say: quoting(received) }))
    const { reply, trace } = await desk.ask(QUESTION)
    expect(reply).toMatchObject({ outcome: 'answer', generated: true })
    expect(reply?.text).toContain('無料でした')
    expect(reply?.text).toContain('[1]')
    expect(reply?.citations[0]?.document).toBe('telework-manager-fy2023')
    expect(trace.model).toEqual({ calls: 1, tokensIn: 700, tokensOut: 90, removed: 0 })
  })

  it('gives the model the whole question, the day and the passages as data, and the rules apart from them', async () => {
    await desk.ask(QUESTION)
    const asked = lastAsked()
    expect(asked?.data).toMatchObject({ today: '2026-11-20' })
    expect(asked?.data.question).toContain('費用')
    expect(asked?.data.passages[0]).toMatchObject({
      n: 1,
      status: expect.stringMatching(/current|ended/),
      issued: expect.any(String),
    })
    expect(asked?.messages[0]).toMatchObject({ role: 'system' })
    expect(asked?.authorization).toBe('Bearer sk-test')
    expect(asked?.tools.toSorted()).toEqual(['procedure', 'search_again'])
    expect(asked?.body['response_format']).toMatchObject({ type: 'json_schema' })
  })

  it('makes a follow-up whole before it is sent', async () => {
    const { memory } = await desk.ask(QUESTION)
    await desk.ask('それはいつまでですか？', memory)
    expect(lastAsked()?.data.question).toContain('テレワークマネージャー')
  })

  it('shows sentences while they are written, but only such as pass the gate', async () => {
    desk.texts.length = 0
    desk.double.script((received) => {
      const { sentences } = quoting(received) as { sentences: object[] }
      const wrong = { text: '費用は98765円です。', passages: [1], item: false }
      return { say: { kind: 'answer', sentences: [...sentences, wrong], missing: '', question: '' }, pieces: 30 }
    })
    const { reply } = await desk.ask(QUESTION)
    expect(desk.texts[0]).toContain('無料でした')
    expect(desk.texts.join()).not.toContain('98765')
    expect(reply?.text).not.toContain('98765')
  })

  it('searches again where the first passages do not tell, and cites what it found', async () => {
    desk.double.script(({ messages, body }) => {
      const result = messages.find(({ role }) => role === 'tool')?.content
      if (result === undefined) return { call: [{ name: 'search_again', args: { query: '特別交付税措置の措置率' } }] }
      const found = JSON.parse(result) as { n: number; text: string }[]
      void body
      const passage = found.at(0)
      return saying({ text: passage?.text.split(/(?<=。)|\n/u)[0] ?? '', passages: [passage?.n ?? 0] })
    })
    const { reply, trace } = await desk.ask(QUESTION)
    expect(trace.model?.calls).toBe(2)
    expect(reply?.generated).toBe(true)
    expect(reply?.citations.some(({ document }) => document.includes('tax'))).toBe(true)
  })

  it('lets a procedure compute, and shows its working', async () => {
    const answers: Record<string, string> = {}
    desk.double.script(({ messages }) => {
      const result = messages.findLast(({ role }) => role === 'tool')?.content
      const data = JSON.parse(result ?? '{"needs":{}}') as { n: number; text: string }[] | { needs: { name?: string } }
      if (!Array.isArray(data)) {
        if (data.needs.name !== undefined) answers[data.needs.name] = 'はい'
        return { call: [{ name: 'procedure', args: { id: 'allocation-tax', answers } }] }
      }
      const line = data[0]?.text.split(/(?<=。)|\n/u).find((one) => /円/u.test(one)) ?? ''
      return saying({ text: line, passages: [data[0]?.n ?? 0] })
    })
    const draft = await draftFor(
      desk,
      '市が1,000万円の在宅勤務システムを導入したとき、特別交付税措置はいくらになりますか',
      '特別交付税措置',
    )
    expect(draft.generated).toBe(true)
    expect(draft.working?.length).toBeGreaterThan(0)
    expect(draft.statements[0]?.beside).toContain('円')
  })

  it('takes no figure into a procedure that the person did not say', async () => {
    let told = ''
    desk.double.script(({ messages }) => {
      const result = messages.find(({ role }) => role === 'tool')?.content
      if (result === undefined) {
        return {
          call: [
            { name: 'procedure', args: { id: 'allocation-tax', answers: { cost: '7654321円', items: '7654321円' } } },
          ],
        }
      }
      told = result
      return { say: { kind: 'not_covered', sentences: [], missing: '', question: '' } }
    })
    await desk.ask('特別交付税措置の対象経費は何ですか？')
    expect(told).toMatch(/needs|ありません/u)
    expect(told).not.toContain('7654321')
  })

  it('asks back in words of the question and the passages, once', async () => {
    desk.double.script(() => ({
      say: { kind: 'ask', sentences: [], missing: '', question: 'テレワークマネージャーの費用ですか。' },
    }))
    const first = await desk.ask(QUESTION)
    expect(first.reply).toMatchObject({
      outcome: 'clarify',
      generated: true,
      text: 'テレワークマネージャーの費用ですか。',
    })
    const second = await desk.ask('はい、その費用はいくらですか？', first.memory)
    expect(second.reply?.outcome).not.toBe('clarify')
  })

  it('says that it does not know where the model finds nothing, and offers a person', async () => {
    desk.double.script(() => ({ say: { kind: 'not_covered', sentences: [], missing: '今年度の額', question: '' } }))
    const { reply, trace } = await desk.ask(QUESTION)
    expect(reply?.outcome).toBe('escalate')
    expect(reply?.offers.some(({ kind }) => kind === 'consult')).toBe(true)
    expect(trace.decisions.join()).toContain('今年度の額')
    expect(trace.model?.calls).toBe(1)
  })

  it('mends a draft once, and takes what then holds', async () => {
    desk.double.script((received) =>
      received.raw.includes('faults')
        ? { say: quoting(received) }
        : saying({ text: '費用は98765円です。', passages: [1] }),
    )
    const { reply, trace } = await desk.ask(QUESTION)
    expect(reply?.text).toContain('無料でした')
    expect(trace.model).toMatchObject({ calls: 2, removed: 0 })
  })

  it('works with servers that know no schemas, and with such as know no tools either', async () => {
    for (const known of ['tools', 'text']) {
      const other = await modelDesk((received) => {
        if (received.body['response_format'] !== undefined) return { status: 400 }
        if (known === 'text' && received.tools.length > 0) return { status: 400 }
        if (known === 'tools') return { call: [{ name: 'answer', args: quoting(received) }] }
        return { say: `<think>{"kind": 1}</think>\n\`\`\`json\n${JSON.stringify(quoting(received))}\n\`\`\`` }
      })
      const { reply } = await other.ask(QUESTION)
      expect([known, reply?.generated, other.fallbacks]).toEqual([known, true, []])
      await other.ask(QUESTION)
      // What a server does not take is not tried again.
      expect(other.double.received.length).toBe(known === 'tools' ? 3 : 4)
      await other.double.close()
    }
  })

  it('needs no key where a server of one’s own needs none, and counts tokens that a server does not', async () => {
    const other = await modelDesk((received) => ({ say: quoting(received), usage: false }), { apiKey: undefined })
    const { reply, trace } = await other.ask(QUESTION)
    expect(reply?.generated).toBe(true)
    expect(trace.model?.tokensIn).toBeGreaterThan(100)
    await other.double.close()
  })
})

describe('personal data', () => {
  it('does not leave, and comes back where it is the person’s own', async () => {
    desk.double.script(({ data }) => {
      const name = /〔氏名1〕/u.exec(data.question)?.[0] ?? ''
      const first = data.passages[0]?.text.split(/(?<=。)/u)[0] ?? ''
      return saying({ text: `${name}様、${first}`, passages: [1] })
    })
    desk.double.received.length = 0
    const draft = await draftFor(
      desk,
      '氏名：山田 太郎、電話 090-1234-5678、taro@example.jp です。派遣の費用はかかりますか？',
      'テレワークマネージャー派遣の費用',
    )
    const sent = desk.double.received.map(({ raw }) => raw).join('\n')
    expect(sent).toContain('費用')
    for (const secret of ['山田', '太郎', '090-1234-5678', 'taro@example.jp']) expect(sent).not.toContain(secret)
    expect(draft.statements[0]?.text).toContain('山田 太郎様')
    expect(gate(draft, await hitsFor(desk, 'テレワークマネージャー派遣の費用')).removed).toEqual([])
  })
})
