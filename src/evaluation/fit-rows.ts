/** Learns how rows are ranked: weights of the signs, and the table of crosses, from questions whose rows are known. */
import { CROSSES, placeOf, quantised, scaleOf } from '../answering/crosses.ts'
import { SIGNS } from '../answering/ranker.ts'

/** One clause with the rows that were found for it. */
export interface Example {
  /** Runs of the clause, hashed. */
  runs: Uint32Array
  rows: {
    /** Signs in the order of SIGNS, without the cross. */
    signs: Float32Array
    traits: Uint32Array
    /** How far it is what was wanted: 1, 0.5 for what belongs to it, 0. */
    wanted: number
  }[]
}

export interface Fitted {
  weights: Record<string, number>
  crosses: Int8Array
}

const PASSES = 10
const RATE = 0.05
const SHRINK = 0.002
const CROSS_SHRINK = 0.01
/** What pulls a row by less changes nothing. */
const PULL_MIN = 1e-4

const plain = SIGNS.length - 1

interface Learner {
  weights: Float64Array
  squares: Float64Array
  crosses: Float32Array
  crossSquares: Float32Array
}

const scoresOf = ({ runs, rows }: Example, { weights, crosses }: Learner): Float64Array => {
  const scale = scaleOf(runs)
  return Float64Array.from(rows, ({ signs, traits }) => {
    let score = 0
    for (let n = 0; n < plain; n++) score += (signs[n] as number) * (weights[n] as number)
    let cross = 0
    for (const trait of traits) for (const run of runs) cross += crosses[placeOf(run, trait)] as number
    return score + cross * scale
  })
}

/** How much each row's score is too high: its share of the probability, less its share among what was wanted. */
const pullsOf = ({ rows }: Example, scores: Float64Array): Float64Array => {
  const most = Math.max(...scores)
  const shares = scores.map((score) => Math.exp(score - most))
  const all = shares.reduce((sum, share) => sum + share, 0)
  const wanted = rows.reduce((sum, row, n) => sum + row.wanted * (shares[n] as number), 1e-12)
  return shares.map((share, n) => share / all - (share * (rows[n]?.wanted ?? 0)) / wanted)
}

const learnFrom = (example: Example, learner: Learner): void => {
  const { weights, squares, crosses, crossSquares } = learner
  const pulls = pullsOf(example, scoresOf(example, learner))
  for (let n = 0; n < plain; n++) {
    let slope = SHRINK * (weights[n] as number)
    for (const [at, { signs }] of example.rows.entries()) slope += (pulls[at] as number) * (signs[n] as number)
    squares[n] = (squares[n] as number) + slope * slope
    weights[n] = (weights[n] as number) - (RATE * slope) / Math.sqrt(squares[n] as number)
  }
  const byTrait = new Map<number, number>()
  for (const [at, { traits }] of example.rows.entries()) {
    const pull = pulls[at] as number
    if (Math.abs(pull) < PULL_MIN) continue
    for (const trait of traits) byTrait.set(trait, (byTrait.get(trait) ?? 0) + pull)
  }
  const scale = scaleOf(example.runs)
  for (const [trait, pull] of byTrait) {
    for (const run of example.runs) {
      const place = placeOf(run, trait)
      const slope = pull * scale + CROSS_SHRINK * (crosses[place] as number)
      crossSquares[place] = (crossSquares[place] as number) + slope * slope
      crosses[place] = (crosses[place] as number) - (RATE * slope) / Math.sqrt(crossSquares[place] ?? 1)
    }
  }
}

/** Deterministic: the examples are taken in the order given. */
export const fitRows = (examples: readonly Example[]): Fitted => {
  const learner: Learner = {
    weights: new Float64Array(plain),
    squares: new Float64Array(plain).fill(1e-6),
    crosses: new Float32Array(CROSSES),
    crossSquares: new Float32Array(CROSSES).fill(1e-2),
  }
  for (let pass = 0; pass < PASSES; pass++) for (const example of examples) learnFrom(example, learner)
  const weights = Object.fromEntries(
    SIGNS.map((name, n) => [name, n < plain ? Math.round((learner.weights[n] as number) * 100) / 100 : 1]),
  )
  return { weights, crosses: quantised(learner.crosses) }
}
