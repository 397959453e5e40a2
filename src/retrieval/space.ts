/**
 * A vector space learned from the corpus itself: the leading singular vectors of the matrix of entries and terms, so
 * that words which keep the same company come close. Randomised subspace iteration with a fixed seed.
 */
import { createRequire } from 'node:module'
import type { Matrix } from 'ml-matrix'
import { late } from '../base/late.ts'
import { randomOf } from './random.ts'
import type { Rows } from './rows.ts'

const require = createRequire(import.meta.url)
const matrices = late(() => require('ml-matrix') as typeof import('ml-matrix'))

const RANK_MAX = 128
/** With fewer entries a dimension, the space repeats the entries instead of finding what they share. */
const ENTRIES_PER_DIMENSION = 4
const OVERSAMPLING = 16
const ITERATIONS = 6

export interface Space {
  rank: number
  rows: Rows
  /** Per row: left singular vector over singular value; a term's vector is the sum of these by its rows. */
  basis: Float32Array
  /** The squares of the singular values; basis × values is the row itself. */
  values: Float32Array
}

/** A·Aᵀ·Q without ever holding the terms' side: term by term, from its postings. */
const applyGram = (rows: Rows, q: Float64Array, width: number): Float64Array => {
  const out = new Float64Array(q.length)
  const sum = new Float64Array(width)
  for (let term = 0; term + 1 < rows.start.length; term++) {
    const from = rows.start[term] as number
    const to = rows.start[term + 1] as number
    sum.fill(0)
    for (let at = from; at < to; at++) {
      const value = rows.value[at] as number
      const base = (rows.row[at] as number) * width
      for (let i = 0; i < width; i++) sum[i] = (sum[i] as number) + value * (q[base + i] as number)
    }
    for (let at = from; at < to; at++) {
      const value = rows.value[at] as number
      const base = (rows.row[at] as number) * width
      for (let i = 0; i < width; i++) out[base + i] = (out[base + i] as number) + value * (sum[i] as number)
    }
  }
  return out
}

/** Gram-Schmidt on the columns, each twice, since once loses orthogonality in finite precision. */
const orthonormalise = (q: Float64Array, rows: number, width: number): void => {
  for (let column = 0; column < width; column++) {
    for (let pass = 0; pass < 2; pass++) {
      const products = new Float64Array(column)
      for (let row = 0; row < rows; row++) {
        const own = q[row * width + column] as number
        for (let i = 0; i < column; i++) products[i] = (products[i] as number) + own * (q[row * width + i] as number)
      }
      for (let row = 0; row < rows; row++) {
        let less = 0
        for (let i = 0; i < column; i++) less += (products[i] as number) * (q[row * width + i] as number)
        q[row * width + column] = (q[row * width + column] as number) - less
      }
    }
    let square = 0
    for (let row = 0; row < rows; row++) square += (q[row * width + column] as number) ** 2
    const scale = square > 1e-20 ? 1 / Math.sqrt(square) : 0
    for (let row = 0; row < rows; row++) q[row * width + column] = (q[row * width + column] as number) * scale
  }
}

/** Qᵀ·Y, made exactly symmetric for the eigenproblem. */
const project = (q: Float64Array, y: Float64Array, rows: number, width: number): Matrix => {
  const small = matrices().Matrix.zeros(width, width)
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += (q[row * width + i] as number) * (y[row * width + j] as number)
      small.set(i, j, sum)
      small.set(j, i, sum)
    }
  }
  return small
}

export const learnSpace = (from: Rows, seed = 1): Space => {
  const rows = from.sample.length
  const rank = Math.max(0, Math.min(RANK_MAX, rows - 1, Math.ceil(rows / ENTRIES_PER_DIMENSION)))
  if (rank === 0) return { rank: 0, rows: from, basis: new Float32Array(0), values: new Float32Array(0) }
  const width = Math.min(rows, rank + OVERSAMPLING)
  const random = randomOf(seed)
  let q: Float64Array = Float64Array.from({ length: rows * width }, () => random() * 2 - 1)
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    q = applyGram(from, q, width)
    orthonormalise(q, rows, width)
  }
  const small = project(q, applyGram(from, q, width), rows, width)
  const { realEigenvalues, eigenvectorMatrix } = new (matrices().EigenvalueDecomposition)(small, {
    assumeSymmetric: true,
  })
  const order = realEigenvalues
    .map((value, column) => ({ value, column }))
    .sort((a, b) => b.value - a.value)
    .slice(0, rank)
  const basis = new Float32Array(rows * rank)
  const values = new Float32Array(rank)
  for (const [target, { value, column }] of order.entries()) {
    if (value < 1e-9) continue
    values[target] = value
    const scale = 1 / Math.sqrt(value)
    for (let row = 0; row < rows; row++) {
      let sum = 0
      for (let i = 0; i < width; i++) sum += (q[row * width + i] as number) * eigenvectorMatrix.get(i, column)
      basis[row * rank + target] = sum * scale
    }
  }
  return { rank, rows: from, basis, values }
}
