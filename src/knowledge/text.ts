/** Reads plain text: whatever a PDF or a web page was once saved as. */
import { plain } from './plain.ts'
import type { Block, Read } from './reading.ts'
import { reasonOf } from './report.ts'

export const readText = (source: string): Read => {
  const blocks: Block[] = plain(source)
    .split(/\n\s*\n/)
    .map((text): Block => ({ kind: 'paragraph', text: text.trim() }))
    .filter((block) => block.text !== '')
  if (blocks.length === 0) return { ok: false, reason: reasonOf('empty') }
  return { ok: true, reading: { frontMatter: {}, blocks, entries: [] } }
}
