import { beforeAll, describe, expect, it } from 'vitest'
import { answerOnce, type DeskParts } from '../../src/desk/desk.ts'
import type { Memory, Taken } from '../../src/vocabulary/types.ts'
import { shippedParts } from '../support/shipped-desk.ts'

let parts: DeskParts
beforeAll(async () => {
  parts = await shippedParts()
})

/** Says the turns one after the other and gives what the desk made of each. */
const talk = async (...turns: string[]): Promise<Taken[]> => {
  const taken: Taken[] = []
  let memory: Memory = {}
  for (const question of turns) {
    const made = await answerOnce(parts, { question, memory })
    taken.push(made)
    memory = made.memory
  }
  return taken
}

const lastOf = (taken: Taken[]): Taken => taken.at(-1)!

describe('a conversation', () => {
  it('carries the topic into a question that names none', async () => {
    const { reply, trace } = lastOf(await talk('テレワークマネージャーとは何ですか', '費用は？'))
    expect(trace.whole).toContain('テレワークマネージャー')
    expect(reply?.text).toContain('無料')
  })

  it('leaves the topic when another is named', async () => {
    const { reply } = lastOf(await talk('テレワークマネージャーの費用は', '自治体テレワーク試行事業の団体数は'))
    expect(reply?.text).toContain('1,007団体')
  })

  it('asks the last question again for the year that is named', async () => {
    const { reply } = lastOf(await talk('テレワークマネージャーの費用は', '令和元年度は？'))
    expect(reply?.citations[0]?.document).toBe('telework-manager-fy2019')
  })

  it('asks back once with choices, takes a choice by its number, and never asks back twice in a row', async () => {
    const [asked, chosen] = await talk('申込方法を教えて', '2')
    expect(asked?.reply?.outcome).toBe('clarify')
    expect(asked?.reply?.offers.filter(({ kind }) => kind === 'choice').length).toBeGreaterThan(1)
    expect(chosen?.reply?.outcome).not.toBe('clarify')
    const [, again] = await talk('申込方法を教えて', '申請したいです')
    expect(again?.reply?.outcome).not.toBe('clarify')
  })

  it('takes a choice in words, too', async () => {
    const { reply } = lastOf(await talk('費用を教えて', 'テレワークマネージャーです'))
    expect(reply?.text).toContain('無料')
  })

  it('remembers who asks and from where', async () => {
    const { memory } = lastOf(await talk('長野県の町役場の職員です。テレワークの手引きはどこで読めますか'))
    expect(memory['desk']).toMatchObject({ audience: 'municipality', prefecture: '長野県' })
  })

  it('answers several questions of one message one by one', async () => {
    const { reply } = lastOf(await talk('テレワーク月間は何月ですか？テレワーク・デイズの主催はどこですか？'))
    expect(reply?.text).toMatch(/（1）[\s\S]*11月[\s\S]*（2）[\s\S]*総務省/u)
  })

  it('asks the second question of a message about what the first one was about, answered or not', async () => {
    const { reply } = lastOf(await talk('テレワーク相談センターとは何ですか？連絡先は？'))
    expect(reply?.text).toMatch(/ワンストップ[\s\S]*https:/u)
    const unanswered = lastOf(await talk('J-LISの試行事業は自宅のMacで動きますか？料金は？'))
    expect(unanswered.trace.whole).toMatch(/試行事業.*\/ .*試行事業.*料金/u)
    expect(unanswered.reply?.text).toMatch(/無償/u)
    const before = 'テレワーク・デイズ2019の期間は'
    const later = lastOf(await talk(before, 'J-LISの試行事業は自宅のMacで動きますか？料金は？'))
    expect(later.trace.whole).not.toContain('2019')
  })

  it('asks back, and is not silent, where none of many questions says what it is about', async () => {
    const many = '費用はいくらですか？期限はいつですか？対象は誰ですか？連絡先はどこですか？'
    const { reply } = lastOf(await talk(many))
    expect(reply?.outcome).toBe('clarify')
    expect(reply?.text).not.toBe('')
  })

  it('keeps to the year that was asked about', async () => {
    const { reply } = lastOf(await talk('令和元年度のテレワークマネージャーの費用は', '期限は？'))
    expect(reply?.citations[0]?.document).toBe('telework-manager-fy2019')
  })

  it('answers the second question of a message about the topic of the first', async () => {
    const { reply } = lastOf(await talk('J-LISの試行事業は何団体が使っていますか？料金は？'))
    expect(reply?.text).toMatch(/1,007団体[\s\S]*無料/u)
  })

  it('takes words that go on with a question for no question of their own', async () => {
    const { reply } = lastOf(await talk('テレワーク月間は何月ですか？毎年？'))
    expect(reply?.text).toContain('11月')
    expect(reply?.text).not.toContain('（2）')
  })

  it('hears the question behind the story that is told before it', async () => {
    const story = '町工場の三代目で、父の代からの職人ばかりです。来週の朝礼で話すことになってしまいました。'
    const { reply } = lastOf(await talk(`${story}テレワーク月間は何月ですか`))
    expect(reply?.text).toContain('11月')
  })

  it('leaves a procedure for a question and goes on with it afterwards', async () => {
    const [started, aside, back] = await talk(
      'procedure:pioneer',
      'テレワーク月間は何月ですか？',
      '社員120、対象90、実施50、平均6日',
    )
    expect(started?.reply?.text).toContain('社員数')
    expect(aside?.reply?.text).toContain('11月')
    expect(back?.trace.decisions[0]).toContain('procedure pioneer')
  })

  it('treats an alarm in the middle of a procedure as an alarm', async () => {
    const { reply } = lastOf(await talk('procedure:pioneer', '会社のパソコンを電車に忘れました'))
    expect(reply?.notices[0]?.kind).toBe('urgent')
  })
})
