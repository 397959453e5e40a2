/**
 * What every procedure is: a question with inputs, asked one at a time or found in a sentence, and a computed outcome
 * that shows its working and names the documents it stands on. No clock, no SQL, no HTTP.
 */
import type { Day, Offer } from '../vocabulary/types.ts'

export interface CostItem {
  name: string
  yen: number
}

/** Null: asked for, and the person does not know. */
export type Value = number | string | boolean | string[] | CostItem[] | null

/** JSON, so that a conversation can keep it for days. */
export type Inputs = Record<string, Value>

/** The names of the inputs that were given as rough figures are kept under this one. */
export const ROUGH = 'rough'

export interface Choice {
  value: string
  label: string
}

export type AskKind = 'count' | 'yen' | 'percent' | 'days' | 'yes-no' | 'choice' | 'text' | 'items'

export interface Ask {
  procedure: string
  name: string
  kind: AskKind
  question: string
  /** Empty where a free answer is wanted. */
  choices: Choice[]
}

export interface Source {
  document: string
  /** The section of the document that the rule stands in, where the rules name it. */
  heading?: string
}

export interface Outcome {
  /** Yes, no, to be confirmed; null where nothing is judged. */
  verdict: 'yes' | 'no' | 'confirm' | null
  text: string
  working: { label: string; value: string }[]
  sources: Source[]
  caveats: string[]
  offers: Offer[]
}

export interface Unreadable {
  error: string
}

export interface Procedure {
  id: string
  title: string
  /** How an answer offers it; its value is the id. */
  offer: Offer
  /** Inputs found in a free sentence, or null when the sentence is not for this procedure. */
  recognise: (text: string, asOf: Day) => Inputs | null
  /** The next thing to ask, or null when all is known. */
  next: (inputs: Inputs) => Ask | null
  /** Parses an answer; it may fill or correct other inputs that the same sentence names. */
  read: (ask: Ask, text: string) => Inputs | Unreadable
  run: (inputs: Inputs, asOf: Day) => Outcome
  /** What has been told so far, for people. */
  told: (inputs: Inputs) => { label: string; value: string }[]
  /** Present where progress is kept between runs: what was kept, with the newly said laid over it. */
  resume?: (kept: Inputs, said: Inputs) => Inputs
}

export const unreadable = (read: Inputs | Unreadable): read is Unreadable => typeof read['error'] === 'string'

// ── Rows of the knowledge folder's tables, as procedures need them; null is a cell that the source leaves open ────

export interface WindowRow {
  prefecture: string | null
  topics: string[]
  name: string
  address: string | null
  phone: string | null
  email: string | null
  url: string | null
  hours: string | null
  as_of: Day | null
  document: string | null
  note: string | null
}

export interface EventRow {
  from: Day
  to: Day | null
  kind: string
  title: string
  place: string | null
  prefecture: string | null
  mode: string | null
  contact: string | null
  document: string | null
  note: string | null
}

export interface CaseRow {
  document: string
  title: string
  /** Empty where the case does not tell. */
  industry: string
  organisation: string
  /** Number of people as the case tells it, in words ("2,551人"). */
  size: string
  topics: string[]
  prefecture: string
}

interface ProgrammeRow {
  id: string
  name: string
  contact: { document: string; passageHeading: string | null; text: string; asOf: Day | null } | null
}

export interface Tables {
  windows: WindowRow[]
  calendar: EventRow[]
  cases: CaseRow[]
  programmes: ProgrammeRow[]
}
