/**
 * Numbers as people write them in Japanese: any width, kanji numerals, 万 and 億, %, 割, 約. Everything here works on
 * text that `fold` has made plain first.
 */
import { recent } from '../base/recent.ts'

type Unit = 'people' | 'yen' | 'percent' | 'days' | 'weekly-days' | 'times' | 'year' | 'none'

export interface Found {
  value: number
  unit: Unit
  /** 約, くらい, a range: the figure is rough, and whatever is computed from it is rough as well. */
  approx: boolean
  /** 以上, 未満 and the like: a boundary that is being quoted, not a figure of one's own. */
  bound: boolean
  start: number
  end: number
}

const DIGITS: Record<string, number> = {
  〇: 0,
  零: 0,
  一: 1,
  壱: 1,
  二: 2,
  弐: 2,
  三: 3,
  参: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const SMALL: Record<string, number> = { 十: 10, 拾: 10, 百: 100, 千: 1000 }
const LARGE: Record<string, number> = { 万: 1e4, 億: 1e8, 兆: 1e12 }

const TOKEN = /\d+(?:,\d{3})*(?:\.\d+)?|[〇零一壱二弐三参四五六七八九十拾千万億兆]|百(?!選)/gu
const RUN = /(?:\d+(?:,\d{3})*(?:\.\d+)?|[〇零一壱二弐三参四五六七八九十拾千万億兆]|百(?!選))+/gu

/** Widths, compatibility forms and white space are ways of writing, not meaning; a line end separates like a comma. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200B-\u200D\uFEFF]/gu, '')
    .replace(/[\r\n]+/gu, '、')
    .replace(/(?<=\d)\s+(?=\d)/gu, '、')
    .replace(/\s+/gu, '')
    .replace(/(?<=\d)まん(?:えん)?/gu, '万円')
    .replace(/(?<=\d)おく(?:えん)?/gu, '億円')
    .toLowerCase()

/** 830万②机: circled digits only mark the points of a list, and would run into figures and counters once folded. */
export const asBullets = (text: string): string => text.replace(/[①-⑳]/gu, '、・')

/** The same with blanks as commas: in 「市 地域IoT 補助額」 each is a phrase of its own. */
export const foldApart = (text: string): string => fold(text.trim().replace(/[^\S\r\n]+/gu, '、'))

/** With blanks as commas only behind a figure: in 「社員 500 対象 250」 each word belongs to the figure after it. */
export const foldFigures = (text: string): string => foldApart(text).replace(/(?<![\d人名%日割])、(?=\d)/gu, '')

/** Every procedure reads the same message, one after the other. */
export const fold = recent(folded, 1)

/** Short words in Latin letters stand in capitals again: VPN, PC. */
export const unfolded = (text: string): string =>
  text.replace(/(?<![a-z])[a-z]{2,4}(?![a-z])/gu, (word) => word.toUpperCase())

/** What has been read of a numeral so far: below 万, and the digits that wait for their unit. */
interface Reading {
  total: number
  section: number
  waiting: number | null
  lastSmall: number
  lastLarge: number
}

const takeDigits = (reading: Reading, token: string): boolean => {
  const kanji = DIGITS[token]
  if (reading.waiting === null) {
    reading.waiting = kanji ?? Number(token.replaceAll(',', ''))
    return true
  }
  // 二五 is 25 in a row of kanji digits; two figures with nothing between them are two figures.
  if (kanji === undefined) return false
  reading.waiting = reading.waiting * 10 + kanji
  return true
}

const takeSmall = (reading: Reading, unit: number): boolean => {
  if (unit >= reading.lastSmall) return false
  reading.section += (reading.waiting ?? 1) * unit
  reading.waiting = null
  reading.lastSmall = unit
  return true
}

const takeLarge = (reading: Reading, unit: number): boolean => {
  const section = reading.section + (reading.waiting ?? 0)
  if (unit >= reading.lastLarge || (reading.section === 0 && reading.waiting === null)) return false
  reading.total += section * unit
  reading.section = 0
  reading.waiting = null
  reading.lastSmall = Number.POSITIVE_INFINITY
  reading.lastLarge = unit
  return true
}

/** The value of a numeral such as 1,200万, 三億二千万 or 2千5百; null when it is not one. */
export const numeral = (text: string): number | null => {
  const tokens = text.match(TOKEN) ?? []
  if (tokens.length === 0 || tokens.join('') !== text) return null
  const reading: Reading = {
    total: 0,
    section: 0,
    waiting: null,
    lastSmall: Number.POSITIVE_INFINITY,
    lastLarge: Number.POSITIVE_INFINITY,
  }
  for (const token of tokens) {
    const small = SMALL[token]
    const large = LARGE[token]
    const taken =
      small !== undefined
        ? takeSmall(reading, small)
        : large !== undefined
          ? takeLarge(reading, large)
          : takeDigits(reading, token)
    if (!taken) return null
  }
  if ((reading.waiting ?? 0) >= reading.lastSmall) return null
  const value = reading.total + reading.section + (reading.waiting ?? 0)
  // 1.15億 must be 115,000,000 and not a hair beside it.
  const exact = Number(value.toPrecision(15))
  return Math.abs(exact) <= Number.MAX_SAFE_INTEGER ? exact : null
}

const UNITS: [RegExp, Unit][] = [
  [/^(?:円|yen)/u, 'yen'],
  [/^(?:名(?![古前称義簿])|人(?!口|ひとり|一人|材|件|事)|people|persons|employees|staff)/u, 'people'],
  [/^(?:%|パーセント|ぱーせんと)/u, 'percent'],
  [/^(?:日間?(?!本)|days?)/u, 'days'],
  [/^回/u, 'times'],
  [/^(?:年|月|期)/u, 'year'],
]
const WARI = /^割(?:([\d一二三四五六七八九])分)?/u
const ROUGH_BEFORE = /(?:(?<!契)約|およそ|おおよそ|だいたい|大体|ほぼ|概ね|おおむね)(?:月に?|月平均|平均)?$/u
const ROUGH_AFTER = /^(?:ちょっと|ちょい|くらい|ぐらい|程度|ほど|前後|あまり|余り|強(?!化|い)|弱(?!い))/u
const BOUND_AFTER = /^(?:に満たな|以上|以下|未満|以内|超|を超え|を下回|を上回|まで)/u
const WEEKLY_BEFORE = /(?:週に?|毎週|1週間に)(?:平均)?(?:約|およそ)?$/u
const MINUS_BEFORE = /(?:(?<![\d\p{L}-])[-−▲△]|マイナス)$/u
const RANGE_BETWEEN = /^(?:[~〜–-]|から)$/u
/** 数十名 and 何人 name no number, 第3回 names an ordinal; 職員数250名 does name one. */
const NO_FIGURE_BEFORE = /[何第幾]$|(?<!\p{Script=Han})数$/u
const SEVERAL_BEFORE = /数$/u

const unitAfter = (rest: string): { unit: Unit; length: number; tenths: number | null } => {
  const wari = WARI.exec(rest)
  if (wari) {
    const minor = wari[1] === undefined ? 0 : (DIGITS[wari[1]] ?? Number(wari[1]))
    return { unit: 'percent', length: wari[0].length, tenths: minor }
  }
  for (const [pattern, unit] of UNITS) {
    const match = pattern.exec(rest)
    if (match) return { unit, length: match[0].length, tenths: null }
  }
  return { unit: 'none', length: 0, tenths: null }
}

const foundAt = (text: string, run: string, start: number): Found | null => {
  const before = text.slice(0, start)
  const value = numeral(run)
  if (value === null || NO_FIGURE_BEFORE.test(before)) return null
  if (SEVERAL_BEFORE.test(before) && /^[十拾百千万億兆]/u.test(run)) return null
  const rest = text.slice(start + run.length)
  const { unit, length, tenths } = unitAfter(rest)
  // 一部, 百選 and 十分 are words: a numeral of kanji alone counts only with its unit, or as 三千万 and 二億.
  if (unit === 'none' && !/\d|.[万億]$/u.test(run)) return null
  const minus = MINUS_BEFORE.exec(before)
  const after = rest.slice(length)
  const size = tenths === null ? value : value * 10 + tenths
  return {
    value: minus ? -size : size,
    unit: unit === 'days' && WEEKLY_BEFORE.test(before) ? 'weekly-days' : unit,
    approx: ROUGH_BEFORE.test(before) || ROUGH_AFTER.test(after),
    bound: BOUND_AFTER.test(after.replace(ROUGH_AFTER, '')),
    start: start - (minus?.[0].length ?? 0),
    end: start + run.length + length,
  }
}

const halves = (text: string): Found[] =>
  [...text.matchAll(/半分|半数/gu)].map((match) => ({
    value: 50,
    unit: 'percent' as const,
    approx: true,
    bound: BOUND_AFTER.test(text.slice(match.index + match[0].length)),
    start: match.index,
    end: match.index + match[0].length,
  }))

/** 50〜60名 is one rough figure between the two. */
const joinRanges = (text: string, found: Found[]): Found[] => {
  const joined: Found[] = []
  for (const next of found) {
    const last = joined.at(-1)
    // The 5分 of 2割5分 has been read with its 割.
    if (last && next.start < last.end) continue
    const related = last && (last.unit === 'none' || last.unit === next.unit) && next.unit !== 'none'
    if (last && related && last.value <= next.value && RANGE_BETWEEN.test(text.slice(last.end, next.start))) {
      joined[joined.length - 1] = { ...next, value: (last.value + next.value) / 2, approx: true, start: last.start }
    } else joined.push(next)
  }
  return joined
}

/** Every number in a folded sentence with its unit, in order. */
export const findNumbers = (folded: string): Found[] => {
  const found = [...folded.matchAll(RUN)]
    .map((match) => foundAt(folded, match[0], match.index))
    .filter((each) => each !== null)
  return joinRanges(
    folded,
    [...found, ...halves(folded)].sort((a, b) => a.start - b.start),
  )
}

/** A sum of money, also where 円 is left out after 万 or 億 and nothing else is counted. */
export const isMoney = (folded: string, found: Found): boolean =>
  found.unit === 'yen' ||
  (found.unit === 'none' &&
    /[万億](?:[\d一二三四五六七八九]千)?$/u.test(folded.slice(found.start, found.end)) &&
    !/^[\p{Script=Latin}団社件台個本世種字]/u.test(folded.slice(found.end)) &&
    !/人口(?:は|が|約)*$/u.test(folded.slice(0, found.start)))

const grouped = new Intl.NumberFormat('ja-JP', { maximumFractionDigits: 2 })

export const count = (value: number): string => grouped.format(value)

/** A sum of money as people say it: 1,200万円, 1億2,000万円, 187万5,000円. */
export const yen = (value: number): string => {
  const parts: [number, string][] = [
    [Math.floor(value / 1e8), '億'],
    [Math.floor((value % 1e8) / 1e4), '万'],
    [Math.floor(value % 1e4), ''],
  ]
  const said = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${grouped.format(amount)}${unit}`)
  return `${said.join('') || '0'}円`
}

/** Cut to hundredths, never rounded up: 24.999 % must not read as 25 %. */
export const percent = (value: number): string => `${grouped.format(Math.floor(value * 100 + 1e-9) / 100)}%`
