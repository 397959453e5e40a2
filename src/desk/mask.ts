/**
 * Individual numbers (マイナンバー) are masked before anything is stored or logged. Twelve digits with a right check
 * digit, in any width, spaced or hyphenated; other long numbers stay, since phone and document numbers are needed.
 */

/** What stands where a number stood. */
export const MASK = '［個人番号のため伏せました］'

/** Separators that people put between groups of digits: at most three at a time, such as " - ". */
const SEPARATOR = String.raw`[\s\-‐‑‒–—―−－ー_.・／/]{0,3}`
const TWELVE = new RegExp(String.raw`(?<!\p{Nd})\p{Nd}(?:${SEPARATOR}\p{Nd}){11}(?!\p{Nd})`, 'gu')
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

export const maskNumbers = (text: string): string =>
  text.length < DIGITS_MIN
    ? text
    : text.replace(TWELVE, (found) => (isIndividualNumber(digitsOf(found)) ? MASK : found))

/** Masks every string inside a plain value, keys left alone. */
export const maskDeep = <T>(value: T): T => {
  if (typeof value === 'string') return maskNumbers(value) as T
  if (Array.isArray(value)) return value.map(maskDeep) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskDeep(inner)])) as T
}
