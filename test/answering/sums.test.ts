import { beforeAll, describe, expect, it } from 'vitest'
import { namedIn, yearsNamed } from '../../src/answering/figures.ts'
import { answerOnce, type DeskParts } from '../../src/desk/desk.ts'
import { SUMS } from '../../src/question/sums.ts'
import { fold } from '../../src/japanese/fold.ts'
import { shippedParts } from '../support/shipped-desk.ts'

let parts: DeskParts
beforeAll(async () => {
  parts = await shippedParts()
})

const firstLine = async (question: string): Promise<string> => {
  const { reply } = await answerOnce(parts, { question })
  return (reply?.text ?? '').split('\n')[0] ?? ''
}

describe('what is worked out from known figures', () => {
  it.each([
    ['南関東と北関東でどれだけ差があるか', ['18.3ポイント', '27.1%', '8.8%']],
    ['テレワーク・デイズの参加人数は2017年と2019年で何倍ですか', ['約10.8倍', '68万人', '6.3万人']],
    ['百選の選定数、平成29年度と平成30年度の差は？', ['5団体減りました', '41団体', '36団体']],
    ['百選の選定数は平成28年度から令和元年度まで足すと何団体？', ['151団体', '42団体', '32団体']],
    ['大企業の実施率、3月から5月でどれくらい上がった？', ['49.3ポイント上がりました', '83%', '33.7%']],
    ['現在も実施している大企業と中小企業の差は何ポイント', ['29ポイント', '55.2%', '26.2%']],
    ['地域IoTの当初予算は令和元年度と令和2年度でいくら増えた', ['0.4億円増えました', '3.4億円', '3.0億円']],
  ])('%s', async (question, told) => {
    const line = await firstLine(question)
    for (const figure of told) expect(line).toContain(figure)
    expect(line).toContain('計算：')
  })

  it('leaves to the document what it tells itself, and asks nothing of figures that are no pair', async () => {
    expect(await firstLine('八尾トーヨー住器の残業は何%減りましたか')).toContain('63%減')
    expect(await firstLine('南関東の導入率は')).not.toContain('計算')
  })

  it('hands its working to channels that show it as rows', async () => {
    const { reply } = await answerOnce(parts, { question: '南関東と北関東でどれだけ差があるか' })
    expect(reply?.working).toEqual([{ label: '計算', value: '南関東 27.1%−北関東 8.8%' }])
  })
})

describe('the wish for a computation', () => {
  it.each(Object.entries(SUMS))('%s', (_, { matches, yes, no }) => {
    for (const text of yes) expect([text, matches.test(fold(text))]).toEqual([text, true])
    for (const text of no) expect([text, matches.test(fold(text))]).toEqual([text, false])
  })
})

describe('names in a clause', () => {
  const named = (clause: string, names: string[]) => [...namedIn(fold(clause), names).keys()].toSorted()
  it('hears a longer name before the shorter that it holds', () => {
    expect(named('中小企業の率', ['企業', '中小企業'])).toEqual(['中小企業'])
  })
  it('hears shortened names, but no other name that begins so', () => {
    expect(named('東京と島根の差', ['東京都', '島根県'])).toEqual(['島根県', '東京都'])
    expect(named('東京商工リサーチの調査', ['東京都'])).toEqual([])
  })
  it('hears a class by its bound, or by a head count that falls into it', () => {
    const classes = ['一般行政職員数101名以上300名以下', '一般行政職員数100名以下']
    expect(named('128人の町', classes)).toEqual([classes[0]])
    expect(named('100人以下の団体', classes)).toEqual([classes[1]])
  })
  it('reads years as people string them together', () => {
    expect(yearsNamed('平成28〜令和元')).toEqual([2016, 2019])
  })
})
