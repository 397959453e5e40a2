/** Brings texts into the learned space: terms to vectors, vectors to closeness. */
import { idf, unknownIdf } from './bm25.ts'
import type { EntryRow } from './rows.ts'
import type { Space } from './space.ts'
import type { Tables } from './tables.ts'

export interface Folded {
  /** Of length 1, or all zero where nothing is known. */
  vector: Float32Array
  /** How much of the text the space knows: length of the projection over the length of the whole, 0 … 1. */
  share: number
}

/** A term of a text with how strongly it counts. */
export interface Weighted {
  /** Term number, or null when no entry has the term. */
  id: number | null
  weight: number
  kind: number
}

/** What some terms add up to, before it is brought to length 1. */
export interface Sum {
  vector: Float32Array
  /** The square of the length that it had with the terms that the space does not know. */
  square: number
}

export interface Folder {
  sum(terms: readonly Weighted[]): Sum
  fold(terms: readonly Weighted[], more?: readonly Sum[]): Folded
}

export const normaliseRow = (rows: Float32Array, from: number, width: number): number => {
  let square = 0
  for (let i = from; i < from + width; i++) square += (rows[i] as number) ** 2
  const length = Math.sqrt(square)
  if (length > 1e-12) for (let i = from; i < from + width; i++) rows[i] = (rows[i] as number) / length
  return length
}

/** Parallel lists: where each row begins, and how much of it. */
interface Rows {
  of: Float32Array[]
  from: number[]
  scale: number[]
}

const addRows = ({ of, from, scale }: Rows, rank: number): Float32Array => {
  const sum = new Float64Array(rank)
  const [first] = of
  if (first === undefined) return new Float32Array(rank)
  for (let n = 0; n < of.length; n += 4) {
    // Past the end, nothing of the first row is added.
    const a = of[n] ?? first
    const b = of[n + 1] ?? first
    const c = of[n + 2] ?? first
    const d = of[n + 3] ?? first
    const atA = from[n] ?? 0
    const atB = from[n + 1] ?? 0
    const atC = from[n + 2] ?? 0
    const atD = from[n + 3] ?? 0
    const byA = scale[n] ?? 0
    const byB = scale[n + 1] ?? 0
    const byC = scale[n + 2] ?? 0
    const byD = scale[n + 3] ?? 0
    for (let i = 0; i < rank; i++) {
      sum[i] =
        (sum[i] as number) +
        byA * (a[atA + i] as number) +
        byB * (b[atB + i] as number) +
        byC * (c[atC + i] as number) +
        byD * (d[atD + i] as number)
    }
  }
  return Float32Array.from(sum)
}

/** Vectors of terms that are kept; those of the most common words are asked for again at once. */
const VECTORS_KEPT = 40_000

export const folder = (tables: Tables, space: Space): Folder => {
  const { rank, basis } = space
  const strength = Float32Array.from(tables.terms, (_, id) => {
    const frequency = (tables.start[id + 1] ?? 0) - (tables.start[id] ?? 0)
    return idf(tables.entries, frequency) ** 1.5
  })
  const kept = new Map<number, Float32Array>()
  /** A term's vector, added up when it is first asked for. */
  const vectorOf = (id: number): Float32Array => {
    let vector = kept.get(id)
    if (vector === undefined) {
      const rows: Rows = { of: [], from: [], scale: [] }
      const to = space.rows.start[id + 1] as number
      for (let at = space.rows.start[id] as number; at < to; at++) {
        rows.of.push(basis)
        rows.from.push((space.rows.row[at] as number) * rank)
        rows.scale.push(space.rows.value[at] as number)
      }
      vector = addRows(rows, rank)
      if (kept.size >= VECTORS_KEPT) kept.clear()
      kept.set(id, vector)
    }
    return vector
  }
  const rare = unknownIdf(tables.entries) ** 1.5
  const sum = (terms: readonly Weighted[], more: readonly Sum[] = []): Sum => {
    const rows: Rows = { of: [], from: [], scale: [] }
    let square = 0
    for (const { id, weight, kind } of terms) {
      const scale = weight * kind * (id === null ? rare : (strength[id] as number))
      square += scale * scale
      if (id === null) continue
      rows.of.push(vectorOf(id))
      rows.from.push(0)
      rows.scale.push(scale)
    }
    for (const one of more) {
      rows.of.push(one.vector)
      rows.from.push(0)
      rows.scale.push(1)
      square += one.square
    }
    return { vector: addRows(rows, rank), square }
  }
  return {
    sum,
    fold: (terms, more) => {
      const { vector, square } = sum(terms, more)
      const length = normaliseRow(vector, 0, rank)
      return { vector, share: square > 0 ? Math.min(1, length / Math.sqrt(square)) : 0 }
    },
  }
}

