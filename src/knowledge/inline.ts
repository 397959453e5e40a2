/** Takes the markup out of one line of Markdown, leaving the words and the addresses. */
import { limits } from './limits.ts'

const withoutScheme = (address: string): string => address.replace(/^(?:mailto|tel):/, '')

const linkWords = (words: string, address: string): string => {
  const target = withoutScheme(address)
  const same = words.replaceAll(/[\s\\]/g, '') === target || words === address
  // An anchor or a relative path leads nowhere outside of the page that it was on.
  if (!/^https?:|@|^tel:/.test(address)) return words
  return same || words === '' ? target : `${words}（${target}）`
}

/**
 * Each of these ends at the first character that could begin it anew, so that a line of nothing but brackets is read
 * once. Counted repetition is avoided: V8 unrolls it and runs out of memory over long lines.
 */
const image = /!\[[^[\]]*\]\([^()\s]*\)/g
const link = /\[([^[\]]*)\]\(([^()\s]*)(?: "[^"]*")?\)/g
const autolink = /<((?:https?:\/\/|mailto:)[^<>\s]+)>/g
const tag = /<\/?[a-zA-Z][^<>]*>/g
const escape = /\\([\\`*_{}[\]()#+\-.!|<>~])/g
const entity =
  /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(nbsp|amp|lt|gt|quot|apos|yen|copy|hellip|mdash|ndash|middot|times));/gi
const named: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  yen: '¥',
  copy: '©',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  middot: '・',
  times: '×',
}

const characterOf = (found: string, decimal?: string, hex?: string, name?: string): string => {
  if (name !== undefined) return named[name.toLowerCase()] ?? found
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : found
}

/** Stands for an escaped character until the emphasis is gone; noncharacters are never in a text. */
const shelter = '\uFDD0'

export const inlineText = (line: string): string => {
  if (line.length > limits.line) return line.trim()
  const sheltered: string[] = []
  const restore = (text: string): string =>
    text.replace(/\uFDD0(\d+)\uFDD0/g, (_, index: string) => sheltered[Number(index)] ?? '')
  const bare = line
    .replace(escape, (_, character: string) => `${shelter}${sheltered.push(character) - 1}${shelter}`)
    .replace(image, '')
    .replace(link, (_, words: string, address: string) => linkWords(restore(words), restore(address)))
    .replace(autolink, (_, address: string) => withoutScheme(address))
    .replace(tag, (found) => (/^<br/i.test(found) ? ' ' : ''))
    .replaceAll('**', '')
    .replace(/(?<!\w)__|__(?!\w)|~~/g, '')
    .replace(/(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])/g, '$1')
    .replace(/(?<![\w/.-])_(?=\S)([^_]+)(?<=\S)_(?![\w/])/g, '$1')
    .replace(/`([^`]+)`/g, '$1')
    .replace(entity, characterOf)
  return restore(bare).trim()
}

/** The cells of a table line, or null when the line is none. */
export const cellsOf = (line: string): string[] | null => {
  const trimmed = line.trim()
  if (!trimmed.startsWith('|') || trimmed.length < 3) return null
  const inner = trimmed.endsWith('|') && !trimmed.endsWith('\\|') ? trimmed.slice(1, -1) : trimmed.slice(1)
  return inner
    .replaceAll('\\|', '\uFDD1')
    .split('|')
    .map((cell) => inlineText(cell.replaceAll('\uFDD1', '|')))
}

export const isRule = (cells: string[]): boolean => cells.every((cell) => /^:?-{1,}:?$/.test(cell.trim()))

/** One table row as words that stand alone: each cell behind the name of its column. */
export const rowText = (head: string[] | null, cells: string[]): string => {
  const filled = cells
    .map((cell, i) => ({ cell: cell.trim(), name: head?.[i]?.trim() ?? '' }))
    .filter((x) => x.cell !== '')
  if (filled.length === 2 && (head === null || head.length <= 2)) return `${filled[0]?.cell}：${filled[1]?.cell}`
  // The mark between cells is kept for that, so that a row can be taken apart again.
  const whole = filled.length < 2 ? (text: string) => text : (text: string) => text.replaceAll('／', '/')
  return filled.map(({ cell, name }) => whole(name === '' || name === cell ? cell : `${name}：${cell}`)).join('／')
}

/** A table while it is read: the cells of the open row, and the head that all others stand under. */
interface OpenTable {
  cells: string[] | null
  head: string[] | null
}

/** Ends the open row; null where it became the head of those to come. */
export const closeRow = (table: OpenTable, isHead = true): string | null => {
  const cells = table.cells ?? []
  table.cells = null
  if (isHead && table.head === null) {
    table.head = cells
    return null
  }
  return rowText(table.head, cells)
}
