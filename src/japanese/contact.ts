/** Readers for what people write in forms: any width, any dash, with and without blanks. */
import { createRequire } from 'node:module'
import type * as Phones from 'libphonenumber-js/min'
import { late } from '../base/late.ts'
import { municipalityIn, prefectureIn } from './places.ts'

const DASHES = /[‐‑‒–—―−－ｰー─]/gu

/** NFKC, one kind of blank, and dashes between digits as hyphens; ー in words stays. */
export const tidy = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/[^\S\n]+/gu, ' ')
    .replaceAll(/(?<=\d) ?[‐‑‒–—―−－ー─] ?(?=\d)/gu, '-')
    .trim()

export type Read = { value: string } | { problem: string }

const require = createRequire(import.meta.url)
const phones = late(() => require('libphonenumber-js/min') as typeof Phones)

const digitsOnly = (text: string): string => text.replaceAll(/\D/gu, '')

/** Hyphens where the numbering plan has them. */
const grouped = (digits: string): string =>
  phones().parsePhoneNumberFromString(digits, 'JP')?.formatNational() ?? digits

/** A telephone number of Japan: ten digits from 0, or eleven for mobile, IP and 0800 numbers; an extension may follow. */
export const readPhone = (text: string): Read => {
  const folded = text.normalize('NFKC').replaceAll(DASHES, '-').trim()
  const [main = '', extension] = folded.split(/(?:内線|ext\.?|#)\s*[:：]?\s*/iu)
  const bare = main
    .replace(/^(?:tel|電話(?:番号)?)\s*[:：.]?\s*/iu, '')
    .replace(/^\+81\s*-?\s*(?:\(0\))?\s*/u, '0')
    .trim()
  if (!/^[\d()\- .]+$/u.test(bare)) return { problem: 'phone' }
  const digits = digitsOnly(bare)
  if (!digits.startsWith('0') || digits.startsWith('00')) return { problem: 'phoneZero' }
  const long = /^(?:0[5-9]0|0800)/u.test(digits)
  if (digits.length !== (long ? 11 : 10)) return { problem: 'phoneLength' }
  const parts = bare.split(/[^\d]+/u).filter((part) => part !== '')
  // The writer's own grouping is kept where there is one, since it knows the area code.
  const own = parts.length === 3 && digits.startsWith(parts[0] ?? '') && !bare.startsWith('+') ? parts.join('-') : null
  const number = own ?? grouped(digits)
  if (extension === undefined) return { value: number }
  return /^\d{1,8}$/u.test(extension.trim()) ? { value: `${number} 内線${extension.trim()}` } : { problem: 'phone' }
}

const EMAIL_CHARACTERS_MAX = 254

export const readEmail = (text: string): Read => {
  const folded = text
    .normalize('NFKC')
    .replace(/^(?:e-?mail|メール(?:アドレス)?)\s*[:：]\s*/iu, '')
    .replaceAll(DASHES, '-')
    .replace(/^mailto:/iu, '')
    .trim()
  if (/\s/u.test(folded)) return { problem: 'emailBlank' }
  const parts = folded.split('@')
  if (parts.length !== 2) return { problem: parts.length === 1 ? 'emailAt' : 'email' }
  const [local = '', domain = ''] = parts
  if (folded.length > EMAIL_CHARACTERS_MAX) return { problem: 'email' }
  // Old mobile addresses have dots in a row or before @; they do receive mail.
  if (!/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}$/u.test(local)) return { problem: 'email' }
  if (!/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/iu.test(domain)) {
    return { problem: 'emailDomain' }
  }
  return { value: `${local}@${domain.toLowerCase()}` }
}

/** A postal code as people write it, at the beginning of an address. */
const POSTAL = /^(?:〒|郵便番号[:：]?)? ?(\d{3})-?(\d{4})(?!\d|-\d)[ ,、]*/u

export interface PostalAddress {
  value: string
  prefecture: string
}

/** The prefecture of the municipality that an address begins with; null for a name that several prefectures share. */
const prefectureOfTown = (address: string): string | null => {
  const town = municipalityIn(address)
  return town !== null && address.startsWith(town) ? prefectureIn(town) : null
}

/**
 * A postal address: 〒 if given with seven digits, the prefecture, a municipality and what follows it. Where the
 * prefecture is left out, the municipality's name tells it; it is asked for where that name does not.
 */
export const readAddress = (text: string, prefectures: readonly string[]): PostalAddress | { problem: string } => {
  const folded = tidy(text.replaceAll('\n', ' '))
  let rest = folded
  let postal = ''
  const coded = POSTAL.exec(folded)
  if (coded) {
    postal = `〒${coded[1]}-${coded[2]} `
    rest = folded.slice(coded[0].length)
  } else if (/^〒|^郵便番号/u.test(folded)) return { problem: 'postal' }
  const written = prefectures.find((name) => rest.startsWith(name))
  const prefecture = written ?? prefectureOfTown(rest)
  if (prefecture === null) return { problem: 'addressPrefecture' }
  const within = rest.slice(written?.length ?? 0).trim()
  const municipality = /^[^\d]{1,20}?[市区町村]/u.exec(within)
  if (!municipality) return { problem: 'addressMunicipality' }
  if (within.length <= municipality[0].length) return { problem: 'addressStreet' }
  return { value: `${postal}${prefecture}${within}`, prefecture }
}
