import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GuidanceDocument } from '../../src/vocabulary/types.ts'
import type { Inputs, Outcome } from '../../src/procedures/procedures.ts'
import { caseRows } from '../../src/procedures/procedures.ts'
import { answer, procedure, run, today } from './desk.ts'

const met = { overwork: true, violation: false, workRules: true }
const pioneer = (inputs: Inputs): Outcome => run('pioneer', { ...met, meanDays: 4, ...inputs })
const row = (outcome: Outcome, label: string): string =>
  outcome.working.find((each) => each.label.includes(label))?.value ?? ''

describe('pioneer criteria', () => {
  it('are met at exactly 25 %, exactly half and exactly four days', () => {
    const outcome = pioneer({ employees: 400, eligible: 100, practising: 50, small: false })
    expect(outcome.verdict).toBe('yes')
    expect(row(outcome, '対象従業員')).toContain('100÷400＝25%')
    expect(row(outcome, '実施者の割合')).toContain('50÷100＝50%')
  })

  it('are not met a hair below 25 %, however it rounds', () => {
    const outcome = pioneer({ employees: 10_000, eligible: 2_499, practising: 1_300 })
    expect(outcome.verdict).toBe('no')
    expect(row(outcome, '対象従業員')).toContain('24.99%')
  })

  it('ask small businesses for half, and leave it open where nobody knows whether it is one', () => {
    const figures = { employees: 20, eligible: 8, practising: 8 }
    expect(pioneer({ ...figures, small: true }).verdict).toBe('no')
    expect(pioneer({ ...figures, small: false }).verdict).toBe('yes')
    expect(pioneer({ ...figures, small: null }).verdict).toBe('confirm')
    expect(pioneer({ employees: 20, eligible: 10, practising: 8, small: true }).verdict).toBe('yes')
  })

  it('accept a hundred people where half of the eligible is more', () => {
    expect(pioneer({ employees: 1_000, eligible: 600, practising: 100 }).verdict).toBe('yes')
    expect(pioneer({ employees: 1_000, eligible: 600, practising: 99 }).verdict).toBe('no')
  })

  it('do not fail a share below half while the number of people is unknown', () => {
    expect(pioneer({ eligibleShare: 60, practisingShare: 40 }).verdict).toBe('confirm')
    expect(pioneer({ eligibleShare: 60, practisingShare: 50 }).verdict).toBe('yes')
  })

  it.each([
    [{ meanDays: 3.9 }, '月平均の実施日数'],
    [{ overwork: false }, '長時間労働防止対策'],
    [{ violation: true }, '重大な違反'],
    [{ workRules: false }, '就業規則'],
  ])('fail on %j and say which', (wrong, label) => {
    const outcome = pioneer({ employees: 100, eligible: 60, practising: 60, ...wrong })
    expect(outcome.verdict).toBe('no')
    expect(outcome.text).toContain(label)
  })

  it('fail where nobody practises', () => {
    const outcome = pioneer({ employees: 100, eligible: 60, practising: 0 })
    expect(outcome.verdict).toBe('no')
    expect(row(outcome, '実際に行っている')).toContain('満たさない')
  })

  it('list what is unknown as to be confirmed', () => {
    const outcome = answer('社員120名中、対象90名、先月は50名が平均6日ですが百選に応募できますか')
    expect(outcome.verdict).toBe('confirm')
    expect(outcome.text).toContain('要確認の項目：長時間労働防止対策')
    expect(row(outcome, '対象従業員')).toContain('90÷120＝75%')
    expect(row(outcome, '実施者の割合')).toContain('50÷90＝55.55%')
  })

  it.each([
    [{ employees: 0, eligible: 0, practising: 0 }, '0人'],
    [{ employees: 10, eligible: 11, practising: 1 }, '対象従業員が'],
    [{ employees: 100, eligible: 10, practising: 11 }, '実施者が'],
  ])('do not judge figures that cannot be: %j', (wrong, words) => {
    const outcome = pioneer(wrong)
    expect(outcome.verdict).toBe('confirm')
    expect(outcome.text).toContain(words)
  })

  it('speak for the year of their source and never as a decision', () => {
    const outcome = pioneer({ employees: 400, eligible: 100, practising: 50 })
    expect(outcome.text).toContain('令和2年度')
    expect(outcome.text).toContain('選定するのは総務省')
  })
})

