/** The rows of entries from which the vector space is learned: all of them, or of a large library an even sample. */
import type { Built } from './tables.ts'
import { kindWeight } from './terms.ts'

/** As many entries show what words keep company; more would only take longer, by the square of the rank. */
export const SAMPLE_MAX = 6_000

export interface Rows {
  /** Per row the entry that it is of, ascending. */
  sample: Uint32Array
  /** Term t is in the rows at start[t] … start[t + 1]. */
  start: Uint32Array
  row: Uint32Array
  value: Float32Array
}

/** Rare terms carry more in the vector space than idf alone says. */
const rowValue = (inTitle: number, inBody: number, rarity: number, kind: number): number =>
  Math.log(1 + 2 * inTitle + inBody) * rarity ** 1.5 * kind

export interface EntryRow {
  length: number
  ids: Uint32Array
  /** Together of length 1. */
  values: Float64Array
}

/** One entry's row at a time; overwritten by the next. */
export const rowReader = ({ tables, merged, rarity }: Built): ((entry: number) => EntryRow) => {
  const kinds = Float64Array.from(tables.terms, kindWeight)
  let values = new Float64Array(1_024)
  return (entry) => {
    const { length, ids, inTitle, inBody } = merged.of(entry)
    if (length > values.length) values = new Float64Array(2 * length)
    let square = 0
    for (let i = 0; i < length; i++) {
      const id = ids[i] as number
      const value = rowValue(inTitle[i] as number, inBody[i] as number, rarity[id] as number, kinds[id] as number)
      values[i] = value
      square += value * value
    }
    const scale = Math.sqrt(square) || 1
    for (let i = 0; i < length; i++) values[i] = (values[i] as number) / scale
    return { length, ids, values }
  }
}

export const rowsOf = ({ tables }: Built, read: (entry: number) => EntryRow, most: number): Rows => {
  const { entries, terms } = tables
  const count = Math.min(entries, most)
  const sample = Uint32Array.from({ length: count }, (_, n) => Math.floor((n * entries) / count))
  const start = new Uint32Array(terms.length + 1)
  for (const entry of sample) {
    const { length, ids } = read(entry)
    for (let i = 0; i < length; i++) start[(ids[i] as number) + 1] = (start[(ids[i] as number) + 1] as number) + 1
  }
  for (let id = 0; id < terms.length; id++) start[id + 1] = (start[id + 1] as number) + (start[id] as number)
  const next = start.slice()
  const row = new Uint32Array(start[terms.length] ?? 0)
  const value = new Float32Array(row.length)
  for (const [n, entry] of sample.entries()) {
    const { length, ids, values } = read(entry)
    for (let i = 0; i < length; i++) {
      const id = ids[i] as number
      const at = next[id] as number
      next[id] = at + 1
      row[at] = n
      value[at] = values[i] as number
    }
  }
  return { sample, start, row, value }
}
