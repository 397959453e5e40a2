import type { Day, Ranked } from '../desk/types.ts'
import type { Facet } from './facets.ts'

/** A content word of the question with its weight: how rare it is in the knowledge. */
export interface Word {
  form: string
  surface: string
  weight: number
  /** False: no passage has it. */
  known: boolean
  /** Says what the question is about, not how it is asked. */
  telling: boolean
}

/** One question as understood: follow-ups made whole, folded, its kind and year known. */
export interface Question {
  text: string
  asOf: Day
  facets: readonly Facet[]
  words: readonly Word[]
  /** The person wants everything there is, so that the usual length does not bind. */
  detail: boolean
}

/** A sentence of an answer and the passages it stands on, best first. */
export interface Statement {
  text: string
  passages: string[]
  /** An item of a list, shown on a line of its own. */
  item: boolean
}

/** What an answerer proposes. No statement means that the passages do not answer the question. */
export interface Draft {
  statements: Statement[]
  /** True only where a model wrote the words. */
  generated: boolean
  model?: { calls: number; tokensIn: number; tokensOut: number }
}

/** Drafts an answer from passages alone, best passage first; not knowing is a draft without statements. */
export interface Answerer {
  draft(question: Question, passages: readonly Ranked[]): Promise<Draft>
}
