/** Makes single characters plain while leaving words, brackets and circled numbers as their authors set them. */
import { fold } from '../japanese/fold.ts'

/** Radicals, compatibility ideographs, half-width katakana, squared units: never what a reader would type. */
const unusual = /[\u2E80-\u2FDF\uF900-\uFAFF\uFF61-\uFF9F\u3300-\u33FF\u{2F800}-\u{2FA1F}]+/gu
const wideAlphanumeric = /[０-９Ａ-Ｚａ-ｚ]/g
const invisible = /\p{Variation_Selector}|[\u00AD\u200B-\u200D\u2060\uFEFF]/gu
/** Control characters other than tab, line feed and form feed. */
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F]/g
const spaces = /[\u00A0\u1680\u2000-\u200A\u202F\u205F]/g

export const plain = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(invisible, '')
    .replace(control, '')
    .replace(spaces, ' ')
    .replaceAll('︓', '：')
    .replace(unusual, fold)
    .replace(wideAlphanumeric, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xfee0))
    .replace(/(?<=\d)[．，](?=\d)/g, (mark) => (mark === '．' ? '.' : ','))

const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/
const cjk = /[\u2E80-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF\u3000-\u303F\u{20000}-\u{3FFFF}]/u

/** Columns on a terminal or a typewritten page: a Japanese character takes two. */
export const widthOf = (text: string): number => {
  // Wider than any page, and not worth counting.
  if (text.length > 2_000) return text.length
  let width = 0
  for (const character of text) width += wide.test(character) || character > '\uFFFF' ? 2 : 1
  return width
}

const addressEnd = /https?:\/\/[!-~]*$/
const addressGoesOn = /^[!-~]*[./_\\=&?%\])-]/

/** Puts two pieces of a broken line together: Japanese without a space, Latin words with one. */
export const join = (left: string, right: string): string => {
  if (left === '' || right === '') return left + right
  const end = left.slice(-200)
  const last = end.at(-1) ?? ''
  const first = right.at(0) ?? ''
  return cjk.test(last) ||
    cjk.test(first) ||
    last === ' ' ||
    last === '-' ||
    /[/_?=&]$/.test(end) ||
    (addressEnd.test(end) && addressGoesOn.test(right))
    ? left + right
    : `${left} ${right}`
}
