/**
 * A model's embeddings for the index: kept on the disk by model and content, so that a text is sent once; asked for
 * with a short deadline per question, and left alone for a while when they do not come.
 */
import { within } from '../../base/timeout.ts'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import { Failure, wordsOf } from '../../base/failure.ts'
import { createMask } from './masking.ts'

export interface EmbeddingSettings {
  apiKey: string | undefined
  baseURL: string | undefined
  model: string
  /** Folder of the kept vectors. */
  folder: string
  /** The way out of the office. */
  fetch?: typeof globalThis.fetch
  /** Monotonic milliseconds. */
  clock?: () => number
}

/** A question waits this long for its vector; without it, words and learned vectors find passages as well. */
const QUERY_MS_MAX = 3_000
const BATCH_MS_MAX = 60_000
/** Tries of one batch, since an index is worth waiting for. */
const ATTEMPTS_MAX = 4
const BACKOFF_MS = 500
/** After this many questions in vain nobody waits for the next ones. */
const FAULTS_MAX = 2
const REST_MS = 30_000
/** Questions are asked again and again; this many vectors of them are kept in memory. */
const QUERIES_MAX = 500

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** One file a vector: 32-bit floats, named by what was embedded. */
const createShelf = (folder: string, model: string) => {
  const mine = join(folder, sha256(model).slice(0, 16))
  const pathOf = (text: string): string => {
    const name = sha256(text)
    return join(mine, name.slice(0, 2), name)
  }
  return {
    async get(text: string): Promise<number[] | null> {
      const bytes = await readFile(pathOf(text)).catch(() => null)
      if (bytes === null || bytes.length === 0 || bytes.length % 4 !== 0) return null
      return [...new Float32Array(new Uint8Array(bytes).buffer)]
    },
    async put(text: string, vector: readonly number[]): Promise<void> {
      const path = pathOf(text)
      await mkdir(join(path, '..'), { recursive: true })
      const aside = `${path}.${randomUUID()}.new`
      await writeFile(aside, Buffer.from(Float32Array.from(vector).buffer))
      await rename(aside, path)
    },
  }
}

const vectorFault = (model: string, fault: string, cause?: unknown): Failure =>
  new Failure('embeddings', `The embeddings of ${model} ${fault}. Check OPENAI_BASE_URL and OPENAI_EMBEDDING_MODEL.`, {
    retryable: true,
    cause,
  })

const isVector = (vector: unknown): vector is number[] =>
  Array.isArray(vector) &&
  vector.length > 0 &&
  vector.every((value) => typeof value === 'number' && Number.isFinite(value))

const load = async ({ apiKey, baseURL, model, fetch }: EmbeddingSettings) => {
  const { OpenAIEmbeddings } = await import('@langchain/openai')
  return new OpenAIEmbeddings({
    model,
    apiKey: apiKey ?? 'none',
    configuration: {
      logLevel: 'off',
      ...(fetch === undefined ? {} : { fetch }),
      ...(baseURL === undefined ? {} : { baseURL }),
    },
    maxRetries: 0,
    timeout: BATCH_MS_MAX,
    // The client's default is base64, which several local servers ignore; it then reads a quarter of each vector.
    encodingFormat: 'float',
    stripNewLines: false,
  })
}

const createRest = (clock: () => number) => {
  let faults = 0
  let until = 0
  return {
    resting: () => faults >= FAULTS_MAX && clock() < until,
    told(ok: boolean) {
      faults = ok ? 0 : faults + 1
      until = clock() + REST_MS
    },
  }
}

const createRemembered = () => {
  const vectors = new Map<string, number[]>()
  return {
    get: (text: string) => vectors.get(text),
    keep(text: string, vector: number[]) {
      vectors.set(text, vector)
      const oldest = vectors.size > QUERIES_MAX ? vectors.keys().next().value : undefined
      if (oldest !== undefined) vectors.delete(oldest)
    },
  }
}

export type ModelEmbeddings = EmbeddingsInterface & { readonly model: string }

export const createEmbeddings = (settings: EmbeddingSettings): ModelEmbeddings => {
  const { model, folder } = settings
  const shelf = createShelf(folder, model)
  const rest = createRest(settings.clock ?? (() => performance.now()))
  const remembered = createRemembered()
  let client: ReturnType<typeof load> | null = null
  const loaded = () => (client ??= load(settings))

  const asked = async (texts: string[]): Promise<number[][]> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const vectors: unknown[] = await (await loaded()).embedDocuments(texts)
        if (vectors.length !== texts.length || !vectors.every(isVector)) throw new Error('not one vector a text')
        return vectors
      } catch (thrown) {
        if (attempt >= ATTEMPTS_MAX) throw vectorFault(model, `cannot be had (${wordsOf(thrown)})`, thrown)
        await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** attempt))
      }
    }
  }

  return {
    model,
    async embedDocuments(texts) {
      const rows = await Promise.all(texts.map((text) => shelf.get(text)))
      const missing = [...new Set(texts.filter((_, i) => rows[i] === null))]
      const made = new Map<string, number[]>()
      if (missing.length > 0) {
        for (const [i, vector] of (await asked(missing)).entries()) {
          const text = missing[i] ?? ''
          // As they come back from the disk, so that an index built again is the same.
          made.set(text, vector.map(Math.fround))
          await shelf.put(text, vector)
        }
      }
      return texts.map((text, i) => rows[i] ?? made.get(text) ?? [])
    },
    async embedQuery(given) {
      // What a person writes is personal data until it was looked at.
      const { text } = createMask()(given)
      const known = remembered.get(text)
      if (known !== undefined) return known
      if (rest.resting()) throw vectorFault(model, 'rest after faults')
      try {
        const vector: unknown = await within(
          loaded().then((one) => one.embedQuery(text)),
          QUERY_MS_MAX,
        )
        if (!isVector(vector)) throw new Error('not a vector')
        rest.told(true)
        remembered.keep(text, vector)
        return vector
      } catch (thrown) {
        rest.told(false)
        throw vectorFault(model, `cannot be had (${wordsOf(thrown)})`, thrown)
      }
    },
  }
}
