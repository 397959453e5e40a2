/** Reads web pages: the words of the main part, without menus and scripts. */
import { parse } from 'parse5'
import type { DefaultTreeAdapterMap } from 'parse5'
import type { Line } from './line.ts'
import { linesOf } from './line.ts'
import type { Read } from './reading.ts'
import { closeRow } from './inline.ts'
import { readLines } from './text.ts'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

const skipped = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'object',
  'nav',
  'header',
  'footer',
  'aside',
  'form',
  'button',
  'select',
  'head',
])
const blocks = new Set([
  'p',
  'div',
  'section',
  'article',
  'main',
  'ul',
  'ol',
  'dl',
  'dt',
  'dd',
  'table',
  'thead',
  'tbody',
  'blockquote',
  'pre',
  'figure',
  'figcaption',
  'address',
  'hr',
  'details',
  'summary',
  'body',
])

const isElement = (node: Node): node is Element => 'tagName' in node
const childrenOf = (node: Node): Node[] => ('childNodes' in node ? node.childNodes : [])
const attributeOf = (element: Element, name: string): string =>
  element.attrs.find((found) => found.name === name)?.value ?? ''
const isHidden = (element: Element): boolean =>
  skipped.has(element.tagName) ||
  element.attrs.some(({ name, value }) => name === 'hidden' || (name === 'aria-hidden' && value === 'true'))

const findFirst = (root: Node, isWanted: (element: Element) => boolean): Element | null => {
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isElement(node) && isWanted(node)) return node
    for (const child of childrenOf(node).toReversed()) waiting.push(child)
  }
  return null
}

interface Writing {
  lines: Line[]
  text: string
  gap: number
  level: number | null
  prefix: string
  /** Cells of the open table row, and the head of its table. */
  cells: string[] | null
  head: string[] | null
  /** The term of a definition list whose definition has not come yet. */
  term: string
  /** The level of the last heading. */
  under: number
  /** Blank lines that a paragraph's edges stand for. */
  paragraphGap: number
}

/** A longer term is a question or a phrase, and heads its definition. */
const TERM_CHARACTERS_MAX = 24
const LEVEL_MAX = 6

const endLine = (out: Writing, gap: number): void => {
  // Word's tabs set columns apart; those of a page's source are only there for its author.
  const spaces = out.paragraphGap === 0 ? /[^\S\t]+/g : /\s+/g
  const [first, ...rest] = linesOf(out.prefix + out.text.replace(spaces, ' ').trim())
  if (out.text.trim() !== '' && first !== undefined) {
    out.lines.push({ ...first, gap: out.gap, ...(out.level === null ? {} : { level: out.level }) }, ...rest)
    out.gap = 0
    out.prefix = ''
  }
  out.gap = Math.max(out.gap, gap)
  out.text = ''
}

/** Before whatever the point of a list, or a definition, holds. */
const begin = (out: Writing, prefix: string, gap: number): void => {
  endLine(out, gap)
  out.prefix = prefix
}

/** A short term names what its definition tells; a long one, or a question, is a heading. */
const endTerm = (out: Writing): void => {
  const term = out.text.replace(/\s+/g, ' ').trim()
  if (term.length > TERM_CHARACTERS_MAX || /[？?。：:]/.test(term)) {
    out.level = Math.min(LEVEL_MAX, out.under + 1)
    endLine(out, 1)
    out.level = null
    out.term = ''
    return
  }
  out.text = ''
  out.term = term
}

const endRow = (out: Writing, isHead: boolean): void => {
  const text = closeRow(out, isHead)
  if (text === null) return
  out.text = text
  if (out.text !== '') out.prefix = '・'
  endLine(out, 0)
}

