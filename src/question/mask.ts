/**
 * Individual numbers (マイナンバー) are masked before anything is stored or logged. Twelve digits with a right check
 * digit, in any width, spaced or hyphenated; other long numbers stay, since phone and document numbers are needed.
 */

/** What stands where a number stood. */
export const MASK = '［個人番号のため伏せました］'

/**
 * Separators that people put between groups of digits: at most three at a time, such as " - ". Signs that nobody sees
 * part digits as well, because copied text brings them along.
 */
const SEPARATOR = String.raw`[\s\p{Cf}\p{Cc}\p{M}\-‐‑‒–—―−－ー_.・／/]{0,3}`
/** Looks ahead and consumes nothing: a number may begin inside twelve digits that are none, as in 「2026 1234 …」. */
const TWELVE = new RegExp(String.raw`(?<!\p{Nd})(?=(\p{Nd}(?:${SEPARATOR}\p{Nd}){11})(?!\p{Nd}))`, 'gu')
/** Any text that could hold twelve digits; saves the search in nearly every message. */
const DIGITS_MIN = 12

const digitsOf = (text: string): string => text.normalize('NFKC').replaceAll(/[^0-9]/g, '')

/** The check digit rule of the ordinance on individual numbers (総務省令第85号 第5条). */
export const isIndividualNumber = (digits: string): boolean => {
  if (!/^[0-9]{12}$/.test(digits)) return false
  let sum = 0
  for (let n = 1; n <= 11; n++) sum += Number(digits[11 - n]) * (n <= 6 ? n + 1 : n - 5)
  const rest = sum % 11
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest)
}

export const maskNumbers = (text: string): string => {
  if (text.length < DIGITS_MIN) return text
  const kept: string[] = []
  let end = 0
  for (const { index, 1: found = '' } of text.matchAll(TWELVE)) {
    if (index < end || !isIndividualNumber(digitsOf(found))) continue
    kept.push(text.slice(end, index), MASK)
    end = index + found.length
  }
  return kept.join('') + text.slice(end)
}

/** Every string inside a plain value made anew; the names in it are what somebody sent as well. */
export const eachText = <T>(value: T, made: (text: string) => string): T => {
  if (typeof value === 'string') return made(value) as T
  if (Array.isArray(value)) return value.map((inner: unknown) => eachText(inner, made)) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [made(key), eachText(inner, made)])) as T
}
