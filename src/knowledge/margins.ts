/** Takes out what belongs to the page and not to the text: page numbers and running heads and feet. */
import type { Line } from './line.ts'

const pageNumber = /^(?:[-–—‐−―]\s*|p(?:age|\.)?\s*)?(\d{1,3})(?:\s*[-–—‐−―]|\s*[/／]\s*\d{1,4}|\s*(?:ページ|頁))?$/i

/** Numbers standing alone are page numbers where they count on: one by one, at least this often. */
const countMin = 3
/** As often as this is enough where the source has pages. */
const pagedCountMin = 2

/** The number that a line consists of, be it dressed as "- 3 -" or "3/10". */
export const numberIn = (text: string): number | null => {
  const found = pageNumber.exec(text)
  return found === null ? null : Number(found[1])
}

/** Indexes of the longest run of candidates that count up one by one, passing over those that do not fit. */
const counting = (candidates: { at: number; number: number }[], least: number): number[] => {
  const best = new Map<number, number[]>()
  let longest: number[] = []
  for (const { at, number } of candidates) {
    const run = [...(best.get(number - 1) ?? []), at]
    // A second 3 after 1, 2, 3 does not start anew what is already as long.
    if (run.length < (best.get(number)?.length ?? 0)) continue
    best.delete(number - 1)
    best.set(number, run)
    if (run.length > longest.length) longest = run
  }
  return longest.length >= least ? longest : []
}

const isAlone = (lines: Line[], i: number): boolean => {
  const line = lines[i]
  const next = lines[i + 1]
  return (
    line !== undefined && (line.gap > 0 || line.page || i === 0) && (next === undefined || next.gap > 0 || next.page)
  )
}

/** Pages may bear two numbers: the document's own and that of the collection in which it was printed. */
const countsMax = 2

const withoutPageNumbers = (lines: Line[], counts: number = countsMax): Line[] => {
  const candidates = lines.flatMap((line, at) => {
    const number = numberIn(line.text)
    return number !== null && isAlone(lines, at) ? [{ at, number }] : []
  })
  const edges = candidates.filter(({ at }) => lines[at]?.page === true || lines[at + 1]?.page === true)
  const last = candidates.filter(({ at }) => edges.length > 0 && at === lines.length - 1)
  const anywhere = counting(candidates, countMin)
  const drop = new Set(anywhere.length > 0 ? anywhere : counting([...new Set([...edges, ...last])], pagedCountMin))
  if (drop.size === 0) return lines
  const kept = withoutLines(lines, (_, i) => drop.has(i))
  return counts > 1 ? withoutPageNumbers(kept, counts - 1) : kept
}

/** Three blank lines stand for a page break in text that was saved from a PDF. */
const startsPage = (line: Line): boolean => line.page || line.gap >= 3

/** A page number run together with the page's first words ("3平成29年度…"), told by counting on from page to page. */
const withoutGluedNumbers = (lines: Line[]): Line[] => {
  const starts = lines.flatMap((line, at) => (at === 0 || startsPage(line) ? [at] : []))
  const stripped = new Map<number, string>()
  for (const first of [1, 2, 3]) {
    let expected = first
    const run: { at: number; digits: number }[] = []
    for (const at of starts) {
      const digits = String(expected)
      const rest = lines[at]?.text.startsWith(digits) ? lines[at].text.slice(digits.length) : ''
      if (!/^(?:[\u3040-\u9FFF]|\d{4}年)/.test(rest)) continue
      run.push({ at, digits: digits.length })
      expected++
    }
    if (run.length < countMin) continue
    for (const { at, digits } of run) stripped.set(at, lines[at]?.text.slice(digits) ?? '')
    break
  }
  return lines.map((line, i) => ({ ...line, text: stripped.get(i) ?? line.text }))
}

/** Removes lines and leaves the room they took to the line that follows. */
const withoutLines = (lines: Line[], isDropped: (line: Line, index: number) => boolean): Line[] => {
  const kept: Line[] = []
  let gap = 0
  let page = false
  for (const [i, line] of lines.entries()) {
    if (isDropped(line, i)) {
      gap += line.gap
      page ||= line.page
      continue
    }
    // Between two pages nobody knows of blank lines: the text may go on in the middle of a word.
    const first = line.page || page
    kept.push({ ...line, gap: first ? 0 : line.gap + gap, page: first })
    gap = 0
    page = false
  }
  return kept
}

/** Lines at the head or foot of at least half of the pages; how deep into a page a running head can reach. */
const edgeLines = 2
const pagesMin = 3

const skeleton = (text: string): string => text.replace(/\d+/g, '0').replace(/\s/g, '')

const withoutRunningHeads = (lines: Line[]): Line[] => {
  const starts = lines.flatMap((line, at) => (at === 0 || line.page ? [at] : []))
  if (starts.length < pagesMin) return lines
  const edges = new Map<number, string>()
  const pagesWith = new Map<string, number>()
  for (const [page, from] of starts.entries()) {
    const to = starts[page + 1] ?? lines.length
    const here = new Set<string>()
    for (let i = from; i < to; i++) {
      const isHead = i < from + edgeLines
      if (!isHead && i < to - edgeLines) continue
      const key = `${isHead ? 'head' : 'foot'} ${skeleton(lines[i]?.text ?? '')}`
      edges.set(i, key)
      here.add(key)
    }
    for (const key of here) pagesWith.set(key, (pagesWith.get(key) ?? 0) + 1)
  }
  const often = Math.max(pagesMin, starts.length / 2)
  const seen = new Set<string>()
  return withoutLines(lines, (_, i) => {
    const key = edges.get(i)
    if (key === undefined || (pagesWith.get(key) ?? 0) < often) return false
    // Its first appearance stays: it may be the title of what follows.
    const again = seen.has(key) || key.startsWith('foot')
    seen.add(key)
    return again
  })
}

export const withoutMargins = (lines: Line[]): Line[] =>
  withoutRunningHeads(withoutGluedNumbers(withoutPageNumbers(lines)))
