/**
 * Text as Teams takes it: Markdown in messages, where nothing that a document or a person wrote may act as markup, and
 * plain text in titles, where markup is not read but is kept from looking like any.
 */

/** An address up to the first character that cannot be part of one. */
const ADDRESS = /https?:\/\/[\w.~:/?#[\]@!$&'()+,;=%-]+/gu
/** `[3]`, not followed by what would make a link of it. */
const MARKER = /\[\d{1,3}\](?!\(|:)/u

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }

const escapedWords = (text: string): string =>
  text
    .split(new RegExp(`(${MARKER.source})`, 'u'))
    .map((piece, n) =>
      n % 2 === 1
        ? piece
        : piece
            .replaceAll(/[\\`*_~[\]]/gu, String.raw`\$&`)
            .replaceAll(/[<>&]/gu, (character) => HTML[character] ?? character),
    )
    .join('')
    // A line that begins like a heading is a line like any other.
    .replaceAll(/^(\s*)(#{1,6}\s)/gmu, String.raw`$1\$2`)

/** Escapes all but addresses and source markers; a line break stays one. */
export const markdown = (text: string): string => {
  let out = ''
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    out += escapedWords(text.slice(from, match.index)) + match[0].replaceAll('&', '&amp;')
    from = match.index + match[0].length
  }
  out += escapedWords(text.slice(from))
  // Markdown joins lines that are not told apart by two blanks at the end.
  return out.replaceAll(/([^\n])\n(?!\n)/gu, '$1  \n')
}

const WIDE: Record<string, string> = { '<': '＜', '>': '＞', '[': '［', ']': '］', '*': '＊', '`': '｀' }

/** For names, titles and card texts: the same characters in their wide form, which nothing reads as markup. */
export const plainly = (text: string): string =>
  text.replaceAll(/[<>[\]*`]/gu, (character) => WIDE[character] ?? character)

/** Where a text is cut by preference: between paragraphs, lines, sentences, and only then anywhere. */
const SEAMS = ['\n\n', '\n', '。', ' ']

/** Parts of at most `max` UTF-16 units; nothing is lost, and no character is torn. */
export const split = (text: string, max: number): string[] => {
  const parts: string[] = []
  let rest = text
  while (rest.length > max) {
    const head = rest.slice(0, max)
    const seam = SEAMS.map((mark) => ({ at: head.lastIndexOf(mark), mark })).find(({ at }) => at > max / 2)
    let end = seam ? seam.at + seam.mark.length : max
    if (/[\uD800-\uDBFF]/u.test(rest.charAt(end - 1))) end--
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  parts.push(rest)
  return parts
}
