/** Reads workbooks: sheets of questions and answers become entries, every other sheet a section of rows. */
import ExcelJS from 'exceljs'
import { wordsOf } from '../base/failure.ts'
import type { Grid, Table } from './grid.ts'
import { blocksOfTable, tableIn } from './grid.ts'
import { rowText } from './inline.ts'
import { limits } from './limits.ts'
import { plain } from './plain.ts'
import type { Block, Entry, Read } from './reading.ts'
import { reasonOf } from './report.ts'
import { entriesOfRows } from './table.ts'
import { openPackage } from './zip.ts'

/** The names that a new workbook gives to its sheets say nothing. */
const unnamed = /^(?:sheet|シート)\s*\d*$/i

const two = (number: number): string => String(number).padStart(2, '0')

/** A moment at midnight is a day; one on the first day of all is a time of day. */
const momentWords = (at: Date): string => {
  const clock = `${at.getUTCHours()}:${two(at.getUTCMinutes())}`
  if (at.getUTCFullYear() < 1900) return clock
  const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`
  return clock === '0:00' ? day : `${day} ${clock}`
}

const decimals = (format: string): number => /\.(0+)/.exec(format)?.[1]?.length ?? 0

/** As the sheet shows it, since 0.25 is not what its reader saw. */
const numberWords = (value: number, format: string): string => {
  const digits = decimals(format)
  if (format.includes('%')) return `${(value * 100).toFixed(digits)}%`
  const shown = format.includes('#,##0')
    ? value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : String(Math.round(value * 1e9) / 1e9)
  const unit = /"([^"\d]{1,6})"\s*(?:;|$)/.exec(format)?.[1] ?? (/[¥￥\\]/.test(format.split(';')[0] ?? '') ? '円' : '')
  return `${shown}${unit}`
}

const valueWords = (value: ExcelJS.CellValue | undefined, format: string): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return numberWords(value, format)
  if (typeof value === 'boolean') return value ? '○' : '×'
  if (typeof value === 'string') return value
  if (value instanceof Date) return momentWords(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('hyperlink' in value) {
    const words = typeof value.text === 'string' ? value.text : valueWords(value.text, format)
    return /^https?:/.test(value.hyperlink) && words !== value.hyperlink ? `${words}（${value.hyperlink}）` : words
  }
  return 'result' in value ? valueWords(value.result, format) : ''
}

/** Of merged cells each row has the value that is written across it, and each column only the first. */
const cellWords = (cell: ExcelJS.Cell): string => {
  if (cell.isMerged && cell.master.address !== cell.address && Number(cell.master.row) === Number(cell.row)) return ''
  const source = cell.isMerged ? cell.master : cell
  return plain(valueWords(source.value, source.numFmt ?? ''))
    .replace(/\s*\n\s*/g, ' ')
    .trim()
}

const gridOf = (sheet: ExcelJS.Worksheet): Grid => {
  const grid: Grid = []
  sheet.eachRow((row) => {
    if (row.hidden || grid.length >= limits.entries) return
    const cells: string[] = []
    row.eachCell({ includeEmpty: true }, (cell, column) => {
      if (column <= limits.columns) cells[column - 1] = cellWords(cell)
    })
    grid.push(Array.from(cells, (cell) => cell ?? ''))
  })
  return grid
}

const questionsIn = ({ head, rows }: Table): Entry[] => {
  if (head === null) return []
  const named = rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])))
  const entries = entriesOfRows(named)
  return entries.some(({ question }) => question !== '') ? entries : []
}

interface Sheet {
  name: string
  table: Table
  entries: Entry[]
}

/** Beside sheets of questions, a row of another sheet is an entry, too. */
const rowEntries = ({ name, table }: Sheet): Entry[] =>
  table.rows.map((row) => ({
    id: null,
    question: [unnamed.test(name) ? '' : name, row.find((cell) => cell !== '') ?? ''].filter(Boolean).join(' '),
    answer: rowText(table.head, row),
    asks: [],
    meta: {},
  }))

const sheetsOf = (book: ExcelJS.Workbook): Sheet[] =>
  book.worksheets
    .filter(({ state }) => state === 'visible')
    .map((sheet) => {
      const table = tableIn(gridOf(sheet))
      return { name: plain(sheet.name).trim(), table, entries: questionsIn(table) }
    })
    .filter(({ table }) => table.rows.length > 0 || table.lead.length > 0)

export const readXlsx = async (bytes: Buffer): Promise<Read> => {
  try {
    const looked = await openPackage(bytes, () => false)
    if (!looked.ok) return looked
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(new Uint8Array(bytes).buffer)
    const sheets = sheetsOf(book)
    const hasQuestions = sheets.some(({ entries }) => entries.length > 0)
    const entries = hasQuestions
      ? sheets.flatMap((sheet) => (sheet.entries.length > 0 ? sheet.entries : rowEntries(sheet)))
      : []
    const blocks = hasQuestions
      ? []
      : sheets.flatMap(({ name, table }): Block[] => [
          ...(unnamed.test(name) ? [] : [{ kind: 'heading' as const, level: 2, text: name }]),
          ...blocksOfTable(table),
        ])
    if (entries.length === 0 && !blocks.some(({ kind }) => kind !== 'heading')) {
      return { ok: false, reason: reasonOf('empty') }
    }
    return { ok: true, reading: { frontMatter: {}, blocks, entries } }
  } catch (thrown) {
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  }
}
