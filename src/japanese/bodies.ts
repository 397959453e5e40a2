/** Which kind of body somebody speaks for, as people say it of themselves. One reader for the whole house. */
import type { Audience } from '../vocabulary/types.ts'
import { DESIGNATED_CITIES, municipalityIn, PREFECTURES } from './places.ts'

/** The kinds of bodies that programmes tell apart. */
export const BODIES = [
  'company',
  'npo',
  'prefecture',
  'designated-city',
  'municipality',
  'other-local',
  'other-corporate',
  'sole',
  'individual',
  'national',
] as const

export type Body = (typeof BODIES)[number]

/** Whom something is for, or who else does it, says nothing about who asks. */
const OF_OTHERS =
  /(?:npo(?:法人)?|会社|企業|自治体|市町村|団体|法人)(?:じゃ|では)なく|(?:(?:住民|市民|町民|村民|県民|区民|企業|民間|移住者|会社|中小企業|事業者|県外企業|フリーランス|個人)(?:や[^、。]{1,6})?(?:向け|用(?!意)|誘致|を誘致|の誘致|を呼|支援|への|に(?:貸|使って|補助|開放))|(?:同規模|同業|近隣|ほか|他|よそ|別|似た)の?(?:会社|企業|自治体|市町村|市|町|村|県|団体)|県内の?市町村|市町村課|市町村分|自治体向け|民間の?(?:チェックリスト|資料)|県庁所在地|市販|市場|町内会|村八分|会社(?:支給|貸与|用|の(?:ノート|パソコン|pc|端末|サーバ))|大企業?でない)/gu

/** The more telling word comes first: an NPO in Yokohama is an NPO, an inn of the village is a company. */
const KINDS: [Body, RegExp][] = [
  ['npo', /npo|特定非営利活動|エヌピーオー/u],
  [
    'sole',
    /個人事業|フリーランス|自営|一人親方|個人商店(?!街)|ひとり(?:社長)?で(?:商売|仕事)|事務所\(個人\)|個人(?:の)?事務所|フリーの/u,
  ],
  [
    'individual',
    /一個人|個人と(?:して|しては)|個人です|個人で(?:も|の|相談|申|使)|個人の立場|個人は|会社員|一社員|社員個人|一従業員|派遣社員|サラリーマン|勤め人|ただの社員|転職|求職/u,
  ],
  [
    'other-local',
    /一部事務組合|広域連合|広域(?:行政)?(?:事務)?組合|事務組合|(?:消防|水道|ごみ|ゴミ|清掃|衛生|環境|斎場|病院|港湾|競馬|市町村|町村|退職手当)[^、。の]{0,6}組合|企業団|地方公社|開発公社|地方独立行政法人|地方独法|財産区|組合です/u,
  ],
  ['national', /国の(?:機関|出先)|省庁|国家公務員|独立行政法人|独法|国立[^、。]{0,6}(?:機構|研究所)/u],
  [
    'other-corporate',
    /(?<!営利活動|独立行政)法人(?!税|番号)|協同組合|農協|\bja\b|商工会|商工会議所|生協|信用金庫|信金|社会福祉協議会|社協|組合員|病院です|クリニック|大学です|大学の|学校です|保育園|労働組合/u,
  ],
  [
    'company',
    /株式会社|\(株\)|有限会社|\(有\)|合同会社|合名会社|合資会社|会社|企業|当社|弊社|自社|わが社|我が社|社長|メーカー|町工場|工場|工務店|商店(?!街)|店舗|(?:士|設計|会計|法律)事務所|事務所です|小売|ベンチャー|スタートアップ|旅館|ホテル|民間です|従業員|社員/u,
  ],
  [
    'designated-city',
    /(?<!でない)(?<!以外の)(?:政令)?指定都市(?!じゃ|では|でな|以外|を除)|政令市(?!じゃ|では|でな|以外)|政令都市/u,
  ],
  [
    'prefecture',
    /(?<!以外の)都道府県(?:です|として|の(?:職員|担当)|が主体)|県庁|都庁|府庁|道庁|県営|都営|府営|道営|当県|本県|うちの県|(?:^|[、。「,.?!])(?:県|都|府|道)(?:です|の|が|で|、|,|。|なん|だ|として|なら|は[?]|も[?]|やったら)|(?:^|[^内外他各全市\d])県(?:です|として|の(?:職員|担当|dx|人事|総務|情報|企画|行革|施設|者)|が(?:主体|やる|実施|整備|事業)|なの|なん|だけど|だと|で(?:は|使|買|整備|導入|やる|実施)|も(?:対象|使|もらえ)|は(?:対象|使|もらえ|申請))/u,
  ],
  [
    'municipality',
    /市役所|町役場|村役場|市営|町営|村営|役場|区役所|特別区|[当本](?:市|町|村|区)|市町村|市区町村|自治体|地方公共団体|(?:うち|ウチ|わし|おら)(?:ん)?[のとこ]{0,3}(?:市|町|村|区)|(?:^|[^\p{Script=Han}都])[市町村区](?:$|なら|です|で(?!も)|の(?!補助|制度|相談会|窓口|セミナー)|が|は|、|,|。|\)|\(|・|=|:|だ|なの|なん|として|だけど|職員|長(?!さ)|も)|(?:する|した|いる|ない|の|って|普通の|小さ[いな]|ある|人口[^、。]{1,8}の)[市町村](?=$|[、。,.)です])|職員(?:向け|用|が|の|は|に)/u,
  ],
]

