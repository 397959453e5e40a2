import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GuidanceDocument } from '../../src/vocabulary/types.ts'
import type { Inputs, Outcome } from '../../src/procedures/procedures.ts'
import { caseRows } from '../../src/procedures/procedures.ts'
import { documentWith } from '../support/documents.ts'
import { answer, run, shipped, textOf, today } from './desk.ts'

const met = { overwork: true, violation: false, workRules: true }
const pioneer = (inputs: Inputs): Outcome => run('pioneer', { ...met, meanDays: 4, small: false, ...inputs })
const pioneerText = (inputs: Inputs): string => textOf('pioneer', { ...met, meanDays: 4, small: false, ...inputs })
const said = (text: string, asOf = today): string => answer(text, asOf).lines.join('\n')

describe('pioneer criteria', () => {
  it('are met at exactly 25 %, exactly half and exactly four days', () => {
    const inputs = { employees: 400, eligible: 100, practising: 50 }
    expect(pioneer(inputs).verdict).toBe('yes')
    expect(pioneerText(inputs)).toContain('100÷400＝25%（基準25%以上')
    expect(pioneerText(inputs)).toContain('50÷100＝50%（基準は対象の50%以上又は100人以上）')
  })

  it('are not met a hair below 25 %, however it rounds, and say how many are missing', () => {
    const inputs = { employees: 10_000, eligible: 2_499, practising: 1_300 }
    expect(pioneer(inputs).verdict).toBe('no')
    expect(pioneerText(inputs)).toContain('24.99%')
    expect(pioneerText(inputs)).toContain('あと1人で2,500人')
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
    [{ meanDays: 3.9 }, '基準4日以上） → 不足'],
    [{ overwork: false }, '長時間労働防止対策が要件'],
    [{ violation: true }, '重大な違反'],
    [{ workRules: false }, '就業規則'],
  ])('fail on %j, say which, and ask nothing more', (wrong, words) => {
    const inputs = { employees: 100, eligible: 60, practising: 60, ...wrong }
    expect(pioneer(inputs)).toMatchObject({ verdict: 'no', ask: null })
    expect(pioneerText(inputs)).toContain(words)
  })

  it('stop as soon as one figure decides', () => {
    const outcome = answer('社員400人で対象80人。百選いける？')
    expect(outcome).toMatchObject({ verdict: 'no', ask: null })
    expect(outcome.lines[1]).toContain('80÷400＝20%')
  })

  it('name what nobody told, and ask only for the figure that is missing', () => {
    const whole = answer('社員120名中、対象90名、先月は50名が平均6日ですが百選に応募できますか')
    expect(whole).toMatchObject({ verdict: 'confirm', ask: null })
    expect(whole.lines.join()).toContain('残る確認：長時間労働防止対策')
    expect(answer('社員120 対象60 実施40 百選').ask?.name).toBe('meanDays')
    expect(answer('社員60、対象20、実施15、平均6日だと百選？').ask?.name).toBe('small')
  })

  it.each([
    [{ employees: 0, eligible: 0, practising: 0 }, '0人'],
    [{ employees: 10, eligible: 11, practising: 1 }, '対象従業員が'],
    [{ employees: 100, eligible: 10, practising: 11 }, '実施者が'],
  ])('do not judge figures that cannot be: %j', (wrong, words) => {
    expect(pioneer(wrong).verdict).toBe('confirm')
    expect(pioneerText(wrong)).toContain(words)
  })

  it('are figures of the hundred only: 先駆者 asks whether it is laid down', () => {
    expect(said('就業規則にテレワークの規定がない会社ですが、先駆者になれますか')).toContain(
      '就業規則の本則か個別の規程',
    )
    expect(said('規程あり、週1で実際やっとる。ただ去年労基から是正勧告1件もろた。先駆者むり？')).toContain(
      '当たるかは、資料では分かりません',
    )
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
        const outcome = run('regional-iot', { body: 'municipality', plan: true, cost }, '2020-11-20')
        const granted = Math.min(Math.floor(cost / 2), 20_000_000)
        const man = [Math.floor(granted / 10_000), granted % 10_000] as const
        const words = `${man[0] > 0 ? `${man[0].toLocaleString('en-US')}万` : ''}${man[1] > 0 || granted === 0 ? man[1].toLocaleString('en-US') : ''}円`
        expect(outcome.conclusion).toContain(words)
      }),
    )
  })

  it('says so when it is asked about a day before its source', () => {
    expect(textOf('task-level', { task: '議事録', residents: 'none' }, '2019-01-01')).toContain('お尋ねの日より後')
    expect(textOf('adoption-benchmark', { group: 'municipality', size: 80 }, '2021-01-01')).toContain(
      'お尋ねの日より後',
    )
    expect(textOf('adoption-benchmark', { group: 'company', size: 800 }, '2021-01-01')).not.toContain(
      'お尋ねの日より後',
    )
  })
})

