/** Readers of files that are words all through, once their encoding is known. */
import { decode } from './decode.ts'
import { readHtml } from './html.ts'
import { readMarkdown } from './markdown.ts'
import type { Read } from './reading.ts'
import type { Kind } from './report.ts'
import { reasonOf } from './report.ts'
import { readCsv, readJsonl } from './table.ts'
import { readText } from './text.ts'

export const readWords = (kind: Kind, isTabbed: boolean, bytes: Buffer): Read => {
  const decoded = decode(bytes)
  if (!decoded.ok) return { ok: false, reason: reasonOf('encoding', decoded.detail) }
  switch (kind) {
    case 'markdown':
      return readMarkdown(decoded.text)
    case 'csv':
      return readCsv(decoded.text, isTabbed ? '\t' : ',')
    case 'jsonl':
      return readJsonl(decoded.text)
    case 'html':
      return readHtml(decoded.text)
    default:
      return readText(decoded.text)
  }
}
