/** Makes readable rows of a sheet's cells: what stands above the head, then each row behind the names of its columns. */
import { rowText } from './inline.ts'
import type { Block } from './reading.ts'

export type Grid = string[][]

/** Names of the two columns of a list that has a head; without one its first row is a row like the others. */
const pairHead = /^(?:項目|区分|名称|名前|種別|質問|内容|事項|用語|key|item|name)(?:名)?$/i

const filledIn = (row: readonly string[]): number => row.filter((cell) => cell !== '').length

const isNumber = (cell: string): boolean => /^[-+\d.,%¥円/年月日: ]+$/.test(cell)

/** Leaves out the columns and rows in which nothing is. */
const trimmed = (grid: Grid): Grid => {
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0)
  const used = Array.from({ length: width }, (_, column) => grid.some((row) => (row[column] ?? '') !== ''))
  return grid
    .map((row) => used.flatMap((is, column) => (is ? [row[column] ?? ''] : [])))
    .filter((row) => filledIn(row) > 0)
}

/** The first row that names columns: words in at least two cells, above a row with at least two. */
const headAt = (grid: Grid): number =>
  grid.findIndex(
    (row, at) =>
      filledIn(row) >= 2 && filledIn(grid[at + 1] ?? []) >= 2 && !row.some((cell) => cell !== '' && isNumber(cell)),
  )

export interface Table {
  /** What stands above the head: a title, a note. */
  lead: string[]
  head: string[] | null
  rows: string[][]
}

export const tableIn = (grid: Grid): Table => {
  const rows = trimmed(grid)
  const first = rows.findIndex((row) => filledIn(row) >= 2)
  const lead = rows.slice(0, Math.max(0, first)).map((row) => row.find((cell) => cell !== '') ?? '')
  const body = first < 0 ? [] : rows.slice(first)
  const width = body.reduce((most, row) => Math.max(most, filledIn(row)), 0)
  const at = headAt(body)
  if (at !== 0) return { lead: first < 0 ? rows.map((row) => row.join('')) : lead, head: null, rows: body }
  const [head = [], ...rest] = body
  const isPair = width === 2 && !pairHead.test(head[0] ?? '')
  return isPair ? { lead, head: null, rows: body } : { lead, head, rows: rest }
}

export const blocksOfTable = ({ lead, head, rows }: Table): Block[] => [
  ...lead.map((text): Block => ({ kind: 'paragraph', text })),
  ...rows.flatMap((row): Block[] => {
    const text = rowText(head, row)
    return text === '' ? [] : [{ kind: 'item', text: `・${text}` }]
  }),
]