describe('special allocation tax', () => {
  const items = (yen: number): Inputs => ({ body: 'municipality', staff: true, items: [{ name: 'サーバ', yen }] })

  it('is half of what the list names, with what else might count', () => {
    const text = said('当市の職員向けです。特別交付税を試算して。PC 500万円、ライセンス 100万円、机 20万円')
    expect(text).toMatch(/^目安は300万円です（対象経費600万円×0\.5、上限なし、財政力補正の前）。/u)
    expect(text).toContain('机20万円は対象経費の列挙にありません。認められれば合わせて310万円')
    expect(text).not.toContain('前提')
  })

  it('multiplies a unit price by its quantity, and counts a total beside its parts only once', () => {
    expect(said('1台15万円の端末を20台買うと特別交付税はいくら')).toContain('目安は150万円')
    expect(said('VPN 200万円、サーバ 300万円、合計500万円の特別交付税は')).toContain('目安は250万円')
    expect(said('総額950万円、うち350万円が通信費で残りは端末とライセンス。町です、特交は？')).toContain(
      '目安は300万円',
    )
  })

  it('does not round up half a yen, has no cap, and stays calm at nothing', () => {
    expect(textOf('allocation-tax', items(3))).toContain('は1円です')
    expect(textOf('allocation-tax', items(1e12))).toContain('は5,000億円です')
    expect(textOf('allocation-tax', items(0))).toContain('は0円です')
  })

  it('assumes what nobody told, and says so', () => {
    const outcome = answer('1,000万円だと特別交付税はいくらですか')
    expect(outcome.lines[0]).toContain('目安は500万円')
    expect(outcome.lines.join()).toContain('前提：地方公共団体の費用、職員向け、全額が対象経費。')
    expect(outcome.decided).toBe(false)
  })

  it.each([
    [{ body: 'company', items: [{ name: 'PC', yen: 100 }] }, '地方公共団体です'],
    [{ body: 'municipality', staff: false }, '職員向けテレワーク'],
    [{ body: 'municipality', year: 2018 }, '対象期間より前'],
  ])('is refused for %j with its reason', (inputs, words) => {
    expect(run('allocation-tax', inputs).verdict).toBe('no')
    expect(textOf('allocation-tax', inputs)).toContain(words)
  })

  it('says from which year and until which year the sources speak', () => {
    expect(textOf('allocation-tax', items(100), '2019-06-01')).toContain('令和2年度からで')
    expect(textOf('allocation-tax', items(100), '2025-04-01')).toContain('令和6年度まで')
    expect(said('令和9年度に職員端末を2,000万円で更新する市。特交は0.5のまま見込んでいい？')).toMatch(
      /^資料で確かめられるのは令和6年度まで/u,
    )
  })

  it('cites nothing that was not yet written on the day asked about', () => {
    const early = run('allocation-tax', items(100), '2021-06-01').sources.map((source) => source.document)
    expect(early).not.toContain('special-allocation-tax-fy2024')
    expect(run('allocation-tax', items(100), '2024-06-01').sources.map((source) => source.document)).toContain(
      'special-allocation-tax-fy2024',
    )
  })
})

describe('regional IoT subsidy', () => {
  const iot = (inputs: Inputs, asOf = '2020-11-20') =>
    run('regional-iot', { body: 'municipality', plan: true, ...inputs }, asOf)

  it.each([
    [40_000_000, '2,000万円', '2分の1'],
    [39_999_999, '1,999万9,999円', '2分の1'],
    [40_000_002, '2,000万円', '上限を超える'],
    [0, '0円', '2分の1'],
    [1, '0円', '2分の1'],
  ])('of a cost of %i yen is %s', (cost, amount, words) => {
    expect(iot({ cost }).conclusion).toContain(amount)
    expect(iot({ cost }).conclusion).toContain(words)
  })

  it('is not for prefectures and designated cities, whatever the cost', () => {
    for (const body of ['prefecture', 'designated-city'])
      expect(run('regional-iot', { body })).toMatchObject({ verdict: 'no', ask: null })
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
    expect(outcome.conclusion).toContain('令和2年度の条件なら')
    expect(outcome.date).toContain('いまの募集は資料では確認できません')
  })

  it('leaves a company to be confirmed', () => {
    expect(iot({ body: 'company', cost: 1_000_000 }).verdict).toBe('confirm')
  })
})

