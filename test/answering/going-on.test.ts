import { beforeAll, describe, expect, it } from 'vitest'
import { answerOnce, type DeskParts } from '../../src/desk/desk.ts'
import { shippedParts } from '../support/shipped-desk.ts'

let parts: DeskParts
beforeAll(async () => {
  parts = await shippedParts({ today: () => '2026-12-01' })
})

const textOf = async (question: string): Promise<string> => (await answerOnce(parts, { question })).reply?.text ?? ''

describe('whether something goes on', () => {
  it.each([
    // Said to be over, and a later edition tells that it went on.
    ['特別交付税措置は令和3年度までで終わりですよね', 'いいえ。', '令和6年度'],
    ['J-LISの実証実験は令和3年度末で終了しましたか', 'いいえ。', '試行事業'],
    // Its documents stop before this year.
    ['特別交付税措置は今年度もありますか', '今年度の扱いは', '令和6年度'],
    ['サポートネットワークはまだ使えますか', '今年度も使えるかは', '令和2年'],
    // The edition that is named is over.
    ['令和3年度のテレワークマネージャー相談にまだ申し込めますか', '受付は終了しています。', '令和4年（2022年）3月中旬'],
    // The source says itself that it ended.
    ['ふるさとテレワークの補助を今年使いたいのですが募集はいつですか', '今年度の扱いは', '終了：平成30年度'],
  ])('%s', async (question, begins, holds) => {
    const text = await textOf(question)
    expect(text).toContain(begins)
    expect(text.indexOf(begins)).toBeLessThan(12)
    expect(text).toContain(holds)
  })

  it('is not asked of a figure that is still believed', async () => {
    const text = await textOf('試行事業は460団体に提供されているんですよね今も')
    expect(text).toContain('1,007団体')
  })

  it('names where to turn to now', async () => {
    const { memory } = await answerOnce(parts, { question: '令和元年度のWEB相談は何回まででしたか' })
    const { reply } = await answerOnce(parts, { question: 'じゃあ今はどこに聞けばいいですか', memory })
    expect(reply?.text).toContain('テレワーク相談センター')
  })
})
