/**
 * Rows of facts: what a section tells, one matter a row. Editors write them under the heading 要点 of a section; in other
 * people's documents they are read off lists and tables of the form 項目：内容.
 */
import { figuresIn, unsupportedFigures } from '../japanese/figures.ts'
import { push } from '../base/grouping.ts'
import type { Fact, Passage } from '../vocabulary/types.ts'

export type FactLine = Omit<Fact, 'id'>

/** The heading under which an editor lists the rows of the section above it. */
export const factsHeading = '要点'

/** The value of a row whose source says that it does not tell this. */
const untold = '記載なし'

const row = /^([^：:［］[\]]{1,24})(?:[［[]([^］\]]{1,80})[］\]])?[：:]\s*(\S.*)$/u

/** One row, or null where the line has another form. */
export const factIn = (line: string): FactLine | null => {
  const found = row.exec(line.trim())
  if (found === null) return null
  const [, label = '', keys = '', value = ''] = found
  return {
    label: label.trim(),
    keys: keys
      .split(/[／/]/u)
      .map((key) => key.trim())
      .filter((key) => key !== ''),
    value: value.trim().replace(/。$/u, ''),
    told: value.trim() !== untold,
  }
}

/** Labels of prose: a time, an address or a whole sentence before a colon names nothing. */
const isLabel = (label: string): boolean => !/[。、,]|https?$|\d$/u.test(label)

/** A cell of a table's row behind the name of its column; without a name where the table gave none. */
const cell = /^([^：:]{1,24})[：:]\s*(\S.*)$/u

/**
 * A row of a table with several columns, 会場：大ホール／定員：300／料金：12,000円: each column says something of the
 * member that stands first. Null where the line is no such row.
 */
const cellsIn = (line: string): FactLine[] | null => {
  const [first = '', ...others] = line.split('／').map((part) => part.trim())
  const named = others.map((part) => cell.exec(part)).filter((found) => found !== null)
  if (named.length === 0 || named.length < others.length) return null
  const member = (cell.exec(first)?.[2] ?? first).trim()
  return named.map(([, label = '', value = '']) => ({
    label: label.trim(),
    keys: [member],
    value: value.replace(/。$/u, ''),
    told: value !== untold,
  }))
}

/** Rows that the form of a line gives: a point of the form 項目：内容, or each cell of a table's row. */
export const factsInLine = (line: string): FactLine[] =>
  line.startsWith('・')
    ? [cellsIn(line.slice(1)) ?? factIn(line.slice(1)) ?? []].flat().filter(({ label }) => isLabel(label))
    : []

/** Figures of a row that its section does not hold; empty when the row may be said. */
export const unheldFigures = ({ label, keys, value }: FactLine, section: readonly string[]): string[] =>
  // Each by itself: a year and the figure behind it would be read as a date.
  [label, ...keys, value].flatMap((part) => unsupportedFigures(part, section))

const pairsOf = (text: string): Set<string> => {
  const pairs = new Set<string>()
  for (let i = 0; i + 1 < text.length; i++) pairs.add(text.slice(i, i + 2))
  return pairs
}

/** How much of a row a text holds: figures count most, then pairs of characters. */
export const heldBy = ({ label, value }: FactLine, text: string): number => {
  const figures = figuresIn(value)
  const there = figuresIn(text)
  const pairs = pairsOf(`${label}${value}`)
  const all = pairsOf(text)
  const shared = [...pairs].filter((pair) => all.has(pair)).length
  return [...figures].filter((figure) => there.has(figure)).length + shared / Math.max(1, pairs.size)
}

/**
 * Takes rows away that say a figure which their section does not hold, and names them for the editor to mend: what a
 * source does not say is not said.
 */
export const dropLostRows = (passages: readonly Passage[], source: string): string[] => {
  const sections = new Map<string, string[]>()
  for (const { title, text, issued } of passages) push(sections, title, `${title} ${text} ${issued ?? ''}`)
  const lost: string[] = []
  for (const passage of passages) {
    const held = [...(sections.get(passage.title) ?? []), source]
    passage.facts = passage.facts.filter((fact) => {
      if (unheldFigures(fact, held).length === 0) return true
      lost.push(`${passage.title} ${fact.label}：${fact.value}`)
      return false
    })
  }
  return lost
}