describe('consultation eligibility', () => {
  const eligible = (inputs: Inputs, asOf: string) => run('consultation-eligibility', inputs, asOf)
  const text = (inputs: Inputs, asOf: string) => textOf('consultation-eligibility', inputs, asOf)

  it.each(['company', 'npo', 'municipality', 'designated-city', 'prefecture', 'other-local'])(
    'takes %s in FY2019',
    (body) => {
      expect(eligible({ body }, '2020-03-24').verdict).toBe('yes')
    },
  )

  it('closes with the last day of application, though consultations go on', () => {
    expect(eligible({ body: 'company' }, '2020-03-25').verdict).toBe('no')
    expect(text({ body: 'company' }, '2020-03-25')).toContain('応募の締切は令和2年3月24日')
    expect(text({ body: 'company', year: 2019, day: '2020-03-25' }, today)).toContain('間に合いません')
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
    expect(text({ body: 'npo' }, '2023-12-28')).toContain('令和3年度はNPO法人も対象でした')
  })

  it('knows the middle of March 2022 only as such', () => {
    expect(eligible({ body: 'company' }, '2022-03-10').verdict).toBe('yes')
    expect(text({ body: 'company' }, '2022-03-15')).toContain('断定できません')
    expect(text({ body: 'company' }, '2022-04-01')).toContain('すでに終了')
  })

  it('offers no ended call as open, and names where to ask now', () => {
    expect(said('弊社は株式会社です。令和元年度のテレワークマネージャーを利用できますか')).toContain(
      'すでに終了しています',
    )
    const now = said('当市ですがテレワークマネージャーに相談できますか')
    expect(now).toContain('いまの実施は資料では確認できません')
    expect(now).toContain('https://telework.mhlw.go.jp/info/map/')
  })

  it('names no contact that was not known on the day asked about', () => {
    expect(text({ body: 'company' }, '2022-06-01')).not.toContain('telework.mhlw.go.jp')
  })

  it('has nothing to say of a year without a source', () => {
    expect(text({ body: 'company', year: 2015 }, today)).toContain('資料がありません')
  })
})

describe('consultation windows', () => {
  it('are listed with their numbers and their date', () => {
    expect(said('東京都の相談窓口を教えて')).toContain('0120-708-181')
    expect(said('東京都の相談窓口を教えて')).toContain('令和2年11月5日の資料')
  })

  it('say so where the data has none, and name the national one', () => {
    for (const question of ['沖縄県の相談窓口は', '青森県の相談窓口は', '那覇の会社です。相談窓口の連絡先']) {
      expect(said(question)).toContain('資料にありません')
      expect(said(question)).toContain('テレワーク相談センター')
    }
  })

  it('do not take 東京都 for 京都, nor know windows before their date', () => {
    expect(said('東京の窓口の電話番号')).toContain('東京都の窓口')
    expect(said('京都の窓口の電話番号')).toContain('京都府の窓口')
    expect(said('東京都の相談窓口', '2019-06-01')).not.toContain('0120')
  })
})