describe('every judgement', () => {
  const headcount = fc.integer({ min: 1, max: 5_000 })

  it('of a pioneer agrees with the criteria as they are written', () => {
    fc.assert(
      fc.property(
        headcount,
        headcount,
        headcount,
        fc.integer({ min: 0, max: 80 }),
        fc.boolean(),
        (employees, second, third, quarterDays, small) => {
          const eligible = Math.min(employees, second)
          const practising = Math.min(eligible, third)
          const meanDays = quarterDays / 4
          const fulfils =
            eligible * 100 >= employees * (small ? 50 : 25) &&
            (practising * 2 >= eligible || practising >= 100) &&
            meanDays >= 4
          expect(pioneer({ employees, eligible, practising, meanDays, small }).verdict).toBe(fulfils ? 'yes' : 'no')
        },
      ),
    )
  })

  it('of the subsidy is never above half nor above the cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (cost) => {
        const expected = Math.min(Math.floor(cost / 2), 20_000_000).toLocaleString('en-US')
        const outcome = run('regional-iot', { body: 'municipality', plan: true, cost }, '2020-11-20')
        expect(row(outcome, '補助額の目安')).toMatch(new RegExp(`^${expected}円`, 'u'))
      }),
    )
  })

  it('says so when it is asked about a day before its source', () => {
    expect(run('task-level', { task: '議事録', residents: 'none' }, '2019-01-01').caveats.join()).toContain(
      'お尋ねの日より後',
    )
    expect(run('adoption-benchmark', { group: 'municipality', size: 80 }, '2021-01-01').caveats.join()).toContain(
      'お尋ねの日より後',
    )
    expect(run('adoption-benchmark', { group: 'company', size: 800 }, '2021-01-01').caveats.join()).not.toContain(
      'お尋ねの日より後',
    )
  })
})

describe('special allocation tax', () => {
  it('is half of what the list names, before the correction, and never final', () => {
    const outcome = answer('当市の職員向けです。特別交付税を試算して。PC 500万円、ライセンス 100万円、机 20万円')
    expect(outcome.text).toContain('3,000,000円（300万円）')
    expect(outcome.text).toContain('3,100,000円（310万円）')
    expect(outcome.text).toContain('要確認の費目：机')
    expect(outcome.text).toContain('確定した額ではありません')
    expect(outcome.verdict).toBe('confirm')
    expect(row(outcome, 'pc')).toContain('ICT機器導入に係る費用')
    expect(row(outcome, '机')).toContain('列挙になし')
  })

  it('multiplies a unit price by its quantity, and counts a total beside its parts only once', () => {
    expect(answer('1台15万円の端末を20台買うと特別交付税はいくら').text).toContain('1,500,000円（150万円）')
    expect(answer('VPN 200万円、サーバ 300万円、合計500万円の特別交付税は').text).toContain('2,500,000円（250万円）')
  })

  it('does not round up half a yen, has no cap, and stays calm at nothing', () => {
    const items = (yen: number): Inputs => ({ local: true, staff: true, items: [{ name: 'サーバ', yen }] })
    expect(run('allocation-tax', items(3)).text).toContain('は1円です')
    expect(run('allocation-tax', items(1e12)).text).toContain('500,000,000,000円（5,000億円）')
    expect(run('allocation-tax', items(0)).text).toContain('0円')
  })

  it('does not take an unnamed sum for eligible', () => {
    const outcome = answer('1,000万円だと特別交付税はいくらですか')
    expect(outcome.text).toContain('すべて認められた場合')
    expect(outcome.text).toContain('費目の指定なし')
  })

  it.each([
    [{ local: false }, '対象は地方公共団体'],
    [{ local: true, staff: false }, '職員向けテレワーク'],
  ])('is refused for %j with its reason', (inputs, words) => {
    const outcome = run('allocation-tax', inputs)
    expect(outcome.verdict).toBe('no')
    expect(outcome.text).toContain(words)
  })

  it('says from which year and until which year the sources speak', () => {
    const items: Inputs = { local: true, staff: true, items: [{ name: 'サーバ', yen: 100 }] }
    expect(run('allocation-tax', items, '2019-06-01').text).toContain('令和2年度（2020年度）からのもの')
    expect(run('allocation-tax', items, '2024-06-01').text).not.toContain('継続を確かめられる')
    expect(run('allocation-tax', items, '2025-04-01').text).toContain('令和6年度（2024年度）まで')
  })

  it('cites nothing that was not yet written on the day asked about', () => {
    const items: Inputs = { local: true, staff: true, items: [{ name: 'サーバ', yen: 100 }] }
    const early = run('allocation-tax', items, '2021-06-01').sources.map((source) => source.document)
    expect(early).not.toContain('special-allocation-tax-fy2024')
    expect(run('allocation-tax', items, '2024-06-01').sources.map((source) => source.document)).toContain(
      'special-allocation-tax-fy2024',
    )
  })
})

