import { describe, expect, it } from 'vitest'
import { editorsAsks, shipped, today } from './desk.ts'

/** Questions for the documents: a procedure that captured one would answer something else than what was asked. */
const plain = [
  '先駆者百選の基準は？',
  'テレワーク先駆者百選の要件を教えてください',
  '百選とは何ですか',
  '百選に応募するメリットは',
  '先駆者百選は対象従業員が25%以上必要ですか',
  '総務大臣賞の受賞企業はどこですか',
  '百選に選ばれた企業は何社ですか',
  '令和2年度の百選の募集はいつまででしたか',
  '先駆者と百選の違いは',
  '小規模事業者の場合の百選の割合は',
  '特別交付税措置の措置率は？',
  '特別交付税措置とは何ですか',
  '特別交付税の対象経費は何ですか',
  '令和6年度も特別交付税措置は続きますか',
  '特別交付税に上限はありますか',
  'パソコンの購入費は特別交付税の対象ですか',
  '財政力補正とは',
  '地域IoT実装・共同利用推進事業の補助率は',
  '地域IoTの補助の上限額は2,000万円ですか',
  '官民データ活用推進計画はいつ提出しますか',
  'テレワークマネージャーとは',
  'テレワークマネージャーの対象は？',
  'テレワークマネージャーの相談は何回までですか',
  'テレワークマネージャーに申し込む方法を教えてください',
  'テレワークマネージャーの費用は無料ですか',
  '令和元年度のテレワークマネージャーの応募期限は',
  '相談窓口はどこですか',
  'テレワーク相談センターの電話番号は',
  'サポートネットワークの事務局の連絡先を教えて',
  '導入の10ステップを教えてください',
  'ステップ3では何をしますか',
  'ステップ5の検証項目は',
  'ステップ4が終わったら次は何をしますか',
  '説明会では何を説明すればいいですか',
  'レベルⅢの業務は何ですか',
  'レベル4の業務の例を教えて',
  '業務のレベル分けとは',
  '窓口業務はテレワークできますか',
  '住民情報を扱う業務は在宅でできますか',
  'マイナンバーを扱う業務の在宅勤務',
  'ガイドラインと手引きの違いは',
  'チェックリストの◎の意味は',
  'セキュリティの手引きの第2版はいつ出ますか',
  '企業のテレワーク導入率は',
  '従業員300人未満の企業の導入率は',
  '職員100人以下の自治体の導入率は',
  '2000人以上の企業の導入率を教えて',
  '市区町村の導入率は前年より減りましたか',
  '導入しない理由で多いのは何ですか',
  '始業終業の報告方法を教えてください',
  '電話での始業報告は記録が残りますか',
  '在席確認の方法は',
  '佐賀県の事例を教えてください',
  '深谷市はLoGoチャットをどう使っていますか',
  'サテライトオフィスの事例はありますか',
  '建設業の相談事例はどんな内容ですか',
  'テレワーク月間とは',
  'テレワーク・デイズ2019の参加団体数は',
  'テレワーク月間はいつから始まりましたか',
  'セミナーは全国何か所で開催されましたか',
  'こんにちは',
  'ありがとうございました',
  '在宅勤務の通信費は誰が払いますか',
  '1on1ミーティングは人事評価ですか',
  '自治体テレワーク試行事業は何団体が使っていますか',
  '社員が120名います。在宅勤務の規程はどう作ればいいですか',
  '予算が500万円あります。何から始めるべきですか',
  'テレワークで生産性は1.6倍になりますか',
  '百選の対象従業員の割合は25%ですか50%ですか',
  '地域IoTの補助金で2,000万円もらった団体はありますか',
  '大分県庁の窓口業務はテレワークできますか',
  '人口3万人の市の導入率は',
  '勤怠ツールとメールの報告の違いは',
  'パソコン30台で450万円です',
  '50名が平均6日です',
  '弊社は百選の申込書をどこで入手できますか',
  '弊社が百選に応募する時期はいつですか',
  'うちは百選に落ちました。理由を教えてもらえますか',
  '当社がテレワークマネージャーに相談できる内容は何ですか',
  'うちの会社でもテレワークマネージャーの費用は無料ですか',
  '窓口の職員が事例を探すにはどこを見ればいいですか',
  '今年のテレワーク月間は11月ですか',
  'ステップ5は完了していないといけませんか',
  '当町は特別交付税の申請書をいつまでに出せばいいですか',
  'キャスターは298人の会社ですが百選ですか',
  '特別交付税',
  '百選',
]

