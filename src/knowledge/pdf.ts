/** Reads PDFs: characters with their places become lines again. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { wordsOf } from '../base/failure.ts'
import { limits } from './limits.ts'
import type { Line } from './line.ts'
import { linesOf } from './line.ts'
import { numberIn } from './margins.ts'
import { plain } from './plain.ts'
import type { Read } from './reading.ts'
import { reasonOf } from './report.ts'
import { readLines } from './text.ts'

const installed = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))

/** No page sets longer lines than this many columns. */
const pageWrapMax = 400
/** A heading's type is larger than the text's by at least this much. */
const headingScale = 1.25
const topScale = 1.6
const headingMax = 60
/** Lines of one text stand at most this many times their size apart; what is further apart has a blank line between. */
const leadingMax = 1.9

interface Piece {
  text: string
  x: number
  y: number
  width: number
  size: number
}

interface Row {
  text: string
  y: number
  right: number
  size: number
}

/** Pieces on one base line in the order in which they were drawn; a wide gap between two is a table's. */
const rowsOf = (pieces: Piece[]): Row[] => {
  const rows: Row[] = []
  for (const { text, x, y, width, size } of pieces) {
    const row = rows.at(-1)
    // Blanks are measured by the distance to the next piece.
    if (text.trim() === '') continue
    if (row !== undefined && Math.abs(row.y - y) < size * 0.4 && x >= row.right - size) {
      const distance = x - row.right
      const isWord = /[!-~]$/.test(row.text) && /^[!-~]/.test(text)
      row.text += distance > size * 2 ? `\t${text}` : distance > size * (isWord ? 0.2 : 0.6) ? ` ${text}` : text
      row.right = x + width
      row.size = Math.max(row.size, size)
    } else rows.push({ text, y, right: x + width, size })
  }
  return rows.filter(({ text }) => text.trim() !== '')
}

/** The usual distance between two lines, against which a blank one is told. */
const leadingOf = (rows: Row[]): number => {
  const steps = rows.slice(1).map((row, i) => (rows[i]?.y ?? 0) - row.y)
  const down = steps.filter((step) => step > 1).sort((a, b) => a - b)
  // The lower quartile: on pages with more blank lines than text the median would already be a blank line.
  return down[Math.floor(down.length / 4)] ?? 0
}

const gapBetween = (above: Row | undefined, row: Row, leading: number): number => {
  if (above === undefined || leading === 0) return 0
  const step = above.y - row.y
  // Upwards is another column or box.
  if (step < -row.size) return 1
  return Math.max(0, Math.round(step / Math.min(Math.max(leading, row.size), row.size * leadingMax)) - 1)
}

/** The size in which most characters are set. */
const bodySize = (pages: Row[][]): number => {
  const characters = new Map<number, number>()
  for (const { size, text } of pages.flat()) {
    const rounded = Math.round(size)
    characters.set(rounded, (characters.get(rounded) ?? 0) + text.length)
  }
  return [...characters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

const linesOfPages = (pages: Row[][]): Line[] => {
  const body = bodySize(pages)
  const lines: Line[] = []
  for (const rows of pages) {
    const leading = leadingOf(rows)
    for (const [i, row] of rows.entries()) {
      const [first, ...rest] = linesOf(row.text)
      if (first === undefined) continue
      const isHeading =
        row.size >= body * headingScale && first.text.length <= headingMax && /[\u3040-\u9FFF]/.test(first.text)
      const level = row.size >= body * topScale ? 1 : 2
      const gap = gapBetween(rows[i - 1], row, leading)
      lines.push({ ...first, gap, page: i === 0, ...(isHeading ? { level } : {}) }, ...rest)
    }
  }
  return lines
}

/** The number of an only page; those of several are found by their counting on. */
const withoutNumber = (rows: Row[]): Row[] =>
  rows.filter((row, i) => (i > 0 && i < rows.length - 1) || numberIn(plain(row.text).trim()) !== 1)

const readPages = async (pdf: PDFDocumentProxy): Promise<Row[][]> => {
  const pages: Row[][] = []
  let characters = 0
  for (let number = 1; number <= pdf.numPages && characters <= limits.characters; number++) {
    const page = await pdf.getPage(number)
    const content = await page.getTextContent()
    const pieces = content.items.flatMap((item): Piece[] => {
      if (!('str' in item) || item.str === '') return []
      const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[]
      return [{ text: item.str, x, y, width: item.width, size: Math.hypot(a, b) || item.height || 1 }]
    })
    characters += pieces.reduce((sum, { text }) => sum + text.length, 0)
    const rows = rowsOf(pieces)
    pages.push(pdf.numPages === 1 ? withoutNumber(rows) : rows)
    page.cleanup()
  }
  return pages
}

const namedOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '')

export const readPdf = async (bytes: Buffer): Promise<Read> => {
  const task = getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: join(installed, 'cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: join(installed, 'standard_fonts/'),
    wasmUrl: join(installed, 'wasm/'),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: 0,
  })
  try {
    const pdf = await task.promise
    if (pdf.numPages > limits.pages) return { ok: false, reason: reasonOf('too-many-pages', `${pdf.numPages} ページ`) }
    const read = readLines(linesOfPages(await readPages(pdf)), { wrapMax: pageWrapMax })
    return !read.ok && read.reason.code === 'empty' ? { ok: false, reason: reasonOf('scanned') } : read
  } catch (thrown) {
    if (namedOf(thrown) === 'PasswordException') return { ok: false, reason: reasonOf('encrypted') }
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  } finally {
    await task.destroy().catch(() => undefined)
  }
}
