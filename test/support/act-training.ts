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
export const FEATURES_MAX = 18_000
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
  features: [number, number][]
  act: number
  weight: number
}

const PART_WEIGHT = 0.7

const examplesOf = (messages: readonly Labelled[], read: (text: string) => Features): Example[] =>
  messages.flatMap(({ act, text, parts = [] }) => [
    { features: [...read(text)], act: ACTS.indexOf(act), weight: 1 },
    ...parts.map((part) => ({ features: [...read(part.text)], act: ACTS.indexOf(part.act), weight: PART_WEIGHT })),
  ])

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

/** Weights by feature, one for each act. */
type Weights = Map<number, Float64Array>

/** A row for every feature that is seen often enough. */
const rowsFor = (examples: readonly Example[], value: number): Weights => {
  const seen = new Map<number, number>()
  for (const { features } of examples) for (const [id] of features) seen.set(id, (seen.get(id) ?? 0) + 1)
  const often = [...seen].filter(([, count]) => count >= SEEN_MIN)
  return new Map(often.map(([id]) => [id, new Float64Array(ACTS.length).fill(value)]))
}

const scoresOf = (features: Example['features'], weights: Weights): Float64Array => {
  const scores = new Float64Array(ACTS.length)
  for (const [id, amount] of features) {
    for (const [k, one] of weights.get(id)?.entries() ?? []) {
      scores[k] = (scores[k] ?? 0) + (one * amount) / (1 - DROPPED)
    }
  }
  return scores
}

/** One step down the slope for one feature, the smaller the more often it has been stepped (Adagrad). */
const stepRow = (row: Float64Array, square: Float64Array, slope: Float64Array, amount: number): void => {
  for (let k = 0; k < row.length; k++) {
    const step = (slope[k] ?? 0) * amount + DECAY * (row[k] ?? 0)
    square[k] = (square[k] ?? 0) + step * step
    row[k] = (row[k] ?? 0) - (RATE * step) / Math.sqrt(square[k] ?? 1)
  }
}

const learn = (examples: Example[], random: () => number): Weights => {
  const weights = rowsFor(examples, 0)
  const squares = rowsFor(examples, 1e-2)
  const order = [...examples]
  for (let pass = 0; pass < PASSES; pass++) {
    shuffle(order, random)
    for (const { features, act, weight } of order) {
      const kept = features.filter(() => random() >= DROPPED)
      const slope = softmax(scoresOf(kept, weights))
      slope[act] = (slope[act] ?? 0) - 1
      for (const [id, amount] of kept) {
        const row = weights.get(id)
        const square = squares.get(id)
        if (row !== undefined && square !== undefined) stepRow(row, square, slope, amount * weight)
      }
    }
  }
  return weights
}

const store = (weights: Weights): StoredModel => {
  const kept = [...weights]
    .map(([id, row]) => ({ id, row, size: row.reduce((sum, one) => sum + Math.abs(one), 0) }))
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

/** Trains a model; the same messages and patterns give the same model. */
export const trainActs = (messages: readonly Labelled[], read: (text: string) => Features): StoredModel =>
  store(learn(examplesOf(messages, read), randomFrom(20_260_401)))
