/** What is counted in a question that wants an amount, so that 何人 is answered with people and not with euros. */
import { tellsNothing } from './facets.ts'

interface Quantity {
  /** Words that ask for it. */
  asked: RegExp
  /** What a sentence that tells it holds. */
  given: RegExp
  /** How a sentence names it that says it is not known. */
  named: RegExp
}

const number = String.raw`[0-9][0-9,.]*[万億千]*(?:を超える|以上)?\s*`
const counted = (asked: RegExp, units: string, named: RegExp): Quantity => ({
  asked,
  given: new RegExp(`${number}(?:${units})`, 'u'),
  named,
})

const QUANTITIES: readonly Quantity[] = [
  counted(/何人|何名|人数|定員|[者員]数/u, '人|名', /人数|定員/u),
  counted(/何団体|団体数/u, '団体|社|自治体', /団体数/u),
  counted(/何社|社数|企業数/u, '社|団体|企業', /社数/u),
  counted(/何回|回数|何度まで/u, '回', /回数/u),
  counted(
    /何[かカヶケ箇ヵ]所|[かカヶケ箇ヵ]所数|いくつの(?:地域|場所|都市)|地域の?数/u,
    'か所|箇所|カ所|地域|会場|都市',
    /か所/u,
  ),
  // A share is also told as a decimal (措置率0.5).
  {
    asked: /何割|何%|割合|パーセント/u,
    given: new RegExp(`${number}(?:%|割|ポイント|倍)|(?<![0-9])0\\.[0-9]`, 'u'),
    named: /割合/u,
  },
  counted(/何時間/u, '時間|分', /時間/u),
  counted(/何時(?!間)|営業時間|受付時間|開館時間|時間帯/u, '時(?!間)|:[0-9]', /受付時間/u),
  counted(/何倍|倍率/u, '倍', /倍/u),
  counted(/何台|台数|端末(?:は|って|を)?(?:いくつ|幾つ)/u, '台', /台数/u),
  counted(/何席|席数|座席|席(?:は|って)?いくつ/u, '席', /席/u),
  counted(/何分(?!の)|(?:動画|映像|説明会).{0,12}(?:長さ|尺)/u, '分', /長さ/u),
  counted(/何問|設問数|問題数/u, '問', /設問数/u),
  counted(/何ページ|ページ数|何頁|何枚/u, 'ページ|頁|枚', /ページ/u),
  counted(/何件|件数/u, '件', /件数/u),
  counted(/広さ|面積|何平米|何坪/u, '㎡|m2|平方|平米|坪', /面積/u),
  counted(/何gb|何ギガ/u, 'gb|ギガ', /容量/u),
  // Pay, prices and rents are sums: that advice is free does not tell them.
  counted(
    /手当(?!て|とか)|給料|給与額|年収|時給|賃金|単価|家賃|賃料|賞金|会費|受講料|月額|人件費/u,
    '円',
    /手当額|単価/u,
  ),
  counted(/人口/u, '人', /人口/u),
  { asked: /何号|文書番号|(?:通知|事務連絡|文書)の番号/u, given: /第\s*[0-9]+\s*号/u, named: /番号/u },
  {
    asked:
      /ダウンロード|url|(?<!導)入手|(?:手引き?|ガイドライン|事例集|資料|チェックリスト|pdf|通知)(?:は|って)?(?:、|,)?(?:どこ|もらえ|手に入)/u,
    given: /https?:/u,
    named: /url/u,
  },
  {
    asked:
      /発行(?:時期|日|年)|公表日|いつ(?:ごろ|頃)?(?:に|の)?(?:出た|出され|発行|公表|作られ|作成|策定|発表|まとめ)/u,
    given: /年[^。]{0,40}(?:公表|発行|作成|まとめ|策定|作り|作ら|出し|出され|発表|改定|付け)/u,
    named: /発行|公表/u,
  },
  { asked: /何曜/u, given: /曜|[(（][月火水木金土日][)）]/u, named: /曜/u },
  {
    asked:
      /いくら(?![^。、]{0,8}[てで]も)|なんぼ|(?:費用|お?金)(?:は|が|も)?(?:かか|要|いる)|金額|値段|料金|何円|何万円|何億/u,
    given: new RegExp(`${number}(?:円|%)|無料|無償|有料|実費|利用者負担|分の[0-9]|措置率`, 'u'),
    named: /費用|料金|予算|金額/u,
  },
]

/** The amounts that folded text asks for. */
export const quantitiesIn = (text: string): Quantity[] => QUANTITIES.filter(({ asked }) => asked.test(text))

/** Share of the amounts that folded text tells, or says itself are not told. */
export const amountShare = (quantities: readonly Quantity[], text: string): number =>
  quantities.length === 0
    ? 1
    : quantities.filter(({ given, named }) => given.test(text) || (named.test(text) && tellsNothing(text))).length /
      quantities.length
