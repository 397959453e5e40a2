/**
 * Learns which rows are wanted beside the one that answers: from messages of strangers with several known facts, told
 * one row after another, which of the rows found brings a fact that is not told yet.
 */
import {
  FURTHER,
  furtherSigns,
  leadIn,
  LOOKED_AT,
  messageOf,
  readingOf,
  type Row,
  type Scored,
} from '../answering/learning.ts'
import { fold } from '../japanese/fold.ts'
import { asksOf, asPoints, recall, whoAsks, type Lexicon, type Question } from '../question/question.ts'
import type { Day } from '../vocabulary/types.ts'
import type { Example } from './fit.ts'
import { bare, type Case } from './questions.ts'

/** So many rows are told one after another before what is left is given up. */
const STEPS = 4
/** One thing asked: the rows found for it, and those of them that are told. */
interface Asked {
  question: Question
  lead: Scored
  rows: readonly Scored[]
  told: Row[]
}

const askedIn = async (message: string, lexicon: Lexicon, day: Day): Promise<Asked[]> => {
  const asks = asksOf(fold(asPoints(message)), lexicon)
  const beside = await messageOf(asks, lexicon, day)
  const nothing = recall({})
  const asked: Asked[] = []
  for (const ask of asks) {
    const context = { lexicon, day, who: whoAsks(message, nothing), message: beside }
    const { question, found } = await readingOf(ask, nothing, context)
    const { lead, rows } = leadIn(found.rows, question, (label) => lexicon.wants.told(label))
    if (lead !== null) asked.push({ question, lead, rows: rows.slice(0, LOOKED_AT), told: [lead.row] })
  }
  return asked
}

const factsIn = ({ label, keys, value }: Row, { must }: Case): number[] => {
  const text = bare(`${label}${keys.join('')}${value}`)
  return must.flatMap((wordings, n) => (wordings.some((wording) => text.includes(bare(wording))) ? [n] : []))
}

/** What every row that could come next teaches, and the first that brings something new. */
const step = (
  asked: readonly Asked[],
  one: Case,
  kinds: Lexicon['wants']['told'],
  examples: Example[],
): { row: Row; of: Asked } | null => {
  const told = new Set(asked.flatMap((each) => each.told).map(({ id }) => id))
  const facts = new Set(asked.flatMap((each) => each.told).flatMap((row) => factsIn(row, one)))
  const bringing: { row: Row; of: Asked; place: number }[] = []
  for (const of of asked) {
    for (const [place, scored] of of.rows.entries()) {
      const { row } = scored
      if (!row.told || told.has(row.id)) continue
      const yes = factsIn(row, one).some((fact) => !facts.has(fact))
      const signs = furtherSigns(scored, of.lead, of.told, of.question, kinds)
      examples.push({ features: FURTHER.map((name) => signs[name]), yes })
      if (yes) bringing.push({ row, of, place })
    }
  }
  return bringing.toSorted((a, b) => a.place - b.place)[0] ?? null
}

const isAnswered = ({ stranger, turns, outcomes, must }: Case): boolean =>
  stranger && turns.length === 1 && outcomes.includes('answer') && must.length > 0

export const furtherExamples = async (cases: readonly Case[], lexicon: Lexicon, day: Day): Promise<Example[]> => {
  const examples: Example[] = []
  for (const one of cases.filter(isAnswered)) {
    const asked = await askedIn(one.turns[0] ?? '', lexicon, day)
    for (let n = 0; n < STEPS; n++) {
      const next = step(asked, one, lexicon.wants.told, examples)
      if (next === null) break
      next.of.told.push(next.row)
    }
  }
  return examples
}
