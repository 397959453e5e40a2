import { beforeAll, describe, expect, it } from 'vitest'
import { answerOnce, createDesk, type DeskParts } from '../../src/desk/desk.ts'
import { replacementsOf, statusOf, validityOn } from '../../src/knowledge/knowledge.ts'
import { remember, recall } from '../../src/question/memory.ts'
import { inbound } from '../support/messages.ts'
import { shippedParts } from '../support/shipped-desk.ts'

let parts: DeskParts
beforeAll(async () => {
  parts = await shippedParts()
})

const ask = (question: string, asOf?: string) =>
  answerOnce(parts, { question, ...(asOf === undefined ? {} : { asOf }) })

describe('the desk', () => {
  it('marks every quoted sentence with a source that holds it word for word', async () => {
    const { reply } = await ask('特別交付税措置の対象経費は')
    const passages = new Map(parts.index()?.library.passages.map((passage) => [passage.id, passage.text]))
    expect(reply?.citations.length).toBeGreaterThan(0)
    for (const { passage, quote } of reply?.citations ?? []) expect(passages.get(passage)).toContain(quote)
  })

  it.each([
    '試行事業は460団体に提供されているんですよね',
    '令和2年3月のWEB相談は1団体何回まで受けられますか',
    '特別交付税措置の対象経費と措置率は今も同じですか',
  ])('says of each source how that one stands, not how the answer stands: %s', async (question) => {
    const { reply } = await ask(question)
    const { documents = [], passages = [] } = parts.index()?.library ?? {}
    const standing = (id: string) => {
      const passage = passages.find((one) => one.id === id)
      return passage && statusOf(validityOn(passage, replacementsOf(documents), parts.today()))
    }
    const citations = reply?.citations ?? []
    expect(citations.length).toBeGreaterThan(1)
    expect(citations.map(({ status }) => status)).toEqual(citations.map(({ passage }) => standing(passage)))
  })

  it('never offers a call that is over as open, and names the newest contact', async () => {
    const { reply } = await ask('03-5213-4295に電話すれば申し込めますか')
    expect(reply?.notices.map(({ kind }) => kind)).toContain('ended')
    expect(reply?.text).toContain('https://telework.mhlw.go.jp/info/map/')
  })

  it('answers as it was on another day, with nothing that was published later', async () => {
    const { reply } = await ask('テレワークマネージャーの応募期限は', '2020-03-10')
    expect(reply?.text).toContain('3月24日')
    expect(reply?.citations.every(({ issued }) => issued <= '2020-03-10')).toBe(true)
    expect(reply?.text).not.toContain('令和5年')
  })

  it('says that no document covers the running year', async () => {
    const { reply } = await ask('令和8年度のテレワークマネージャーの費用は')
    expect(reply?.notices.map(({ kind }) => kind)).toContain('uncovered')
  })

  it('corrects a figure of an older edition with its year', async () => {
    const { reply } = await ask('試行事業は460団体に提供されているんですよね')
    expect(reply?.text).toContain('1,007団体')
  })

  it('answers what no case takes up, also where an operator holds the conversation', async () => {
    const message = inbound({ id: 'm', text: 'テレワークマネージャーの相談は無料ですか' })
    const taken = await createDesk(parts).take(message, { memory: {}, heldBy: 'operator' })
    expect(taken.reply?.outcome).toBe('answer')
  })

  it('keeps feedback as an effect and says no thanks before it is on record', async () => {
    const action = { kind: 'feedback', turn: 't1', verdict: 'bad', reason: '古い' } as const
    const taken = await createDesk(parts).take(inbound({ id: 'm', text: '', action }), { memory: {}, heldBy: null })
    expect(taken.effects).toEqual([{ kind: 'feedback', turn: 't1', verdict: 'bad', reason: '古い' }])
    expect(taken.reply).toBeNull()
  })

  it('forgets the topic when the matter is solved', async () => {
    const { memory } = await ask('テレワークマネージャーの費用は')
    expect(recall(memory).topic).not.toBeNull()
    const message = inbound({ id: 'm', text: '', action: { kind: 'solved' } })
    const taken = await createDesk(parts).take(message, { memory, heldBy: null })
    expect(recall(taken.memory).topic).toBeNull()
  })

  it('takes a choice as if its value had been typed', async () => {
    const message = inbound({
      id: 'm',
      text: '',
      action: { kind: 'choose', value: 'テレワーク月間は何月ですか', label: '月間' },
    })
    const { reply } = await createDesk(parts).take(message, { memory: {}, heldBy: null })
    expect(reply?.text).toContain('11月')
  })

  it('opens the draft of a request with the question when a person is accepted', async () => {
    const asked = await ask('在宅勤務手当には所得税がかかりますか')
    expect(asked.reply?.outcome).toBe('escalate')
    const accepted = await answerOnce(parts, { question: '担当者に相談する', memory: asked.memory })
    expect(accepted.effects).toMatchObject([
      { kind: 'request', act: { act: 'draft', prefill: { content: '在宅勤務手当には所得税がかかりますか' } } },
    ])
  })

  it('masks an individual number and says so', async () => {
    const { reply } = await ask('私の番号は 123456789018 です。テレワーク月間は何月ですか')
    expect(reply?.notices.map(({ kind }) => kind)).toContain('masked')
    expect(JSON.stringify(reply)).not.toContain('123456789018')
  })

  it('hands over while there is no index yet', async () => {
    const { reply } = await answerOnce({ ...parts, index: () => null }, { question: 'テレワーク月間は何月ですか' })
    expect(reply?.outcome).toBe('escalate')
    expect(reply?.offers.map(({ kind }) => kind)).toContain('consult')
  })

  it('reads a memory of another release as an empty one', () => {
    expect(recall({ desk: { audience: 'nobody', choices: 7 } })).toMatchObject({ audience: null, choices: [] })
    expect(recall(remember({ other: 1 }, recall({})))).toEqual(recall({}))
  })

  it('leaves nobody without a next step', async () => {
    for (const question of [
      'VPN装置の暗号方式の比較表が欲しい',
      '会社のUSBメモリをなくしました',
      'もう限界です、つらい',
    ]) {
      const { reply } = await ask(question)
      expect(reply?.offers.map(({ kind }) => kind)).toContain('consult')
    }
  })
})