const enter = (out: Writing, element: Element): void => {
  const name = element.tagName
  const level = /^h([1-6])$/.exec(name)?.[1]
  if (level !== undefined) {
    begin(out, '', 1)
    out.level = Number(level)
    out.under = out.level
  } else if (name === 'br') {
    if (out.cells === null) endLine(out, 0)
    else out.text += ' '
  } else if (name === 'li' && out.cells === null) {
    begin(out, '・', 0)
  } else if (name === 'dd' && out.cells === null && out.term !== '') {
    begin(out, `・${out.term}：`, 0)
    out.term = ''
  } else if (name === 'tr') {
    endLine(out, 0)
    out.cells = []
  } else if (name === 'table') {
    endLine(out, 1)
    out.head = null
  } else if (blocks.has(name) && out.cells === null) endLine(out, name === 'p' ? out.paragraphGap : 1)
}

const endBlock = (out: Writing, name: string): void => {
  if (out.cells !== null) return
  const isParagraph = name === 'p'
  // An empty paragraph in Word is what its author pressed Enter for: a blank line.
  if (isParagraph && out.paragraphGap === 0 && out.text.trim() === '') out.gap++
  else if (name === 'dt') endTerm(out)
  else if (name === 'li' || name === 'dd') begin(out, '', 0)
  else if (blocks.has(name)) endLine(out, name === 'ul' ? 0 : isParagraph ? out.paragraphGap : 1)
}

const leave = (out: Writing, element: Element): void => {
  const name = element.tagName
  if (/^h[1-6]$/.test(name)) {
    endLine(out, 1)
    out.level = null
  } else if (name === 'td' || name === 'th') {
    out.cells?.push(out.text.replace(/\s+/g, ' ').trim())
    out.text = ''
  } else if (name === 'tr') {
    const cells = childrenOf(element).filter(isElement)
    endRow(out, cells.length > 0 && cells.every((cell) => cell.tagName === 'th'))
  } else if (name === 'a' && out.text !== '') {
    const address = attributeOf(element, 'href')
    if (/^https?:/.test(address) && !out.text.includes(address)) out.text += `（${address}）`
  } else endBlock(out, name)
}

/** Walks without recursion, since a hostile page is nested a hundred thousand deep. */
const writeLines = (root: Element, paragraphGap: number): Line[] => {
  const out: Writing = {
    lines: [],
    text: '',
    gap: 0,
    level: null,
    prefix: '',
    cells: null,
    head: null,
    term: '',
    under: 1,
    paragraphGap,
  }
  const waiting: { node: Node; leaving: boolean }[] = [{ node: root, leaving: false }]
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const { node, leaving } = step
    if (node.nodeName === '#text' && 'value' in node) out.text += node.value
    if (!isElement(node) || isHidden(node)) continue
    if (leaving) {
      leave(out, node)
      continue
    }
    enter(out, node)
    waiting.push({ node, leaving: true })
    for (const child of childrenOf(node).toReversed()) waiting.push({ node: child, leaving: false })
  }
  endLine(out, 0)
  return out.lines
}

/** Word's documents as their converter writes them: a paragraph may be one line of many, an empty one is a blank line. */
export const linesOfWord = (source: string): Line[] => {
  const body = findFirst(parse(source), (element) => element.tagName === 'body')
  return body === null ? [] : writeLines(body, 0)
}

/** The rows of a table inside other text, each by itself. */
export const htmlRows = (source: string): string[] => {
  const body = findFirst(parse(source), (element) => element.tagName === 'body')
  return body === null ? [] : writeLines(body, 1).map(({ text }) => text.replace(/^・/, ''))
}

export const readHtml = (source: string): Read => {
  const page = parse(source)
  const main =
    findFirst(page, (element) => element.tagName === 'main' || attributeOf(element, 'role') === 'main') ??
    findFirst(page, (element) => element.tagName === 'body')
  const title = findFirst(page, (element) => element.tagName === 'title')
  const words =
    title === null
      ? ''
      : childrenOf(title)
          .map((node) => ('value' in node ? node.value : ''))
          .join('')
          .trim()
  return readLines(main === null ? [] : writeLines(main, 1), words === '' ? {} : { title: words })
}
