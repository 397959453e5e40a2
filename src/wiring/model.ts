import { join } from 'node:path'
import {
  type Answerer,
  createEmbeddings,
  createGenerative,
  extractive,
  type Fallback,
  readModelWords,
} from '../answering/answering.ts'
import type { Config } from './config.ts'
import type { DeskParts } from '../desk/desk.ts'
import type { Trace } from '../vocabulary/types.ts'
import type { Metrics } from './metrics.ts'
import type { Procedures } from '../procedures/procedures.ts'
import type { Edition, Published, Vectors } from './published.ts'

/** What a key alone stands for; a server of one's own is named together with its model. */
const MODEL = 'gpt-4.1-mini'
const EMBEDDING_MODEL = 'text-embedding-3-small'
/** How often it is looked whether the index in use lacks the configured embeddings. */
const LOOK_MS = 5_000
/** A far side that gave no embeddings is asked again after this. */
const AGAIN_MS = 60_000

/** Whether a model may be asked at all. */
export const isModelConfigured = (config: Pick<Config, 'OPENAI_API_KEY' | 'OPENAI_BASE_URL'>): boolean =>
  (config.OPENAI_API_KEY ?? config.OPENAI_BASE_URL) !== undefined

export interface AnswererParts extends Pick<DeskParts, 'index'> {
  procedures: () => Procedures | null
  now: () => Date
  onFallback?: (why: Fallback) => void
}

export type ModelConfig = Pick<Config, Extract<keyof Config, `OPENAI_${string}`> | 'prompts' | 'data'>

/** Drafts by a model where one is configured, sentences of the documents everywhere else. */
export const answererFor = (config: ModelConfig, parts: AnswererParts): Answerer => {
  if (!isModelConfigured(config)) return extractive()
  return createGenerative({
    ...parts,
    extractive: extractive(),
    words: readModelWords(config.prompts),
    settings: {
      apiKey: config.OPENAI_API_KEY,
      baseURL: config.OPENAI_BASE_URL,
      model: config.OPENAI_MODEL ?? MODEL,
      timeoutMs: config.OPENAI_TIMEOUT_MS,
      answerTokensMax: config.OPENAI_ANSWER_TOKENS,
      dailyTokensMax: config.OPENAI_DAILY_TOKENS,
      personDraftsMax: config.OPENAI_DAILY_ANSWERS_PER_PERSON,
      concurrencyMax: config.OPENAI_CONCURRENCY,
    },
  })
}

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

/** The same answerer, and what its drafts came to. */
export const countedAnswerer = (answerer: Answerer) => {
  const sum = { drafts: 0, generated: 0, sentences: 0, removed: 0, calls: 0, tokensIn: 0, tokensOut: 0 }
  const counted: Answerer = {
    async draft(question, passages, asking) {
      const draft = await answerer.draft(question, passages, asking)
      sum.drafts++
      if (draft.generated) sum.generated++
      if (draft.generated) sum.sentences += draft.statements.length
      sum.removed += draft.removed ?? 0
      sum.calls += draft.model?.calls ?? 0
      sum.tokensIn += draft.model?.tokensIn ?? 0
      sum.tokensOut += draft.model?.tokensOut ?? 0
      return draft
    },
  }
  return {
    answerer: counted,
    told: (): string =>
      `model: ${sum.generated} of ${sum.drafts} drafts written by the model, ${sum.sentences} sentences kept, ${sum.removed} removed by the gate, ${sum.calls} calls, ${sum.tokensIn} + ${sum.tokensOut} tokens`,
  }
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
