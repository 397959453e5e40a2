/**
 * Which passage a question is for, or that none is, as learned from all known questions at once: a softmax regression
 * on their words with a class a passage, one for the gaps and one for other desks. The nearest known questions share
 * some words by chance; here every word has the say that it earned.
 */
import type { Library, Passage } from '../vocabulary/types.ts'
import { type Lessons, lessonsOf, QUESTIONS_MIN } from './lessons.ts'
import { GONE, longer } from './patch.ts'
import { randomOf } from './random.ts'
import type { QuestionVector, Wordings } from './wordings.ts'

export interface Taught {
  /** Per class the passage's place in the library; behind them come the gaps and the questions for other desks. */
  entryOf: Uint32Array
  /** Per term of the wordings its row of weights, plus one; zero for terms too rare to learn from. */
  rowOf: Uint32Array
  /** Rows × classes, in steps of `step`. */
  weights: Int8Array
  step: number
  bias: Float32Array
}

export interface Belief {
  /** Per passage how likely the question is for it; zero for passages with too few known questions. */
  passages: Float32Array
  /** How likely it is for none of them, and how likely for another desk. */
  nobody: number
  elsewhere: number
  /** Whether a passage has a class. */
  knows(entry: number): boolean
}

export interface BeliefSigns {
  /** How likely nobody answers, between 0 and 1 by its odds: near 0 and 1 they differ most. */
  nobody: number
  /** How likely the question is for the document that was found, by its logarithm; null where nothing taught it. */
  meant: number | null
  /** How likely it is for another desk, by its odds. */
  abroad: number
}

/** The gaps, and the questions for other desks. */
const OTHER_CLASSES = 2
/** A term in one question only tells it from all others, which is not what is to be learned. */
const FREQUENCY_MIN = 2
/** With more weights than this, the rarest terms are left out. */
const WEIGHTS_MAX = 24_000_000
/** Questions have length 1; the longer they are made, the surer the answer may become. */
const SHARPNESS = 20
const ROUNDS = 3
const RATE = 0.05
/** Where the steps of a weight start to become shorter. */
const FIRST_SLOPE = 0.1
/** Errors below this are not worth a step. */
const ERROR_MIN = 2e-3
/** The event loop gets a turn after so many questions. */
const QUESTIONS_PER_TURN = 100
const BYTE_MAX = 127
/** Odds and likelihoods beyond these (natural logarithms) are as good as certain. */
const ODDS_MAX = 8
const RARE = -9
/** Nothing was taught about a document. */
const UNTAUGHT = { nobody: 0.5, meant: null }

const NOTHING: Taught = {
  entryOf: new Uint32Array(0),
  rowOf: new Uint32Array(0),
  weights: new Int8Array(0),
  step: 0,
  bias: new Float32Array(0),
}

/** The rows of the terms that are kept: the most frequent as far as the weights go. */
const rowsOf = ({ start }: Lessons, classes: number): { rowOf: Uint32Array; rows: number } => {
  const terms = start.length - 1
  const frequency = Uint32Array.from({ length: terms }, (_, id) => (start[id + 1] as number) - (start[id] as number))
  const kept = Array.from(frequency)
    .flatMap((times, id) => (times < FREQUENCY_MIN ? [] : [id]))
    .toSorted((a, b) => (frequency[b] as number) - (frequency[a] as number))
    .slice(0, Math.floor(WEIGHTS_MAX / classes))
  const rowOf = new Uint32Array(terms)
  for (const [row, id] of kept.entries()) rowOf[id] = row + 1
  return { rowOf, rows: kept.length }
}

interface Example {
  rows: number[]
  values: number[]
}

