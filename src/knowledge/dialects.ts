/**
 * Takes out of Markdown what is written for the program that makes a site of it: shortcodes and templates, fences of
 * notes, attributes, components, links between notes. What remains is plain Markdown with the same words.
 */
import { htmlRows } from './html.ts'
import { limits } from './limits.ts'

const codeFence = /^\s*(```|~~~)/
/** Hugo's and Jekyll's templates, MDX's and Obsidian's comments, scripts: none of it is meant to be read. */
const unread = [
  ['{{<', '>}}'],
  ['{{%', '%}}'],
  ['{%', '%}'],
  ['{/*', '*/}'],
  ['%%', '%%'],
  ['<script', '</script>'],
  ['<style', '</style>'],
] as const
const variable = /\{\{[^{}\n]*\}\}/g
const moduleLine = /^(?:import\s+(?:[\w*{}\s,]+\s+from\s+)?['"][^'"]+['"];?|export\s+(?:const|default|function)\b.*)$/
const attributes = /\s*\{[:#.][^{}\n]*\}\s*$/
const emoji = /(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])/g
const blockName = /\s\^[\w-]+$/
const marked = /==(?=\S)([^=]+)(?<=\S)==/g
const footnoteMark = /\[\^[^\]\s]+\](?!:)/g
const footnote = /^\[\^[^\]\s]+\]:\s*/
const definition = /^\s{0,3}\[([^\]^][^\]]*)\]:\s*<?(\S+?)>?(?:\s+["'(].*)?$/
const reference = /(?<!!)\[([^[\]]+)\]\[([^[\]]*)\]/g
const embed = /!\[\[[^[\]]*\]\]/g
const noteLink = /\[\[([^[\]|]+)(?:\|([^[\]]+))?\]\]/g
/** Docusaurus and VuePress fence their notes with colons, behind which a title may stand. */
const colons = /^\s*:{3,}\s*(?:\{?[\w-]+\}?)?\s*(?:\[([^\]]+)\]|(.*?))\s*$/
/** MkDocs marks notes and tabs, and sets what is in them in by four columns. */
const marks = /^\s*(?:!!!|\?\?\?\+?|===\+?)\s*(?:[\w -]+?)?\s*(?:"([^"]*)")?\s*$/
const alert = /^(\s*>\s*)\[!\w+\][-+]?\s*(.*)$/
const task = /^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]\s+/
const looseHeading = /^\s{0,3}(?:>\s*)?(#{1,})[ \t\u3000]*(\S.*)$/
const tagLine = /^\s*(?:#[^\s#]+[ \t]*)+$/
const emptyHeading = /^\s{0,3}#+\s*$/
const tableRule = /^\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+$/
const htmlHeading = /<h([1-6])\b[^<>]*>([^<]*)<\/h\1>/gi
const htmlBlock = /<\/?(?:p|div|summary|details|section|article|center|figure|figcaption|ul|ol)\b[^<>]*>/gi
const htmlPoint = /<li\b[^<>]*>/gi

/** Nothing of all this is in it, as in what our own editors write. */
const isPlain = (text: string): boolean =>
  !/\{[{%:#.<]|%%|:::|!!!|\?\?\?|===|==|\[\[|\[\^|\]\[|\]:\s|\[!|\[[ xX]\]|^\s{0,3}(?:>\s*)?#{2,}(?=[^#\s])|^\s*#{7,}|^\s{0,3}#+\s*$|^(?:import|export)\s|^\S.*\n(?:=+|-{3,})[ \t]*$|^\s{1,3}#|^>\s*#|^#\S|<[a-z]|^\s*:\s|\s\^\w|:[a-z_]+:|^\s*:?-+:?\s*\|/im.test(
    text,
  )

/** Puts something else for all that lies between two marks; a mark that is never closed stays. */
const replaceBetween = (text: string, open: string, close: string, by: (found: string) => string): string => {
  const lower = text.toLowerCase()
  const pieces: string[] = []
  let from = 0
  for (let at = lower.indexOf(open); at >= 0; at = lower.indexOf(open, from)) {
    const end = lower.indexOf(close, at + open.length)
    if (end < 0) break
    pieces.push(text.slice(from, at), by(text.slice(at, end + close.length)))
    from = end + close.length
  }
  return pieces.join('') + text.slice(from)
}

const withoutUnread = (text: string): string =>
  unread.reduce((left, [open, close]) => replaceBetween(left, open, close, () => ''), text)

const pointsOf = (table: string): string =>
  `\n\n${htmlRows(table)
    .map((row) => `- ${row}`)
    .join('\n')}\n\n`

/** Tables and headings in HTML become Markdown's, since a line of tags tells a reader nothing. */
const withoutHtml = (text: string): string =>
  replaceBetween(text, '<table', '</table>', pointsOf)
    .replace(htmlHeading, (_, level: string, words: string) => `\n\n${'#'.repeat(Number(level))} ${words.trim()}\n\n`)
    .replace(htmlPoint, '\n- ')
    .replace(htmlBlock, '\n\n')

const referencesIn = (lines: readonly string[]): Map<string, string> => {
  const found = new Map<string, string>()
  for (const line of lines) {
    const [, name = '', address = ''] = definition.exec(line) ?? []
    if (name !== '') found.set(name.toLowerCase(), address)
  }
  return found
}

const inline = (line: string, references: ReadonlyMap<string, string>): string =>
  line.length > limits.line ? line : bare(line, references)

const bare = (line: string, references: ReadonlyMap<string, string>): string =>
  line
    .replace(variable, '')
    .replace(embed, '')
    .replace(
      noteLink,
      (_, page: string, words: string | undefined) =>
        words ??
        page
          .replace(/#\^?.*$/, '')
          .split('/')
          .at(-1) ??
        '',
    )
    .replace(reference, (_, words: string, name: string) => {
      const address = references.get((name === '' ? words : name).toLowerCase())
      return address === undefined ? words : `[${words}](${address})`
    })
    .replace(footnoteMark, '')
    .replace(marked, '$1')
    .replace(emoji, '')
    .replace(blockName, '')
    .replace(attributes, '')
    .replace(task, '$1')

interface Walking {
  out: string[]
  references: ReadonlyMap<string, string>
  /** Columns that what a note's mark holds is set in by. */
  indent: number
  inCode: boolean
  inTable: boolean
  /** Its headings have a blank behind their marks, so that `#word` is a tag. */
  hasTags: boolean
}

