import { describe, expect, it } from 'vitest'
import { amountShare, quantitiesIn } from '../../src/answering/quantities.ts'

const told = (question: string, text: string): number => amountShare(quantitiesIn(question), text)

describe('an amount that is asked for', () => {
  it.each([
    ['何団体が参加していますか', '全国の1,007団体に提供されていました。', 1],
    ['職員数は何人ですか', '導入済みの団体は1,102団体でした。', 0],
    ['何回まで相談できますか', '1団体につき最大3回です。', 1],
    ['在宅勤務手当はいくらですか', '始業時刻、手当、費用負担などを確認します。', 0],
    ['費用はいくらですか', 'コンサルティングは無料です。', 1],
    ['通知は何号ですか', '令和5年12月27日付け総行女第31号です。', 1],
  ])('%s is told by a sentence of its own unit', (question, text, share) => {
    expect(told(question, text)).toBe(share)
  })

  it('counts as told where the source says that it does not tell', () => {
    expect(told('回数は何回ですか', '回数は通知に書かれていません。')).toBe(1)
  })

  it('asks nothing of a sentence where no amount is wanted', () => {
    expect(told('対象は誰ですか', '企業等が対象です。')).toBe(1)
  })
})