/** The wordings lie ordered by term; here by question. */
const examplesOf = ({ start, wording, share, count }: Lessons, rowOf: Uint32Array): Example[] => {
  const examples = Array.from({ length: count }, (): Example => ({ rows: [], values: [] }))
  for (let id = 0; id + 1 < start.length; id++) {
    const row = rowOf[id] as number
    if (row === 0) continue
    for (let at = start[id] as number; at < (start[id + 1] as number); at++) {
      const { rows, values } = examples[wording[at] as number] as Example
      rows.push(row - 1)
      values.push(SHARPNESS * (share[at] as number))
    }
  }
  return examples
}

const softmax = (scores: Float32Array): void => {
  let most = -Infinity
  for (const score of scores) if (score > most) most = score
  let sum = 0
  for (let at = 0; at < scores.length; at++) sum += scores[at] = Math.exp((scores[at] as number) - most)
  for (let at = 0; at < scores.length; at++) scores[at] = (scores[at] as number) / sum
}

const shuffle = (places: number[], random: () => number): void => {
  for (let at = places.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const moved = places[at] as number
    places[at] = places[other] as number
    places[other] = moved
  }
}

interface Learner {
  weights: Float32Array
  bias: Float32Array
  learn(example: Example, right: number): void
}

/** Adagrad: a weight that has moved much moves less and less. */
const learnerOf = (rows: number, classes: number): Learner => {
  const weights = new Float32Array(rows * classes)
  const slopes = new Float32Array(rows * classes).fill(FIRST_SLOPE)
  const bias = new Float32Array(classes)
  const biasSlopes = new Float32Array(classes).fill(FIRST_SLOPE)
  const error = new Float32Array(classes)
  const wrongClasses = new Uint32Array(classes)

  const expect = (example: Example): void => {
    error.set(bias)
    for (let i = 0; i < example.rows.length; i++) {
      const value = example.values[i] as number
      const from = (example.rows[i] as number) * classes
      for (let to = 0; to < classes; to++) {
        error[to] = (error[to] as number) + value * (weights[from + to] as number)
      }
    }
    softmax(error)
  }

  return {
    weights,
    bias,
    learn: (example, right) => {
      expect(example)
      error[right] = (error[right] as number) - 1
      let wrongs = 0
      for (let to = 0; to < classes; to++) {
        const wrong = error[to] as number
        if (Math.abs(wrong) < ERROR_MIN) continue
        wrongClasses[wrongs++] = to
        biasSlopes[to] = (biasSlopes[to] as number) + wrong * wrong
        bias[to] = (bias[to] as number) - (RATE * wrong) / Math.sqrt(biasSlopes[to] as number)
      }
      // Row by row, since a row lies together in memory.
      for (let i = 0; i < example.rows.length; i++) {
        const value = example.values[i] as number
        const from = (example.rows[i] as number) * classes
        for (let each = 0; each < wrongs; each++) {
          const to = wrongClasses[each] as number
          const slope = value * (error[to] as number)
          const sum = (slopes[from + to] as number) + slope * slope
          slopes[from + to] = sum
          weights[from + to] = (weights[from + to] as number) - (RATE * slope) / Math.sqrt(sum)
        }
      }
    },
  }
}

export const learnTaught = async (lessons: Lessons | null, breathe: () => Promise<void>): Promise<Taught> => {
  if (lessons === null) return NOTHING
  const { classOf, entryOf } = lessons
  const classes = entryOf.length + OTHER_CLASSES
  const { rowOf, rows } = rowsOf(lessons, classes)
  const examples = examplesOf(lessons, rowOf)
  const order = Array.from(classOf).flatMap((own, at) => (own < 0 ? [] : [at]))
  const { weights, bias, learn } = learnerOf(rows, classes)
  const random = randomOf(1)
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, random)
    for (const [done, at] of order.entries()) {
      if (done % QUESTIONS_PER_TURN === 0) await breathe()
      learn(examples[at] as Example, classOf[at] as number)
    }
  }
  let most = 0
  for (const weight of weights) most = Math.max(most, Math.abs(weight))
  const step = most / BYTE_MAX || 1
  return { entryOf, rowOf, weights: Int8Array.from(weights, (weight) => Math.round(weight / step)), step, bias }
}