describe('regional IoT subsidy', () => {
  const iot = (inputs: Inputs, asOf = '2020-11-20') =>
    run('regional-iot', { body: 'municipality', plan: true, ...inputs }, asOf)

  it.each([
    [40_000_000, '20,000,000円（2,000万円）', '上限20,000,000円'],
    [39_999_999, '19,999,999円', '事業費の1/2'],
    [40_000_002, '20,000,000円（2,000万円）', '上限を超える'],
    [0, '0円', '事業費の1/2'],
    [1, '0円', '事業費の1/2'],
  ])('of a cost of %i yen is %s', (cost, amount, words) => {
    const { text } = iot({ cost })
    expect(text).toContain(amount)
    expect(text).toContain(words)
  })

  it('is not for prefectures and designated cities, which are not even asked for the cost', () => {
    for (const body of ['prefecture', 'designated-city']) {
      expect(run('regional-iot', { body }).verdict).toBe('no')
      expect(procedure('regional-iot').next({ body })).toBeNull()
    }
    expect(answer('横浜市で事業費1億円、地域IoTの補助はもらえますか').verdict).toBe('no')
  })

  it('needs the data plan of a municipality', () => {
    expect(iot({ cost: 1_000_000 }).verdict).toBe('yes')
    expect(iot({ cost: 1_000_000, plan: false }).verdict).toBe('no')
    expect(iot({ cost: 1_000_000, plan: null }).verdict).toBe('confirm')
  })

  it('is never offered as open after its year', () => {
    const outcome = iot({ cost: 1_000_000 }, today)
    expect(outcome.verdict).toBe('confirm')
    expect(outcome.text).toContain('令和2年度の事業の条件')
    expect(outcome.text).toContain('現在の募集を示す資料はありません')
  })

  it('leaves a company to be confirmed', () => {
    expect(iot({ body: 'company', cost: 1_000_000 }).verdict).toBe('confirm')
  })
})

describe('consultation eligibility', () => {
  const eligible = (inputs: Inputs, asOf: string) => run('consultation-eligibility', inputs, asOf)

  it.each(['company', 'npo', 'municipality', 'designated-city', 'prefecture', 'other-local'])(
    'takes %s in FY2019',
    (body) => {
      const outcome = eligible({ body }, '2020-03-24')
      expect(outcome.verdict).toBe('yes')
      expect(outcome.text).toContain('最大3回（1回あたり最大2時間）')
    },
  )

  it('closes with the last day of application, though consultations go on', () => {
    expect(eligible({ body: 'company' }, '2020-03-25')).toMatchObject({
      verdict: 'no',
      text: expect.stringContaining('3月24日で締め切られ'),
    })
  })

  it('refuses more sessions than the edition has, and takes exactly as many', () => {
    expect(eligible({ body: 'company', sessions: 3 }, '2020-03-01').verdict).toBe('yes')
    expect(eligible({ body: 'company', sessions: 4 }, '2020-03-01').verdict).toBe('no')
    expect(eligible({ body: 'company', sessions: 4 }, '2020-06-01').verdict).toBe('yes')
  })

  it('does not judge what the lists leave open, and refuses whom they leave out', () => {
    expect(eligible({ body: 'sole' }, '2020-03-01').verdict).toBe('confirm')
    expect(eligible({ body: 'other-corporate' }, '2020-06-01').verdict).toBe('confirm')
    expect(eligible({ body: 'individual' }, '2020-03-01').verdict).toBe('no')
    expect(eligible({ body: 'npo' }, '2023-12-28').verdict).toBe('confirm')
    expect(eligible({ body: 'municipality' }, '2023-12-28').verdict).toBe('yes')
  })

  it('knows the middle of March 2022 only as such', () => {
    expect(eligible({ body: 'company' }, '2022-03-10').verdict).toBe('yes')
    expect(eligible({ body: 'company' }, '2022-03-15')).toMatchObject({
      verdict: 'confirm',
      text: expect.stringContaining('3月中旬'),
    })
    expect(eligible({ body: 'company' }, '2022-04-01')).toMatchObject({
      verdict: 'confirm',
      text: expect.stringContaining('すでに終わって'),
    })
  })

  it('offers no ended call as open, and names where to ask now', () => {
    const outcome = answer('弊社は株式会社です。令和元年度のテレワークマネージャーを利用できますか')
    expect(outcome.verdict).toBe('no')
    expect(outcome.text).toContain('すでに終わっています')
    expect(outcome.text).toContain('https://telework.mhlw.go.jp/info/map/')
    const now = answer('当市ですがテレワークマネージャーに相談できますか')
    expect(now.verdict).toBe('confirm')
    expect(now.text).toContain('令和5年度（2023年度）より後の年度の募集は、資料では確かめられません')
  })

  it('names no contact that was not known on the day asked about', () => {
    expect(eligible({ body: 'company' }, '2022-06-01').text).not.toContain('telework.mhlw.go.jp')
  })

  it('has nothing to say of a year without a source', () => {
    expect(eligible({ body: 'company', year: '2015' }, today).verdict).toBe('confirm')
    expect(eligible({ body: 'company' }, '2018-05-01').text).toContain('資料がありません')
  })
})