/** The vectors of terms, for all that the space knows. */
const termVectors = ({ rank, basis, rows }: Space): { of: Uint32Array; vectors: Float32Array } => {
  const terms = rows.start.length - 1
  const of = new Uint32Array(terms)
  let known = 0
  for (let id = 0; id < terms; id++) if (rows.start[id] !== rows.start[id + 1]) of[id] = ++known
  const vectors = new Float32Array(known * rank)
  for (let id = 0; id < terms; id++) {
    const to = ((of[id] as number) - 1) * rank
    for (let at = rows.start[id] as number; at < (rows.start[id + 1] as number); at++) {
      const from = (rows.row[at] as number) * rank
      const value = rows.value[at] as number
      for (let i = 0; i < rank; i++) {
        vectors[to + i] = (vectors[to + i] as number) + value * (basis[from + i] as number)
      }
    }
  }
  return { of, vectors }
}

/** Entries that the space was not learned from are brought into it by their terms. */
const foldEntries = (vectors: Float32Array, space: Space, entries: number, read: (entry: number) => EntryRow): void => {
  const { rank, rows } = space
  const terms = termVectors(space)
  const learned = new Set(rows.sample)
  const sum = new Float64Array(rank)
  for (let entry = 0; entry < entries; entry++) {
    if (learned.has(entry)) continue
    sum.fill(0)
    const { length, ids, values } = read(entry)
    for (let n = 0; n < length; n++) {
      const known = terms.of[ids[n] as number] as number
      if (known === 0) continue
      const from = (known - 1) * rank
      const value = values[n] as number
      for (let i = 0; i < rank; i++) sum[i] = (sum[i] as number) + value * (terms.vectors[from + i] as number)
    }
    vectors.set(sum, entry * rank)
  }
}

export const entryVectors = (entries: number, space: Space, read: (entry: number) => EntryRow): Float32Array => {
  const { rank, basis, values, rows } = space
  const vectors = new Float32Array(entries * rank)
  for (const [row, entry] of rows.sample.entries()) {
    for (let i = 0; i < rank; i++) {
      vectors[entry * rank + i] = (basis[row * rank + i] as number) * (values[i] as number)
    }
  }
  if (rows.sample.length < entries) foldEntries(vectors, space, entries, read)
  for (let entry = 0; entry < entries; entry++) normaliseRow(vectors, entry * rank, rank)
  return vectors
}

/** Titles are given one by one, since all of them at once would be millions of things. */
export const titleVectors = (
  count: number,
  termsOf: (title: number) => Weighted[],
  { fold }: Folder,
  rank: number,
): Float32Array => {
  const vectors = new Float32Array(count * rank)
  for (let title = 0; title < count; title++) vectors.set(fold(termsOf(title)).vector, title * rank)
  return vectors
}

/** Four sums side by side, since one alone waits for each addition before the next. */
export const dot = (a: Float32Array, b: Float32Array, from: number): number => {
  const width = a.length
  let w = 0
  let x = 0
  let y = 0
  let z = 0
  let i = 0
  for (; i + 3 < width; i += 4) {
    w += (a[i] as number) * (b[from + i] as number)
    x += (a[i + 1] as number) * (b[from + i + 1] as number)
    y += (a[i + 2] as number) * (b[from + i + 2] as number)
    z += (a[i + 3] as number) * (b[from + i + 3] as number)
  }
  for (; i < width; i++) w += (a[i] as number) * (b[from + i] as number)
  return w + x + y + z
}
