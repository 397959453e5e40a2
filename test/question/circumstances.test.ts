import { describe, expect, it } from 'vitest'
import { fold, foldApart, foldFigures } from '../../src/japanese/numbers.ts'
import { CLAIMS } from '../../src/question/claims.ts'
import { ANSWERS } from '../../src/question/circumstances/answers.ts'
import { costsIn } from '../../src/question/circumstances/costs.ts'
import {
  BEGINNINGS,
  DEEDS,
  DOINGS,
  GOINGS_ON,
  stepReached,
  stepUnderWay,
} from '../../src/question/circumstances/deeds.ts'
import { EVENTS } from '../../src/question/circumstances/events.ts'
import { METHODS } from '../../src/question/circumstances/methods.ts'
import { PAPERS } from '../../src/question/circumstances/papers.ts'
import type { Pattern, Statement } from '../../src/question/circumstances/pattern.ts'
import { peopleIn } from '../../src/question/circumstances/people.ts'
import { OWN_SHARE, ownShareIn } from '../../src/question/circumstances/shares.ts'
import {
  OF_PIONEERS,
  OF_PLAN,
  OF_REPORTING,
  OF_SECURITY,
  OF_STAFF,
} from '../../src/question/circumstances/statements.ts'
import {
  A_JOB,
  EASIER,
  EQUAL,
  itemsListed,
  LISTED,
  PLACES_OF_WORK,
  RESIDENTS,
} from '../../src/question/circumstances/tasks.ts'
import { TOPICS } from '../../src/question/circumstances/topics.ts'
import { WANTS } from '../../src/question/circumstances/wants.ts'

const STATEMENTS: Record<string, Statement> = {
  ...OF_PIONEERS,
  ...OF_SECURITY,
  ...OF_REPORTING,
  OF_STAFF,
  OF_PLAN,
  EQUAL,
}

const PATTERNS: Record<string, Pattern> = {
  ...Object.fromEntries(
    Object.entries({
      CLAIMS,
      WANTS,
      TOPICS,
      ANSWERS,
      EVENTS,
      METHODS,
      PAPERS,
      RESIDENTS,
      PLACES_OF_WORK,
      BEGINNINGS,
      GOINGS_ON,
      OWN_SHARE,
      JOBS: { A_JOB, EASIER, LISTED },
    }).flatMap(([table, patterns]) => Object.entries(patterns).map(([name, pattern]) => [`${table}.${name}`, pattern])),
  ),
  ...Object.fromEntries(DOINGS.map(({ step, doing }) => [`DOINGS (step ${step})`, doing])),
  ...Object.fromEntries(DEEDS.map(({ step, deed }, at) => [`DEEDS.${at} (step ${step})`, deed])),
  ...Object.fromEntries(
    Object.entries(STATEMENTS).flatMap(([name, { denied, asserted }]) => [
      [`${name}.denied`, denied],
      [`${name}.asserted`, asserted],
    ]),
  ),
}

describe.each(Object.entries(PATTERNS))('%s', (_, { matches, yes, no }) => {
  it('has a sentence that it is for', () => {
    expect(yes.length).toBeGreaterThan(0)
  })
  it.each([...yes])('hears: %s', (text) => {
    expect(matches.test(fold(text))).toBe(true)
  })
  it.each([...no, 'こんにちは'])('passes over: %s', (text) => {
    expect(matches.test(fold(text))).toBe(false)
  })
})

describe('a statement', () => {
  it.each(Object.entries(STATEMENTS))('%s is not asserted where it is denied', (_, { denied, asserted }) => {
    for (const text of asserted.yes) expect([text, denied.matches.test(fold(text))]).toEqual([text, false])
  })
})

describe('costs', () => {
  const costs = (text: string) => costsIn(fold(text))?.items.map(({ yen }) => yen) ?? null
  it.each([
    ['VPN機器80万、ライセンス120万、サーバ300万', [800_000, 1_200_000, 3_000_000]],
    ['タブレット50台（1台8万円）とチャットの年額60万', [4_000_000, 600_000]],
    ['ノートパソコン1,500千円、Web会議ライセンス480千円', [1_500_000, 480_000]],
    ['総額950万円、うち350万円が通信費で残りは端末', [6_000_000, 3_500_000]],
    ['ライセンスが150万/年で3年分まとめ払い', [4_500_000]],
    ['月額5万円のVPNを1年', [600_000]],
    ['事業費1,000万なら500万もらえる？', [10_000_000]],
    ['サーバ設置に二千五百万円', [25_000_000]],
    ['人口4万の市でサテライト整備、事業費3,200万', [32_000_000]],
    ['モバイルルーター30台、1台2万2千円', [660_000]],
    ['5,500万のリモートアクセス整備なら2,750万で合ってる？', [55_000_000]],
    ['計1,234万円、千円単位で', [12_340_000]],
    ['職員用ノートPC60台×15万、ライセンス120万、VPN機器とシンクラ化380万', [9_000_000, 1_200_000, 3_800_000]],
    ['40台×8万＝320万', [3_200_000]],
    ['ノート35台を1台12万6千円で、あとライセンスが1人1万円×35人分', [4_410_000, 350_000]],
    ['10台×9万円、合計90万円です', [900_000]],
    ['端末20台500万円', [5_000_000]],
    ['月3千円×12か月×40人', [1_440_000]],
    ['3000円/月×40人で1年', [1_440_000]],
    ['単価12万、50台。ルータは1台2万で30台', [6_000_000, 600_000]],
    ['500万×0.5だと', [5_000_000]],
    ['25 laptops at 120,000 yen each', [3_000_000]],
    ['上限は2,000万円ですか', null],
    ['職員300人以上', null],
  ])('%s', (text, wanted) => {
    expect(costs(text)).toEqual(wanted)
  })
})

