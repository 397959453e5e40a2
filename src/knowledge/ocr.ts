/** Reads pages that are pictures only: they are drawn as they print, and their letters recognised. All data is local. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { createWorker, type Line as SeenLine } from 'tesseract.js'
import type { PageRow } from './pdf.ts'

/** The integer form of the best model: it reads figures as figures, where the plain one makes circled numbers of them. */
const model = '4.0.0_best_int'
/** Dots an inch; scanners of offices use 200 to 300, and more makes nothing clearer. */
const resolution = 200
const pointsAnInch = 72
/** Lines that were hardly recognised are dirt, shadows and stamps. */
const sureEnough = 40
/** A line this much higher than the others is a heading; and the sizes that tell so to whoever reads them. */
const heading = { scale: 1.3, size: 14 }
const bodySize = 10

export interface Recogniser {
  /** The lines of a page as if it had had letters. */
  recognise(page: PDFPageProxy): Promise<PageRow[]>
  /** Over all lines kept, 0 … 100. */
  confidence(): number
  close(): Promise<void>
}

type Drawing = Parameters<PDFPageProxy['render']>[0]

/** What pdf.js draws on in this environment. */
interface Canvases {
  create(width: number, height: number): { canvas: Drawing['canvas']; context: Drawing['canvasContext'] }
  destroy(made: unknown): void
}

/** What its canvas can do that a browser's cannot. */
interface Encoder {
  toBuffer(type: 'image/png'): Buffer
}

const draw = async (canvases: Canvases, page: PDFPageProxy): Promise<Buffer> => {
  const viewport = page.getViewport({ scale: resolution / pointsAnInch })
  const made = canvases.create(Math.ceil(viewport.width), Math.ceil(viewport.height))
  try {
    await page.render({ canvasContext: made.context, canvas: made.canvas, viewport }).promise
    return (made.canvas as unknown as Encoder).toBuffer('image/png')
  } finally {
    canvases.destroy(made)
  }
}

/** Recognition sets Japanese letters apart, which nobody writes. */
const closeUp = (text: string): string =>
  text
    .replace(/(?<=[\u3001-\u30FF\u3400-\u9FFF、。（）「」]) +(?=[\u3001-\u30FF\u3400-\u9FFF、。（）「」])/g, '')
    .trim()

const heightOf = ({ bbox }: SeenLine): number => bbox.y1 - bbox.y0

const rowsOf = (lines: SeenLine[]): PageRow[] => {
  const heights = lines.map(heightOf).sort((a, b) => a - b)
  const usual = heights[Math.floor(heights.length / 2)] ?? 1
  const scale = bodySize / usual
  // Down the page is up in the coordinates of a PDF.
  return lines.map((line) => ({
    text: closeUp(line.text),
    y: -line.bbox.y1 * scale,
    right: line.bbox.x1 * scale,
    size: heightOf(line) >= usual * heading.scale ? heading.size : bodySize,
  }))
}

export const makeRecogniser = async (pdf: PDFDocumentProxy): Promise<Recogniser> => {
  const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/jpn/package.json'))
  const worker = await createWorker('jpn', 1, { langPath: join(data, model), cacheMethod: 'none', gzip: true })
  await worker.setParameters({ preserve_interword_spaces: '1' })
  const canvases = pdf.canvasFactory as unknown as Canvases
  let lines = 0
  let sure = 0
  return {
    recognise: async (page) => {
      const seen = await worker.recognize(await draw(canvases, page), {}, { blocks: true })
      const found = (seen.data.blocks ?? [])
        .flatMap(({ paragraphs }) => paragraphs.flatMap((paragraph) => paragraph.lines))
        .filter(({ confidence, text }) => confidence >= sureEnough && text.trim() !== '')
      lines += found.length
      sure += found.reduce((sum, { confidence }) => sum + confidence, 0)
      return rowsOf(found)
    },
    confidence: () => (lines === 0 ? 0 : Math.round(sure / lines)),
    close: async () => {
      await worker.terminate()
    },
  }
}
