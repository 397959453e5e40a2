/** Reads Rich Text Format: its words, with Japanese in escaped bytes or code points, and its paragraphs. */
import iconv from 'iconv-lite'
import { linesOf } from './line.ts'
import type { Read } from './reading.ts'
import { readLines } from './text.ts'

/** Groups that hold what is not read: fonts, styles, pictures, running heads, and whatever is marked as optional. */
const unread = new Set([
  'fonttbl',
  'colortbl',
  'stylesheet',
  'info',
  'pict',
  'object',
  'header',
  'footer',
  'headerf',
  'footerf',
  'listtable',
  'listoverridetable',
  'themedata',
  'generator',
  'fldinst',
  'bkmkstart',
  'bkmkend',
])
const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)/g
const breaks: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  tab: '\t',
  cell: '\t',
  emdash: '—',
  endash: '–',
  bullet: '・',
}
const codePages: Readonly<Record<string, string>> = { '932': 'cp932', '65001': 'utf-8' }

interface Writing {
  text: string
  /** Bytes that wait for the rest of their character. */
  bytes: number[]
  encoding: string
  /** How many characters after a code point are its stand-in for old readers. */
  standIns: number
  skip: number
}

const flush = (out: Writing): void => {
  if (out.bytes.length > 0) out.text += iconv.decode(Buffer.from(out.bytes), out.encoding)
  out.bytes = []
}

const control = (out: Writing, word: string, value: string | undefined): void => {
  if (word === 'ansicpg') out.encoding = codePages[value ?? ''] ?? 'windows-1252'
  else if (word === 'uc') out.standIns = Number(value ?? 1)
  else if (word === 'u') {
    flush(out)
    const code = Number(value ?? 0)
    out.text += String.fromCharCode(code < 0 ? code + 65_536 : code)
    out.skip = out.standIns
  } else {
    const written = breaks[word]
    if (written === undefined) return
    flush(out)
    out.text += written
  }
}

const put = (out: Writing, text: string): void => {
  flush(out)
  out.text += text.slice(out.skip)
  out.skip = Math.max(0, out.skip - text.length)
}

const byte = (out: Writing, hex: string): void => {
  if (out.skip > 0) out.skip--
  else out.bytes.push(Number.parseInt(hex, 16))
}

export const readRtf = (bytes: Buffer): Read => {
  const out: Writing = { text: '', bytes: [], encoding: 'cp932', standIns: 1, skip: 0 }
  let depth = 0
  let silent = Number.POSITIVE_INFINITY
  for (const [, word, value, hex, sign, brace, text] of bytes.toString('latin1').matchAll(token)) {
    if (brace === '{') depth++
    else if (brace === '}') {
      depth--
      if (depth < silent) silent = Number.POSITIVE_INFINITY
    } else if (silent <= depth) continue
    else if (sign === '*' || (word !== undefined && unread.has(word))) silent = depth
    else if (word !== undefined) control(out, word, value)
    else if (hex !== undefined) byte(out, hex)
    else if (sign !== undefined) put(out, sign === '~' ? ' ' : /[\\{}]/.test(sign) ? sign : '')
    else if (text !== undefined) put(out, text)
  }
  flush(out)
  return readLines(linesOf(out.text))
}