/** A line that is only markup: what is left of it, or null where the line is something else. */
const markupOf = (state: Walking, line: string): string | null => {
  if (moduleLine.test(line) || definition.test(line) || emptyHeading.test(line)) return ''
  const fenced = colons.exec(line)
  if (fenced !== null) return fenced[1] ?? fenced[2] ?? ''
  const noted = marks.exec(line)
  if (noted !== null && !/^=+\s*$/.test(line.trim())) {
    state.indent = 4
    return noted[1] ?? ''
  }
  return state.hasTags && tagLine.test(line) ? '' : null
}

const headingOf = (line: string): string | null => {
  const found = looseHeading.exec(line)
  if (found === null) return null
  const [, hashes = '', words = ''] = found
  return `${'#'.repeat(Math.min(6, hashes.length))} ${words.replace(/\s*#+\s*$/, '')}`
}

/** A line of signs beneath a line of words makes a heading of it. */
const underlined = (line: string, next: string | undefined): number | null => {
  if (line.trim() === '' || /^\s*(?:[-*+>|#・]|\d+[.)])/.test(line) || next === undefined) return null
  return /^=+[ \t]*$/.test(next) ? 1 : /^-{3,}[ \t]*$/.test(next) ? 2 : null
}

/** A line that the next one makes something of: a heading, or a term with what is told of it. */
const pairOf = (state: Walking, line: string, next: string | undefined): string | null => {
  const level = underlined(line, next)
  if (level !== null) return `${'#'.repeat(level)} ${inline(line, state.references).trim()}`
  const told = line.trim() === '' ? null : /^\s*:\s+(\S.*)$/.exec(next ?? '')
  if (told === null) return null
  return `- ${inline(line, state.references).trim()}：${inline(told[1] ?? '', state.references)}`
}

const takeCode = (state: Walking, line: string): boolean => {
  const isFence = codeFence.test(line)
  const isCode = state.inCode || isFence
  if (isFence) state.inCode = !state.inCode
  if (isCode) state.out.push(line)
  return isCode
}

const takeLine = (state: Walking, lines: readonly string[], at: number): number => {
  const raw = lines[at] ?? ''
  if (takeCode(state, raw)) return at + 1
  const isBlank = raw.trim() === ''
  if (!isBlank && !raw.startsWith(' '.repeat(state.indent))) state.indent = 0
  const line = raw
    .slice(isBlank ? 0 : state.indent)
    .replace(alert, '$1$2')
    .replace(footnote, '')
  const only = markupOf(state, line)
  if (only !== null) {
    state.out.push('', ...(only === '' ? [] : [inline(only, state.references), '']))
    return at + 1
  }
  const next = lines[at + 1]?.slice(state.indent)
  const pair = pairOf(state, line, next)
  if (pair !== null) {
    state.out.push(pair)
    return at + 2
  }
  const isRow = line.includes('|') && !line.trimStart().startsWith('|')
  state.inTable = isRow && (state.inTable || (next !== undefined && tableRule.test(next)))
  const words = inline(line, state.references)
  state.out.push(state.inTable ? `| ${words} |` : (headingOf(words) ?? words))
  return at + 1
}

export const withoutDialect = (text: string): string => {
  if (isPlain(text)) return text
  const lines = withoutHtml(withoutUnread(text)).split('\n')
  const state: Walking = {
    out: [],
    references: referencesIn(lines),
    indent: 0,
    inCode: false,
    inTable: false,
    hasTags: lines.some((line) => /^#{1,6}\s+\S/.test(line)),
  }
  for (let at = 0; at < lines.length;) at = takeLine(state, lines, at)
  return state.out.join('\n')
}
