/**
 * Learns what the answering room ranks and trusts rows by, from questions whose facts or rows are known. How sure a row
 * is, is learned from scores of models that had not seen the question, since a row's score is inflated for one that
 * it was learned from.
 */
import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { crossOf, find, runsIn, signsOf, SIGNS, SURENESS, traitsOf, wantedOf } from '../answering/learning.ts'
import type { DeskParts } from '../desk/desk.ts'
import { aroundOf, asksOf, questionOf, type Lexicon } from '../question/question.ts'
import type { Day } from '../vocabulary/types.ts'
import type { Example as Fittable } from './fit.ts'
import { fitRows, type Example, type Fitted } from './fit-rows.ts'
import { furtherExamples } from './learn-further.ts'
import { bare, type Case } from './questions.ts'

const FOLDS = 3
/** A row that belongs to an answer without being the first of it. */
const BESIDE = 0.5
const NOBODY = { audience: null, prefecture: null }
const SCORE_SCALE = 20

const labelled = z.object({ question: z.string(), rows: z.array(z.string()).min(1) })

interface Item {
  example: Example
  /** Set on questions that an answer was or was not wanted for. */
  yes: boolean | null
  /** Signs of sureness that no learning changes, in their order; the score is put in later. */
  sureness: Record<string, number>
}

/** How far a row tells what a question wanted. */
type Wants = (row: { id: string; text: string }) => number

const itemOf = async (
  text: string,
  wants: Wants,
  yes: boolean | null,
  lexicon: Lexicon,
  day: Day,
): Promise<Item | null> => {
  const asks = asksOf(text, lexicon)
  const clause = asks.map((ask) => ask.text).join('、')
  if (clause === '') return null
  const around = asks.map(aroundOf).join('')
  const whole = `${around}${clause}`
  const message =
    around === '' ? null : { text: whole, ranked: await lexicon.index.retrieve({ text: whole, asOf: day, limit: 12 }) }
  const question = questionOf({ text: clause, before: around, after: '' }, null, NOBODY, day, lexicon)
  const { ranked, sureness } = await find(question, message, day, lexicon)
  const hits = { whole: message?.ranked ?? ranked, clause: ranked }
  const rows = signsOf(lexicon.index, hits, wantedOf(question), lexicon.wants, text)
  return {
    yes,
    sureness,
    example: {
      runs: runsIn(clause),
      rows: rows.map(({ row, signs }) => ({
        signs: Float32Array.from(SIGNS, (name) => signs[name]),
        traits: traitsOf(row, lexicon.wants.told(row.label)),
        wanted: wants({ id: row.id, text: bare(`${row.label}${row.keys.join(' ')}${row.value}`) }),
      })),
    },
  }
}

const factsOf =
  ({ must }: Case): Wants =>
  ({ text }) =>
    must.some((wordings) => wordings.some((wording) => text.includes(bare(wording)))) ? 1 : 0

const rowsOf =
  (rows: readonly string[]): Wants =>
  ({ id }) =>
    id === rows[0] ? 1 : rows.includes(id) ? BESIDE : 0

/** Questions with their rows, one JSON a line, as people labelled them. */
const readLabelled = async (folder: string): Promise<z.infer<typeof labelled>[]> => {
  const path = join(folder, 'rows', 'labelled.jsonl')
  if (!existsSync(path)) return []
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => labelled.parse(JSON.parse(line)))
}

const teaches = ({ example: { rows } }: Item): boolean =>
  rows.some(({ wanted }) => wanted > 0) && !rows.every(({ wanted }) => wanted > 0)

const bestScore = ({ weights, crosses }: Fitted, { example }: Item): number => {
  let best = -Infinity
  for (const { signs, traits } of example.rows) {
    let score = crossOf(example.runs, traits, crosses)
    for (const [n, name] of SIGNS.entries()) if (name !== 'cross') score += (weights[name] ?? 0) * (signs[n] ?? 0)
    best = Math.max(best, score)
  }
  return example.rows.length === 0 ? 0 : best
}

/** The signs of sureness as they are for a question that the model has not seen. */
const outOfFold = (items: readonly Item[]): Fittable[] =>
  Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const fitted = fitRows(items.filter((item, n) => n % FOLDS !== fold && teaches(item)).map(({ example }) => example))
    return items
      .filter((item, n) => n % FOLDS === fold && item.yes !== null)
      .map((item) => {
        const seen: Record<string, number> = { ...item.sureness, score: bestScore(fitted, item) / SCORE_SCALE }
        return { features: SURENESS.map((name) => seen[name] ?? 0), yes: item.yes === true }
      })
  })

export interface Learned {
  rows: Fitted
  sureness: Fittable[]
  further: Fittable[]
}

/** Everything that `eval --fit` writes, from the cases of the question set and the labelled rows beside it. */
export const learn = async (cases: readonly Case[], questions: string, parts: DeskParts): Promise<Learned> => {
  const index = parts.index()
  if (index === null) throw new TypeError('There is no index to learn on.')
  const lexicon: Lexicon = { index, companions: parts.companions(), wants: parts.wants }
  const day = parts.today()
  const items: Item[] = []
  for (const one of cases.filter(({ turns }) => turns.length === 1)) {
    const yes = one.outcomes.includes('answer') ? (one.outcomes.length > 1 ? null : true) : false
    const item = await itemOf(one.turns[0] ?? '', yes === true ? factsOf(one) : () => 0, yes, lexicon, day)
    if (item !== null) items.push(item)
  }
  for (const { question, rows } of await readLabelled(questions)) {
    const item = await itemOf(question, rowsOf(rows), null, lexicon, day)
    if (item !== null) items.push(item)
  }
  return {
    rows: fitRows(items.filter(teaches).map(({ example }) => example)),
    sureness: outOfFold(items),
    further: await furtherExamples(cases, lexicon, day),
  }
}
