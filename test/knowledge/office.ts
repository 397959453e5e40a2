/** Makes the files that office programs, scanners and form designers make. */
import ExcelJS from 'exceljs'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import PDFDocument from 'pdfkit'
import { makePdf, makeZip } from './making.ts'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const collected = (doc: PDFKit.PDFDocument): Promise<Buffer> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
  })

export const makeXlsx = async (sheets: Record<string, (sheet: ExcelJS.Worksheet) => void>): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  for (const [name, fill] of Object.entries(sheets)) fill(book.addWorksheet(name))
  return Buffer.from(await book.xlsx.writeBuffer())
}

const shape = (role: string, paragraphs: string[]): string =>
  `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${role}"/></p:nvPr></p:nvSpPr><p:txBody>${paragraphs.map((text) => `<a:p><a:r><a:t>${escaped(text)}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp>`

const tableShape = (rows: string[][]): string =>
  `<p:graphicFrame><a:tbl>${rows.map((row) => `<a:tr>${row.map((cell) => `<a:tc><a:txBody><a:p><a:r><a:t>${escaped(cell)}</a:t></a:r></a:p></a:txBody></a:tc>`).join('')}</a:tr>`).join('')}</a:tbl></p:graphicFrame>`

export interface SlideMade {
  title: string
  points: string[]
  table?: string[][]
  hidden?: boolean
}

/** The slides' parts are numbered backwards, as after a reordering. */
export const makePptx = (slides: SlideMade[]): Buffer => {
  const part = (at: number): number => slides.length - at
  const slide = ({ title, points, table, hidden }: SlideMade): string =>
    `<p:sld${hidden === true ? ' show="0"' : ''}><p:cSld><p:spTree>${shape('title', [title])}${shape('body', points)}${table === undefined ? '' : tableShape(table)}${shape('sldNum', ['7'])}</p:spTree></p:cSld></p:sld>`
  return makeZip([
    {
      name: 'ppt/presentation.xml',
      data: Buffer.from(`<p:presentation><p:sldIdLst>${slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`).join('')}</p:sldIdLst></p:presentation>`),
    },
    {
      name: 'ppt/_rels/presentation.xml.rels',
      data: Buffer.from(`<Relationships>${slides.map((_, at) => `<Relationship Id="rId${at + 1}" Target="slides/slide${part(at)}.xml"/>`).join('')}</Relationships>`),
    },
    ...slides.map((made, at) => ({ name: `ppt/slides/slide${part(at)}.xml`, data: Buffer.from(slide(made)) })),
  ])
}

export const makeOdt = (body: string): Buffer =>
  makeZip([
    { name: 'mimetype', data: Buffer.from('application/vnd.oasis.opendocument.text') },
    { name: 'META-INF/manifest.xml', data: Buffer.from('<manifest media-type="application/vnd.oasis.opendocument.text"/>') },
    { name: 'content.xml', data: Buffer.from(`<office:document-content><office:body><office:text>${body}</office:text></office:body></office:document-content>`) },
  ])

type Drawing = Parameters<PDFPageProxy['render']>[0]

interface Canvases {
  create(width: number, height: number): { canvas: Drawing['canvas']; context: Drawing['canvasContext'] }
}

/** A printed page that went through a scanner: a picture and no letters. */
export const makeScan = async (text: string): Promise<Buffer> => {
  const pdf = await getDocument({ data: new Uint8Array(await makePdf(text, { columns: 60 })), verbosity: 0 }).promise
  const page = await pdf.getPage(1)
  const viewport = page.getViewport({ scale: 4 })
  const made = (pdf.canvasFactory as unknown as Canvases).create(viewport.width, viewport.height)
  await page.render({ canvasContext: made.context, canvas: made.canvas, viewport }).promise
  const doc = new PDFDocument({ size: 'A4', margin: 0 })
  const whole = collected(doc)
  doc.image((made.canvas as unknown as { toBuffer(type: 'image/png'): Buffer }).toBuffer('image/png'), 0, 0, { width: 595 })
  doc.end()
  return whole
}

/** Boxes to be filled in, with hardly a word about them. */
export const makeForm = async (fields: number): Promise<Buffer> => {
  const doc = new PDFDocument({ size: 'A4' })
  const whole = collected(doc)
  doc.font('Helvetica').text('Form')
  doc.initForm()
  for (let at = 0; at < fields; at++) doc.formText(`field${at}`, 50, 100 + at * 30, 200, 20)
  doc.end()
  return whole
}
