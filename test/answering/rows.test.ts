import { describe, expect, it } from 'vitest'
import { holdsCount } from '../../src/answering/classes.ts'
import { claimedElsewhere, polarityOf } from '../../src/answering/polarity.ts'
import type { Row } from '../../src/answering/rows.ts'
import { itemOf, sentenceOf } from '../../src/answering/sentences.ts'
import { rowWith } from '../support/rows.ts'

const row = (label: string, value: string, keys: string[] = [], edition = 2024): Row =>
  rowWith({ label, value, keys, edition })

describe('how a row is said', () => {
  it.each([
    [row('措置率', '0.5'), '措置率は0.5です。'],
    [row('導入率', '60.8％', ['従業員2,000人以上']), '従業員2,000人以上の導入率は60.8％です。'],
    [row('上限額', 'なし'), '上限額はありません。'],
    [row('対象', '対象外', ['個人']), '個人は対象外です。'],
    [row('別の記録', '必要。履歴が残らないため'), '別の記録は必要です。履歴が残らないため。'],
    [row('対象経費', '端末／ソフト'), '対象経費は、端末、ソフト。'],
  ])('as an answer %#', (given, said) => {
    expect(sentenceOf(given, false).replace(/です。$/u, '。')).toBe(said.replace(/です。$/u, '。'))
  })
  it('in the past where it is over', () => {
    expect(sentenceOf(row('上限額', '2,000万円'), true)).toBe('上限額は2,000万円でした。')
  })
  it('as one line below an answer', () => {
    expect(itemOf(row('対象', '企業／NPO', ['令和3年度']))).toBe('対象（令和3年度）：企業、NPO')
  })
})

describe('はい and いいえ', () => {
  const asked = (
    kind: 'costs' | 'free' | 'allowed' | 'needed' | 'claim',
    clause: string,
    audience: 'prefecture' | 'municipality' | null = null,
  ) => ({
    kind,
    clause,
    audience,
  })
  it.each([
    ['お金かかりますか', asked('costs', 'お金かかりますか'), row('費用', '無料'), false],
    ['無料ですか', asked('free', '無料ですか'), row('費用', '無料（コンサルティング）'), true],
    [
      '県でも使えますか',
      asked('allowed', '県でも使えますか', 'prefecture'),
      row('対象外', '都道府県／指定都市'),
      false,
    ],
    ['役場でも使えますか', asked('allowed', '', 'municipality'), row('対象', '企業等（地方公共団体を含む）'), true],
    ['計画は必要ですか', asked('needed', ''), row('計画の提出', '不要'), false],
    ['3,000万円でしたよね', asked('claim', '上限は3,000万円でしたよね'), row('上限額', '2,000万円'), false],
    ['2,000万円でしたよね', asked('claim', '上限は2,000万円でしたよね'), row('上限額', '2,000万円'), true],
  ])('%s', (_, question, given, yes) => {
    expect(polarityOf(question, given)).toBe(yes)
  })
  it('is said by no row that tells nothing', () => {
    expect(polarityOf(asked('allowed', ''), row('対象', '記載なし'))).toBeNull()
  })
  it('corrects a figure that only another edition tells', () => {
    const old = row('回数', '最大3回', [], 2019)
    expect(claimedElsewhere('3回まで無料ですよね', row('費用', '無料'), [old])).toEqual({ row: old, said: '3回' })
  })
})

describe('classes of size', () => {
  it.each([
    ['100名以下', 80, true],
    ['100名以下', 101, false],
    ['101名以上300名以下', 250, true],
    ['300人未満', 300, false],
    ['2,000人以上', 2000, true],
    ['茨城県', 80, false],
  ])('%s holds %i: %s', (key, count, holds) => {
    expect(holdsCount(key, count)).toBe(holds)
  })
})