/** The kind of body that a folded sentence speaks for; null where it names none. */
export const bodyIn = (text: string): Body | null => {
  const own = text.replace(OF_OTHERS, '〜').toLowerCase()
  const first = KINDS.find(([, pattern]) => pattern.test(own))?.[0] ?? null
  if (first !== null && first !== 'municipality' && first !== 'prefecture') return first
  if (DESIGNATED_CITIES.some((city) => own.includes(city) && municipalityIn(own) === city)) return 'designated-city'
  if (first !== null) return first
  const municipality = municipalityIn(own)
  // A place's name alone says where, not who: it counts as the body only where it is followed as one.
  const follows = (name: string) =>
    new RegExp(
      `${name}(?:$|[。、,]|です|で(?!働|会社)|だ|として|の(?:職員|人事|総務|情報|企画|dx|担当|者|[^、。]{0,4}[課係部])|職員|が|は|も)`,
      'u',
    ).test(own)
  if (municipality !== null && follows(municipality)) return 'municipality'
  return PREFECTURES.some((name) => name !== '北海道' && own.includes(name) && follows(name)) ? 'prefecture' : null
}

const CORPORATIONS =
  /(?:医療|学校|社会福祉|宗教|一般社団|公益社団|社団|一般財団|公益財団|財団|更生保護|農事組合|監査|税理士|弁護士)法人|協同組合|農協|商工会議所|商工会|生協|信用金庫|社会福祉協議会/u

/** What a corporation that is no company calls itself: 医療法人. */
export const corporationIn = (text: string): string | null => CORPORATIONS.exec(text)?.[0] ?? null

const AUDIENCES: Partial<Record<Body, Audience>> = {
  company: 'company',
  sole: 'company',
  npo: 'npo',
  prefecture: 'prefecture',
  'designated-city': 'designated-city',
  municipality: 'municipality',
  'other-local': 'municipality',
  individual: 'employee',
}

/** Somebody says what they are. A question that merely mentions 自治体 is not such a sentence. */
const OF_SELF =
  /うち|私|わたし|僕|当社|弊社|自社|当市|当町|当村|当県|当区|本市|本町|本県|我が?社|わが社|勤め|働いて|の者です|の職員です|担当(?:です|して|者です)|職員です|(?:会社|企業|社|役所|役場|自治体|市町村|町|村|市|区|県|法人|都市|メーカー|業|会社員|社員|従業員|派遣|パート)(?:なのですが|なんですが|ですが|ですけど|です[。、!]|です$|だけど|の場合|だと|としては|として|でも|は[?]?$|なら)/u

/** The kind of body that a text names, whether or not somebody says it of themselves. */
export const audienceNamed = (text: string): Audience | null => {
  const body = bodyIn(text)
  return body === null ? null : (AUDIENCES[body] ?? null)
}

/** Whose point of view an answer should take, where somebody says what they are. */
export const audienceIn = (text: string): Audience | null => {
  return OF_SELF.test(text) ? audienceNamed(text) : null
}
