import { createRequire } from 'node:module'
import type PDFDocument from 'pdfkit'
import { late } from '../base/late.ts'
import { fill } from '../base/words.ts'
import { timeInWords } from './notices.ts'
import type { Sheet } from './sheet.ts'
import type { Words } from './words.ts'

/** Points: A4 is 595.28 × 841.89. Margins leave room for a fax's header and a binder's holes. */
const MARGIN = 56
const LABEL_WIDTH = 118
const PADDING = 6
const TEXT_SIZE = 10.5
const LEADING = 16
const SMALL_SIZE = 8.5
const GREY = '#595959'
/** An inquiry at its longest takes four pages; more would be a fault of ours. */
const PAGES_MAX = 12

const require = createRequire(import.meta.url)
const pdfkit = late(() => require('pdfkit') as typeof PDFDocument)
const regular = require.resolve('@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf')
const bold = require.resolve('@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf')

/** Characters that may not begin a line. */
const CLOSING = /^[、。，．,.!?！？）」』】〕〉》)\]}ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ・：；]$/u

type Document = InstanceType<typeof PDFDocument>

/** Geta, as printers have always set for a character they lack. */
const printable = (document: Document, text: string): string => {
  const { font } = Reflect.get(document, '_font') as { font: { hasGlyphForCodePoint(point: number): boolean } }
  return [...text]
    .map((character) =>
      character === '\n' || font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) ? character : '〓',
    )
    .join('')
}

/** Lines that fit a width: words of ASCII stay whole where they can, and no line begins with a closing mark. */
export const wrap = (text: string, width: number, widthOf: (text: string) => number): string[] => {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    const pieces = (paragraph.match(/[\u0021-\u007e]+|[^\u0021-\u007e]/gu) ?? []).flatMap((piece) =>
      widthOf(piece) > width ? [...piece] : [piece],
    )
    for (const piece of pieces) {
      if (line !== '' && widthOf(line + piece) > width && !CLOSING.test(piece)) {
        lines.push(line.trimEnd())
        line = piece === ' ' ? '' : piece
      } else line += piece
    }
    lines.push(line.trimEnd())
  }
  return lines
}

const heading = (document: Document, sheet: Sheet, words: Words) => {
  const width = document.page.width - MARGIN * 2
  document.font(bold).fontSize(17).text(words.sheet.title, MARGIN, MARGIN, { width, align: 'center' })
  document.font(regular).fontSize(TEXT_SIZE)
  let y = MARGIN + 34
  const line = (text: string) => {
    for (const part of wrap(printable(document, text), width, (piece) => document.widthOfString(piece))) {
      document.text(part, MARGIN, y, { lineBreak: false })
      y += LEADING
    }
  }
  if (sheet.to.name !== '') line(fill(words.sheet.to, { name: sheet.to.name }))
  if (sheet.to.fax !== '') line(fill(words.sheet.fax, { fax: sheet.to.fax }))
  if (sheet.programme !== '') line(sheet.programme)
  document.y = y + 6
}

/** One row of the table; a value longer than what is left of the page goes on over the next. */
const row = (document: Document, label: string, value: string) => {
  const right = document.page.width - MARGIN
  const bottom = document.page.height - MARGIN - 24
  const valueWidth = right - MARGIN - LABEL_WIDTH - PADDING * 2
  document.font(bold).fontSize(TEXT_SIZE)
  const labels = wrap(printable(document, label), LABEL_WIDTH - PADDING * 2, (text) => document.widthOfString(text))
  document.font(regular)
  let rest = wrap(printable(document, value), valueWidth, (text) => document.widthOfString(text))
  for (let part = 0; part < PAGES_MAX && (rest.length > 0 || part === 0); part++) {
    const room = Math.floor((bottom - document.y - PADDING * 2) / LEADING)
    // A row is split only where a whole page would not hold it, or enough of it fits to be worth reading.
    if (room < Math.min(Math.max(rest.length, labels.length), 3)) {
      document.addPage()
      document.y = MARGIN
      continue
    }
    const lines = rest.slice(0, room)
    rest = rest.slice(room)
    const top = document.y
    const height = Math.max(lines.length, labels.length) * LEADING + PADDING * 2
    document.rect(MARGIN, top, LABEL_WIDTH, height).fill('#f2f2f2')
    document.lineWidth(0.7).strokeColor('#333333')
    document.rect(MARGIN, top, LABEL_WIDTH, height).stroke()
    document.rect(MARGIN + LABEL_WIDTH, top, right - MARGIN - LABEL_WIDTH, height).stroke()
    document.fillColor('#000000').font(bold)
    labels.forEach((text, n) =>
      document.text(text, MARGIN + PADDING, top + PADDING + n * LEADING + 2, { lineBreak: false }),
    )
    document.font(regular)
    lines.forEach((text, n) =>
      document.text(text, MARGIN + LABEL_WIDTH + PADDING, top + PADDING + n * LEADING + 2, { lineBreak: false }),
    )
    document.y = top + height
  }
}

const footers = (document: Document, sheet: Sheet, words: Words) => {
  const { start, count } = document.bufferedPageRange()
  for (let n = 0; n < count; n++) {
    document.switchToPage(start + n)
    // Below the margin pdfkit would open a page of its own.
    document.page.margins.bottom = 0
    const y = document.page.height - MARGIN + 8
    document.font(regular).fontSize(SMALL_SIZE).fillColor(GREY)
    document.text(sheet.number, MARGIN, y, { lineBreak: false })
    const page = fill(words.sheet.page, { page: n + 1, pages: count })
    document.text(page, document.page.width - MARGIN - document.widthOfString(page), y, { lineBreak: false })
  }
}

/** The filled application sheet on A4, black on white so that it survives a fax. The same sheet gives the same bytes. */
export const sheetPdf = (sheet: Sheet, words: Words): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const at = new Date(sheet.at)
    const document = new (pdfkit())({
      size: 'A4',
      margin: MARGIN,
      bufferPages: true,
      lang: 'ja',
      font: regular,
      info: {
        Title: `${words.sheet.title} ${sheet.number}`,
        Author: sheet.organisation,
        CreationDate: at,
        ModDate: at,
      },
    })
    const chunks: Buffer[] = []
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(Buffer.concat(chunks)))
    document.on('error', reject)
    document.font(regular)
    heading(document, sheet, words)
    row(document, words.sheet.number, sheet.number)
    row(document, words.sheet.at, timeInWords(at))
    for (const { label, value } of sheet.lines) row(document, label, value)
    row(document, words.sheet.consent, words.sheet.consented)
    row(document, words.sheet.sha256, sheet.sha256)
    document.font(regular).fontSize(SMALL_SIZE).fillColor('#000000')
    document.text(words.sheet.note, MARGIN, document.y + 8, { width: document.page.width - MARGIN * 2 })
    footers(document, sheet, words)
    document.end()
  })