describe('introduction steps', () => {
  it.each([
    ['ステップ3まで終わりました', 'ステップ4「試行」'],
    ['ステップ1と3が終わりました', 'ステップ2「'],
    ['ステップ10まで終わりました', 'ステップ10「'],
    ['庁内の推進チームはもうできた。次に何をする段階？', 'ステップ2「'],
    ['一部の課での試行が終わりました。次は何のステップですか', 'ステップ5「検証」'],
    ['試行用の端末とルールはそろいました。導入ステップでは次に何をしますか', 'ステップ4「試行」'],
  ])('%s: %s', (text, next) => {
    expect(said(text)).toContain(next)
  })

  it('does not know steps that are none', () => {
    for (const text of ['ステップ11まで終わりました', 'ステップ0が終わりました'])
      expect(shipped.answerByProcedure(text, {}, today)).toBeNull()
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
    expect(level({ task, level: true }).verdict).toBe(verdict)
    expect(level({ task, level: true }).conclusion).toContain(name)
  })

  it('gives each of several jobs its line', () => {
    const text = said('あんけーと集計、議事録、あと給与システムの入力。レベルそれぞれ')
    expect(text).toMatch(/集計：レベルⅠ/u)
    expect(text).toMatch(/給与システムの入力：レベルⅡ/u)
  })

  it('keeps large or sensitive residents data away from home, and lets it into an equal satellite office', () => {
    const task = { residents: 'large' }
    expect(level({ ...task, place: 'home' }).verdict).toBe('no')
    expect(level({ ...task, place: 'mobile' }).verdict).toBe('no')
    expect(level({ ...task, place: 'satellite', equal: true }).verdict).toBe('yes')
    expect(level({ ...task, place: 'satellite', equal: false }).verdict).toBe('no')
    expect(level({ ...task, place: 'satellite' })).toMatchObject({ verdict: 'confirm', ask: { name: 'equal' } })
  })

  it('does not invent a level, nor take a department for a job', () => {
    expect(level({ task: '庭の手入れ', level: true }).conclusion).toContain('レベルは決められません')
    expect(said('税務課なんだけどテレワークできる？')).toContain('業務ごとに決まります')
  })
})

describe('security paper', () => {
  const paper = (inputs: Inputs) => textOf('security-paper', inputs)
  it('is the checklist without a dedicated person and the guideline with one', () => {
    expect(paper({ dedicated: false })).toContain('「手引き（チェックリスト）」が向いています')
    expect(paper({ dedicated: true, terms: true })).toContain('ガイドライン」が向いています')
    expect(paper({ dedicated: true, budget: false, judgement: false })).toContain(
      '「手引き（チェックリスト）」が向いて',
    )
    expect(run('security-paper', {})).toMatchObject({ ask: { name: 'dedicated' } })
  })
})

describe('adoption benchmark', () => {
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
    expect(run('adoption-benchmark', { group, size }).conclusion).toContain(words)
  })

  it('shows both rows and asks one thing where the size or the group is unknown', () => {
    expect(answer('うちの町と同じ規模の導入率が知りたい').ask?.name).toBe('size')
    expect(answer('150人規模のとこの導入率').ask?.name).toBe('group')
  })
})

describe('reporting methods', () => {
  const compare = (inputs: Inputs) => textOf('reporting-methods', inputs)
  it('choose by what is needed', () => {
    expect(compare({ crowd: true, record: true })).toMatch(/^勤怠管理ツールが向いています/u)
    expect(compare({ talk: true })).toMatch(/^電話が向いています/u)
    expect(compare({ record: true, shared: true })).toMatch(/^Eメール、チャットツールが向いています/u)
    expect(compare({ people: 300 })).toContain('前提：300人は大人数')
  })
})

describe('case finder', () => {
  it('finds by industry and topic, best first, and says what the cases do not have', () => {
    expect(answer('サテライトオフィスを作った市役所の事例を探したい').sources.length).toBeGreaterThanOrEqual(2)
    expect(said('損害保険業の事例を探しています')).toContain('損害保険業の事例は資料にありません')
    expect(said('製造業で300人くらいの会社の事例を探しています')).toContain('規模では絞れません')
  })
})

describe('case rows', () => {
  const document = (over: Partial<GuidanceDocument>): GuidanceDocument =>
    documentWith({ id: 'case-x', kind: 'case', ...over })

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
    expect(said('今後のセミナーの予定は？')).toContain('予定は、資料にありません')
    expect(said('今後のセミナーの予定は？')).not.toContain('これから')
    expect(said('愛知の無料相談会、12月14日のにまだ間に合う？')).toMatch(/^いいえ、終了しています。.*令和2年12月14日/u)
  })

  it('lists what was still to come on an earlier day, soonest first', () => {
    const text = said('今後のセミナーの予定は？', '2020-12-01')
    expect(text).toContain('12月11日')
    expect(text).toContain('これから')
    expect(text).not.toContain('10月29日')
  })

  it('counts the last day in', () => {
    expect(said('これからのテレワーク月間の予定', '2016-11-30')).toContain('開催期間中')
    expect(said('これからのテレワーク月間の予定', '2016-12-01')).not.toContain('開催期間中')
  })
})

