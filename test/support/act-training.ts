/** Learns the model of acts from the messages of test/questions/acts, and says how well it does on writers it has not seen. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { featuresOf, sight, type Features } from '../../src/question/act-features.ts'
import { ACTS, softmax, type Act, type StoredModel } from '../../src/question/act-model.ts'
import type { ActPatterns } from '../../src/question/act-patterns.ts'

/** A message as its writer typed it, with what it wants; one with several wants has its parts as well. */
export interface Labelled {
  author: string
  act: Act
  text: string
  parts?: { act: Act; text: string }[]
}

/** Every message of a folder of lines, or of one file. */
export const readLabelled = (folder: string): Labelled[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Labelled)

const PASSES = 18
const RATE = 0.12
const DECAY = 2e-5
/** Features of one single message tell nothing of the next. */
const SEEN_MIN = 2
/** So often a sign is left out while learning, so that no act hangs on one alone. */
const DROPPED = 0.4
export const FEATURES_MAX = 40_000
const STEPS = 127

/** Numbers that look random and are the same on every machine. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

interface Example {
  /** Rows of the table of weights, and how much of each there is. */
  rows: Int32Array
  amounts: Float64Array
  act: number
  weight: number
}

/** A table of weights: one row a feature, one column an act. */
interface Table {
  /** The feature of each row. */
  features: number[]
  weights: Float64Array
}

const PART_WEIGHT = 0.7

/** All that is learned from, with a row for every feature that is seen often enough. */
const examplesOf = (
  messages: readonly Labelled[],
  read: (text: string) => Features,
): { examples: Example[]; features: number[] } => {
  const said = messages.flatMap(({ act, text, parts = [] }) => [
    { act, features: read(text), weight: 1 },
    ...parts.map((part) => ({ act: part.act, features: read(part.text), weight: PART_WEIGHT })),
  ])
  const seen = new Map<number, number>()
  for (const { features } of said) for (const id of features.keys()) seen.set(id, (seen.get(id) ?? 0) + 1)
  const features = [...seen].filter(([, count]) => count >= SEEN_MIN).map(([id]) => id)
  const rowOf = new Map(features.map((id, row) => [id, row]))
  const examples = said.map(({ act, features: held, weight }) => {
    const known = [...held].filter(([id]) => rowOf.has(id))
    return {
      rows: Int32Array.from(known, ([id]) => rowOf.get(id) ?? 0),
      amounts: Float64Array.from(known, ([, amount]) => amount),
      act: ACTS.indexOf(act),
      weight,
    }
  })
  return { examples, features }
}

/** Reads a text once, however often it is asked for. */
export const featureReader = (patterns: ActPatterns): ((text: string) => Features) => {
  const kept = new Map<string, Features>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const made = featuresOf(sight(text, patterns))
    kept.set(text, made)
    return made
  }
}

const shuffle = (list: Example[], random: () => number): void => {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = list[i] as Example
    list[i] = list[j] as Example
    list[j] = held
  }
}

const SIZE = ACTS.length

/** How far each act's probability is from what it should be, with only some of the signs seen. */
const slopeOf = ({ rows, amounts, act }: Example, kept: readonly number[], weights: Float64Array): Float64Array => {
  const scores = new Float64Array(SIZE)
  for (const i of kept) {
    const at = (rows[i] ?? 0) * SIZE
    const amount = (amounts[i] ?? 0) / (1 - DROPPED)
    for (let k = 0; k < SIZE; k++) scores[k] = (scores[k] ?? 0) + (weights[at + k] ?? 0) * amount
  }
  const slope = softmax(scores)
  slope[act] = (slope[act] ?? 0) - 1
  return slope
}

/** One pass in a random order; steps are the smaller the more often a weight has been stepped (Adagrad). */
const learnOnce = (examples: Example[], weights: Float64Array, squares: Float64Array, random: () => number): void => {
  shuffle(examples, random)
  for (const example of examples) {
    const kept = [...example.rows.keys()].filter(() => random() >= DROPPED)
    const slope = slopeOf(example, kept, weights)
    for (const i of kept) {
      const at = (example.rows[i] ?? 0) * SIZE
      const amount = (example.amounts[i] ?? 0) * example.weight
      for (let k = 0; k < SIZE; k++) {
        const step = (slope[k] ?? 0) * amount + DECAY * (weights[at + k] ?? 0)
        squares[at + k] = (squares[at + k] ?? 0) + step * step
        weights[at + k] = (weights[at + k] ?? 0) - (RATE * step) / Math.sqrt(squares[at + k] ?? 1)
      }
    }
  }
}

const learn = (given: readonly Example[], features: number, random: () => number): Float64Array => {
  const weights = new Float64Array(features * SIZE)
  const squares = new Float64Array(features * SIZE).fill(1e-2)
  const examples = [...given]
  for (let pass = 0; pass < PASSES; pass++) learnOnce(examples, weights, squares, random)
  return weights
}

const store = ({ features, weights }: Table): StoredModel => {
  const kept = features
    .map((id, row) => ({ id, row: weights.subarray(row * SIZE, (row + 1) * SIZE) }))
    .map(({ id, row }) => ({ id, row, size: row.reduce((sum, one) => sum + Math.abs(one), 0) }))
    .sort((a, b) => b.size - a.size || a.id - b.id)
    .slice(0, FEATURES_MAX)
    .sort((a, b) => a.id - b.id)
  const largest = kept.reduce((most, { row }) => Math.max(most, ...row.map(Math.abs)), 0)
  const step = largest / STEPS
  const hashes = Buffer.alloc(kept.length * 3)
  const bytes = new Int8Array(kept.length * ACTS.length)
  for (const [i, { id, row }] of kept.entries()) {
    hashes.writeUIntLE(id, i * 3, 3)
    for (const [k, one] of row.entries()) bytes[i * ACTS.length + k] = Math.round(one / step)
  }
  return {
    acts: [...ACTS],
    step,
    features: hashes.toString('base64'),
    weights: Buffer.from(bytes.buffer).toString('base64'),
  }
}

/** Trains a model; the same messages and patterns give the same model. What only one order finds out averages away. */
export const trainActs = (messages: readonly Labelled[], read: (text: string) => Features, orders = 4): StoredModel => {
  const { examples, features } = examplesOf(messages, read)
  const all = Array.from({ length: orders }, (_, order) =>
    learn(examples, features.length, randomFrom(20_260_401 + order)),
  )
  const weights = new Float64Array(features.length * SIZE)
  for (const one of all)
    for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] ?? 0) + (one[i] ?? 0) / orders
  return store({ features, weights })
}
