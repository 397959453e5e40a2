/** Reads PDFs: characters with their places become lines again. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFDocumentLoadingTask, PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { wordsOf } from '../base/failure.ts'
import { limits } from './limits.ts'
import type { Line } from './line.ts'
import { linesOf } from './line.ts'
import { numberIn } from './margins.ts'
import type { Recogniser } from './ocr.ts'
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
/** With at least so many boxes to fill in, and fewer characters a box than this, a PDF is a form. */
const formFields = 5
const formCharacters = 120
/** Lines of one text stand at most this many times their size apart; what is further apart has a blank line between. */
const leadingMax = 1.9

interface Piece {
  text: string
  x: number
  y: number
  width: number
  size: number
}

/** One line of a page: its words, its base line, where it ends and how large its type is, in points. */
export interface PageRow {
  text: string
  y: number
  right: number
  size: number
}

/** Pieces on one base line in the order in which they were drawn; a wide gap between two is a table's. */
const rowsOf = (pieces: Piece[]): PageRow[] => {
  const rows: PageRow[] = []
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
const leadingOf = (rows: PageRow[]): number => {
  const steps = rows.slice(1).map((row, i) => (rows[i]?.y ?? 0) - row.y)
  const down = steps.filter((step) => step > 1).sort((a, b) => a - b)
  // The lower quartile: on pages with more blank lines than text the median would already be a blank line.
  return down[Math.floor(down.length / 4)] ?? 0
}

const gapBetween = (above: PageRow | undefined, row: PageRow, leading: number): number => {
  if (above === undefined || leading === 0) return 0
  const step = above.y - row.y
  // Upwards is another column or box.
  if (step < -row.size) return 1
  return Math.max(0, Math.round(step / Math.min(Math.max(leading, row.size), row.size * leadingMax)) - 1)
}

/** The size in which most characters are set. */
const bodySize = (pages: PageRow[][]): number => {
  const characters = new Map<number, number>()
  for (const { size, text } of pages.flat()) {
    const rounded = Math.round(size)
    characters.set(rounded, (characters.get(rounded) ?? 0) + text.length)
  }
  return [...characters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

const linesOfPages = (pages: PageRow[][]): Line[] => {
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
const withoutNumber = (rows: PageRow[]): PageRow[] =>
  rows.filter((row, i) => (i > 0 && i < rows.length - 1) || numberIn(plain(row.text).trim()) !== 1)

const rowsOfText = async (page: PDFPageProxy): Promise<PageRow[]> => {
  const content = await page.getTextContent()
  const pieces = content.items.flatMap((item): Piece[] => {
    if (!('str' in item) || item.str === '') return []
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[]
    return [{ text: item.str, x, y, width: item.width, size: Math.hypot(a, b) || item.height || 1 }]
  })
  return rowsOf(pieces)
}

const images = new Set<number>([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject])

/** A page without letters that shows a picture; an empty page shows none. */
const isPicture = async (page: PDFPageProxy): Promise<boolean> =>
  (await page.getOperatorList()).fnArray.some((operation) => images.has(operation))

interface Pages {
  pages: PageRow[][]
  /** How many are pictures, with no letters in them. */
  pictures: number
}

const readPages = async (pdf: PDFDocumentProxy, recogniser: Recogniser | null): Promise<Pages> => {
  const pages: PageRow[][] = []
  let pictures = 0
  let characters = 0
  for (let number = 1; number <= pdf.numPages && characters <= limits.characters; number++) {
    const page = await pdf.getPage(number)
    let rows = await rowsOfText(page)
    if (rows.length === 0 && pictures < limits.ocrPages) {
      if (recogniser !== null) rows = await recogniser.recognise(page)
      if (recogniser === null ? await isPicture(page) : rows.length > 0) pictures++
    }
    characters += rows.reduce((sum, { text }) => sum + text.length, 0)
    pages.push(pdf.numPages === 1 ? withoutNumber(rows) : rows)
    page.cleanup()
  }
  return { pages, pictures }
}

/** A form is filled in, not read: more boxes than words about them. */
const isForm = async (pdf: PDFDocumentProxy, pages: PageRow[][]): Promise<boolean> => {
  const fields = Object.keys((await pdf.getFieldObjects().catch(() => null)) ?? {}).length
  const characters = pages.flat().reduce((sum, { text }) => sum + text.length, 0)
  return fields >= formFields && characters < fields * formCharacters
}

const namedOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '')

const open = (bytes: Buffer): PDFDocumentLoadingTask =>
  getDocument({
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

const readOpened = async (pdf: PDFDocumentProxy, recogniser: Recogniser | null): Promise<Read> => {
  const { pages, pictures } = await readPages(pdf, recogniser)
  if (await isForm(pdf, pages)) return { ok: false, reason: reasonOf('form') }
  const read = readLines(linesOfPages(pages), { wrapMax: pageWrapMax })
  if (!read.ok) return read.reason.code === 'empty' ? { ok: false, reason: reasonOf('scanned') } : read
  if (pictures === 0) return read
  if (recogniser === null) return { ok: true, reading: { ...read.reading, pictures } }
  const confidence = recogniser.confidence()
  const remark = reasonOf('ocr', `${pictures} ページ、確からしさ ${confidence} %`)
  return { ok: true, reading: { ...read.reading, recognised: { pages: pictures, confidence }, remark } }
}

/** With `isRecognised`, pages that are pictures are read, too, which takes seconds a page. */
export const readPdf = async (bytes: Buffer, isRecognised = false): Promise<Read> => {
  const task = open(bytes)
  let recogniser: Recogniser | null = null
  try {
    const pdf = await task.promise
    if (pdf.numPages > limits.pages) return { ok: false, reason: reasonOf('too-many-pages', `${pdf.numPages} ページ`) }
    // Loaded only where it is needed: it is larger than all other readers together.
    if (isRecognised) recogniser = await (await import('./ocr.ts')).makeRecogniser(pdf)
    return await readOpened(pdf, recogniser)
  } catch (thrown) {
    if (namedOf(thrown) === 'PasswordException') return { ok: false, reason: reasonOf('encrypted') }
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  } finally {
    await recogniser?.close().catch(() => undefined)
    await task.destroy().catch(() => undefined)
  }
}
