import { createHash } from 'node:crypto'
import type { Day } from '../vocabulary/types.ts'

const NAME_DIGITS = 8

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim()

export interface Proposal {
  question: string
  answer: string
  /** Where it is told. */
  source: string
}

/** A question with its answer as a document of one section. The same question is the same file on the same day. */
export const proposedFile = ({ question, answer, source }: Proposal, day: Day): { name: string; bytes: Uint8Array } => {
  const title = oneLine(question)
  // JSON in one line is YAML as well, whatever is written in it.
  const head = [`title: ${JSON.stringify(title)}`, `issued: ${day}`, `source: ${JSON.stringify(oneLine(source))}`]
  const name = `${day}-${createHash('sha256').update(question).digest('hex').slice(0, NAME_DIGITS)}.md`
  const text = `---\n${head.join('\n')}\n---\n# ${title}\n\n## ${title}\n\n${answer.trim()}\n`
  return { name, bytes: Buffer.from(text, 'utf8') }
}
