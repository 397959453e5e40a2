/**
 * What is never kept: individual numbers (マイナンバー) and secrets are taken out of every text before anything is
 * stored, logged or shown to a model. Every step is linear in the length of the text.
 */
import { hideSecrets, SECRET } from './secrets.ts'

/** What stands where a number stood. */
export const MASK = '［個人番号のため伏せました］'

const DIGITS = 12
/** Signs between two digits of one number, such as " - " or 「、 」; a letter or more signs than this end it. */
const BETWEEN_MAX = 5
/** Any text that could hold so many digits; saves the search in nearly every message. */
const MAYBE = /\p{N}|[〇零一二三四五六七八九]/u
/** A numeral with the marks that decorate it, as on a keycap. */
const NUMERAL = /(?:\p{N}|[〇○◯零壱壹一二弐貳三参參四肆五伍六陸七漆柒八捌九玖])\p{M}{0,3}/gu
/** Nothing but signs, or the syllable that is read for a hyphen. */
const BETWEEN = new RegExp(String.raw`^(?:(?:[^\p{L}\p{N}]|[ーｰ]){0,${BETWEEN_MAX}}|\s?[のノ]\s?)$`, 'u')
/** A day at its beginning: what follows is a time of day, and the whole no number of a person. */
const DAY = /^(?:19|20)\d{2}[^0-9]{1,2}\d{1,2}[^0-9]{1,2}\d{1,2}[^0-9]/u
/** What the desk itself gave: a receipt's number, with whatever figures are written after it. */
const RECEIPT = /TW[-ー]?$/iu
const RECEIPT_FIGURES = /^\d{4}[-ー]?\d{5}(?!\d)/u
/**
 * The id of a request or of an answer, in what a button or a form carries back: one in some hundred has twelve figures in
 * a row that pass for a number.
 */
const ID = /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9a-z])/giu
/** Where the number is called by its name, the check digit need not fit: people mistype. */
const NAMED = /マイ[\s・]?ナンバー|まいなんばー|個人(?:識別)?番号|my[\s-]?number/iu
const NAMED_BEFORE = 60
const NAMED_AFTER = 30

const KANJI = ['〇○◯零', '一壱壹', '二弐貳', '三参參', '四肆', '五伍', '六陸', '七漆柒', '八捌', '九玖']
/** Circled digits that compatibility folding leaves as they are; each row counts from one. */
const CIRCLED = [0x2776, 0x2780, 0x278a, 0x24f5] as const
const ZEROS = new Set([0x24ff, 0x1f10b, 0x1f10c])

/** The place of a decimal digit in its script's ten, which stand in a row. */
const digitIn = (code: number): number => {
  let below = 0
  while (below < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - below - 1))) below++
  return below
}

/** A numeral of any script as digits; empty where it stands for none, as ½ does. */
const digitsOf = (numeral: string): string => {
  const kanji = KANJI.findIndex((same) => same.includes(numeral))
  if (kanji >= 0) return String(kanji)
  const code = numeral.codePointAt(0) ?? 0
  if (ZEROS.has(code)) return '0'
  const row = CIRCLED.find((from) => code >= from && code < from + 10)
  if (row !== undefined) return String(code - row + 1)
  const folded = numeral.normalize('NFKC').replaceAll(/[().,]/gu, '')
  if (/^[0-9]{1,2}$/u.test(folded)) return folded
  return /^\p{Nd}$/u.test(numeral) ? String(digitIn(code)) : ''
}

interface Numeral {
  digits: string
  from: number
  to: number
  /** Numerals of one kind that touch are one number; kanji that touch figures are not. */
  kind: 'figure' | 'kanji'
}

const numeralsIn = (text: string): Numeral[] => {
  const found: Numeral[] = []
  for (const { 0: whole, index } of text.matchAll(NUMERAL)) {
    const numeral = String.fromCodePoint(whole.codePointAt(0) ?? 0)
    const digits = digitsOf(numeral)
    const kind = KANJI.some((same) => same.includes(numeral)) ? 'kanji' : 'figure'
    if (digits !== '') found.push({ digits, from: index, to: index + whole.length, kind })
  }
  return found
}