describe('people', () => {
  const people = (text: string) =>
    Object.fromEntries(Object.entries(peopleIn(foldFigures(text))).map(([role, told]) => [role, told?.value]))
  it.each([
    ['社員120、対象90、先月50人実施、平均6日', { employees: 120, eligible: 90, practising: 50, meanDays: 6 }],
    [
      '300人の会社。対象は3割、そのうち6割が実施、月平均4.5日',
      { employees: 300, eligibleShare: 30, practisingShare: 60, meanDays: 4.5 },
    ],
    ['対象90人のうち50人が実施、平均6日', { eligible: 90, practising: 50, meanDays: 6 }],
    ['うち(200名)、対象は60名で実施35名、月5日', { employees: 200, eligible: 60, practising: 35, meanDays: 5 }],
    [
      '社員35名、全員が対象で全員実施、月平均10日',
      { employees: 35, eligibleShare: 100, practisingShare: 100, meanDays: 10 },
    ],
    ['対象者は社員の2割ちょっと、22%です。実施率は8割', { eligibleShare: 22, practisingShare: 80 }],
    ['百選は25%以上ですか', {}],
    ['社員400人、対象にしてるのが120人、実際やったのは55人', { employees: 400, eligible: 120, practising: 55 }],
    ['社員48人、在宅していい人13人、実際やってるのは6人', { employees: 48, eligible: 13, practising: 6 }],
    ['全500人、対象100人', { employees: 500, eligible: 100 }],
    ['対象を80人にしたら', { eligible: 80 }],
    [
      'Full-time 900, eligible 200, monthly avg 6 days, users 90',
      { employees: 900, eligible: 200, meanDays: 6, practising: 90 },
    ],
  ])('%s', (text, wanted) => {
    expect(people(text)).toEqual(wanted)
  })
})

describe('listed jobs', () => {
  it.each([
    [
      '仕分けして　・議事録づくり　・電子調達の操作　・窓口での受付',
      ['議事録づくり', '電子調達の操作', '窓口での受付'],
    ],
    ['①会議録づくり ②工事積算 ③生活保護システム どれ？', ['会議録づくり', '工事積算', '生活保護システム']],
    ['議事録と窓口、2か月で1人が担当', []],
  ])('%s', (text, wanted) => {
    expect(itemsListed(foldApart(text))).toEqual(wanted)
  })
})

describe('a step under way', () => {
  it.each([
    ['いま試行中なんやけど次は', 4],
    ['効果の確認をしてるとこ', 5],
    ['試行が終わった', null],
  ])('%s', (text, wanted) => {
    expect(stepUnderWay(fold(text))).toBe(wanted)
  })
})

describe('deeds', () => {
  it.each([
    ['庁内の推進チームはもうできた', 1],
    ['推進体制と実態把握は済んだ県です', 2],
    ['試行用の端末とルールはそろいました', 3],
    ['一部の課での試行が終わりました', 4],
    ['検証の報告書までまとめ終わった村', 5],
    ['全庁の職員アンケートと課題整理が終わったとこ', 6],
    ['導入の目的と対象者は決めました', 7],
    ['全庁の推進方針、決定済み', 8],
    ['本格実施して2年目の市', 9],
    ['まだ何もしてない', 0],
    ['試しに2か月、企画課だけで回し終えました。アンケートはこれから', 4],
    ['3か月の試行とアンケート検証までおわり', 5],
    ['窓口はどこですか', null],
  ])('%s', (text, step) => {
    expect(stepReached(fold(text))).toBe(step)
  })
})

describe("a share of one's own", () => {
  it.each([
    ['会員72社で9社だけ導入済み', 12.5],
    ['協会の導入率は19%', 19],
    ['全国は20.2%', null],
    ['9社で72社', null],
  ])('%s', (text, percent) => {
    expect(ownShareIn(fold(text))?.percent ?? null).toBe(percent)
  })
})