const cases: [string, string][] = [
  ['地域IoT実装推進事業は指定都市も対象ですか', 'regional-iot'],
  ['市役所でもテレワークマネージャーに相談できますか', 'consultation-eligibility'],
  ['ガイドラインと手引きのどちらを読めばよいですか', 'security-paper'],
  ['始業と終業の報告はどの方法がよいですか', 'reporting-methods'],
  ['社員120名中、対象90名、先月は50名が平均6日ですが百選に応募できますか', 'pioneer'],
  ['従業員200人のうち60人が対象で、40人が実施、月平均5日です。百選の基準を満たしますか', 'pioneer'],
  ['弊社は百選の基準を満たしていますか', 'pioneer'],
  ['百選の基準に当てはまるか診断してください', 'pioneer'],
  ['対象は社員の3割、実施率6割、平均4日だと百選になれますか', 'pioneer'],
  ['テレワーク先駆者に該当するか判定してほしい', 'pioneer'],
  ['うちは百選に応募できますか', 'pioneer'],
  ['社員８０名、対象者２０名、実施１０名、月４日、先駆者百選いけますか', 'pioneer'],
  ['常時雇用三百人、対象百人、実施八十人、平均五日で百選は？', 'pioneer'],
  ['社員の半分が対象なら百選に出せますか', 'pioneer'],
  ['対象者比率28％、実施率45％（130名）、月平均6日なら百選の基準を満たしますか', 'pioneer'],
  ['特別交付税を試算して', 'allocation-tax'],
  ['300万円のシンクライアントを入れたら特交でいくら戻ってきますか', 'allocation-tax'],
  ['事業費3千万の場合の地域IoT補助金は？', 'regional-iot'],
  ['テレワークの経費1,200万円だと特別交付税はいくらですか', 'allocation-tax'],
  ['PC 500万円、ライセンス100万円を買うと特別交付税措置はどのくらい', 'allocation-tax'],
  ['当市の職員向けテレワーク、総額3,000万円の特交の概算を知りたい', 'allocation-tax'],
  ['特別交付税措置の額を見積もりたい', 'allocation-tax'],
  ['1台15万円の端末を20台入れます。特別交付税はいくら出ますか', 'allocation-tax'],
  ['ＶＰＮに三百万円かけたら交付税措置は？', 'allocation-tax'],
  ['地域IoTの補助、事業費5,000万円だといくらですか', 'regional-iot'],
  ['当町は地域IoT実装・共同利用推進事業の対象になりますか', 'regional-iot'],
  ['地域ＩｏＴの補助額を試算してください', 'regional-iot'],
  ['横浜市で事業費1億円、地域IoTの補助はもらえますか', 'regional-iot'],
  ['うちはNPO法人ですが、テレワークマネージャーに相談できますか', 'consultation-eligibility'],
  ['個人事業主ですがテレワークマネージャーに相談できますか', 'consultation-eligibility'],
  ['弊社は合同会社です。テレワークマネージャーの対象になりますか', 'consultation-eligibility'],
  ['当市はテレワークマネージャーを利用できますか。指定都市です', 'consultation-eligibility'],
  ['医療法人ですが専門家派遣は使えますか', 'consultation-eligibility'],
  ['テレワークマネージャーの対象かどうか確認したい', 'consultation-eligibility'],
  ['一部事務組合として専門家に相談したいのですが、相談事業の対象になりますか', 'consultation-eligibility'],
  ['東京都の相談窓口を教えて', 'consultation-windows'],
  ['大阪府で労務の相談先はどこですか', 'consultation-windows'],
  ['青森でテレワークのことはどこに相談すればいいですか', 'consultation-windows'],
  ['和歌山県にテレワークの窓口はありますか', 'consultation-windows'],
  ['地域の相談窓口を探しています', 'consultation-windows'],
  ['北海道のセキュリティの相談窓口', 'consultation-windows'],
  ['愛知県で相談できるところはありますか', 'consultation-windows'],
  ['ステップ3まで終わりました', 'introduction-steps'],
  ['ステップ２と４が完了しました', 'introduction-steps'],
  ['ステップ3が終わりましたが次は何をすればいいですか', 'introduction-steps'],
  ['ﾃﾚﾜｰｸﾏﾈｰｼﾞｬｰは当社(株式会社)でも使えますか', 'consultation-eligibility'],
  ['導入ステップの進捗を管理したい', 'introduction-steps'],
  ['ステップ五まで済みました', 'introduction-steps'],
  ['ステップ3はやり直しになった', 'introduction-steps'],
  ['手順を一つずつ進めたい', 'introduction-steps'],
  ['生活保護のシステムを使う仕事はどのレベルですか', 'task-level'],
  ['私は窓口を担当していますが在宅勤務できますか', 'task-level'],
  ['議事録の作成はレベルいくつ？', 'task-level'],
  ['うちの課は税務電算を使いますがテレワークできますか', 'task-level'],
  ['業務のレベルを判定してほしい', 'task-level'],
  ['財務会計システムでの起案はどのレベルに当たりますか', 'task-level'],
  ['当課の工事現場の現地確認は、テレワークの対象になりますか', 'task-level'],
  ['専任のセキュリティ担当がいません。ガイドラインと手引きのどちらを使えばいいですか', 'security-paper'],
  ['外部委託の予算がない会社にはガイドラインとチェックリストどっちが向いていますか', 'security-paper'],
  ['情シスが兼任ですが、セキュリティの手引きとガイドライン、どれを読めばいい？', 'security-paper'],
  ['セキュリティの専任部署があります。ガイドラインと手引きはどちらが向いていますか', 'security-paper'],
  ['従業員150人の会社の導入率は？', 'adoption-benchmark'],
  ['職員80人の町ですが、同規模の導入率はどのくらいですか', 'adoption-benchmark'],
  ['うちと同じ規模の会社はどのくらい導入していますか', 'adoption-benchmark'],
  ['社員２５００名の企業のテレワーク普及率を知りたい', 'adoption-benchmark'],
  ['職員数250名の市役所です。導入率を比べたい', 'adoption-benchmark'],
  ['30人の課で始業終業の報告、記録も残したいのですがどの方法がいいですか', 'reporting-methods'],
  ['始業・終業の報告方法を比較してください', 'reporting-methods'],
  ['大人数の部署で出退勤の報告はどれが向いていますか', 'reporting-methods'],
  ['うちの職場に合う始業報告と終業報告の連絡方法を選びたい。どれがいいですか', 'reporting-methods'],
  ['製造業で300人くらいの会社の事例を探しています', 'case-finder'],
  ['サテライトオフィスの事例を探したい', 'case-finder'],
  ['建設業の似た事例を検索して', 'case-finder'],
  ['同規模の自治体の事例を一覧で見たい', 'case-finder'],
  ['今後のセミナーの予定は？', 'event-calendar'],
  ['これからのイベントを教えて', 'event-calendar'],
  ['来月のテレワークのイベント一覧', 'event-calendar'],
  ['次回のテレワーク・デイズはいつですか', 'event-calendar'],
  ['茨城県の相談会で今から申し込めるものはありますか', 'event-calendar'],
]

