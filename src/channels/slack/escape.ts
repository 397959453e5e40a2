/** What is written stays what was written: no mention, no link, no command can come out of it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** Escapes and cuts so that the result holds at most `max` characters and no half entity. */
export const escapedCut = (text: string, max: number): string => {
  const whole = escaped(text)
  if (whole.length <= max) return whole
  let kept = ''
  // Nothing beyond `max` can be kept, and reading on would take its time.
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    const next = escaped(segment)
    if (kept.length + next.length > max - 1) break
    kept += next
  }
  return `${kept.toWellFormed()}…`
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const shown = (inside: string): string => {
  const [target = '', label] = inside.split('|')
  if (target.startsWith('@') || target.startsWith('!')) return label ?? ''
  if (target.startsWith('#')) return `#${label ?? target.slice(1)}`
  return label === undefined || label === '' ? target.replace(/^mailto:/u, '') : label
}

/** What a person wrote, as they read it: mentions of people taken out, links by their label, entities resolved. */
export const readable = (text: string): string =>
  unescaped(text.replaceAll(/<([^<>]*)>/gu, (_, inside: string) => shown(inside)))
    .replaceAll(/[^\S\n]+/gu, ' ')
    .trim()

const mentions = /<@([A-Z0-9]+)(?:\|[^>]*)?>|<!(subteam\^[A-Z0-9]+|here|channel|everyone)(?:\|[^>]*)?>/gu

/** Ids of the people, and names of the groups, that a message addresses. */
export const mentioned = (text: string): string[] =>
  [...text.matchAll(mentions)].map(([, user, group]) => user ?? group ?? '')

/** A link in Slack's own notation; null where the address is none that a browser should open. */
export const link = (url: string, label: string): string | null => {
  if (!/^https?:\/\/[^\s<>|]+$/u.test(url)) return null
  return `<${url.replaceAll('&', '&amp;')}|${escaped(label).replaceAll('|', '｜')}>`
}
