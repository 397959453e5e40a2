/** Messages that tell all circumstances in their own words: the procedure whose matter it is, and the figures right. */
import { describe, expect, it } from 'vitest'
import { shipped, today } from './desk.ts'

const said = (...texts: string[]): string[] => {
  let last: ReturnType<typeof shipped.answerByProcedure> = null
  return texts.map((text) => {
    const answer = shipped.answerByProcedure(text, {}, today, last?.next ?? null)
    if (answer !== null) last = answer
    return answer === null ? '' : `${answer.procedure}：${answer.lines.join('\n')}`
  })
}

describe('one message tells everything', () => {
  it.each<[string, string, RegExp]>([
    [
      '職員用ノートPC60台×15万、ライセンス120万、VPN機器380万。全部で特交いくら見込める？',
      'allocation-tax',
      /目安は700万円/u,
    ],
    [
      '町、職員用ノート35台を1台12万6千円で、ライセンスが1人1万円×35人分。特交どのくらい？',
      'allocation-tax',
      /238万円/u,
    ],
    [
      'これ段階ごとに仕分けして　・議事録づくり　・電子調達システムの操作　・窓口での届出受付',
      'task-level',
      /議事録づくり：レベルⅠ[^]*電子調達システムの操作：レベルⅡ[^]*届出受付：レベルⅢ/u,
    ],
    [
      '生活保護のシステム触る仕事と、会議の議事録作る仕事、それぞれ手引きのレベルのⅠ〜Ⅳのどこですか',
      'task-level',
      /生活保護[^\n]*レベルⅣ[^]*議事録[^\n]*レベルⅠ/u,
    ],
    ['ケースワーカーが生保システムを自宅から触りたい。導入しやすさの段階でいうとどこ？', 'task-level', /レベルⅣ/u],
    [
      '条例案の文言チェックと、議員さんへの答弁調整。どっちが先にテレワークにしやすい？',
      'task-level',
      /先にしやすいのは「条例案の文言チェック」/u,
    ],
    [
      '住民の台帳（LGWAN側）を、A案：職員の家で見る、B案：庁舎なみに管理した支所で見る。どっちなら許されますか',
      'task-level',
      /サテライトオフィス（支所等）のほう[^]*自宅や外出先は、原則として対象外/u,
    ],
    [
      '推進体制つくった、課題整理した、環境も整えた、試行とアンケート検証までおわり。次なにすんの？',
      'introduction-steps',
      /ステップ6/u,
    ],
    [
      'A案:端末40台×11万 B案:仮想デスクトップ一式520万。職員用、特交でどっちがいくら？',
      'allocation-tax',
      /A案が220万円[^\n]*B案が260万円/u,
    ],
    [
      '総額640万、このうち200万は住民向けのコワーキング整備。残りが職員の在宅用。措置額は',
      'allocation-tax',
      /目安は220万円/u,
    ],
    [
      '特交、R7でもVPN導入の200万は半分みてもらえる？町の職員用',
      'allocation-tax',
      /令和7年度の扱いは確認できません[^\n]*100万円/u,
    ],
    [
      '25 laptops at 120,000 yen each for staff telework. how much special allocation tax?',
      'allocation-tax',
      /150万円/u,
    ],
    [
      '医療法人です。令和5年度のテレワークマネージャー相談、使えましたか',
      'consultation-eligibility',
      /医療法人が対象に含まれるかは/u,
    ],
    ['試しに2か月回し終えた、アンケートはこれから。次は何番', 'introduction-steps', /次はステップ5/u],
    ['いま試行中なんやけど次は', 'introduction-steps', /今のステップ4「試行」が終わったら、次はステップ5/u],
    [
      '本格実施の方針が首長決裁まで終わりました。残りの段取りは？',
      'introduction-steps',
      /次はステップ9[^]*ステップ10/u,
    ],
    [
      '社員400人、対象にしてるのが120人、実際やったのは55人、月6日。百選の基準たりてますか',
      'pioneer',
      /55÷120＝45.83%[^\n]*不足/u,
    ],
    [
      'We want 百選. Full-time 900, eligible 200, monthly avg 6 days, users 90. OKですか?',
      'pioneer',
      /いいえ[^]*200÷900＝22.22%[^]*90÷200＝45%/u,
    ],
    ['先駆者なりたい。規程は本則に書いた、違反なし、実施してる。', 'pioneer', /はい、先駆者の要件を満たします/u],
    [
      '規程だけ作って誰もテレワークしてない会社ですが先駆者になれますか',
      'pioneer',
      /いいえ[^]*実際にテレワークが行われている/u,
    ],
    [
      '就業規則にはまだ書いてない。でも在宅勤務規程は作って、実際に営業部がやってます。是正も何もなし。先駆者はとれる？',
      'pioneer',
      /はい、先駆者の要件を満たします/u,
    ],
    [
      '月額8万円のクラウドを1年分と、初期費用45万。職員用。0.5かけるといくら？うちは村',
      'allocation-tax',
      /目安は70万5,000円/u,
    ],
    [
      '転入届の受付と、広報誌の原稿作り、記者クラブとの連絡の3つ',
      'task-level',
      /転入届[^\n]*レベルⅢ[^]*原稿[^\n]*レベルⅠ[^]*記者クラブ[^\n]*レベルⅡ/u,
    ],
    [
      '受給者の台帳が入ったシステムを支所（庁舎なみの施錠あり）から触らせたい。OK？',
      'task-level',
      /はい[^]*前提：LGWAN接続系の業務/u,
    ],
    [
      'まだ何もしてない市役所です。最初にやることは何ステップ目の何？',
      'introduction-steps',
      /次はステップ1「推進体制/u,
    ],
    [
      '人口2千の村です。シンクライアント化370万とWeb会議のライセンス80万。いくら返ってくる計算？財政力で増減ある？',
      'allocation-tax',
      /目安は225万円/u,
    ],
    [
      '市です。地域IoT R2のやつ、事業費3100万だと補助額なんぼ？市が出す計画あるって聞いた、なに？',
      'regional-iot',
      /1,550万円[^]*条件：市町村が実施主体なら/u,
    ],
  ])('%s', (text, procedure, wanted) => {
    const [answer = ''] = said(text)
    expect(answer.startsWith(`${procedure}：`)).toBe(true)
    expect(answer).toMatch(wanted)
  })
})

