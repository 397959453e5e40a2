/** Reads slides: each is a section under its title, in the order in which they are shown. */
import { wordsOf } from '../base/failure.ts'
import { closeRow, rowText } from './inline.ts'
import { plain } from './plain.ts'
import type { Block, Read } from './reading.ts'
import { reasonOf } from './report.ts'
import { attributeIn, piecesOf } from './xml.ts'
import { openPackage } from './zip.ts'

interface Slide {
  title: string
  /** The title of the whole, as a first slide has it. */
  isTop: boolean
  blocks: Block[]
}

/** Shapes that repeat on every slide. */
const margins = new Set(['dt', 'ftr', 'sldNum', 'hdr'])

interface Writing {
  slide: Slide
  /** The place on the slide that the open shape fills: a title, a body, a footer. */
  role: string | null
  paragraph: string
  cells: string[] | null
  cell: string[]
  head: string[] | null
}

const words = (text: string): string => plain(text).replace(/\s+/g, ' ').trim()

const endParagraph = (out: Writing): void => {
  const text = words(out.paragraph)
  out.paragraph = ''
  if (text === '' || margins.has(out.role ?? '')) return
  if (out.cells !== null) out.cell.push(text)
  else if (out.role === 'title' || out.role === 'ctrTitle') {
    out.slide.title += text
    out.slide.isTop ||= out.role === 'ctrTitle'
  } else if (out.role === 'subTitle') out.slide.blocks.push({ kind: 'paragraph', text })
  else out.slide.blocks.push({ kind: 'item', text: `・${text.replace(/^[・•●○■□◆◇▪➢✓※-]\s*/, '')}` })
}

const endRow = (out: Writing): void => {
  const text = closeRow(out) ?? ''
  if (text !== '') out.slide.blocks.push({ kind: 'item', text: `・${text}` })
}

/** A table of a single row has no head above others. */
const endTable = (out: Writing): void => {
  const { head } = out
  const last = out.slide.blocks.at(-1)
  if (head !== null && last === undefined) out.slide.blocks.push({ kind: 'item', text: `・${rowText(null, head)}` })
  out.head = null
}

const enter = (out: Writing, name: string, attributes: string): void => {
  if (name === 'a:br') out.paragraph += ' '
  else if (name === 'p:sp') out.role = null
  else if (name === 'p:ph') out.role = attributeIn(attributes, 'type') ?? 'body'
  else if (name === 'a:tr') out.cells = []
  else if (name === 'a:tc') out.cell = []
}

const leave = (out: Writing, name: string): void => {
  if (name === 'a:p') endParagraph(out)
  else if (name === 'a:tr') endRow(out)
  else if (name === 'a:tc') out.cells?.push(out.cell.join(' '))
  else if (name === 'a:tbl') endTable(out)
}

const isHidden = (name: string, attributes: string): boolean =>
  name === 'p:sld' && attributeIn(attributes, 'show') === '0'

const readSlide = (source: string): Slide | null => {
  const out: Writing = {
    slide: { title: '', isTop: false, blocks: [] },
    role: null,
    paragraph: '',
    cells: null,
    cell: [],
    head: null,
  }
  let isText = false
  for (const piece of piecesOf(source)) {
    if (piece.kind === 'text') {
      if (isText) out.paragraph += piece.text
      continue
    }
    if (piece.name === 'a:t') isText = piece.kind === 'open' && !piece.closed
    if (piece.kind === 'close') leave(out, piece.name)
    else if (isHidden(piece.name, piece.attributes)) return null
    else enter(out, piece.name, piece.attributes)
  }
  return out.slide
}

const numberIn = (name: string): number => Number(/(\d+)\.xml$/.exec(name)?.[1] ?? 0)

/** People move slides about: the order is told by the presentation, not by the names of the parts. */
const orderOf = (parts: ReadonlyMap<string, string>): string[] => {
  const targets = new Map<string, string>()
  for (const piece of piecesOf(parts.get('ppt/_rels/presentation.xml.rels') ?? '')) {
    if (piece.kind !== 'open' || piece.name !== 'Relationship') continue
    const target = attributeIn(piece.attributes, 'Target') ?? ''
    targets.set(attributeIn(piece.attributes, 'Id') ?? '', `ppt/${target.replace(/^\/?(?:ppt\/)?/, '')}`)
  }
  const shown: string[] = []
  for (const piece of piecesOf(parts.get('ppt/presentation.xml') ?? '')) {
    if (piece.kind !== 'open' || piece.name !== 'p:sldId') continue
    const name = targets.get(attributeIn(piece.attributes, 'r:id') ?? '')
    if (name !== undefined && parts.has(name)) shown.push(name)
  }
  if (shown.length > 0) return shown
  return [...parts.keys()].filter((name) => name.includes('/slides/')).sort((a, b) => numberIn(a) - numberIn(b))
}

const isRead = (name: string): boolean =>
  /^ppt\/(?:slides\/slide\d+\.xml|presentation\.xml|_rels\/presentation\.xml\.rels)$/.test(name)

export const readPptx = async (bytes: Buffer): Promise<Read> => {
  try {
    const looked = await openPackage(bytes, isRead)
    if (!looked.ok) return looked
    const slides = orderOf(looked.opened.parts).flatMap((name) => readSlide(looked.opened.parts.get(name) ?? '') ?? [])
    const blocks = slides.flatMap(({ title, isTop, blocks: held }, at): Block[] => [
      ...(title === '' ? [] : [{ kind: 'heading' as const, level: isTop && at === 0 ? 1 : 2, text: title }]),
      ...held,
    ])
    if (!blocks.some(({ kind }) => kind !== 'heading')) return { ok: false, reason: reasonOf('empty') }
    return { ok: true, reading: { frontMatter: {}, blocks, entries: [] } }
  } catch (thrown) {
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  }
}
