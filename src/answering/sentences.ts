/** How a row is said: as a sentence where it is the answer, as 項目：内容 where it stands below one. */
import type { Row } from './rows.ts'

/** Values that are a word of decision, with what may follow them, and how they end a sentence. */
const DECISIONS: readonly [RegExp, (label: string) => string][] = [
  [/^対象外$/u, (label) => (/対象/u.test(label) ? '対象外です' : `${label}は対象外です`)],
  [/^対象$/u, (label) => (/対象/u.test(label) ? '対象です' : `${label}は対象です`)],
  [/^原則対象外$/u, (label) => `${label}は原則対象外です`],
  [/^不可$/u, (label) => `${label}はできません`],
  [/^可$/u, (label) => `${label}はできます`],
  [/^不要$/u, (label) => `${label}は不要です`],
  [/^必要$/u, (label) => `${label}は必要です`],
  [/^なし$/u, (label) => `${label}はありません`],
  [/^あり$/u, (label) => `${label}はあります`],
]

/** A value that ends in a noun, a figure or an address, and can be said with です. */
const NOUN_END = /[\p{Script=Han}\p{Script=Katakana}ー\p{N}%％a-zA-Z)）」』/]$/u
const MORE_THAN_ONE = /[。]|／/u

/** 従業員2,000人以上の導入率; a label that is a whole phrase stands alone. */
export const headOf = ({ label, keys, apart }: Row): string => {
  if (keys.length > 0) return `${label}（${keys.join('・')}）`
  return apart === null ? label : withApart(label, apartIn(apart))
}

/** 対象経費（令和6年度） is a heading that has the label in it already. */
const withApart = (label: string, heading: string): string =>
  heading.startsWith(label) ? heading : `${label}（${heading}）`

/** A number that only counts a key says nothing in a sentence; a key that is a whole clause stands in quotes. */
const COUNTS = /^[\d①-⑳]+$/u
const CLAUSE = /(?:[るたう]|ない)$/u
const named = (keys: readonly string[]): string => {
  const telling = keys.filter((key) => !COUNTS.test(key))
  return (telling.length === 0 ? keys : telling).map((key) => (CLAUSE.test(key) ? `「${key}」` : key)).join('・')
}

/** The heading that tells it apart, without the words of a definition. */
const apartIn = (heading: string): string => heading.replace(/とは(?:（.*）)?$/u, '')

const subjectOf = ({ label, keys, apart }: Row): string =>
  keys.length > 0 ? `${named(keys)}の${label}` : apart === null ? label : withApart(label, apartIn(apart))

const items = (value: string): string => value.replaceAll('／', '、')

const whole = (text: string): string => (/[。！？]$/u.test(text) ? text : `${text}。`)

/** Past where the thing is over: 0.5です, 0.5でした. */
const copula = (past: boolean): string => (past ? 'でした' : 'です')

/** The row as an answer by itself. */
export const sentenceOf = (row: Row, past: boolean): string => {
  if (row.label === '') return whole(row.value)
  const subject = subjectOf(row)
  const [first = '', ...rest] = row.value.split(/(?<=^(?:対象外|対象|原則対象外|不可|可|不要|必要|なし|あり))[、。]/u)
  const decision = DECISIONS.find(([pattern]) => pattern.test(first))
  if (decision !== undefined) {
    const lead = row.keys.length > 0 && /対象/u.test(row.label) ? `${row.keys.join('・')}は` : ''
    const said = `${lead}${decision[1](lead === '' ? subject : row.label)}`
    return rest.length === 0 ? whole(said) : `${whole(said)}${whole(items(rest.join('、')))}`
  }
  if (row.value.includes('／'))
    return whole(`${subject}は、${items(row.value)}${NOUN_END.test(row.value) ? copula(past) : ''}`)
  if (MORE_THAN_ONE.test(row.value)) {
    const [head = '', ...tail] = row.value.split('。')
    const said = NOUN_END.test(head) ? `${subject}は${head}${copula(past)}` : `${subject}：${head}`
    return `${whole(said)}${tail
      .filter((piece) => piece !== '')
      .map(whole)
      .join('')}`
  }
  return NOUN_END.test(row.value) ? whole(`${subject}は${row.value}${copula(past)}`) : whole(`${subject}：${row.value}`)
}

/** The row as one line below an answer. */
export const itemOf = (row: Row): string =>
  row.label === '' ? whole(row.value) : `${headOf(row)}：${items(row.value)}`
