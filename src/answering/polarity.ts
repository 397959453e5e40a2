/** はい or いいえ, worked out from a row and never taken from anybody's word. */
import type { YesNo } from '../question/yes-no.ts'
import type { Audience } from '../vocabulary/types.ts'
import type { Row } from './rows.ts'

export interface YesNoAsked {
  kind: YesNo
  /** Folded. */
  clause: string
  audience: Audience | null
}

const NEGATIVE =
  /^(?:原則)?(?:対象外|不可|なし|無し|不要|できない|使えない|使用不可|含まない|禁止|目的外|必須ではない|必要ない|限らない|ない|いいえ)/u
const POSITIVE = /^(?:対象(?!外)|可(?!否|能性|視)|あり|有り|必要|できる|使える|含む|許容|可能|必ず|はい)/u
const FREE = /^(?:無料|無償)/u
const PAID = /^(?:有料|実費|利用者(?:の)?負担|自己負担|本人負担)|(?:実費|利用者|自己)負担/u

/** How documents name each kind of body. */
const BODIES: Record<Audience, RegExp> = {
  company: /企業|会社|事業者|民間/u,
  npo: /npo|非営利|法人/iu,
  prefecture: /都道府県|地方公共団体|自治体/u,
  'designated-city': /指定都市|市町村|市区町村|地方公共団体|自治体/u,
  municipality: /市町村|市区町村|地方公共団体|自治体|役場/u,
  employee: /従業員|社員|職員|個人/u,
}

/** Whether a row names that kind of body. */
export const namesBody = (audience: Audience, { keys, value }: Pick<Row, 'keys' | 'value'>): boolean =>
  BODIES[audience].test(`${keys.join(' ')} ${value}`)

export const EXCEPT = /(?:を除く|以外|除き|除いた)/u

/** A number with what it counts: 3回, 2,000万円, 61.6%; the day of a date counts nothing. */
const AMOUNT =
  /(?<![月\d])(\d[\d,]*(?:\.\d+)?)\s*(億|万|千)?\s*(円|%|回(?!目)|時間|分|団体|社|人|名|日|か所|箇所|年|割|倍)/gu

const SCALE: Record<string, number> = { 千: 1_000, 万: 10_000, 億: 100_000_000 }

export interface Amount {
  value: number
  unit: string
}

/** The amounts of a text, each with what it counts. */
export const amountsIn = (text: string): Amount[] =>
  [...text.normalize('NFKC').matchAll(AMOUNT)].map(([, digits = '', scale = '', unit = '']) => ({
    value: Number(digits.replaceAll(',', '')) * (SCALE[scale] ?? 1),
    unit: unit === '名' ? '人' : unit === '箇所' ? 'か所' : unit,
  }))

/** What is taken for granted agrees with the row's figures, or contradicts them; null where they cannot be compared. */
const claimHolds = (clause: string, value: string): boolean | null => {
  const claimed = amountsIn(clause).filter(({ unit }) => unit !== '年')
  const told = amountsIn(value)
  const comparable = claimed.filter(({ unit }) => told.some((one) => one.unit === unit))
  if (comparable.length === 0) return null
  return comparable.every((one) => told.some(({ value: amount, unit }) => unit === one.unit && amount === one.value))
}

/** Whether a row's value is a word of decision. */
export const decides = ({ value }: Pick<Row, 'value'>): boolean => decisionOf(value) !== null

/** A list of who may that leaves nothing open. */
const isClosed = ({ label, value }: Row): boolean =>
  label.endsWith('対象') && !/等|など|ほか|その他|全て|すべて/u.test(value)

const bodyAllowed = (audience: Audience | null, row: Row): boolean | null => {
  if (audience === null || !/対象|利用|応募|資格/u.test(row.label)) return null
  if (EXCEPT.test(row.value)) return null
  if (!namesBody(audience, row)) {
    const others = Object.values(BODIES).some((body) => body.test(row.value))
    return isClosed(row) && others ? false : null
  }
  return !(row.label.includes('対象外') || NEGATIVE.test(row.value))
}

/** …にする方法あり, 個別の規程でも可 */
const POSITIVE_END = /(?:方法あり|でも可|も可能|が可能)$/u

export const decisionOf = (value: string): boolean | null =>
  NEGATIVE.test(value) ? false : POSITIVE.test(value) || POSITIVE_END.test(value) ? true : null

const costsOf = (kind: 'free' | 'costs', value: string): boolean | null => {
  if (FREE.test(value)) return kind === 'free'
  return PAID.test(value) ? kind === 'costs' : null
}

/** A figure that is claimed decides; else a row of the name that is claimed: 人事評価のため is denied by 人事評価：目的外. */
const claimedOf = (clause: string, row: Row): boolean | null => {
  const byFigure = claimHolds(clause, `${row.keys.join(' ')} ${row.value}`)
  const named = row.label.length > 2 && clause.includes(row.label)
  return byFigure !== null || !named ? byFigure : decisionOf(row.value)
}

const allowedOf = ({ clause, audience }: YesNoAsked, row: Row): boolean | null => {
  const { value, label, keys } = row
  if (claimHolds(clause, `${keys.join(' ')} ${value}`) === false) return null
  if (!label.endsWith('対象外')) return decisionOf(value) ?? bodyAllowed(audience, row)
  if (audience !== null && namesBody(audience, row)) return false
  return keys.length > 0 || NEGATIVE.test(value) ? false : null
}

const neededOf = (value: string): boolean | null =>
  value.startsWith('不要') ? false : /^必要|^必ず|が必要/u.test(value) ? true : null

/** True for はい, false for いいえ, null where the row does not decide it. */
export const polarityOf = (asked: YesNoAsked, row: Row): boolean | null => {
  if (!row.told) return null
  switch (asked.kind) {
    case 'free':
    case 'costs':
      return costsOf(asked.kind, row.value)
    case 'claim':
      return claimedOf(asked.clause, row)
    case 'allowed':
      return allowedOf(asked, row)
    case 'needed':
      return neededOf(row.value)
    case 'exists':
      return decisionOf(row.value)
    default:
      return null
  }
}

/** A figure of the question that the first row does not tell, and a row of another edition of the programme does. */
export const claimedElsewhere = (
  clause: string,
  first: Row,
  rows: readonly Row[],
): { row: Row; said: string } | null => {
  if (first.passage.programme === null || !first.told) return null
  const claimed = amountsIn(clause).filter(({ unit }) => unit !== '年' && unit !== '人')
  const own = amountsIn(first.value)
  for (const { value, unit } of claimed) {
    if (own.some((one) => one.unit === unit && one.value === value)) continue
    const row = rows.find(
      (one) =>
        one.passage.programme === first.passage.programme &&
        one.edition !== first.edition &&
        amountsIn(one.value).some((told) => told.unit === unit && told.value === value),
    )
    if (row !== undefined) return { row, said: `${value.toLocaleString('ja-JP')}${unit}` }
  }
  return null
}