describe('a fact of the programme', () => {
  it('is left to the documents', () => {
    expect(said('地域IoT実装の予算、R2当初でいくら。3億円？')).toEqual([''])
  })
})

describe('what follows changes one thing', () => {
  it.each<[string[], RegExp[]]>([
    [
      ['百選は？全500人、対象100人', '対象150にすれば'],
      [/100÷500＝20%[^\n]*不足/u, /150÷500＝30%/u],
    ],
    [
      ['試行中なんですが次は？', 'それも終わったら', 'その次の次は'],
      [/次はステップ5/u, /次はステップ6/u, /次はステップ8/u],
    ],
    [
      ['レベルいくつ？', 'あごめん 申請書の仕様書つくる仕事', '検体の検査は？', '話変わるけど窓口で紙の届出うけるやつ'],
      [/どのような業務/u, /レベルⅠ/u, /レベルⅣ/u, /レベルⅢ/u],
    ],
    [
      ['職員用PC50台×10万で特交いくら', 'じゃ80台なら'],
      [/目安は250万円/u, /目安は400万円/u],
    ],
    [
      ['町で地域IoT、事業費1800万。いくら出た？', '政令市でも同じ？'],
      [/900万円/u, /対象外/u],
    ],
  ])('%s', (texts, wanted) => {
    const answers = said(...texts)
    for (const [at, pattern] of wanted.entries()) expect(answers[at]).toMatch(pattern)
  })
})
