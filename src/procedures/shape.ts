/**
 * What every procedure is: something that hears its own circumstances in a message, and computes an outcome from what
 * was told, what was known before and what it assumes. It names the documents it stands on. No clock, no SQL, no HTTP.
 */
import type { CostItem } from '../question/circumstances/costs.ts'
import type { Known } from '../question/circumstances/known.ts'
import type { Day, Offer } from '../vocabulary/types.ts'

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

export type FieldKind = 'count' | 'yen' | 'percent' | 'days' | 'yes-no' | 'choice' | 'text' | 'items'

/** An input that may be asked for. */
export interface Field {
  name: string
  kind: FieldKind
  /** Whether 「わからない」 is an answer; it is kept as null. */
  unknown?: boolean
  /** Reads an answer of its own kind in place of the reader for `kind`. */
  read?: (folded: string) => Value | undefined
}

/** The one question beside an outcome: asked only where an answer would change the result. */
export interface Ask {
  procedure: string
  name: string
  kind: FieldKind
  question: string
  /** Empty where a free answer is wanted. */
  choices: Choice[]
}

export interface Source {
  document: string
  /** The section of the document that the rule stands in, where the rules name it. */
  heading?: string
}

/** A message, read as procedures need it: folded, with its blanks kept as commas, and with those behind figures kept. */
export interface Heard {
  folded: string
  apart: string
  figures: string
  day: Day
  known: Known
}

export interface Outcome {
  /** Yes, no, to be confirmed; null where nothing is judged. */
  verdict: 'yes' | 'no' | 'confirm' | null
  conclusion: string
  /** What holds the conclusion, a short line each. */
  details: string[]
  /** What nobody told and the outcome takes for granted. */
  assumption: string | null
  /** For when it holds. */
  date: string | null
  ask: Ask | null
  /** The computation row by row, for who wants to check it. */
  working: { label: string; value: string }[]
  sources: Source[]
  offers: Offer[]
}

export interface Procedure {
  id: string
  title: string
  /** How an answer offers it; its value is the id. */
  offer: Offer
  fields: Field[]
  /** A list of the tables rather than a judgement: it stands back where another procedure has an answer. */
  lists: boolean
  /** Where in a message its matter is named, so that several answers come in the order asked. */
  named: (folded: string) => number
  /** The inputs of a message that is for this procedure, or null when it is not. */
  hear: (heard: Heard) => Inputs | null
  /** What a message tells of this procedure's inputs, whatever else it is about. */
  find: (heard: Heard) => Inputs
  /** What a follow-up that only points on makes of the inputs before it: それ終わったら. */
  goOn?: (heard: Heard, before: Inputs) => Inputs | null
  /** The outcome of what is known; what is not known is assumed, and said. */
  run: (inputs: Inputs, asOf: Day) => Outcome
}

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
