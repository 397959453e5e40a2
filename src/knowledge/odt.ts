/** Reads OpenDocument texts: headings, paragraphs, lists and tables. */
import { wordsOf } from '../base/failure.ts'
import { closeRow } from './inline.ts'
import type { Line } from './line.ts'
import { linesOf } from './line.ts'
import type { Read } from './reading.ts'
import { reasonOf } from './report.ts'
import { readLines } from './text.ts'
import { attributeIn, piecesOf } from './xml.ts'
import { openPackage } from './zip.ts'

/** Notes in the margin and what was deleted are not what the document says. */
const skipped = new Set(['office:annotation', 'text:tracked-changes', 'text:note'])

interface Writing {
  lines: Line[]
  text: string
  level: number | null
  lists: number
  skip: string | null
  cells: string[] | null
  cell: string[]
  head: string[] | null
}

const put = (out: Writing, text: string, level: number | null): void => {
  const [first, ...rest] = linesOf(text)
  if (first === undefined) return
  out.lines.push({ ...first, gap: out.lists > 0 ? 0 : 1, ...(level === null ? {} : { level }) }, ...rest)
}

const endParagraph = (out: Writing): void => {
  const text = out.text.trim()
  out.text = ''
  if (text === '') return
  if (out.cells !== null) out.cell.push(text)
  else put(out, out.lists > 0 && out.level === null ? `・${text}` : text, out.level)
}

const endRow = (out: Writing): void => {
  const text = closeRow(out) ?? ''
  if (text !== '') put(out, `・${text}`, null)
}

const enter = (out: Writing, name: string, attributes: string): void => {
  if (name === 'text:h') out.level = Math.min(6, Number(attributeIn(attributes, 'text:outline-level') ?? 2))
  else if (name === 'text:list') out.lists++
  else if (name === 'table:table') out.head = null
  else if (name === 'table:table-row') out.cells = []
  else if (name === 'table:table-cell') out.cell = []
  else if (name === 'text:s' || name === 'text:line-break') out.text += ' '
  else if (name === 'text:tab') out.text += '\t'
}

const leave = (out: Writing, name: string): void => {
  if (name === 'text:h' || name === 'text:p') {
    endParagraph(out)
    out.level = null
  } else if (name === 'text:list') out.lists--
  else if (name === 'table:table-cell') out.cells?.push(out.cell.join(' '))
  else if (name === 'table:table-row') endRow(out)
}

const linesIn = (source: string): Line[] => {
  const out: Writing = { lines: [], text: '', level: null, lists: 0, skip: null, cells: null, cell: [], head: null }
  for (const piece of piecesOf(source.slice(source.indexOf('<office:body')))) {
    if (out.skip !== null) {
      if (piece.kind === 'close' && piece.name === out.skip) out.skip = null
    } else if (piece.kind === 'text') out.text += piece.text.replace(/\s+/g, ' ')
    else if (piece.kind === 'close') leave(out, piece.name)
    else if (skipped.has(piece.name) && !piece.closed) out.skip = piece.name
    else {
      enter(out, piece.name, piece.attributes)
      if (piece.closed) leave(out, piece.name)
    }
  }
  return out.lines
}

export const readOdt = async (bytes: Buffer): Promise<Read> => {
  try {
    const looked = await openPackage(bytes, (name) => name === 'content.xml')
    if (!looked.ok) return looked
    return readLines(linesIn(looked.opened.parts.get('content.xml') ?? ''))
  } catch (thrown) {
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  }
}
