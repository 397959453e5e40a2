/** Reads the editors' own format: front matter, headings with settings, paragraphs, lists and tables. */
import { withoutDialect } from './dialects.ts'
import { factIn, factsHeading } from './facts.ts'
import { mapKeys } from './foreign-keys.ts'
import { checkSection } from './front-matter.ts'
import { headOf } from './heads.ts'
import { cellsOf, inlineText, isRule, rowText } from './inline.ts'
import { limits } from './limits.ts'
import { join, plain } from './plain.ts'
import type { Block, Read } from './reading.ts'
import { reasonOf, type Reason } from './report.ts'

const heading = /^(#{1,6})\s+(\S.*)$/
const bullet = /^\s*(?:[-*+]|・)\s+(.*)$|^\s*・(.*)$/
const numbered = /^\s*(\d{1,3}[.)])\s+(.*)$/
const settings = /^<!--\s*(\{[\s\S]*\})\s*-->$/

interface State {
  blocks: Block[]
  /** The paragraph or list item being written, which following lines continue. */
  open: { kind: 'paragraph' | 'item'; text: string; broken: boolean } | null
  tableHead: string[] | null
  inTable: boolean
  fence: boolean
  /** The heading whose rows of facts are being read, and how deep the heading of the rows lies. */
  listing: { of: Extract<Block, { kind: 'heading' }>; level: number } | null
}

const close = (state: State): void => {
  if (state.open !== null && state.open.text !== '') {
    state.blocks.push({ kind: state.open.kind, text: state.open.text })
  }
  state.open = null
  state.inTable = false
  state.tableHead = null
}

const takeTableLine = (state: State, cells: string[]): void => {
  if (!state.inTable) {
    close(state)
    state.inTable = true
    state.tableHead = cells
    return
  }
  if (isRule(cells)) return
  const text = rowText(state.tableHead, cells)
  if (text !== '') state.blocks.push({ kind: 'item', text: `・${text}` })
}

const takeText = (state: State, line: string): void => {
  const point = bullet.exec(line)
  const step = numbered.exec(line)
  if (point !== null || step !== null) {
    close(state)
    const text =
      point === null ? `${step?.[1]} ${inlineText(step?.[2] ?? '')}` : `・${inlineText(point[1] ?? point[2] ?? '')}`
    state.open = { kind: 'item', text, broken: false }
    return
  }
  const text = inlineText(line.replace(/^\s*>\s?/, ''))
  // One that never ends is no paragraph; joining ever on would copy it once for every line.
  if (state.open !== null && state.open.text.length > limits.line) close(state)
  if (state.open === null) state.open = { kind: 'paragraph', text, broken: false }
  else state.open.text = state.open.broken ? `${state.open.text}\n${text}` : join(state.open.text, text)
  state.open.broken = line.endsWith('  ') || line.endsWith('\\')
}

/** The heading of rows belongs to the section above it, where that has a text; every other begins one. */
const takeHeading = (state: State, level: number, text: string): void => {
  close(state)
  const last = state.blocks.findLast((block) => block.kind === 'heading')
  const told = last !== undefined && state.blocks.at(-1) !== last
  state.listing = text.trim() === factsHeading && told ? { of: last, level } : null
  if (state.listing === null) {
    state.blocks.push({ kind: 'heading', level, text: inlineText(text.replace(/ #+$/, '')) })
  }
}

/** A row of facts. Anything else says that this is a section of its own, which only has the same name. */
const takeRow = (state: State, { of, level }: NonNullable<State['listing']>, line: string): void => {
  const fact = factIn(inlineText(bullet.exec(line)?.[1] ?? ''))
  if (fact !== null) {
    of.facts = [...(of.facts ?? []), fact]
    return
  }
  if (line.trim() === '') return
  state.listing = null
  state.blocks.push({ kind: 'heading', level, text: factsHeading })
  takeLine(state, line)
}

const takeLine = (state: State, line: string): void => {
  if (/^\s*(```|~~~)/.test(line)) {
    close(state)
    state.fence = !state.fence
    return
  }
  if (state.fence) {
    if (line.trim() !== '') state.blocks.push({ kind: 'paragraph', text: line.trim() })
    return
  }
  const head = heading.exec(line)
  if (head !== null) return takeHeading(state, head[1]?.length ?? 1, head[2] ?? '')
  if (state.listing !== null) return takeRow(state, state.listing, line)
  const cells = cellsOf(line)
  if (cells !== null) return takeTableLine(state, cells)
  if (line.trim() === '' || /^\s*([-*_]\s*){3,}$/.test(line)) return close(state)
  if (state.inTable) close(state)
  takeText(state, line)
}

/** A comment holding a map right after a heading sets the section; any other comment is for editors only. */
const takeComment = (state: State, comment: string): string | null => {
  close(state)
  const found = settings.exec(comment)
  const last = state.blocks.at(-1)
  if (found === null || last?.kind !== 'heading') return null
  const checked = checkSection(found[1] ?? '')
  if (!checked.ok) return `「${last.text}」の設定 ${checked.fault}`
  last.settings = checked.value
  return null
}

const blocksOf = (body: string): { blocks: Block[]; fault: string | null } => {
  const state: State = { blocks: [], open: null, tableHead: null, inTable: false, fence: false, listing: null }
  let rest = body
  while (rest !== '') {
    const from = rest.indexOf('<!--')
    const to = from < 0 ? -1 : rest.indexOf('-->', from)
    const prose = to < 0 ? rest : rest.slice(0, from)
    for (const line of prose.split('\n')) takeLine(state, line)
    if (to < 0) break
    const fault = takeComment(state, rest.slice(from, to + 3))
    if (fault !== null) return { blocks: [], fault }
    rest = rest.slice(to + 3)
  }
  close(state)
  return { blocks: state.blocks, fault: null }
}

const remarkOf = (fault: string | null, noted: readonly string[]): Reason | undefined => {
  const words = [...(fault === null ? [] : [fault]), ...noted.slice(0, limits.keysShown)]
  if (noted.length > limits.keysShown) words.push(`ほか ${noted.length - limits.keysShown} 項目`)
  return words.length === 0 ? undefined : reasonOf('head-noted', words.join('、'))
}

export const readMarkdown = (source: string): Read => {
  const { values, body, fault } = headOf(plain(source))
  const { frontMatter, noted, unpublished, foreign } = mapKeys(values)
  // Whoever limits a document and makes a slip in it does not want it to be open to all.
  if ('groups' in values && frontMatter.groups === undefined) return { ok: false, reason: reasonOf('groups') }
  if (unpublished) return { ok: false, reason: reasonOf('unpublished') }
  const { blocks, fault: wrong } = blocksOf(withoutDialect(body))
  if (wrong !== null) return { ok: false, reason: reasonOf('front-matter', wrong) }
  if (!blocks.some((block) => block.kind !== 'heading')) return { ok: false, reason: reasonOf('empty') }
  const remark = remarkOf(fault, noted)
  return {
    ok: true,
    reading: {
      frontMatter,
      blocks,
      entries: [],
      ...(foreign ? { foreign } : {}),
      ...(remark === undefined ? {} : { remark }),
    },
  }
}
