/** Reads plain text: whatever a PDF or a web page was once saved as. */
import type { Line } from './line.ts'
import { linesOf } from './line.ts'
import { proposeFrontMatter } from './propose.ts'
import type { Read } from './reading.ts'
import { reasonOf } from './report.ts'
import { tidy } from './tidy.ts'

/** Lines of any source as a reading, with the front matter that they seem to call for. */
export const readLines = (lines: Line[], known: { title?: string; wrapMax?: number } = {}): Read => {
  const blocks = tidy(lines, known.wrapMax)
  if (!blocks.some((block) => block.kind !== 'heading')) return { ok: false, reason: reasonOf('empty') }
  const proposed = proposeFrontMatter(lines)
  const title = proposed.title ?? known.title
  if (title !== undefined) proposed.title = title
  return { ok: true, reading: { frontMatter: {}, proposed, blocks, entries: [] } }
}

export const readText = (source: string): Read => readLines(linesOf(source))
