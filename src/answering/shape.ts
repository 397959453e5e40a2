import type { Day, Notice, Ranked } from '../vocabulary/types.ts'
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
  /** Words that editors count as the same. */
  others?: readonly string[]
}

/** Whether folded text has the word, in whichever of its forms. */
export const saysWord = (text: string, { form, surface, others }: Word): boolean =>
  text.includes(surface.toLowerCase()) ||
  text.includes(form.toLowerCase()) ||
  others?.some((other) => text.includes(other)) === true

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
  /** What it stands on besides passages: a procedure's outcome, or the person's own data said back to them. */
  beside?: string
}

/** What an answerer proposes. No statement means that the passages do not answer the question. */
export interface Draft {
  statements: Statement[]
  /** True only where a model wrote the words. */
  generated: boolean
  model?: { calls: number; tokensIn: number; tokensOut: number }
  /** Sentences that were left out before the draft was handed over. */
  removed?: number
  /** A question back, instead of statements. */
  back?: string
  /** Passages beyond the given ones that statements stand on. */
  found?: Ranked[]
  /** The working of a procedure whose outcome is said. */
  working?: { label: string; value: string }[]
  notices?: Notice[]
  /** How it came about, for operators who ask why. */
  decisions?: string[]
}

/** Who asks, and how they hear of what is being written. */
export interface Asking {
  /** Opaque; quotas are counted by it. */
  person: string
  /** The same object for all questions of one message, which share its time. */
  message: object
  /** False where the desk has asked back already. */
  mayAskBack: boolean
  /** Words so far; only the draft is final. */
  onText?: (text: string) => void
}

/** Drafts an answer from passages alone, best passage first; not knowing is a draft without statements. */
export interface Answerer {
  draft(question: Question, passages: readonly Ranked[], asking?: Asking): Promise<Draft>
}
