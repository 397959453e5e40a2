import { describe, expect, it } from 'vitest'
import {
  choiceOf,
  cut,
  japaneseDate,
  japaneseMoment,
  plain,
  pressed,
  readChannelWords,
} from '../../src/channels/plain.ts'
import type { Offer, Reply } from '../../src/vocabulary/types.ts'

const words = readChannelWords('prompts')
const offers: Offer[] = [
  { kind: 'ask', label: '対象となる経費は？', value: 'IoT補助金の対象経費は何ですか' },
  { kind: 'choice', label: '従業員', value: 'employee' },
  { kind: 'consult', label: '担当者に相談する' },
]
const reply: Reply = {
  outcome: 'answer',
  text: '補助率は2分の1です[1]。',
  citations: [
    {
      n: 1,
      document: 'd',
      passage: 'd#1',
      title: '補助金の手引き',
      heading: '補助率',
      quote: '補助率は\n2分の1以内とする。',
      url: 'https://example.go.jp/a',
      issued: '2019-05-01',
      status: 'ended',
    },
  ],
  notices: [{ kind: 'ended', text: '募集は終わっています。' }],
  offers,
  turn: 't1',
}

describe('a reply as plain text', () => {
  it('says words, notices, numbered sources and numbered offers in this order', () => {
    expect(plain(reply, words)).toBe(
      [
        '補助率は2分の1です[1]。',
        '※ 募集は終わっています。',
        '出典\n[1] 補助金の手引き（令和元年5月1日・終了）\n  「補助率」\n  “補助率は 2分の1以内とする。”\n  https://example.go.jp/a',
        '次にできること（番号でお答えいただけます）\n1. 対象となる経費は？\n2. 従業員\n3. 担当者に相談する',
      ].join('\n\n'),
    )
  })

  it('cuts a long quotation and says that a source is undated', () => {
    const [citation] = reply.citations
    const long = plain({ ...reply, citations: [{ ...citation!, quote: 'あ'.repeat(900), issued: '' }] }, words)
    expect(long).toContain(`${'あ'.repeat(159)}…”`)
    expect(long).not.toContain('あ'.repeat(160))
    expect(long).toContain('日付の記載なし')
  })

  it('tells who speaks, the receipt, the working and that a model wrote', () => {
    const text = plain(
      {
        ...reply,
        citations: [],
        notices: [],
        offers: [],
        speaker: '佐藤',
        generated: true,
        receipt: { number: 'R-1', at: '2026-11-20T01:02:03Z', sha256: 'abc' },
        working: [{ label: '差額', value: '10円' }],
      },
      words,
    )
    expect(text).toMatch(/^佐藤（担当者）より\n\n補助率/u)
    expect(text).toContain('受付番号：R-1\n受付日時：令和8年11月20日 10:02')
    expect(text).toContain('・差額：10円')
    expect(text).toContain('AIが作成')
  })

  it('leaves out what a channel shows in another way', () => {
    expect(plain(reply, words, { offers: false, sources: false, notices: false })).toBe(reply.text)
  })

  it('reads form values by their labels and shows what is wrong', () => {
    const field = { name: 'topics', label: '相談内容', kind: 'checks' as const, required: true }
    const options = [
      { value: 'a', label: '制度' },
      { value: 'b', label: '機器' },
    ]
    const form = { request: 'q', version: 1, title: '相談票', intro: '', consent: '同意します' }
    const text = plain(
      { ...reply, form: { ...form, fields: [{ ...field, value: 'a,b', options, error: '多すぎます' }] } },
      words,
    )
    expect(text).toContain('相談票\n・相談内容（必須）：制度、機器\n  → 多すぎます\n同意します')
  })
})

describe('a written answer to the numbered list', () => {
  it.each(['2', '２', '②', '2番', '2番目', ' 2. ', '[2]', '二番', '2番でお願いします', '従業員', '2です'])(
    '%s picks the second',
    (said) => {
      expect(choiceOf(said, offers)).toBe(offers[1])
    },
  )
  it.each(['0', '4', '22', '2人', '2名います', '令和2年', '2.5', '2 3', '', 'テレワーク2'])(
    '“%s” picks nothing',
    (said) => {
      expect(choiceOf(said, offers)).toBeNull()
    },
  )
  it('turns each kind of offer into what the desk reads', () => {
    expect(offers.map((offer) => pressed(offer, 't1'))).toEqual([
      { text: 'IoT補助金の対象経費は何ですか' },
      { text: '従業員', action: { kind: 'choose', value: 'employee', label: '従業員' } },
      { text: '担当者に相談する', action: { kind: 'consult', turn: 't1' } },
    ])
  })
})

describe('dates and cuts', () => {
  it('uses the era that had begun', () => {
    expect(['2019-04-30', '2019-05-01', '2023-12-27', '1989-01-07', '1989-01-08', '2023-12'].map(japaneseDate)).toEqual(
      ['平成31年4月30日', '令和元年5月1日', '令和5年12月27日', '昭和64年1月7日', '平成元年1月8日', '2023-12'],
    )
    expect(japaneseMoment('2026-12-31T15:00:00Z')).toBe('令和9年1月1日 00:00')
  })
  it('never tears a character', () => {
    expect(cut('あ👨‍👩‍👧い', 4)).toBe('あ…')
    expect(cut('あいう', 3)).toBe('あいう')
  })
})
