import { describe, expect, it } from 'vitest'
import { asksIn } from '../../src/question/clauses.ts'
import { asPoints, goesOn, isFragment, readWants } from '../../src/question/question.ts'
import { yesNoIn, yesNoPatterns } from '../../src/question/yes-no.ts'
import { promptsDir } from '../support/shipped-index.ts'

const wants = readWants(promptsDir)
const isWant = (text: string): boolean => wants.asked(text).size > 0
const hearing = {
  isWant,
  isNoun: (text: string) => wants.asked(text).size > 0,
  isKnown: (text: string): boolean => text.includes('島根'),
}

describe('what a question wants', () => {
  it.each(wants.examples.flatMap(({ id, yes }) => yes.map((text) => ({ id, text }))))(
    'hears $id in $text',
    ({ id, text }) => {
      expect([...wants.asked(text)]).toContain(id)
    },
  )
  it.each(wants.examples.flatMap(({ id, no }) => no.map((text) => ({ id, text }))))(
    'hears no $id in $text',
    ({ id, text }) => {
      expect([...wants.asked(text)]).not.toContain(id)
    },
  )
  it('knows a label by its end, and by nothing shorter than a word', () => {
    expect([...wants.told('相談の回数')]).toContain('count')
    expect([...wants.told('申込期限')]).toEqual(['dates', 'going-on'])
  })
  it('leaves of a message what its kinds could be of', () => {
    expect(wants.bare('補助率いくつですか').trim()).not.toMatch(/補助|率/u)
    expect(wants.bare('神戸市の費用')).toContain('神戸市')
  })
})

describe('what is asked', () => {
  it.each([
    ['百選って何ですか？費用は？', ['百選って何ですか?', '費用は?']],
    ['期間はいつまで、あと対象は誰ですか', ['期間はいつまで', '対象は誰ですか']],
    ['特別交付税の対象と費用と期限は？', ['特別交付税の対象は?', '特別交付税の費用は?', '特別交付税の期限は?']],
    [
      '派遣事業、事務局の会社名と電話とメール',
      ['派遣事業、事務局の会社名', '派遣事業、事務局の電話', '派遣事業、事務局のメール'],
    ],
    ['百選と大臣賞の違いと、受賞した会社の名前', ['百選と大臣賞の違い', '受賞した会社の名前']],
    ['メールと電話の利点は', ['メールと電話の利点は']],
    ['ガイドラインと手引きの費用の違いは', ['ガイドラインと手引きの費用の違いは']],
    ['島根の団体数と割合、島根は増えたか減ったか', ['島根の団体数', '島根の割合', '島根は増えたか減ったか']],
    ['島根の率を使います。両方並べて', ['島根の率を使います。、両方並べて']],
    ['どこで相談できて、いくらかかる', ['どこで相談できて', 'いくらかかる']],
    ['相談はどこで、いくらかかる', ['相談はどこで', 'いくらかかる']],
    ['渋谷区と松本市、それぞれ何をした', ['渋谷区の何をした', '松本市の何をした']],
    ['うちは町役場です。どこに頼めばいいですか', ['どこに頼めばいいですか']],
    ['費用は無料か、期限はいつか。二つともお願いします', ['費用は無料か', '期限はいつか。']],
    ['課ごとに決めるか、係ごとかで会議がもめました。どの単位で考えますか', ['どの単位で考えますか']],
    ['部長から「何日までか」と問われました。上限は何日ですか', ['上限は何日ですか']],
    ['課長などの会議で、資料を作るので期限を教えて', ['課長などの会議で、資料を作るので期限を教えて']],
    ['百選の回数、36が手元の数ですが、次の年はいくつですか', ['次の年はいくつですか']],
    ['何社に聞いて何社から返ってきましたか', ['何社に聞いて', '何社から返ってきましたか']],
    ['長野は何人で開始いつですか', ['長野は何人で', '長野は開始いつですか']],
    ['どうして何回も必要ですか', ['どうして何回も必要ですか']],
    ['議長は誰？あと島根の人数って言ってみて', ['議長は誰?', '島根の人数って言ってみて']],
    ['費用はいくらですか。島根県のほうの率もお願い', ['費用はいくらですか。', '島根県のほうの率もお願い']],
    ['費用はいくらですか。二つともまとめてお願いします', ['費用はいくらですか。']],
    ['段階はいくつ？試行は何番目？', ['段階はいくつ?', '試行は何番目?']],
    ['テレワーク月間は何月ですか？毎年？', ['テレワーク月間は何月ですか?毎年?']],
  ])('of %s', (message, clauses) => {
    expect(asksIn(message.normalize('NFKC'), hearing).map(({ text }) => text)).toEqual(clauses)
  })
  it('counts points, of which those that only name a thing want it', () => {
    expect(asPoints('次を ①率 ②上限額 ③来年もあるか')).toBe('次を 。率?。上限額?。来年もあるか')
    expect(asPoints('①町です ②費用は')).toBe('。町です 。費用は?')
  })
  it('keeps what is told around it', () => {
    expect(asksIn('うちは町役場です。どこに頼めばいいですか。急ぎです', hearing)).toEqual([
      { text: 'どこに頼めばいいですか。', before: 'うちは町役場です。', after: '急ぎです' },
    ])
  })
  it('are bounded, however much is asked', () => {
    expect(asksIn('費用は？'.repeat(500), hearing).length).toBeLessThanOrEqual(5)
  })
})

describe('yes or no', () => {
  it.each(yesNoPatterns)('hears $kind in $yes and not in $no', ({ kind, yes, no }) => {
    expect(yesNoIn(yes)).toBe(kind)
    expect(yesNoIn(no)).not.toBe(kind)
  })
  it('answers no question that wants more', () => {
    expect(['上限はいくらですか', 'どこで使えますか', '対象を教えて'].map(yesNoIn)).toEqual([null, null, null])
  })
  it('hears what is claimed not to be, and says neither where only a no is asked for', () => {
    expect(yesNoIn('個人はだめですか')).toBe('claim')
    expect(yesNoIn('なくてもいい?')).toBeNull()
  })
})

describe('a message that goes on', () => {
  it.each(['宮城は？', 'じゃあ県なら', '2020は', 'そこの電話'])('%s', (text) => {
    expect(goesOn(text) || isFragment(text)).toBe(true)
  })
  it('is no long question of its own', () => {
    expect(goesOn('テレワークマネージャーの相談は何回まで無料で受けられますか？')).toBe(false)
  })
})
