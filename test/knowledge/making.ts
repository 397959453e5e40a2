/** Makes PDF and DOCX files out of lines of text, with the defects that government files have. */
import { createRequire } from 'node:module'
import { crc32, deflateRawSync } from 'node:zlib'
import PDFDocument from 'pdfkit'
import { plain } from '../../src/knowledge/plain.ts'

const font = createRequire(import.meta.url).resolve('@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf')

/** Glyph that stands for a Wingdings bullet while drawing. */
const bulletGlyph = '▲'
const isBullet = (character: string): boolean => /[\uF000-\uF0FF]/.test(character)
const widthOf = (character: string): number => (character === '\t' ? 6 : character < '\u2E80' ? 1 : 2)

/** Breaks at a column as a word processor does; a full stop never begins a line. */
const wrap = (line: string, columns: number): string[] => {
  const lines: string[] = []
  let open = ''
  let width = 0
  for (const character of line) {
    if (width + widthOf(character) > columns && !/[、。）」]/.test(character)) {
      lines.push(open)
      open = ''
      width = 0
    }
    open += character
    width += widthOf(character)
  }
  return [...lines, open]
}

export interface PdfOptions {
  columns?: number
  linesPerPage?: number
  /** Drawn on every page. */
  header?: string
  pageNumbers?: boolean
  password?: string
  /** Pictures only, as a scanner makes them. */
  scanned?: boolean
}

/** Of pdfkit's own: the code points that the file says each glyph stands for. */
interface Mapped {
  [font: string]: { unicode: number[][] }
}

/** A table's row stays on one line; where it is too long it is set smaller, as people do. */
const drawLine = (doc: PDFKit.PDFDocument, line: string, y: number, columns: number): void => {
  const width = Array.from(line).reduce((sum, character) => sum + widthOf(character), 0)
  const size = line.includes('\t') ? Math.min(8, (8 * columns) / width) : 8
  let x = 50
  for (const cell of line.split('\t')) {
    doc.fontSize(size)
    if (cell.trim() !== '') doc.text(cell, x, y, { lineBreak: false })
    x += doc.widthOfString(cell) + 3 * size
  }
}

const collect = (doc: PDFKit.PDFDocument): Promise<Buffer> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
  })

export const makePdf = async (text: string, options: PdfOptions = {}): Promise<Buffer> => {
  const { columns = 110, linesPerPage = 50, header, pageNumbers = false, password, scanned = false } = options
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    ...(password === undefined ? {} : { userPassword: password, ownerPassword: password }),
  })
  const made = collect(doc)
  const lines = text.split('\n').flatMap((line) => (line.includes('\t') ? [line] : wrap(line, columns)))
  const original = new Map<number, number>()
  doc.font(font)
  for (let page = 0; page * linesPerPage < lines.length; page++) {
    doc.addPage()
    if (scanned) {
      doc.rect(50, 50, 400, 600).fill('#cccccc')
      continue
    }
    if (header !== undefined) doc.fontSize(8).text(header, 50, 20, { lineBreak: false })
    for (const [i, line] of lines.slice(page * linesPerPage, (page + 1) * linesPerPage).entries()) {
      const drawn = Array.from(line, (character) => {
        const shown = isBullet(character) ? bulletGlyph : plain(character)
        if (shown !== character) original.set(shown.codePointAt(0) ?? 0, character.codePointAt(0) ?? 0)
        return shown
      }).join('')
      drawLine(doc, drawn, 50 + i * 14, columns)
    }
    if (pageNumbers) doc.fontSize(8).text(String(page + 1), 290, 810, { lineBreak: false })
  }
  // What makes radicals of plain characters in real files: the glyph's own table maps it to the wrong code point.
  const unicode = (doc as unknown as Mapped)['_font']?.unicode ?? []
  for (const codes of unicode) {
    const [code] = codes ?? []
    if (code !== undefined && original.has(code)) codes[0] = original.get(code) ?? code
  }
  doc.end()
  return made
}

export interface ZipEntry {
  name: string
  data: Buffer
  /** What the directory says instead of the true size. */
  claimed?: number
  encrypted?: boolean
}

/** The smallest zip that readers accept. */
export const makeZip = (entries: ZipEntry[]): Buffer => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, claimed, encrypted } of entries) {
    const packed = deflateRawSync(data, { level: 9 })
    const named = Buffer.from(name)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(encrypted === true ? 0x0801 : 0x0800, 2)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(data), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(claimed ?? data.length, 18)
    head.writeUInt16LE(named.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, named, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), head, tail, named]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end])
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaging = 'http://schemas.openxmlformats.org/package/2006'

export const wordPackage = (body: string, extra: ZipEntry[] = []): Buffer =>
  makeZip([
    {
      name: '[Content_Types].xml',
      data: Buffer.from(
        `${xml}<Types xmlns="${packaging}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      ),
    },
    {
      name: '_rels/.rels',
      data: Buffer.from(
        `${xml}<Relationships xmlns="${packaging}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
    },
    {
      name: 'word/styles.xml',
      data: Buffer.from(
        `${xml}<w:styles xmlns:w="${word}"><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>`,
      ),
    },
    {
      name: 'word/_rels/document.xml.rels',
      data: Buffer.from(
        `${xml}<Relationships xmlns="${packaging}/relationships"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
      ),
    },
    {
      name: 'word/document.xml',
      data: Buffer.from(`${xml}<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`),
    },
    ...extra,
  ])

export const paragraph = (text: string, style?: string): string => {
  const runs = text.split('\t').map((piece) => `<w:t xml:space="preserve">${escaped(piece)}</w:t>`)
  const look = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`
  return `<w:p>${look}<w:r>${runs.join('<w:tab/>')}</w:r></w:p>`
}

/** Every line a paragraph of its own, as Word opens a text file. */
export const makeDocx = (text: string): Buffer => wordPackage(text.split('\n').map((line) => paragraph(line)).join(''))
