/** Which kind of body somebody speaks for, and which prefecture they name. */
import { choiceIn } from './form.ts'
import { fold } from '../japanese/numbers.ts'
import type { Rules } from './rules.ts'
import type { FieldWords } from './words.ts'

export type Body =
  | 'company'
  | 'npo'
  | 'prefecture'
  | 'designated-city'
  | 'municipality'
  | 'other-local'
  | 'other-corporate'
  | 'sole'
  | 'individual'
  | 'national'

/** The more telling word comes first: a limited company in Yokohama is a company. */
const PATTERNS: [RegExp, Body][] = [
  [/npo|特定非営利活動/u, 'npo'],
  [/個人事業主|フリーランス|自営業/u, 'sole'],
  [
    /一個人|個人として|個人です|個人で(?:も|の)|個人の立場|会社員です|一社員|社員個人|一従業員|派遣社員です/u,
    'individual',
  ],
  [
    /(?:社団|財団|医療|社会福祉|学校|宗教|弁護士|税理士|大学)法人|協同組合|農協|商工会|生協|信用金庫/u,
    'other-corporate',
  ],
  [/一部事務組合|広域連合|広域(?:行政)?(?:事務)?組合|事務組合|地方公社|開発公社|地方独立行政法人/u, 'other-local'],
  [/国の(?:機関|出先)|省庁|国家公務員|独立行政法人/u, 'national'],
  [
    /株式会社|\(株\)|有限会社|\(有\)|合同会社|合名会社|合資会社|企業|会社|当社|弊社|自社|わが社|我が社|メーカー/u,
    'company',
  ],
  [/指定都市|政令市|政令都市/u, 'designated-city'],
  [/都道府県(?:です|として|の(?:職員|担当))|県庁|都庁|府庁|道庁|当県|本県|[^\d]県です|県の職員/u, 'prefecture'],
  [
    /市役所|町役場|村役場|役場|区役所|特別区|当市|本市|当町|本町|当村|本村|当区|市町村|市区町村|自治体|[市町村区](?:です|の職員|職員|なので|なんですが|ですが|として)/u,
    'municipality',
  ],
]

export const bodyIn = (folded: string, rules: Rules): Body | null => {
  const first = PATTERNS.find(([pattern]) => pattern.test(folded))?.[1] ?? null
  const { designatedCities, prefectures } = rules.vocabulary
  if (first !== null && first !== 'municipality' && first !== 'prefecture') return first
  if (designatedCities.some((city) => folded.includes(city))) return 'designated-city'
  if (first !== null) return first
  // A prefecture's name alone says where, not who: it counts as the body only where the name is followed as one.
  return prefectures.some((name) =>
    new RegExp(`${name}(?:です|として|の職員|職員|は(?:対象|補助|使|利用|申請))`, 'u').test(folded),
  )
    ? 'prefecture'
    : null
}

/** An answer to the question which body it is: a label read out, a body described, or one of a choice's other names. */
export const bodyAnswer = (folded: string, field: FieldWords, rules: Rules): string | null =>
  field.choices.find((choice) => folded.includes(fold(choice.label)))?.value ??
  bodyIn(folded, rules) ??
  choiceIn(folded, field)

/** The prefecture a sentence names; 東京 and 大阪 do without their last character, 京都 too. */
export const prefectureIn = (folded: string, rules: Rules): string | null => {
  const { prefectures } = rules.vocabulary
  const whole = prefectures.find((name) => folded.includes(name))
  if (whole) return whole
  const short = prefectures
    .filter((name) => name !== '北海道')
    .map((name) => ({ name, stem: name.slice(0, -1) }))
    .filter(({ stem }) => new RegExp(`${stem}(?![都道府県])`, 'u').test(folded))
  // 東京都 holds 京都: the earliest mention wins, and of two the longer.
  return (
    short.sort((a, b) => folded.indexOf(a.stem) - folded.indexOf(b.stem) || b.stem.length - a.stem.length)[0]?.name ??
    null
  )
}