const heard = (text: string) => shipped.answerByProcedure(text, {}, today)

describe('recognition', () => {
  it('is tried on enough of both kinds', () => {
    expect(plain.length).toBeGreaterThanOrEqual(60)
    expect(cases.length).toBeGreaterThanOrEqual(60)
  })

  it.each(plain)('leaves to the documents: %s', (text) => {
    expect(heard(text)?.procedure ?? null).toBeNull()
  })

  it.each(cases)('takes up: %s', (text, id) => {
    expect(heard(text)?.procedure).toBe(id)
  })

  it.each(cases)('answers first, and asks at most one thing: %s', (text) => {
    const answer = heard(text)
    expect(answer?.outcome.conclusion).not.toBe('')
    expect(answer?.lines.join('\n').length).toBeLessThanOrEqual(420)
    expect(answer?.sources.length).toBeGreaterThan(0)
    expect(
      answer?.lines.filter((line) => /か。$|教えてください(?:（[^）]*）)?。?$/u.test(line)).length,
    ).toBeLessThanOrEqual(1)
  })

  it('takes every figure of a sentence for what it is', () => {
    const inputs = (text: string) => heard(text)?.next.inputs
    expect(inputs('社員120名中、対象90名、先月は50名が平均6日ですが百選に応募できますか')).toMatchObject({
      employees: 120,
      eligible: 90,
      practising: 50,
      meanDays: 6,
    })
    expect(inputs('対象は社員の3割、実施率6割、平均4日だと百選になれますか')).toMatchObject({
      eligibleShare: 30,
      practisingShare: 60,
      meanDays: 4,
    })
    expect(inputs('常時雇用三百人、対象百人、実施八十人、平均五日で百選は？')).toMatchObject({
      employees: 300,
      eligible: 100,
      practising: 80,
      meanDays: 5,
    })
  })

  it("leaves the editors' own questions to the documents, but for a lookup now and then", () => {
    const captured = editorsAsks.filter((text) => heard(text) !== null)
    expect(editorsAsks.length).toBeGreaterThan(500)
    expect(captured.length / editorsAsks.length).toBeLessThan(0.03)
  })

  it('leaves a pasted document alone', () => {
    expect(heard('百選の基準を満たすか診断してください。'.repeat(100))).toBeNull()
  })
})
