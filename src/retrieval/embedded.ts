/** Vectors from a model's embeddings, beside the learned ones: made when the index is built, asked for per query. */
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import { Failure, wordsOf } from '../base/failure.ts'
import { dot, normaliseRow } from './folding.ts'

export interface Embedded {
  model: string
  dimension: number
  /** One row of length 1 per entry. */
  vectors: Float32Array
}

const BATCH = 64

export const modelOf = (embeddings: EmbeddingsInterface): string => {
  const named = embeddings as { model?: unknown; modelName?: unknown }
  if (typeof named.model === 'string') return named.model
  return typeof named.modelName === 'string' ? named.modelName : embeddings.constructor.name
}

const mismatch = (model: string, fault: string): Failure =>
  new Failure('embeddings', `The embeddings of ${model} ${fault}; build the index again with the model now configured.`)

export const embedEntries = async (
  embeddings: EmbeddingsInterface,
  texts: readonly string[],
  onBatch: (done: number) => void,
): Promise<Embedded> => {
  const model = modelOf(embeddings)
  let dimension = 0
  let vectors = new Float32Array(0)
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch = texts.slice(from, from + BATCH)
    const rows = await embeddings.embedDocuments(batch)
    if (rows.length !== batch.length) throw mismatch(model, `came back ${rows.length} for ${batch.length} texts`)
    if (dimension === 0) {
      dimension = rows[0]?.length ?? 0
      vectors = new Float32Array(texts.length * dimension)
    }
    for (const [i, row] of rows.entries()) {
      if (row.length !== dimension)
        throw mismatch(model, `have ${row.length} numbers, where ${dimension} were expected`)
      vectors.set(row, (from + i) * dimension)
      normaliseRow(vectors, (from + i) * dimension, dimension)
    }
    onBatch(Math.min(texts.length, from + BATCH))
  }
  return { model, dimension, vectors }
}

/** An index made with one model cannot be asked with another: their numbers mean different things. */
export const checkModel = (embedded: Embedded | null, embeddings: EmbeddingsInterface): void => {
  const model = modelOf(embeddings)
  if (embedded === null) throw mismatch(model, 'are configured, but the index was built without any')
  if (embedded.model !== model) throw mismatch(model, `do not fit the index, which was built with ${embedded.model}`)
}

/**
 * Per entry, how much closer it is to the query than entries are on average, 0 … 1. Models differ in how close
 * unrelated texts are; the average is the zero.
 */
export const embeddedCloseness = async (
  embedded: Embedded,
  embeddings: EmbeddingsInterface,
  text: string,
): Promise<Float32Array> => {
  let row: number[]
  try {
    row = await embeddings.embedQuery(text)
  } catch (cause) {
    throw new Failure('embeddings', `The embeddings of ${embedded.model} cannot be had (${wordsOf(cause)}).`, {
      retryable: true,
      cause,
    })
  }
  if (row.length !== embedded.dimension) {
    throw mismatch(embedded.model, `have ${row.length} numbers, where the index has ${embedded.dimension}`)
  }
  const query = Float32Array.from(row)
  normaliseRow(query, 0, query.length)
  const entries = embedded.vectors.length / embedded.dimension
  const close = new Float32Array(entries)
  let average = 0
  for (let entry = 0; entry < entries; entry++) {
    const value = dot(query, embedded.vectors, entry * embedded.dimension)
    close[entry] = value
    average += value / entries
  }
  const range = 1 - average
  for (let entry = 0; entry < entries; entry++) {
    close[entry] = range > 1e-6 ? Math.max(0, ((close[entry] as number) - average) / range) : 0
  }
  return close
}
