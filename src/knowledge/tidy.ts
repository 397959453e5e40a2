/** Makes blocks out of lines: joins what the page's edge broke, keeps headings, lists and rows. */
import { withArticles } from './articles.ts'
import { limits } from './limits.ts'
import type { Line } from './line.ts'
import { mendLine } from './line.ts'
import { withoutMargins } from './margins.ts'
import { join, widthOf } from './plain.ts'
import type { Block } from './reading.ts'
import type { Rank, Shape } from './shape.ts'
import { breaksOff, rankOf, shapeOf } from './shape.ts'

/** Text files are broken at this many columns at most; a longer line was broken by nobody. */
const textWrapMax = 120
/** Narrower than this, a text box holds labels and not broken sentences. */
const wrapMin = 30
/** A point shorter than this may be complete without a full stop. */
const itemMin = 40
/** A line this long without a full stop, followed by one that begins in hiragana, was broken. */
const kanaMin = 60
/** Proportional type and unevenly filled lines: how far below the margin a full line may end. */
const slack = 0.93

const ended = /[。．！？!?：:][」』）)”"]*$/
const unfinished = /[、，・～〜]$/
/** Characters that never begin a line of their own. */
const dependent = /^[、。，．）」』】〉》ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮん々]/
const labelled = /^[^\s：:。、]{1,14}[：:]/
const aside = /^[（(](?!注|参考|出典|出所|備考|例|※|別紙|別添|[\d①-⑳])/
const kanaStart = /^[\u3041-\u3096]/
const katakanaEnd = /[\u30A1-\u30FAー]$/
const katakanaStart = /^[\u30A1-\u30FAー]/

/** What could not be broken at the margin: one Japanese character, or a whole Latin word or address. */
const firstToken = (text: string): string => /^[!-~]+|^./u.exec(text)?.[0] ?? ''

interface Run {
  widths: number[]
}

/** The width at which lines were broken: of the lines that stand together, or of the document where they do not tell. */
const marginsOf = (lines: Line[], wrapMax: number): number[] => {
  const runs: Run[] = []
  const runOf = lines.map((line) => {
    if (line.gap > 0 || runs.length === 0) runs.push({ widths: [] })
    const run = runs.at(-1) ?? { widths: [] }
    run.widths.push(widthOf(line.text))
    return run
  })
  const all = lines.map((line) => widthOf(line.text)).filter((width) => width <= wrapMax && width >= wrapMin)
  all.sort((a, b) => a - b)
  const usual = all[Math.floor(all.length * 0.95)] ?? wrapMax
  return runOf.map(({ widths }) => {
    const widest = widths.reduce((most, width) => Math.max(most, width), 0)
    if (widest > wrapMax) return wrapMax
    const full = widths.filter((width) => width >= widest * slack).length
    return full >= 2 && widest >= wrapMin ? widest : Math.max(usual, widest)
  })
}

const isFull = (left: string, right: string, margin: number): boolean => {
  const width = widthOf(left)
  return margin >= wrapMin && width <= margin && width + widthOf(firstToken(right)) > margin * slack
}

interface Open {
  kind: 'paragraph' | 'item'
  text: string
  /** Its last line as it stood on the page, which tells whether the margin broke it. */
  last: string
}

const continues = (open: Open, line: Line, margin: number): boolean => {
  const tail = open.text.slice(-20)
  if (ended.test(tail) || open.text.length > limits.line) return false
  const full = isFull(open.last, line.text, margin)
  if (line.gap > 0) {
    return line.gap === 1 && full && katakanaEnd.test(open.last) && katakanaStart.test(line.text)
  }
  if (dependent.test(line.text) || unfinished.test(tail)) return true
  if (labelled.test(line.text)) return false
  // A point that broke off is taken up by the words right under it, whatever the width of its box.
  if (open.kind === 'item' && (breaksOff(open.last) || widthOf(open.last) >= itemMin)) return true
  // No heading and no label begins in the middle of a word.
  if (kanaStart.test(line.text) && widthOf(open.last) >= kanaMin) return true
  return full || aside.test(line.text)
}

interface Tidying {
  blocks: Block[]
  open: Open | null
  /** Headings under which the text stands, for recognising one that is merely repeated on the next page. */
  above: { level: number; text: string }[]
  /** The level at which a way of numbering was first seen behind hash marks. */
  levels: Map<Rank, number>
}

const flush = (state: Tidying): void => {
  if (state.open !== null) {
    // Once more, for a link or spaced letters that only joining has made whole.
    const text = state.open.text.split('\n').map(mendLine).join('\n')
    state.blocks.push({ kind: state.open.kind, text })
  }
  state.open = null
}

const takeHeading = (state: Tidying, shape: Extract<Shape, { kind: 'heading' }>): void => {
  flush(state)
  const numbering = rankOf(shape.text)?.rank
  const isMarked = shape.rank === 'hashes' || shape.rank === 'style'
  if (isMarked && numbering !== undefined) state.levels.set(numbering, shape.level)
  const level = isMarked ? shape.level : (state.levels.get(shape.rank) ?? shape.level)
  if (state.above.some((heading) => heading.text === shape.text)) return
  while ((state.above.at(-1)?.level ?? 0) >= level) state.above.pop()
  state.above.push({ level, text: shape.text })
  state.blocks.push({ kind: 'heading', level, text: shape.text })
}

const takeLine = (state: Tidying, line: Line, shape: Shape, margin: number): void => {
  if (shape.kind === 'heading') return takeHeading(state, shape)
  if (shape.kind === 'rule') return flush(state)
  if (shape.kind === 'row' || shape.kind === 'item') {
    flush(state)
    state.open = { kind: 'item', text: shape.text, last: line.text }
    return
  }
  if (state.open !== null && continues(state.open, line, margin)) {
    state.open.text = join(state.open.text, shape.text)
    state.open.last = line.text
    return
  }
  if (state.open?.kind === 'paragraph' && line.gap === 0 && state.open.text.length <= limits.line) {
    state.open.text = `${state.open.text}\n${shape.text}`
    state.open.last = line.text
    return
  }
  flush(state)
  state.open = { kind: 'paragraph', text: shape.text, last: line.text }
}

/** A numbered heading that the margin broke is one heading. */
const joinHeadings = (lines: Line[], wrapMax: number): Line[] => {
  const joined: Line[] = []
  const margins = marginsOf(lines, wrapMax)
  for (const [i, line] of lines.entries()) {
    const last = joined.at(-1)
    const before = lines[i - 1]
    const isNumbered = last !== undefined && line.gap === 0 && rankOf(last.text) !== null && !ended.test(last.text)
    const isBroken =
      isNumbered && (breaksOff(last.text) || isFull(before?.text ?? '', line.text, margins[i] ?? wrapMax))
    const isText = rankOf(line.text) === null && shapeOf(undefined, line, undefined).kind === 'text'
    if (isBroken && isText && last.text.length + line.text.length <= 80) last.text = join(last.text, line.text)
    else joined.push({ ...line })
  }
  return joined
}

/** On pages every line is broken somewhere, so `wrapMax` is what fits on the page and not what fits a text file. */
export const tidy = (source: Line[], wrapMax: number = textWrapMax): Block[] => {
  const lines = joinHeadings(withArticles(withoutMargins(source)), wrapMax)
  const margins = marginsOf(lines, wrapMax)
  const state: Tidying = { blocks: [], open: null, above: [], levels: new Map() }
  for (const [i, line] of lines.entries()) {
    takeLine(state, line, shapeOf(lines[i - 1], line, lines[i + 1]), margins[i] ?? wrapMax)
  }
  flush(state)
  return state.blocks
}
