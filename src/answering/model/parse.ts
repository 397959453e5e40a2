/** Reads a model's draft out of what it said: whole at the end, and sentence by sentence while it streams. */
import { z } from 'zod'

/** More sentences than this are no answer; a look has room for fewer. */
const SENTENCES_MAX = 24
const SENTENCE_CHARACTERS_MAX = 600
const PASSAGES_MAX = 12

const sentence = z.object({
  text: z.string().trim().min(1).max(SENTENCE_CHARACTERS_MAX),
  passages: z.array(z.number().int()).max(PASSAGES_MAX),
  item: z.boolean().catch(false),
})
export type Sentence = z.infer<typeof sentence>

const proposal = z.object({
  kind: z.enum(['answer', 'not_covered', 'ask']),
  sentences: z.array(sentence).max(SENTENCES_MAX).default([]),
  missing: z.string().catch(''),
  question: z.string().catch(''),
})
export type Proposal = z.infer<typeof proposal>

/** The same form for servers that hold a model to a JSON schema; strict servers want every name required. */
export const proposalSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'sentences', 'missing', 'question'],
  properties: {
    kind: { type: 'string', enum: ['answer', 'not_covered', 'ask'] },
    sentences: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['text', 'passages', 'item'],
        properties: {
          text: { type: 'string' },
          passages: { type: 'array', items: { type: 'integer' } },
          item: { type: 'boolean' },
        },
      },
    },
    missing: { type: 'string' },
    question: { type: 'string' },
  },
}

/** Thinking aloud and code fences stand around the JSON of many open models. */
const bare = (content: string): string => {
  const said = content.replaceAll(/<think>[\s\S]*?(?:<\/think>|$)/gu, '')
  const from = said.indexOf('{')
  const to = said.lastIndexOf('}')
  return from < 0 || to < from ? '' : said.slice(from, to + 1)
}

/** Null: not the form that was asked for. */
export const readProposal = (content: string): Proposal | null => {
  let raw: unknown
  try {
    raw = JSON.parse(bare(content))
  } catch {
    return null
  }
  return proposal.safeParse(raw).data ?? null
}

/** Where the object that opens at `from` ends; -1 while it has not. */
const endOf = (text: string, from: number): number => {
  let depth = 0
  let quoted = false
  for (let i = from; i < text.length; i++) {
    const character = text[i]
    if (quoted) {
      if (character === '\\') i++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return i
  }
  return -1
}

/** The sentences that are complete in a draft that is still being written. */
export const sentencesSoFar = (content: string): Sentence[] => {
  const start = /"sentences"\s*:\s*\[/u.exec(content)
  const found: Sentence[] = []
  let at = start === null ? -1 : content.indexOf('{', start.index + start[0].length)
  while (at >= 0 && found.length < SENTENCES_MAX) {
    const end = endOf(content, at)
    if (end < 0) break
    try {
      const read = sentence.safeParse(JSON.parse(content.slice(at, end + 1)))
      if (read.success) found.push(read.data)
    } catch {
      break
    }
    at = content.indexOf('{', end)
  }
  return found
}
