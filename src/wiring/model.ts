import { join } from 'node:path'
import {
  createChooser,
  createEmbeddings,
  probeModel,
  type Probed,
  readModelWords,
  type Chooser,
  type ModelSettings,
} from '../answering/answering.ts'
import { createEntraToken } from '../answering/model/entra.ts'
import { createNetwork } from '../base/network.ts'
import { type Config, isModelConfigured } from './config.ts'
import type { Trace } from '../vocabulary/types.ts'
import type { Metrics } from './metrics.ts'
import type { Edition, Published, Vectors } from './published.ts'

/** What a key alone stands for; a server of one's own is named together with its model. */
const MODEL = 'gpt-4.1-mini'
const EMBEDDING_MODEL = 'text-embedding-3-small'
/** How often it is looked whether the index in use lacks the configured embeddings. */
const LOOK_MS = 5_000
/** A far side that gave no embeddings is asked again after this. */
const AGAIN_MS = 60_000

/** Why the model was not asked, or what it chose was not used. */
export type Fallback = string

export type ModelConfig = Pick<
  Config,
  | Extract<keyof Config, `OPENAI_${string}` | `AZURE_${string}`>
  | 'HTTPS_PROXY'
  | 'NO_PROXY'
  | 'EXTRA_CA_FILE'
  | 'prompts'
  | 'data'
>

const fetchFor = ({ HTTPS_PROXY: proxy, NO_PROXY: noProxy, EXTRA_CA_FILE: extraCaFile }: ModelConfig) =>
  createNetwork({ proxy, noProxy, extraCaFile }).fetch

const azureFor = (config: ModelConfig, fetch: typeof globalThis.fetch): ModelSettings['azure'] => {
  const { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_DEPLOYMENT_NAME: deployment } = config
  if (endpoint === undefined || deployment === undefined) return null
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret } = config
  const byEntra = tenant !== undefined && client !== undefined && secret !== undefined
  return {
    endpoint,
    deployment,
    version: config.AZURE_OPENAI_API_VERSION,
    key: config.AZURE_OPENAI_API_KEY ?? config.OPENAI_API_KEY,
    token: byEntra
      ? createEntraToken({ tenant, client, secret, authority: config.AZURE_AUTHORITY_HOST, fetch })
      : undefined,
  }
}

/** What the model is reached and bounded by; null where none is configured. */
export const modelSettingsFor = (
  config: ModelConfig,
  spentToday?: ModelSettings['spentToday'],
): ModelSettings | null => {
  if (!isModelConfigured(config)) return null
  const fetch = fetchFor(config)
  return {
    apiKey: config.OPENAI_API_KEY,
    baseURL: config.OPENAI_BASE_URL,
    azure: azureFor(config, fetch),
    model: config.OPENAI_MODEL ?? config.AZURE_OPENAI_API_DEPLOYMENT_NAME ?? MODEL,
    timeoutMs: config.OPENAI_TIMEOUT_MS,
    answerTokensMax: config.OPENAI_ANSWER_TOKENS,
    reasoningEffort: config.OPENAI_REASONING_EFFORT,
    dailyTokensMax: config.OPENAI_DAILY_TOKENS,
    personAsksMax: config.OPENAI_DAILY_ANSWERS_PER_PERSON,
    concurrencyMax: config.OPENAI_CONCURRENCY,
    fetch,
    spentToday,
  }
}

export interface ChooserParts {
  now: () => Date
  onFallback?: ((why: Fallback) => void) | undefined
  spentToday?: ModelSettings['spentToday']
}

/** The model as the one who chooses; undefined: the desk chooses by itself. */
export const chooserFor = (config: ModelConfig, { now, onFallback, spentToday }: ChooserParts): Chooser | undefined => {
  const settings = modelSettingsFor(config, spentToday)
  return settings === null
    ? undefined
    : createChooser({ settings, words: readModelWords(config.prompts), now, onFallback })
}

/** Has the configured model choose once, with nothing of anybody in it; null where none is configured. */
export const probeConfigured = async (config: ModelConfig): Promise<Probed | null> => {
  const settings = modelSettingsFor(config)
  return settings === null ? null : probeModel({ settings, words: readModelWords(config.prompts) })
}

/** A server of one's own has embeddings only where their model is named; undefined: the learned vectors do. */
export const vectorsFor = (config: ModelConfig, onFault: Vectors['onFault']): Vectors | undefined => {
  const model = config.OPENAI_EMBEDDING_MODEL ?? (config.OPENAI_BASE_URL === undefined ? EMBEDDING_MODEL : undefined)
  const own = config.OPENAI_API_KEY ?? config.OPENAI_BASE_URL
  if (
    own === undefined ||
    model === undefined ||
    (config.AZURE_OPENAI_ENDPOINT !== undefined && config.OPENAI_BASE_URL === undefined)
  )
    return undefined
  const embeddings = createEmbeddings({
    apiKey: config.OPENAI_API_KEY,
    baseURL: config.OPENAI_BASE_URL,
    model,
    folder: join(config.data, 'embeddings'),
    fetch: fetchFor(config),
  })
  return { embeddings, onFault }
}

/** What one turn cost and how many rows of a choice were refused, for those who watch. */
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
