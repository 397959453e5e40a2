/**
 * What a reader makes of one file, before it becomes a document with passages. Every reader speaks this, so that the
 * same text gives the same passages whatever it came packed in.
 */
import type { FactLine } from './facts.ts'
import type { FrontMatter, SectionSettings } from './front-matter.ts'
import type { Reason } from './report.ts'

export type Block =
  | { kind: 'heading'; level: number; text: string; settings?: SectionSettings; facts?: FactLine[] }
  | { kind: 'paragraph'; text: string }
  /** One point of a list, or one row of a table made readable by itself. */
  | { kind: 'item'; text: string }

/** One entry of an FAQ table: one passage, never split. */
export interface Entry {
  id: string | null
  question: string
  answer: string
  asks: string[]
  meta: Record<string, string>
}

export interface Reading {
  frontMatter: FrontMatter
  /** Found in the text rather than written by an editor. */
  proposed?: FrontMatter
  blocks: Block[]
  entries: Entry[]
  /** Written for another program, whose ids are only unique among its own documents. */
  foreign?: true
  /** Pages that are pictures, whose letters were not looked for yet. */
  pictures?: number
  /** Pages whose letters were recognised in a picture, and how sure that was, 0 … 100. */
  recognised?: { pages: number; confidence: number }
  /** Something was left out of a file that was read all the same. */
  remark?: Reason
}

export type Read = { ok: true; reading: Reading } | { ok: false; reason: Reason }
