/**
 * Which words of a question go with which rows: 弱点 with a 欠点, なんぼ with an amount. A weight for each pair of a
 * run of characters in the question and a trait of the row (the kinds it tells, the end of its label, the shape of its
 * value), learned from questions with known rows and kept hashed in one small table.
 */
import { readFileSync } from 'node:fs'
import type { Row } from './rows.ts'

const BITS = 18
export const CROSSES = 1 << BITS
const MASK = CROSSES - 1
/** Runs of so many characters; longer messages are read by their beginning. */
const RUNS = [2, 3]
const CHARACTERS_MAX = 160

const hash = (text: string): number => {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    sum ^= text.charCodeAt(at)
    sum = Math.imul(sum, 0x01000193)
  }
  return sum >>> 0
}

/** The runs of folded text, hashed. */
export const runsIn = (text: string): Uint32Array => {
  const bare = text.replaceAll(/[\s\p{P}\p{S}]/gu, '').slice(0, CHARACTERS_MAX)
  const runs = new Set<number>()
  for (const length of RUNS)
    for (let at = 0; at + length <= bare.length; at++) runs.add(hash(bare.slice(at, at + length)))
  return Uint32Array.from(runs)
}

/** How a value looks, whatever it says. */
const SHAPES: readonly [string, RegExp][] = [
  ['digits', /\d/u],
  ['percent', /%/u],
  ['yen', /円/u],
  ['verdict', /^(?:対象|可|不|なし|あり|必要|無料|原則)/u],
  ['list', /／/u],
  ['nothing', /^記載なし$/u],
  ['time', /年|月|時/u],
  ['address', /https?:|0\d+-|@/u],
  ['long', /^.{60}/u],
]

/** The traits of a row, hashed; `told` gives the kinds of thing that a label tells. */
export const traitsOf = (row: Pick<Row, 'label' | 'keys' | 'value' | 'at'>, told: ReadonlySet<string>): Uint32Array => {
  const value = row.value.normalize('NFKC')
  const traits = [
    ...[...told].map((kind) => `kind ${kind}`),
    `label ${row.label.slice(-2)}`,
    ...SHAPES.filter(([, pattern]) => pattern.test(value)).map(([name]) => `shape ${name}`),
    ...(row.keys.length > 0 ? ['keyed'] : []),
    ...(row.at === 0 ? ['first'] : []),
  ]
  return Uint32Array.from(traits, hash)
}

/** Where the weight of a pair stands. */
export const placeOf = (run: number, trait: number): number =>
  (Math.imul(run ^ (trait >>> 7), 0x9e3779b1) ^ trait) & MASK

/** Longer questions are not surer for being long. */
export const scaleOf = (runs: Uint32Array): number => 1 / Math.sqrt(1 + runs.length)

const QUANTUM = 1 / 48

/** Weights in one byte each, as they are kept. */
export const quantised = (weights: Float32Array): Int8Array =>
  Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / QUANTUM))))

let kept: Int8Array | null = null
const table = (): Int8Array =>
  (kept ??= new Int8Array(readFileSync(new URL('../../src/answering/crosses.bin', import.meta.url))))

/** How well a row's traits go with the runs of a question. */
export const crossOf = (runs: Uint32Array, traits: Uint32Array, weights: Int8Array = table()): number => {
  let sum = 0
  for (const trait of traits) for (const run of runs) sum += weights[placeOf(run, trait)] as number
  return sum * QUANTUM * scaleOf(runs)
}
