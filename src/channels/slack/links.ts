import { escaped } from './escape.ts'

/**
 * Addresses in the desk's and the operators' words as links in Slack's own notation. Blocks are sent verbatim, so that
 * nothing in a document becomes a mention; then Slack makes no links either, and what is meant to be one is written out.
 */

/** Longer ones are shown, but Slack cuts them; a torn address leads nowhere. */
const ADDRESS_CHARACTERS_MAX = 1_500
const DIGITS_MIN = 10
const DIGITS_MAX = 11

const HTTP = String.raw`https?:\/\/[A-Za-z0-9\-._~:\/?#\[\]@!$&'()*+,;=%]+`
const MAIL = String.raw`(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}`
/** As Japanese numbers are written: 03-1234-5678, (03)1234-5678, 0120-123-456, +81-3-1234-5678. */
const PHONE = String.raw`(?<![\d\-])(?:\(0\d{1,4}\)|0\d{1,4}-|\+81-\d{1,4}-)\d{1,4}-\d{3,4}(?![\d\-])`
const ADDRESSES = new RegExp(`(${HTTP})|(${MAIL})|(${PHONE})`, 'gu')

const isUnopened = (url: string, last: string, open: string, close: string): boolean =>
  last === close && url.split(close).length > url.split(open).length

/** A sentence's own punctuation, and a bracket that was opened before the address, do not belong to it. */
const trimmed = (url: string): string => {
  let kept = url
  for (;;) {
    const last = kept.at(-1) ?? ''
    const unopened = isUnopened(kept, last, '(', ')') || isUnopened(kept, last, '[', ']')
    if (!unopened && !".,;:!?'*".includes(last)) return kept
    kept = kept.slice(0, -1)
  }
}

const phoneOf = (written: string): string | null => {
  const national = written.startsWith('+81') ? `0${written.slice(4)}` : written
  const digits = national.replaceAll(/\D/gu, '')
  return digits.length < DIGITS_MIN || digits.length > DIGITS_MAX ? null : `+81${digits.slice(1)}`
}

const linkOf = (http: string | undefined, mail: string | undefined, phone: string | undefined): string | null => {
  if (http !== undefined) {
    const url = trimmed(http)
    if (url.length > ADDRESS_CHARACTERS_MAX || !URL.canParse(url)) return null
    return `<${escaped(url)}>${escaped(http.slice(url.length))}`
  }
  if (mail !== undefined) return `<mailto:${mail}|${mail}>`
  const number = phone === undefined ? null : phoneOf(phone)
  return number === null ? null : `<tel:${number}|${phone}>`
}

/** Escapes a text and makes links of its web addresses, mail addresses and telephone numbers. */
export const linked = (text: string): string => {
  let shown = ''
  let from = 0
  for (const match of text.matchAll(ADDRESSES)) {
    const [all, http, mail, phone] = match
    const link = linkOf(http, mail, phone)
    if (link === null) continue
    shown += escaped(text.slice(from, match.index)) + link
    from = match.index + all.length
  }
  return shown + escaped(text.slice(from))
}
