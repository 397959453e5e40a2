/** What the desk itself remembers of a conversation, under one name among what dialogues keep there. */
import { z } from 'zod'
import type { Audience, Memory } from '../vocabulary/types.ts'

const AUDIENCES = ['company', 'npo', 'prefecture', 'designated-city', 'municipality', 'employee'] as const

const recalled = z.object({
  audience: z.enum(AUDIENCES).nullable().catch(null),
  prefecture: z.string().nullable().catch(null),
  /** What the conversation is about: words that make a follow-up whole, and the programme where it is one. */
  topic: z
    .object({
      words: z.string(),
      programme: z.string().nullable(),
      document: z.string(),
      /** What the last answer told: of what, in which kinds of thing, for which year. */
      label: z.string().catch(''),
      row: z.string().catch(''),
      kinds: z.array(z.string()).catch([]),
      edition: z.number().nullable().catch(null),
      /** Fiscal years that it is asked about. */
      years: z.array(z.number()).catch([]),
    })
    .nullable()
    .catch(null),
  /** The last question as understood. */
  last: z.string().nullable().catch(null),
  /** The question that waits for a choice; the desk has asked back once and does not ask again. */
  pending: z.string().nullable().catch(null),
  /** Choices as they were offered, so that a number can stand for one. */
  choices: z.array(z.object({ label: z.string(), value: z.string() })).catch([]),
  /** The inquiry that a consultation would start from, ready when the person accepts the offer. */
  inquiry: z.string().nullable().catch(null),
})

/** What a conversation is about after a programme was named, before anything of it was told. */
export const topicOf = (programme: {
  name: string
  id: string
  editions: readonly string[]
}): NonNullable<Recalled['topic']> => ({
  words: programme.name,
  programme: programme.id,
  document: programme.editions[0] ?? '',
  label: '',
  row: '',
  kinds: [],
  edition: null,
  years: [],
})

export type Recalled = z.infer<typeof recalled> & { audience: Audience | null }

const NAME = 'desk'

export const recall = (memory: Memory): Recalled => recalled.parse(memory[NAME] ?? {})

export const remember = (memory: Memory, desk: Recalled): Memory => ({ ...memory, [NAME]: desk })
