/** Reads FAQ tables, CSV or JSONL: one entry, one passage. */
import { parse } from 'csv-parse/sync'
import { wordsOf } from '../base/failure.ts'
import { blocksOfTable, tableIn } from './grid.ts'
import { limits } from './limits.ts'
import { plain } from './plain.ts'
import type { Entry, Read } from './reading.ts'
import { reasonOf } from './report.ts'

/** Column names as they occur in municipal tables, in the order in which they are believed. */
const columns = {
  id: ['id', 'faq_id', 'no', 'no.', '番号', '管理番号', '項番', 'ＩＤ'],
  question: ['question', 'title', 'q', '質問', '問', '問い', 'タイトル', '件名', '質問内容'],
  answer: ['answer', 'text', 'a', '回答', '答', '答え', '本文', '内容', '回答内容'],
  asks: ['asks', '言い換え', '別の聞き方'],
} as const

type Row = Record<string, unknown>

const wordsIn = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(wordsIn).filter(Boolean).join('|')
  if (typeof value === 'object') return JSON.stringify(value)
  return plain(typeof value === 'string' ? value : JSON.stringify(value)).trim()
}

const keyOf = (names: string[], wanted: readonly string[]): string | undefined =>
  wanted.map((want) => names.find((name) => name.trim().toLowerCase() === want)).find((name) => name !== undefined)

const entryOf = (row: Row): Entry | null => {
  const names = Object.keys(row)
  const id = keyOf(names, columns.id)
  const question = keyOf(names, columns.question)
  const answer = keyOf(names, columns.answer)
  const asks = keyOf(names, columns.asks)
  if (answer === undefined) return null
  const words = wordsIn(row[answer])
  if (words === '') return null
  const known = new Set([id, question, answer, asks])
  const others = names.filter((name) => !known.has(name) && wordsIn(row[name]) !== '')
  return {
    id: id === undefined ? null : wordsIn(row[id]) || null,
    question: question === undefined ? '' : wordsIn(row[question]),
    answer: words,
    asks: asks === undefined ? [] : wordsIn(row[asks]).split('|').filter(Boolean),
    meta: Object.fromEntries(others.map((name) => [plain(name).trim(), wordsIn(row[name])])),
  }
}

/** Rows whose columns have the names of a list of questions and answers, as its entries. */
export const entriesOfRows = (rows: readonly Row[]): Entry[] => rows.flatMap((row) => entryOf(row) ?? [])

/** A table about anything else, each row made readable by itself. */
const otherTable = (source: string, delimiter: string): Read | null => {
  const grid = parse(source, {
    delimiter,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.characters,
    to: limits.entries,
  })
  const table = tableIn(grid.map((row) => row.map((cell) => plain(cell).replace(/\s+/g, ' ').trim())))
  const blocks = blocksOfTable(table)
  // One column, or rows without anything under a name, are no table that tells anything.
  const isTable = table.rows.length > 0 && table.rows.some((row) => row.filter((cell) => cell !== '').length >= 2)
  return isTable ? { ok: true, reading: { frontMatter: {}, blocks, entries: [] } } : null
}

const tableOf = (entries: Entry[], faults: string[]): Read => {
  if (entries.length === 0)
    return { ok: false, reason: reasonOf('not-a-table', faults.slice(0, limits.faultsShown).join('、')) }
  const reading = { frontMatter: {}, blocks: [], entries }
  if (faults.length === 0) return { ok: true, reading }
  const shown = faults.slice(0, limits.faultsShown).join('、')
  return { ok: true, reading: { ...reading, remark: reasonOf('bad-rows', `${faults.length} 件（${shown}）`) } }
}

const entriesOf = (rows: { row: Row; line: number }[], faults: string[]): Read => {
  const entries: Entry[] = []
  for (const { row, line } of rows) {
    const entry = entryOf(row)
    if (entry === null) faults.push(`${line} 行目に回答がありません`)
    else entries.push(entry)
  }
  return tableOf(entries, faults)
}

export const readCsv = (source: string, delimiter: ',' | '\t' = ','): Read => {
  const faults: string[] = []
  try {
    const rows = parse(source, {
      delimiter,
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: limits.characters,
      to: limits.entries,
    }) as unknown as { record: Row; info: { lines: number } }[]
    const isOther =
      rows.length > 0 && !rows.some(({ record }) => keyOf(Object.keys(record), columns.answer) !== undefined)
    const other = isOther ? otherTable(source, delimiter) : null
    if (other !== null) return other
    return entriesOf(
      rows.map(({ record, info }) => ({ row: record, line: info.lines })),
      faults,
    )
  } catch (thrown) {
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown)) }
  }
}

export const readJsonl = (source: string): Read => {
  const faults: string[] = []
  const rows: { row: Row; line: number }[] = []
  for (const [i, text] of source.split('\n').entries()) {
    if (text.trim() === '') continue
    if (rows.length >= limits.entries) {
      faults.push(`${i + 1} 行目以降は上限を超えたため読んでいません`)
      break
    }
    try {
      const value: unknown = JSON.parse(text)
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        rows.push({ row: value as Row, line: i + 1 })
      else faults.push(`${i + 1} 行目がオブジェクトではありません`)
    } catch {
      faults.push(`${i + 1} 行目が JSON ではありません`)
    }
  }
  return entriesOf(rows, faults)
}
