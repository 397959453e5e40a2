/** A linear model of acts: hashed features, one small whole number a feature and act. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure, wordsOf } from '../base/failure.ts'
import type { Features } from './act-features.ts'

/** What a message wants of the desk. */
export const ACTS = [
  'ask',
  'file',
  'person',
  'call',
  'dissatisfied',
  'withdraw',
  'status',
  'add',
  'incident',
  'distress',
  'others',
  'secret',
  'inject',
  'smalltalk',
  'thanks',
  'yes',
  'no',
] as const
export type Act = (typeof ACTS)[number]

/** The probability of each act; together one. */
export type Probabilities = Record<Act, number>

const shape = z.strictObject({
  acts: z.array(z.string()),
  /** What one step of a weight is worth. */
  step: z.number().positive(),
  /** Hashes of three bytes each, the lowest byte first, in base64. */
  features: z.string(),
  /** One signed byte for each feature and act, in base64. */
  weights: z.string(),
})
export type StoredModel = z.infer<typeof shape>

export interface ActModel {
  probabilitiesOf: (features: Features) => Probabilities
}

const HASH_BYTES = 3

/** Scores to probabilities. */
export const softmax = (scores: Float64Array): Float64Array => {
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((all, one) => all + one, 0)
  return powers.map((power) => power / sum)
}

/** Makes the stored model ready for use. */
export const loadActModel = (stored: StoredModel): ActModel => {
  const hashes = Buffer.from(stored.features, 'base64')
  const bytes = Buffer.from(stored.weights, 'base64')
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  const size = ACTS.length
  const count = hashes.length / HASH_BYTES
  if (stored.acts.join(' ') !== ACTS.join(' ') || weights.length !== count * size) {
    throw new Failure('words.shape', 'acts-model.json was made for other acts. Train it again.')
  }
  const rows = new Map<number, number>()
  for (let i = 0; i < count; i++) rows.set(hashes.readUIntLE(i * HASH_BYTES, HASH_BYTES), i * size)
  return {
    probabilitiesOf: (features) => {
      const scores = new Float64Array(size)
      for (const [feature, amount] of features) {
        const row = rows.get(feature)
        if (row === undefined) continue
        for (let k = 0; k < size; k++) scores[k] = (scores[k] ?? 0) + (weights[row + k] ?? 0) * amount * stored.step
      }
      const shares = softmax(scores)
      return Object.fromEntries(ACTS.map((act, k) => [act, shares[k] ?? 0])) as Probabilities
    },
  }
}

/** Reads acts-model.json of the folder of words. */
export const readActModel = (promptsDir: string): ActModel => {
  const path = join(promptsDir, 'acts-model.json')
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw new Failure('words.read', `${path} cannot be read: ${wordsOf(thrown)}. Restore it.`)
  }
  const checked = shape.safeParse(raw)
  if (!checked.success) throw new Failure('words.shape', `${path} is no model: ${z.prettifyError(checked.error)}`)
  return loadActModel(checked.data)
}