describe('a share of one’s own', () => {
  it('is worked out and set against the survey of the own trade', () => {
    const { lines, verdict } = answer('運送業の協会です。会員72社で9社だけ導入済み。全国の同業より低いですか')
    expect(verdict).toBe('no')
    expect(lines[0]).toBe('いいえ。12.5%で、全国の運輸業・郵便業の11.7%を0.8ポイント上回ります。')
    expect(lines[1]).toContain('9÷72')
  })

  it('is set against all companies, or all municipalities, where no trade is told', () => {
    expect(answer('加盟150社のうち33社が導入。全国と比べてどう？').lines[0]).toContain('20.2%を1.8ポイント上回ります')
    expect(answer('県内20市町村のうち10市町村が導入。全国と比べると？').lines[0]).toContain(
      '60.1%を10.1ポイント下回ります',
    )
  })

  it('is the rate of a trial where those who did and those who could are told', () => {
    expect(answer('試行で、できる人40人のうち実施した人10人。実施率は？').lines[0]).toBe('25%です（10人÷40人）。')
  })

  it('is a difference between classes of size where that is asked for', () => {
    expect(answer('一般行政職員128人の町です。市区町村全体の導入率との差は？').lines[0]).toContain('1.8ポイント高い')
    expect(answer('一般行政職員128人の町です。100人以下の団体とは導入率に何ポイント差がありますか').lines[0]).toContain(
      '27.7ポイント高い',
    )
    expect(answer('一般行政職員95人の町、合併後は250人。導入率はそれぞれ？').lines[0]).toContain('34.2%、')
  })
})

describe('a verdict first', () => {
  const first = (text: string): string => answer(text).lines[0] ?? ''

  it('says of a sum that is taken for granted whether it is right', () => {
    expect(first('職員用端末700万と、住民が使うコワーキングの机300万。特交は500万で合ってますか')).toMatch(
      /^いいえ、目安は350万円です/u,
    )
    expect(first('町の職員用端末700万。半分の350万を特交で見込んでいいですか')).toMatch(/^はい、目安は350万円です/u)
    expect(first('地域IoTで町が3,900万使ったら、2,000万まで出たってこと？')).toMatch(/^いいえ、.*1,950万円です/u)
    expect(first('地域IoT、町で4,000万。満額の2,000万まで届く？')).toMatch(/^はい、.*2,000万円です/u)
  })

  it('says that there is no ceiling where one is feared, and takes it for no cost', () => {
    expect(first('県の職員向けテレワークに1億8千万。2,000万で頭打ちと聞いたけど本当？')).toBe(
      '上限はありません。目安は9,000万円です（対象経費1億8,000万円×0.5、上限なし、財政力補正の前）。',
    )
  })

  it('computes a subsidy that nobody names, and names it then', () => {
    expect(first('総額1,180万、村が単独で実施。補助額だけ教えて')).toContain(
      '地域IoT実装・共同利用推進事業（令和2年度）の条件なら590万円です',
    )
    expect(first('空き校舎をサテライトに直す見積り5,600万。補助はなんぼ？')).toContain('上限の2,000万円')
  })

  it('lets a missing plan decide before any sum', () => {
    expect(first('市の事業費3,900万。官民データの計画はまだ作ってない。申請したら通る？')).toMatch(
      /^いいえ、このままでは/u,
    )
    expect(answer('一部事務組合がサテライト整備に1,200万。補助いくら？計画の提出はいる？').lines.join('\n')).toContain(
      '市町村が実施主体の場合の条件',
    )
  })

  it('yields where papers of a programme are wanted', () => {
    expect(shipped.answerByProcedure('3.4億円の地域IoT、今年度の公募要領をいただけますか', {}, today)).toBeNull()
  })

  it('knows the hundred by its figures, and what is feared of them', () => {
    expect(
      first(
        '小規模事業者です。常時雇用16名、対象9名、実施5名、月平均4日。長時間労働を防ぐ仕組みはまだありません。落第点は？',
      ),
    ).toMatch(/^いいえ/u)
    expect(first('社員1,000名、対象300名、実施110名、月5日。百選は50%いってないからむりですか')).toMatch(
      /^いいえ、実施110人は「100人以上」に当たる/u,
    )
    expect(shipped.answerByProcedure('社員16名、対象9名です。よろしく', {}, today)).toBeNull()
  })

  it('reads a paper’s reader from how it stands with security', () => {
    expect(first('セキュリティ担当は総務の私が片手間、外に頼む予算ゼロ。国の資料どれ読めば？')).toContain(
      'チェックリスト',
    )
    expect(first('専任のセキュリティ係2人いて外注予算もそこそこ。読むべきはどっちの文書？')).toContain('ガイドライン')
    expect(
      shipped.answerByProcedure('兼務でセキュリティも担当です。通知を読んだけど電話はどっちの番号？', {}, today),
    ).toBeNull()
  })

  it('takes sensitive data of residents as such, wherever they are opened', () => {
    expect(first('虐待ケースの住民情報（LGWAN）を新幹線で開きたい。許可していいか')).toMatch(/^できません/u)
  })
})