describe('consultation windows', () => {
  it('are listed with their numbers and their date', () => {
    const { text } = answer('東京都の相談窓口を教えて')
    expect(text).toContain('0120-708-181')
    expect(text).toContain('令和2年（2020年）11月5日時点')
  })

  it('say so where the data has none, and name the national one', () => {
    for (const question of ['沖縄県の相談窓口は', '青森県の相談窓口は']) {
      const { text } = answer(question)
      expect(text).toMatch(/資料にありません|連絡先は載っていません/u)
      expect(text).toContain('テレワーク相談センター')
    }
  })

  it('do not take 東京都 for 京都, nor know windows before their date', () => {
    expect(answer('東京の窓口の電話番号').text).toContain('東京都の相談窓口')
    expect(answer('京都の窓口の電話番号').text).toContain('京都府の窓口')
    expect(answer('東京都の相談窓口', '2019-06-01').text).not.toContain('0120')
  })
})

describe('introduction steps', () => {
  it('show the next step with its check items', () => {
    const outcome = answer('ステップ3まで終わりました')
    expect(outcome.text).toContain('10のうち3')
    expect(outcome.text).toContain('ステップ4「試行」')
    expect(outcome.text).toContain('対象者全員が必ず1回は実施')
    expect(outcome.working.map((each) => each.value.slice(0, 1)).join('')).toBe('済済済次未未未未未未')
  })

  it('find a gap, an end and steps that do not exist', () => {
    expect(answer('ステップ1と3が終わりました').text).toContain('次はステップ2')
    expect(answer('ステップ10まで終わりました').text).toContain('すべて終わりました')
    expect(procedure('introduction-steps').recognise('ステップ11まで終わりました', today)).toBeNull()
    expect(procedure('introduction-steps').recognise('ステップ0が終わりました', today)).toBeNull()
  })
})

describe('task level', () => {
  const level = (inputs: Inputs) => run('task-level', inputs)

  it.each([
    ['会議の議事録を作る', 'レベルⅠ', 'yes'],
    ['財務会計システムでの起案', 'レベルⅡ', 'yes'],
    ['窓口での申請受付', 'レベルⅢ', 'confirm'],
    ['税務電算システムの入力', 'レベルⅣ', 'no'],
    ['検体の精密検査', 'レベルⅣ', 'no'],
  ])('%s is %s', (task, name, verdict) => {
    const outcome = level({ task, residents: 'none' })
    expect(outcome.text).toContain(name)
    expect(outcome.verdict).toBe(verdict)
  })

  it('is decided by the hardest of several tasks', () => {
    expect(level({ task: '窓口と議事録の作成', residents: 'none' }).text).toContain('レベルⅢ')
  })

  it('keeps large or sensitive residents data away from home, and lets it into an equal satellite office', () => {
    const task = { task: '統計の集計', residents: 'large' }
    expect(level({ ...task, place: 'home' }).verdict).toBe('no')
    expect(level({ ...task, place: 'mobile' }).verdict).toBe('no')
    expect(level({ ...task, place: 'satellite', equal: true }).verdict).toBe('yes')
    expect(level({ ...task, place: 'satellite', equal: false }).verdict).toBe('no')
    expect(level({ ...task, place: 'satellite', equal: null }).verdict).toBe('confirm')
    expect(level({ task: '生活保護システム', residents: 'large', place: 'satellite', equal: true }).verdict).toBe('no')
  })

  it('does not invent a level', () => {
    const outcome = level({ task: '庭の手入れ', residents: 'none' })
    expect(outcome.verdict).toBe('confirm')
    expect(outcome.text).toContain('レベルは決められません')
  })
})

