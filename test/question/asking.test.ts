import { describe, expect, it } from 'vitest'
import { askingParts } from '../../src/question/asking.ts'
import { questionsIn } from '../../src/question/several.ts'

describe('what a message asks', () => {
  it.each([
    ['費用はいくらですか', []],
    ['うちは社員20人なんですけど、補助金っていくら出るんですか', ['補助金っていくら出るんですか']],
    [
      '町の総務課です。補助を当てにしていたのですが、国はいくらまで出すのでしょうか。引継ぎに書きたいのです。',
      ['補助を当てにしていたのですが、国はいくらまで出すのでしょうか。', '国はいくらまで出すのでしょうか。'],
    ],
    ['昨日から悩んでいます。上司は誰に報告すればよいですか？', ['上司は誰に報告すればよいですか？']],
  ])('is found in %s', (text, parts) => {
    expect(askingParts(text)).toEqual(parts)
  })

  it('takes polite closing words with the question before them', () => {
    expect(questionsIn('結局いつまで申し込めたのでしょうか。報告書に必要ですので教えてください。')).toHaveLength(1)
    expect(questionsIn('いつまで申し込めますか。申込先を教えてください。')).toHaveLength(2)
  })
})
