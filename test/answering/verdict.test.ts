import { describe, expect, it } from 'vitest'
import { isPlanAsked, verdictOf } from '../../src/answering/verdict.ts'
import type { Row } from '../../src/answering/rows.ts'
import type { Question } from '../../src/question/question.ts'
import { claimsIn } from '../../src/question/claims.ts'
import { yesNoIn } from '../../src/question/yes-no.ts'
import { rowWith } from '../support/rows.ts'

const row = (label: string, value: string, edition: number | null = null): Row =>
  rowWith({ label, value, edition, text: `${label} ${value}`.toLowerCase() })

/** A question with the names that a reading would find in it. */
const asked = (clause: string, names: string[] = [], aroundYears: number[] = []): Question => ({
  clause,
  sought: clause,
  kinds: new Set(),
  units: new Set(),
  years: [],
  aroundYears,
  all: false,
  relative: false,
  now: false,
  programme: null,
  audience: null,
  named: null,
  prefecture: null,
  past: false,
  yesNo: yesNoIn(clause),
  claims: claimsIn(clause),
  words: names.map((surface) => ({ surface, form: surface, weight: 4, others: [] })),
  topic: null,
  carried: false,
  fragment: null,
})

describe('yes or no', () => {
  it.each([
    ['回線に必ず繋がないとだめですか', row('回線', '必須ではない'), false],
    ['計画を出さないといけませんか', row('計画', '提出が必要'), true],
    ['災害のときだけ役に立つんですか', row('範囲', '災害にとどまらない'), false],
    ['去年より率は伸びましたか', row('変化', '3ポイントの低下'), false],
    ['残業は減ったんですか', row('残業', '3割減'), true],
    ['窓口の仕事は無理ですよね', row('窓口', '周辺の業務を集約する方法あり'), false],
    ['個人は対象外ですよね', row('個人', '対象外'), true],
    ['書類はぜんぶ持ち出し禁止ですよね', row('書類', '原則対象外'), null],
    ['数は変わりましたか', row('数', '5団体'), null],
  ])('%s', (clause, given, verdict) => {
    expect(verdictOf(asked(clause), given, new Set(['target']))).toBe(verdict)
  })
  it('is yes where the row holds every name of the question', () => {
    const given = row('対象経費', 'ライセンス／サーバ')
    expect(verdictOf(asked('ライセンスも入りますか', ['ライセンス']), given, new Set(['target']))).toBe(true)
    expect(verdictOf(asked('机も入りますか', ['机椅子']), given, new Set(['target']))).toBeNull()
    expect(verdictOf(asked('ライセンスは載っていませんよね', ['ライセンス']), given, new Set(['target']))).toBeNull()
  })
  it('is not yes by what a thing is', () => {
    expect(
      verdictOf(asked('ライセンスも使えますか', ['ライセンス']), row('概要', 'ライセンスの制度'), new Set(['target'])),
    ).toBeNull()
  })
  it('is no where a row that tells when tells another year than is claimed', () => {
    const given = row('作成時期', '令和3年4月', 2021)
    expect(verdictOf(asked('手引きは令和5年に出たものですよね', ['手引き'], [2023]), given, new Set(['dates']))).toBe(
      false,
    )
    expect(
      verdictOf(asked('手引きは令和5年に出たものですよね', ['手引き'], [2023]), given, new Set(['target'])),
    ).toBeNull()
  })
  it('is said by no row that tells nothing', () => {
    expect(verdictOf(asked('計画は必要ですか'), row('計画', '記載なし'), new Set(['target']))).toBeNull()
  })
})

describe('what bears a claim out', () => {
  it('is no figure alone, where another name of the question is missing', () => {
    const said = row('導入率', '20.2%')
    expect(verdictOf(asked('導入率は20.2%で合ってる?', ['導入']), said, new Set(['rate']))).toBe(true)
    expect(
      verdictOf(asked('コロナの後の導入率は20.2%で合ってる?', ['コロナ', '導入']), said, new Set(['rate'])),
    ).toBeNull()
  })
  it('is no plan, where it is asked whether that has come', () => {
    const plan = row('予定', '令和2年の年内に公表する予定')
    expect(verdictOf(asked('手引きはもう公表されましたか', ['手引き']), plan, new Set(['dates']))).toBeNull()
    expect(isPlanAsked(asked('手引きはもう公表されましたか', ['手引き']), plan)).toBe(true)
    expect(isPlanAsked(asked('手引きはいつ公表されますか', ['手引き']), plan)).toBe(false)
  })
  it('is no level, where it is asked what may be done', () => {
    const level = row('レベル', '生活保護のシステムはレベルⅣ')
    expect(verdictOf(asked('生活保護のシステムを使っていいですか', ['生活保護']), level, new Set())).toBeNull()
    expect(verdictOf(asked('生活保護のシステムを使っていいですか', ['生活保護']), level, new Set(['target']))).toBe(
      true,
    )
  })
  it('is a list that leaves nothing open, against a product that is not in it', () => {
    const closed = row('対象の製品', 'Zoom、Teams、WebEx')
    expect(verdictOf(asked('meetの解説はありますか', ['meet']), closed, new Set(['target']))).toBe(false)
    expect(
      verdictOf(asked('meetの解説はありますか', ['meet']), row('例', 'Zoom、Teamsなど'), new Set(['target'])),
    ).toBeNull()
  })
})