const questionsOf = ({ title, asks }: Passage): string => JSON.stringify([title, ...asks])

/** Per class its passage's new number; null where a passage that teaches came or went. */
const classesNow = ({ entryOf }: Taught, before: Library, after: Library, newOf: Uint32Array): Uint32Array | null => {
  const teaching = after.passages.flatMap(({ asks }, entry) => (1 + asks.length < QUESTIONS_MIN ? [] : [entry]))
  if (teaching.length !== entryOf.length) return null
  const known = new Map<string, number>()
  for (const entry of teaching) known.set(questionsOf(after.passages[entry] as Passage), entry)
  const now = Uint32Array.from(entryOf, (old) => {
    const stayed = newOf[old] as number
    return stayed === GONE ? (known.get(questionsOf(before.passages[old] as Passage)) ?? GONE) : stayed
  })
  return now.includes(GONE) || new Set(now).size < now.length ? null : now
}

/** What was taught holds on where the same questions are asked of the same passages; else it is learned again. */
export const retaught = async (
  taught: Taught,
  before: Library,
  after: Library,
  newOf: Uint32Array,
  wordings: Wordings,
  breathe: () => Promise<void>,
): Promise<Taught> => {
  const isEmpty = taught.bias.length === 0 && after.gaps.length === 0
  const entryOf = isEmpty ? taught.entryOf : classesNow(taught, before, after, newOf)
  if (entryOf === null) return learnTaught(lessonsOf(wordings, after), breathe)
  return { ...taught, entryOf, rowOf: longer(taught.rowOf, new Uint32Array(wordings.terms.length)) }
}

/** Null where nothing was taught. What may not be read is no choice. */
export const believerOf = (
  taught: Taught,
  library: Library,
  readable: Uint8Array | null,
): ((vector: QuestionVector) => Belief) | null => {
  const { entryOf, rowOf, weights, step, bias } = taught
  const classes = bias.length
  if (classes === 0) return null
  const taughtEntries = new Set(entryOf)
  const knows = (entry: number): boolean => taughtEntries.has(entry)
  return ({ ids, shares }) => {
    const scores = bias.slice()
    for (const [i, id] of ids.entries()) {
      const row = rowOf[id] as number
      if (row === 0) continue
      const value = SHARPNESS * step * (shares[i] as number)
      const from = (row - 1) * classes
      for (let to = 0; to < classes; to++) scores[to] = (scores[to] as number) + value * (weights[from + to] as number)
    }
    if (readable !== null) {
      for (const [to, entry] of entryOf.entries()) if (readable[entry] === 0) scores[to] = Number.NEGATIVE_INFINITY
    }
    softmax(scores)
    const passages = new Float32Array(library.passages.length)
    for (const [to, entry] of entryOf.entries()) passages[entry] = scores[to] as number
    const elsewhere = scores[classes - 1] as number
    const nobody = elsewhere + (scores[classes - OTHER_CLASSES] as number)
    return { passages, nobody, elsewhere, knows }
  }
}

/** Odds as a number between 0 and 1, even ones in the middle. */
const byOdds = (likely: number): number => {
  const odds = Math.log(likely / (1 - likely))
  return (Math.max(-ODDS_MAX, Math.min(ODDS_MAX, odds)) + ODDS_MAX) / (2 * ODDS_MAX)
}

/** What is believed of the document with these passages. */
export const beliefSigns = (belief: Belief | null, entries: readonly number[]): BeliefSigns => {
  if (belief === null) return { ...UNTAUGHT, abroad: 0 }
  const abroad = byOdds(belief.elsewhere)
  if (!entries.some((entry) => belief.knows(entry))) return { ...UNTAUGHT, abroad }
  const own = entries.reduce((sum, entry) => sum + (belief.passages[entry] as number), 0)
  return { nobody: byOdds(belief.nobody), meant: Math.max(0, 1 - Math.log(own) / RARE), abroad }
}
