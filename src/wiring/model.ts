import { join } from 'node:path'
import { createEmbeddings } from '../answering/answering.ts'
import type { Config } from './config.ts'
import type { Trace } from '../vocabulary/types.ts'
import type { Metrics } from './metrics.ts'
import type { Edition, Published, Vectors } from './published.ts'

const EMBEDDING_MODEL = 'text-embedding-3-small'
/** How often it is looked whether the index in use lacks the configured embeddings. */
const LOOK_MS = 5_000
/** A far side that gave no embeddings is asked again after this. */
const AGAIN_MS = 60_000

/** Whether a model may be asked at all. */
export const isModelConfigured = (config: Pick<Config, 'OPENAI_API_KEY' | 'OPENAI_BASE_URL'>): boolean =>
  (config.OPENAI_API_KEY ?? config.OPENAI_BASE_URL) !== undefined

/** Why the model was not asked, or what it answered was not used. */
export type Fallback = string

export interface AnswererParts {
  onFallback?: (why: Fallback) => void
}

export type ModelConfig = Pick<Config, Extract<keyof Config, `OPENAI_${string}`> | 'prompts' | 'data'>

/** A server of one's own has embeddings only where their model is named; undefined: the learned vectors do. */
export const vectorsFor = (config: ModelConfig, onFault: Vectors['onFault']): Vectors | undefined => {
  const model = config.OPENAI_EMBEDDING_MODEL ?? (config.OPENAI_BASE_URL === undefined ? EMBEDDING_MODEL : undefined)
  if (!isModelConfigured(config) || model === undefined) return undefined
  const embeddings = createEmbeddings({
    apiKey: config.OPENAI_API_KEY,
    baseURL: config.OPENAI_BASE_URL,
    model,
    folder: join(config.data, 'embeddings'),
  })
  return { embeddings, onFault }
}

/** What one turn cost and what the gate removed, for those who watch. */
export const countModel = (metrics: Metrics, { model }: Trace): void => {
  if (model === undefined) return
  metrics.modelCalls.inc(model.calls)
  metrics.modelTokens.inc({ direction: 'in' }, model.tokensIn)
  metrics.modelTokens.inc({ direction: 'out' }, model.tokensOut)
  metrics.modelRemoved.inc(model.removed)
}

export interface EmbedderParts {
  vectors: Vectors
  published: Published<Edition>
  /** Builds the index of the same documents with the configured embeddings. */
  embed: (onProgress: (stage: 'reading' | 'indexing', done: number, total: number) => void) => Promise<unknown>
  onProgress: (done: number, total: number) => void
}

/** Gives the index the configured embeddings while the one without them answers; a change of model comes to the same. */
export const createEmbedder = ({ vectors, published, embed: build, onProgress }: EmbedderParts) => {
  let running: Promise<void> | null = null
  let notBefore = 0
  /** An older version than one seen before was brought back by an operator and stays as it is. */
  let newest = ''
  const embed = async (): Promise<void> => {
    try {
      await build((stage, done, total) => {
        if (stage === 'indexing') onProgress(done, total)
      })
      await published.refresh()
    } catch (thrown) {
      vectors.onFault('embeddings.index', thrown)
    }
    notBefore = performance.now() + AGAIN_MS
  }
  const look = (): void => {
    const guidance = published.now()
    if (guidance === null || running !== null || guidance.version < newest) return
    newest = guidance.version
    if (guidance.vectorsRest !== true || performance.now() < notBefore) return
    running = embed().finally(() => {
      running = null
    })
  }
  let timer: NodeJS.Timeout | undefined
  return {
    start() {
      look()
      timer = setInterval(look, LOOK_MS)
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}
