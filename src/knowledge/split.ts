/** Lays blocks out as the stored text and cuts it into passages, at headings and between sentences only. */
import type { FactLine } from './facts.ts'
import type { SectionSettings } from './front-matter.ts'
import { limits } from './limits.ts'
import type { Block } from './reading.ts'

export interface Cut {
  path: string[]
  title: string
  start: number
  end: number
  settings: SectionSettings
  /** Rows of the whole section; which of its cuts each belongs to is decided by what the cut holds. */
  facts: FactLine[]
  section: number
}

/** The smallest piece that is never cut: a sentence, a list item, a table row. */
interface Atom {
  start: number
  end: number
  /** Characters without white space. */
  size: number
  /** Part of a list, which is kept together where it fits. */
  item: boolean
}

interface Section {
  path: string[]
  settings: SectionSettings
  facts: FactLine[]
  atoms: Atom[]
}

const closing = /[」』）)】〉》"'”’]/
const ending = /[。．！？!?\n]/

/** Ends of sentences in a text. Brackets hold their sentences together, and a full stop in a number ends nothing. */
const sentenceEnds = (text: string): number[] => {
  const ends: number[] = []
  let depth = 0
  let last = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if ('「『（(【'.includes(character)) depth++
    else if ('」』）)】'.includes(character)) depth = Math.max(0, depth - 1)
    const over = i - last >= limits.sentence
    if (character === '\n') depth = 0
    if (!over && (depth > 0 || !ending.test(character))) continue
    if (!over && '．!?'.includes(character) && /[\w０-９]/.test(text[i + 1] ?? '')) continue
    let end = i + 1
    if (!over) while (end < text.length && (ending.test(text[end] ?? '') || closing.test(text[end] ?? ''))) end++
    ends.push(end)
    last = end
    i = end - 1
  }
  if (last < text.length) ends.push(text.length)
  return ends
}

const inkOf = (text: string): number => text.replace(/\s+/g, '').length

const atomsOf = (block: Block, at: number): Atom[] => {
  if (block.kind === 'item' && block.text.length <= limits.sentence) {
    return [{ start: at, end: at + block.text.length, size: inkOf(block.text), item: true }]
  }
  const atoms: Atom[] = []
  let from = 0
  for (const to of sentenceEnds(block.text)) {
    const piece = block.text.slice(from, to)
    const start = at + from + (piece.length - piece.trimStart().length)
    const end = at + from + piece.trimEnd().length
    if (end > start) atoms.push({ start, end, size: inkOf(piece), item: block.kind === 'item' })
    from = to
  }
  return atoms
}

/** A heading with nothing under it would be lost; as words of the section above it can still be found. */
const headingsWithBody = (blocks: Block[]): Block[] =>
  blocks.map((block, i) => {
    if (block.kind !== 'heading') return block
    const next = blocks[i + 1]
    const bare = next === undefined || (next.kind === 'heading' && next.level <= block.level)
    return bare ? { kind: 'paragraph', text: block.text } : block
  })

interface Laid {
  text: string
  sections: Section[]
}

/** The document's own title at its top stands above everything, so it is left out of the paths. */
const lay = (blocks: Block[]): Laid => {
  const tops = blocks.filter((block) => block.kind === 'heading' && block.level === 1)
  const titled = tops.length === 1 && tops[0] === blocks.find((block) => block.kind === 'heading')
  const pieces: string[] = []
  let length = 0
  let section: Section = { path: [], settings: {}, facts: [], atoms: [] }
  const sections = [section]
  const above: { level: number; text: string; settings: SectionSettings }[] = []
  let previous: Block['kind'] | null = null
  for (const block of headingsWithBody(blocks)) {
    const gap = previous === null ? '' : previous === 'item' && block.kind === 'item' ? '\n' : '\n\n'
    pieces.push(gap, block.text)
    const at = length + gap.length
    length = at + block.text.length
    previous = block.kind
    if (block.kind !== 'heading') {
      section.atoms.push(...atomsOf(block, at))
      continue
    }
    while ((above.at(-1)?.level ?? 0) >= block.level) above.pop()
    above.push({ level: block.level, text: block.text, settings: block.settings ?? {} })
    const path = above.map((heading) => heading.text)
    // What is said of a section holds for the sections inside it, except for what is asked and disputed.
    const {
      asks: _,
      conflicts: __,
      ...inherited
    } = Object.assign({}, ...above.map((heading) => heading.settings)) as SectionSettings
    const { asks, conflicts } = block.settings ?? {}
    section = { path: titled ? path.slice(1) : path, settings: inherited, facts: block.facts ?? [], atoms: [] }
    if (asks !== undefined) section.settings.asks = asks
    if (conflicts !== undefined) section.settings.conflicts = conflicts
    sections.push(section)
  }
  return { text: pieces.join(''), sections: sections.filter((found) => found.atoms.length > 0) }
}

/** Counted without the white space between atoms, which depends on the page and not on the text. */
const sizeOf = (atoms: Atom[]): number => atoms.reduce((sum, { size }) => sum + size, 0)

/** Lists are groups, together with the sentence that leads into them; every other sentence is its own group. */
const groupsOf = (atoms: Atom[]): Atom[][] => {
  const groups: Atom[][] = []
  let size = 0
  for (const atom of atoms) {
    const group = groups.at(-1)
    size += atom.size
    if (group !== undefined && atom.item && size <= limits.passageWhole) group.push(atom)
    else {
      groups.push([atom])
      size = atom.size
    }
  }
  return groups
}

/** Packs groups into passages of about equal length, so that no crumb is left at the end. */
const pack = (atoms: Atom[]): { start: number; end: number }[] => {
  const total = sizeOf(atoms)
  const target = total <= limits.passageWhole ? total : total / Math.ceil(total / limits.passageTarget)
  const passages: { start: number; end: number; size: number }[] = []
  for (const group of groupsOf(atoms)) {
    const start = group[0]?.start ?? 0
    const end = group.at(-1)?.end ?? start
    const size = sizeOf(group)
    const open = passages.at(-1)
    const fits = open !== undefined && open.size + size / 2 <= target && open.size + size <= limits.passageWhole
    if (open === undefined || !fits) passages.push({ start, end, size })
    else {
      open.end = end
      open.size += size
    }
  }
  return passages
}

export const splitBlocks = (blocks: Block[], documentTitle: string): { text: string; cuts: Cut[] } => {
  const { text, sections } = lay(blocks)
  const cuts = sections.flatMap(({ path, settings, facts, atoms }, section) =>
    pack(atoms).map(({ start, end }) => ({
      path,
      title: path.at(-1) ?? documentTitle,
      start,
      end,
      settings,
      facts,
      section,
    })),
  )
  return { text, cuts }
}
