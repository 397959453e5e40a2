/** Who asks and from where, as people say it of themselves. All patterns expect folded text. */
import type { Audience } from '../vocabulary/types.ts'

const NAMES =
  '北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県'.split(
    ' ',
  )

const shortOf = (prefecture: string): string => prefecture.replace(/[都府県]$/u, '')

/** Prefectures by their bare names: 京都 stands in 東京都, and 長野市 is a town. */
const BARE = NAMES.map((name) => {
  const short = shortOf(name)
  return { name, short, pattern: new RegExp(`${short}(?!市|区|町|村|大学)`, 'u') }
})

/** The full names are looked for first, then the bare ones of what is left. */
export const prefectureIn = (text: string): string | null => {
  const full = NAMES.find((name) => text.includes(name))
  if (full !== undefined) return full
  const spaced = text.replaceAll('東京', ' 東京 ')
  return (
    BARE.find(({ short, pattern }) => pattern.test(spaced) && !(short === '京都' && text.includes('東京都')))?.name ??
    null
  )
}

/** Parts of the country as surveys cut it; the longer names first, since 関東 stands in 北関東. */
const REGIONS =
  /北海道|東北|北関東|南関東|首都圏|関東|甲信越|北陸|東海|中部|近畿|関西|中国(?:地方|地域)|四国|九州|沖縄/gu
/** 市 after a word that is no name: 政令市, 各市, うちの市. */
const TOWN =
  /(?<![\p{Script=Han}\p{Script=Katakana}])((?!政令|中核|指定|各|全|他|同|当|本|某|何|町村|特別|市|都|近隣|小|大|都|旧|隣)[\p{Script=Han}\p{Script=Katakana}]{1,5}?[市区町村])(?![\p{Script=Han}])/gu

/** Every place that a text names, by the part of its name that texts about it hold. */
export const placesIn = (text: string): string[] => {
  const prefecture = prefectureIn(text)
  const towns = [...text.matchAll(TOWN)]
    .map(([, name = '']) => name.slice(0, -1).replace(/^.+[都道府県]/u, ''))
    .filter((name) => name !== '' && name !== '町')
  return [...new Set([...(prefecture === null ? [] : [shortOf(prefecture)]), ...(text.match(REGIONS) ?? []), ...towns])]
}

const KINDS: [Audience, RegExp][] = [
  ['designated-city', /政令(?:指定)?(?:都)?市|指定都市|政令市/u],
  ['npo', /npo(?:法人)?|非営利/u],
  ['prefecture', /県庁|道庁|府庁|都庁|当県|本県|県の(?:職員|人事|担当)|都道府県(?:の(?:職員|担当|者)|です|として)/u],
  [
    'municipality',
    /市役所|町役場|村役場|区役所|役場|当市|当町|当村|当区|本市|本町|市の(?:職員|人事|担当|情報)|町の(?:職員|担当)|村の(?:職員|担当)|区の(?:職員|担当)|市町村|自治体|地方公共団体/u,
  ],
  ['company', /当社|弊社|自社|会社|企業|中小|株式会社|社長|民間|製造業|建設業|メーカー|店舗/u],
  ['employee', /(?:会社員|社員|従業員|派遣|パート)(?:です|として|なの|だ)/u],
]

/** Somebody says what they are. A question that merely mentions 自治体 is not such a sentence. */
const OF_SELF =
  /うち|私|わたし|僕|当社|弊社|自社|当市|当町|当村|当県|当区|本市|本町|本県|我が?社|わが社|勤め|働いて|の者です|の職員です|担当(?:です|して|者です)|職員です|(?:会社|企業|社|役所|役場|自治体|市町村|町|村|市|区|県|法人|都市|メーカー|業)(?:なのですが|なんですが|ですが|ですけど|です[。、!]|です$|だけど|の場合|だと|としては|でも|は[?]?$|なら)/u

export const audienceIn = (text: string): Audience | null => {
  if (!OF_SELF.test(text)) return null
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}