describe('what is asked in so many other words', () => {
  const first = (text: string): string => answer(text).lines[0] ?? ''

  it('tells how many people it takes, and how many are missing', () => {
    expect(first('うちは小規模事業者で社員12人。何人対象にすれば百選の割合になるの')).toBe(
      '対象は6人以上必要です（社員12人×50%）。',
    )
    expect(answer('百選の対象割合、社員340人だと最低何人いる？').lines.slice(0, 2)).toEqual([
      '対象は85人以上必要です（社員340人×25%）。',
      '小規模事業者なら170人以上です（50%）。',
    ])
    expect(answer('百選、社員2000人、対象600人、実施95人、月6日。足りますか').lines.join('\n')).toContain(
      'あと5人で100人',
    )
  })

  it('tells who pays for the line, and the consultation beside it', () => {
    expect(first('令和2年度のテレマネ、電話代も国が払ってくれる？')).toMatch(/^いいえ、相談は無料ですが、電話代/u)
    const both = answer('うちNPO法人ですけどテレワークマネージャー使えますか。電話代とかもタダ？').lines
    expect(both[0]).toContain('NPO法人も対象でした')
    expect(both[1]).toMatch(/^いいえ、相談は無料ですが/u)
  })

  it('takes the body that is meant where another is denied', () => {
    expect(first('NPOじゃなく株式会社です。令和2年度のテレワークマネージャーは対象？')).toBe(
      'はい、令和2年度は会社も対象でした。',
    )
  })

  it('says yes where the year is told and covered', () => {
    expect(first('特交って令和5年度に買ったライセンス180万でもいける？うちは町')).toMatch(
      /^はい、対象です。目安は90万円/u,
    )
  })

  it('takes a branch without entry control for one that is not protected alike', () => {
    expect(first('支所に入退室管理はない。そこでLGWANの住民情報を大量に扱うのはOK？')).toMatch(/^認められません/u)
  })

  it('knows a hard job told in few words, and takes no pilot for an experiment', () => {
    expect(first('住民税の課税システムの入力、在宅でできる？')).toContain('レベルⅣ')
    expect(
      shipped.answerByProcedure('市です。J-LISのテレワーク推進実証実験に今から参加できますか', {}, today)?.procedure,
    ).not.toBe('task-level')
  })
})

describe('figures told in passing', () => {
  it('takes the count of one’s own over the one that is only supposed', () => {
    const { lines } = answer('百選って実施者100人いればOK？対象が1000人で実施120人、社員は5000人')
    expect(lines.join('\n')).toContain('120÷1,000')
  })

  it('reads sums down to the thousands, and a share without its second counter', () => {
    expect(answer('うちの村の職員用パソコン18台(1台13万5千)。特交なんぼになる').lines[0]).toContain('121万5,000円')
    expect(answer('会員46市町村のうち31が導入。全国の市区町村より上？').lines[0]).toMatch(/^はい。67.4%/u)
  })

  it('tells those who did from those who could by the words before', () => {
    expect(answer('職員600人のうち在宅できるのは420、今月やったの150。実施率は').lines[0]).toBe(
      '35.7%です（150人÷420人）。',
    )
  })

  it('names the jobs of a list without the words that ask', () => {
    expect(answer('窓口業務と、報告書づくりならどっちがテレワーク向き？').lines[0]).toBe(
      '先にしやすいのは「報告書づくり」です（レベルⅠ）。',
    )
  })
})
