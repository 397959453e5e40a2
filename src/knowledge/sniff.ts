/** Tells what a file is by its first bytes, and by its name only where bytes do not say. */
import { extname } from 'node:path'
import type { Kind, ReasonCode } from './report.ts'

const byName: Record<string, Kind> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.txt': 'text',
  '.text': 'text',
  '.htm': 'html',
  '.html': 'html',
  '.xhtml': 'html',
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.pptx': 'pptx',
  '.odt': 'odt',
  '.rtf': 'rtf',
  '.mdx': 'markdown',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
}

/** Pictures, sound, archives and programs: named as such instead of as text in a broken encoding. */
const foreign = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x1f, 0x8b],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x52, 0x61, 0x72, 0x21],
  [0x7f, 0x45, 0x4c, 0x46],
  [0x4d, 0x5a, 0x90, 0x00],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
  [0x53, 0x51, 0x4c, 0x69],
]

const startsWith = (bytes: Buffer, mark: number[]): boolean => mark.every((byte, i) => bytes[i] === byte)

/** The parts that each program's package cannot be without; names stand in it as they are. */
const packages: [kind: Kind, parts: string[]][] = [
  ['xlsx', ['xl/workbook.xml']],
  ['pptx', ['ppt/presentation.xml']],
  ['odt', ['META-INF/manifest.xml', 'content.xml']],
]

const packageKind = (bytes: Buffer): Kind =>
  packages.find(([, parts]) => parts.every((part) => bytes.includes(part)))?.[0] ?? 'docx'

const binary = new Set<Kind>(['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'rtf'])

/** Formats that are no text to look at, which hold pictures besides. */
export const isBinary = (kind: Kind): boolean => binary.has(kind)

export type Sniffed = { kind: Kind } | { kind: Kind; refuse: ReasonCode }

export const sniff = (path: string, bytes: Buffer): Sniffed => {
  const named = byName[extname(path).toLowerCase()] ?? 'unknown'
  if (bytes.length === 0) return { kind: named, refuse: 'empty' }
  if (bytes.subarray(0, 1024).includes('%PDF-')) return { kind: 'pdf' }
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06])) {
    return { kind: packageKind(bytes) }
  }
  if (bytes.subarray(0, 6).toString('latin1') === '{\\rtf1') return { kind: 'rtf' }
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    // Word locks a .docx by wrapping it in the container of its forebears, with this stream inside.
    const locked = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
    return { kind: named, refuse: locked ? 'encrypted' : 'unsupported' }
  }
  if (foreign.some((mark) => startsWith(bytes, mark))) return { kind: named, refuse: 'unsupported' }
  if (isBinary(named)) return { kind: named, refuse: 'broken' }
  if (named === 'unknown') return { kind: named, refuse: 'unsupported' }
  if (named === 'text' && /^\s*(?:<!doctype html|<html[\s>])/i.test(bytes.subarray(0, 512).toString('latin1'))) {
    return { kind: 'html' }
  }
  return { kind: named }
}
