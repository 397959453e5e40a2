/** What kind of thing a question asks for, told by its words; all patterns expect folded, lower-case text. */

export const FACETS = [
  'when',
  'cost',
  'who',
  'where',
  'how',
  'contact',
  'url',
  'count',
  'why',
  'what',
  'list',
  'condition',
] as const
export type Facet = (typeof FACETS)[number]

const ASKED: Record<Facet, RegExp> = {
  when: /いつ|何日|何月|何年|期限|締め?切り?|〆切|期日|期間|日程|日時|何時(?!間)|スケジュール|間に合|まで(?:です|でし|だっけ|か|やっけ|ですっけ)|終わ(?:った|り)|deadline|when|until/u,
  cost: /いくら|費用|料金|金額|無料|有料|ただ(?:です|で|な)|お金|コスト|値段|自己負担|通信[費料]|補助率|措置率|上限額|予算|(?:^|[^a-z])(?:cost|fee|free|price)/u,
  who: /誰|だれ|対象|どんな(?:会社|企業|団体|人|組織)|何者|使えますか|使える(?:の|か)|利用できる|申し?込めますか|主催|構成員|担当者|誰が|who|eligib/u,
  where: /どこ|場所|会場|所在|住所|どちら|where/u,
  how: /どうやって|どのように|方法|手順|やり方|進め方|どうすれば|どうしたら|どうやる|手続|申し?込み(?:方|たい)|始め(?:方|れば|たらよ)|何から|how to|how do|how can/u,
  contact: /連絡先|問い?合わ?せ|電話|メール|窓口|相談先|アドレス|tel|fax|ファックス|ファクス|contact|phone/u,
  url: /url|リンク|サイト|ホームページ|(?:^|[^a-z])hp(?:$|[^a-z])|ページ|ダウンロード|入手|pdf|どこで(?:読|見)/u,
  count:
    /何(?:回|人|名|団体|社|件|か所|箇所|カ所|割|%|パーセント|時間|個|種類|段階|億|万|位|分の)|割合|[率数](?:は|を|って|が|[?。]|$)|どれ(?:くらい|ぐらい|だけ|ほど)|どの(?:くらい|ぐらい|程度)|いくつ|人数|件数|何倍|how many|how much/u,
  why: /なぜ|なんで|理由|どうして|背景|目的|根拠|why/u,
  what: /とは|って何|ってなに|ってなん|何ですか|なんですか|何でしょう|概要|内容|意味|どんな|どういう|what/u,
  list: /一覧|全部|すべて|全て|種類|挙げ|列挙|リスト|例を|ステップ|項目|list/u,
  condition: /条件|要件|基準|資格|必要(?:です|な|が|か|[?]|$)|ルール|決まり|制限|注意/u,
}

const number = String.raw`[0-9][0-9,.]*`
/** What a sentence must hold to be an answer of that kind. */
const GIVEN: Partial<Record<Facet, RegExp>> = {
  when: /[0-9元]+年(?:度|[^0-9]{0,8}[0-9]+月)|[0-9]+月[0-9]+日|期[間限日]|毎[週年月]|[0-9]+時|まで/u,
  cost: new RegExp(`${number}\\s*(?:円|万円|億円|億|%)|無料|無償|有料|実費|負担|[0-9]分の[0-9]|措置率|上限`, 'u'),
  who: /対象|企業|団体|法人|自治体|都道府県|市町村|職員|担当|主催|誰でも|受賞/u,
  where: /[都道府県市区町村].{0,14}[0-9]|https?:|会場|窓口|所在地|ホームページ|室/u,
  how: /方法|手順|申請|フォーム|fax|まず|順に|進め|行い|使い|検討|確認/iu,
  contact: /0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}|[\w.-]+@[\w.-]+|https?:/u,
  url: /https?:/u,
  count: new RegExp(
    `${number}\\s*(?:回|人|名|団体|社|件|か所|割|%|ポイント|時間|個|段階|億|万|倍|つ)|[一二三四五六七八九十]つ`,
    'u',
  ),
  why: /ため|から|理由|背景|目的|観点|意義/u,
  condition: /以上|以下|条件|要件|必要|場合|原則|対象外|限/u,
}

export const facetsIn = (folded: string): Facet[] => FACETS.filter((facet) => ASKED[facet].test(folded))

/** Whether the sentence holds what that kind of question wants; undefined where no sign is known. */
export const gives = (facet: Facet, sentence: string): boolean | undefined => GIVEN[facet]?.test(sentence)

/** Share of the kinds wanted of which a text shows a sign; undefined where no sign is known of any. */
export const givenShare = (facets: readonly Facet[], text: string): number | undefined => {
  const signs = facets.map((facet) => gives(facet, text)).filter((sign) => sign !== undefined)
  return signs.length === 0 ? undefined : signs.filter(Boolean).length / signs.length
}

/** The source says itself that it does not tell: an answer, but a weak one. */
export const tellsNothing = (sentence: string): boolean =>
  /(?:書かれて|載って|示して|記載が?(?:あり|され)?)(?:い)?ません|記載(?:なし|がない|がありません)|記載され?ていません|書いていません|分かりません|確認できません|読み取れません/u.test(
    sentence,
  )

export const wantsDetail = (folded: string): boolean =>
  /詳しく|くわしく|詳細|もっと|全部|すべて|全て|一覧|全文|残らず|もれなく|in detail/u.test(folded)