describe('security paper', () => {
  const paper = (inputs: Inputs) => run('security-paper', inputs).text
  it('is the checklist without a dedicated person and the guideline with everything', () => {
    expect(paper({ dedicated: false })).toContain('手引き（チェックリスト）」が向いています')
    expect(paper({ dedicated: true, budget: true, judgement: true, terms: true })).toContain(
      'ガイドライン」が向いています',
    )
    expect(paper({ dedicated: true, budget: false, judgement: false, terms: true })).toContain(
      '手引き（チェックリスト）」が向いています',
    )
    expect(paper({ dedicated: true, budget: null, judgement: true, terms: true })).toContain('あわせて「ガイドライン」')
  })
})

describe('adoption benchmark', () => {
  const of = (group: string, size: number) => run('adoption-benchmark', { group, size }).text
  it.each([
    ['company', 99, '資料にありません'],
    ['company', 100, '15.1%'],
    ['company', 299, '15.1%'],
    ['company', 300, '32.1%'],
    ['company', 1_999, '32.1%'],
    ['company', 2_000, '60.8%'],
    ['municipality', 1, '34.2%'],
    ['municipality', 100, '34.2%'],
    ['municipality', 101, '61.9%'],
    ['municipality', 300, '61.9%'],
    ['municipality', 301, '資料にありません'],
    ['municipality', 0, '0人'],
    ['company', 0, '0人'],
    ['prefecture', 5_000, '100%'],
  ])('%s of %i: %s', (group, size, words) => {
    expect(of(group, size)).toContain(words)
  })
})

describe('reporting methods', () => {
  const compare = (inputs: Inputs) => run('reporting-methods', inputs)
  it('choose by what is needed', () => {
    expect(compare({ crowd: true, record: true, shared: false, talk: false }).text).toContain('合うのは勤怠管理ツール')
    expect(compare({ crowd: false, record: false, shared: false, talk: true }).text).toContain('合うのは電話')
    expect(compare({ crowd: false, record: true, shared: true, talk: false }).text).toContain(
      '合うのはEメール、チャットツール',
    )
    expect(row(compare({ record: true }), '電話')).toContain('別に勤務時間の記録が必要')
    expect(row(compare({ crowd: true }), '電話')).toContain('管理職の負担が大きい')
  })
})

describe('case finder', () => {
  it('finds by industry and topic, best first', () => {
    const outcome = answer('サテライトオフィスを作った市役所の事例を探したい')
    expect(outcome.sources.length).toBeGreaterThanOrEqual(2)
    expect(outcome.text).toContain('サテライトオフィス')
  })

  it('says what the cases do not have', () => {
    expect(answer('損害保険業の事例を探しています').text).toContain('損害保険業の事例は資料にありません')
    expect(answer('製造業で300人くらいの会社の事例を探しています').text).toContain('規模では絞れません')
  })
})

describe('case rows', () => {
  const document = (over: Partial<GuidanceDocument>): GuidanceDocument => ({
    id: 'case-x',
    path: 'cases/case-x.md',
    title: '事例',
    issuer: '総務省',
    number: null,
    issued: null,
    period: 'none',
    fiscalYear: null,
    programme: null,
    supersedes: [],
    audience: [],
    topics: [],
    prefectures: [],
    url: null,
    source: '',
    kind: 'case',
    text: '',
    hash: '',
    meta: {},
    ...over,
  })

  it('are the cases among the documents, with what they tell', () => {
    const rows = caseRows([
      document({
        meta: {
          industry: '製造業',
          organisation: 'A社',
          size: '2,551人',
          prefecture: '大阪府',
          caseTopics: '採用|チャット',
        },
      }),
      document({ id: 'bare' }),
      document({ id: 'guide', kind: 'guidance' }),
    ])
    expect(rows.map((each) => each.document)).toEqual(['case-x', 'bare'])
    expect(rows[0]).toMatchObject({
      industry: '製造業',
      size: '2,551人',
      topics: ['採用', 'チャット'],
      prefecture: '大阪府',
    })
    expect(rows[1]).toMatchObject({ industry: '', size: '', topics: [] })
  })
})

describe('event calendar', () => {
  it('says that what is past is past', () => {
    const outcome = answer('今後のセミナーの予定は？')
    expect(outcome.text).toContain('予定は、資料にありません')
    expect(outcome.text).toContain('（終了）')
    expect(outcome.text).not.toContain('これから')
  })

  it('lists what was still to come on an earlier day, soonest first', () => {
    const { text } = answer('今後のセミナーの予定は？', '2020-12-01')
    expect(text).toContain('12月11日')
    expect(text).toContain('これから')
    expect(text).not.toContain('10月29日')
  })

  it('counts the last day in', () => {
    expect(answer('これからのテレワーク月間の予定', '2016-11-30').text).toContain('開催期間中')
    expect(answer('これからのテレワーク月間の予定', '2016-12-01').text).not.toContain('開催期間中')
  })
})