const touches = (one: Numeral | undefined, next: Numeral | undefined): boolean =>
  one !== undefined && next !== undefined && one.to === next.from && one.kind === next.kind

/** The check digit rule of the ordinance on individual numbers (総務省令第85号 第5条). */
export const isIndividualNumber = (digits: string): boolean => {
  if (!/^[0-9]{12}$/.test(digits)) return false
  let sum = 0
  for (let n = 1; n <= 11; n++) sum += Number(digits[11 - n]) * (n <= 6 ? n + 1 : n - 5)
  const rest = sum % 11
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest)
}

const isNamed = (text: string, from: number, to: number): boolean =>
  NAMED.test(text.slice(Math.max(0, from - NAMED_BEFORE), from).normalize('NFKC')) ||
  NAMED.test(text.slice(to, to + NAMED_AFTER).normalize('NFKC'))

const isReceipt = (text: string, from: number, to: number): boolean =>
  RECEIPT.test(text.slice(Math.max(0, from - 4), from).normalize('NFKC')) &&
  RECEIPT_FIGURES.test(text.slice(from, to).normalize('NFKC'))

interface Span {
  from: number
  to: number
}

const idsIn = (text: string): Span[] =>
  [...text.matchAll(ID)].flatMap(({ 0: id, index }) =>
    // All figures and no letter, it is rather something that somebody wrote.
    /[a-f]/iu.test(id) ? [{ from: index, to: index + id.length }] : [],
  )

/** The numeral that ends twelve digits begun at `first`; null where they are more, fewer or torn apart. */
const lastOf = (text: string, numerals: readonly Numeral[], first: number): number | null => {
  let digits = ''
  for (let n = first; n < numerals.length && digits.length < DIGITS; n++) {
    const numeral = numerals[n]
    const before = numerals[n - 1]
    if (numeral === undefined) return null
    if (n > first && before !== undefined && !BETWEEN.test(text.slice(before.to, numeral.from))) return null
    digits += numeral.digits
    if (digits.length === DIGITS) return touches(numeral, numerals[n + 1]) ? null : n
  }
  return null
}

/** Twelve digits in any script, with any signs between them, that are an individual number or are called one. */
export const maskNumbers = (text: string): string => {
  if (text.length < DIGITS / 2 || !MAYBE.test(text)) return text
  const numerals = numeralsIn(text)
  const ids = idsIn(text)
  const kept: string[] = []
  let end = 0
  for (const [n, numeral] of numerals.entries()) {
    if (numeral.from < end || touches(numerals[n - 1], numeral)) continue
    const last = lastOf(text, numerals, n)
    const to = last === null ? undefined : numerals[last]?.to
    if (last === null || to === undefined) continue
    const digits = numerals.slice(n, last + 1).reduce((all, each) => all + each.digits, '')
    const isDay = DAY.test(text.slice(numeral.from, to).normalize('NFKC'))
    const isGiven = ids.some((id) => id.from <= numeral.from && to <= id.to) || isReceipt(text, numeral.from, to)
    const isNumber = isNamed(text, numeral.from, to) || (isIndividualNumber(digits) && !isGiven)
    if (isDay || !isNumber) continue
    kept.push(text.slice(end, numeral.from), MASK)
    end = to
  }
  return kept.join('') + text.slice(end)
}

/** A text for a judgement that must not trip over what stands where something was taken out. */
export const withoutMasks = (text: string): string => text.replaceAll(MASK, '').replaceAll(SECRET, '')

/** A text as it may be kept: without individual numbers and secrets. */
export const keepable = (text: string): string => hideSecrets(maskNumbers(text))

/** Every string inside a plain value made anew; the names in it are what somebody sent as well. */
export const eachText = <T>(value: T, made: (text: string) => string): T => {
  if (typeof value === 'string') return made(value) as T
  if (Array.isArray(value)) return value.map((inner: unknown) => eachText(inner, made)) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [made(key), eachText(inner, made)])) as T
}
