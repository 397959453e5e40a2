/**
 * Personal data does not leave for a model: each value is replaced by a placeholder, the same for the same value, and
 * comes back only in what the person is told.
 */

export interface Masked {
  text: string
  /** Puts the person's own values back where their placeholders stand. */
  restore(text: string): string
  /** The values whose placeholders stand in `text`. */
  valuesIn(text: string): string[]
}

const PLACEHOLDER = /〔(?:氏名|メール|電話|住所|番号)\d{1,3}〕/gu

/** Digits, Latin letters and signs of full width as narrow ones; every character keeps its place. */
const narrow = (text: string): string =>
  text
    .replaceAll(/[\uFF01-\uFF5E]/gu, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .replaceAll(/[‐‑‒–—―−－]/gu, '-')

const DASH = String.raw`[-‐ー－ .()]{0,2}`
const NAME = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]{1,8}?`
const LATIN = String.raw`[A-Za-z][A-Za-z'.-]{0,20}(?: [A-Za-z][A-Za-z'.-]{0,20}){0,2}`
const LABEL =
  '(?:ご?担当者?(?:名|の?(?:お?名前|氏名))?|お?氏名|お?名前|申[請込]者(?:名|氏名)?|代表者(?:名|氏名)?|フリガナ|ふりがな)'
/** What can follow a label and is no name: a question, or a word of the matter. */
const NO_NAME =
  /^(?:誰|だれ|どなた|どこ|どの|何|なん|いつ|なし|未定|不明|同じ|部署|部門|課|係|窓口|者|業務|大臣|省|自治体|企業|会社|職員|社員|必要|複数|変更|記入|記載|入力|以下|別|こちら|それ|これ)/u
const PLACE_END =
  '(?:です|でございます|と申|といい|と言|まで|さん|様|氏|に|へ|が|の|を|で|より|から|,|、|。|!|！|\\s|$)'

interface Kind {
  name: string
  find: RegExp
  /** The part of a match that is the value; undefined leaves it alone. */
  value: (match: RegExpExecArray) => string | undefined
}

const first = (match: RegExpExecArray): string | undefined => match.slice(1).find((group) => group !== undefined)

const named = (match: RegExpExecArray): string | undefined => {
  const value = first(match)?.trim()
  return value === undefined || value === '' || NO_NAME.test(value) ? undefined : value
}

const KINDS: Kind[] = [
  { name: 'メール', find: /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/gu, value: first },
  {
    name: '住所',
    find: /(〒?\d{3}-\d{4}[ \n]*(?:[^\s、。,]{2,12}?[都道府県市区町村郡][^\s、。,]{0,40})?)/gu,
    value: first,
  },
  {
    name: '住所',
    find: /(?:住所|所在地|自宅|勤務地)\s*(?:[::=]|は|が)\s*([^\s。、,?？]{4,60}?)(?=です|でございます|にな|に住|[。、,?？\s]|$)/gu,
    value: named,
  },
  {
    name: '住所',
    find: /([\p{Script=Han}ケヶ]{2,4}[都道府県](?:[^\s、。,都道府県]{1,8}[市区町村郡]){1,3}[^\s、。,]{0,20}?\d{1,4}(?:丁目|番地?|号|-\d{1,4}){1,3}(?:\d{1,4}(?:番地?|号)?)?)/gu,
    value: first,
  },
  {
    name: '番号',
    find: /(?:口座(?:番号)?|普通(?:預金)?|当座(?:預金)?|店番|カード(?:番号)?|会員番号|社員番号|職員番号|保険証?(?:番号)?|免許証?(?:番号)?|旅券番号)\s*(?:[::=]|は|が|の番号は|no\.?)?\s*(\d[\d -]{3,22}\d)/giu,
    value: first,
  },
  {
    name: '電話',
    find: new RegExp(String.raw`(?<![\d.])((?:\+81[- ]?\d|0\d)\d{0,3}${DASH}\d{1,4}${DASH}\d{3,4})(?!\d)`, 'gu'),
    value: (match) => {
      const digits = (match[1] ?? '').replaceAll(/\D/gu, '')
      return digits.length >= 10 && digits.length <= 12 ? match[1] : undefined
    },
  },
  // Cards, individual numbers and accounts: no document needs so many digits in a row.
  { name: '番号', find: /(?<![\d-])(\d(?:[ -]?\d){10,18})(?![\d-])/gu, value: first },
  { name: '番号', find: /(?<!\d)(\d{7})(?!\d)(?!\s*(?:円|人|件|社))/gu, value: first },
  {
    name: '氏名',
    find: new RegExp(
      String.raw`${LABEL}\s*(?:[::=]\s*(?:(${NAME}(?: ${NAME})?)(?=${PLACE_END})|(${LATIN}))|(?:は|が)\s*(?:(${NAME}(?: ${NAME})?)(?=です|でございます|と申|といい|と言|と[、。]|[。、]|さん|様|$)|(${LATIN})))`,
      'gu',
    ),
    value: named,
  },
  {
    name: '氏名',
    find: new RegExp(
      String.raw`(?:${LABEL} |(?<=^|[。、,\s])(?:担当|私|わたし|わたくし)(?:は|の))(${NAME}(?: ${NAME})?)(?=です|でございます|と申|といい|と言|さん|様|$)`,
      'gu',
    ),
    value: named,
  },
  { name: '氏名', find: new RegExp(String.raw`(?<=^|[。、,\s])(${NAME}(?: ${NAME})?)と申し`, 'gu'), value: named },
  {
    name: '氏名',
    find: new RegExp(String.raw`(?:my name is|i am called|contact person:?)\s+(${LATIN})`, 'giu'),
    value: first,
  },
]

/** One mask for all texts of one draft, so that a value has one placeholder in all of them. */
export const createMask = (): ((text: string) => Masked) => {
  const placeholders = new Map<string, string>()
  const values = new Map<string, string>()
  const counts = new Map<string, number>()

  const placeholderFor = (kind: string, value: string): string => {
    const key = narrow(value).replaceAll(/\s/gu, '')
    const known = placeholders.get(key)
    if (known !== undefined) return known
    const n = (counts.get(kind) ?? 0) + 1
    counts.set(kind, n)
    const placeholder = `〔${kind}${n}〕`
    placeholders.set(key, placeholder)
    values.set(placeholder, value)
    return placeholder
  }

  const maskOne = (given: string, { name, find, value }: Kind): string => {
    const plain = narrow(given)
    let masked = ''
    let from = 0
    for (const match of plain.matchAll(find)) {
      const found = value(match)
      if (found === undefined) continue
      const at = match.index + match[0].indexOf(found)
      if (at < from || given.slice(at, at + found.length).includes('〔')) continue
      masked += given.slice(from, at) + placeholderFor(name, given.slice(at, at + found.length))
      from = at + found.length
    }
    return masked + given.slice(from)
  }

  const restore = (text: string): string => text.replaceAll(PLACEHOLDER, (one) => values.get(one) ?? one)

  return (given) => {
    let text = given
    for (const kind of KINDS) text = maskOne(text, kind)
    // A name that was told once is a name wherever it stands.
    for (const [placeholder, value] of values) {
      if (placeholder.startsWith('〔氏名') && value.length >= 2) text = text.replaceAll(value, placeholder)
    }
    return {
      text,
      restore,
      valuesIn: (said) =>
        [...said.matchAll(PLACEHOLDER)].map(([one]) => values.get(one)).filter((value) => value !== undefined),
    }
  }
}
