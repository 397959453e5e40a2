import {
  type Companions,
  companionsFor,
  ingest,
  type IngestReport,
  openPublished,
  publishedVersion,
  watch,
} from '../knowledge/knowledge.ts'
import type { ModelEmbeddings } from '../answering/answering.ts'
import { Failure } from '../base/failure.ts'
import { once } from '../base/once.ts'
import { buildIndex, type Index, openIndex, saveIndex } from '../retrieval/retrieval.ts'

/** How soon a replica follows when another one publishes or rolls back. */
const FOLLOW_MS = 2_000

/** The guidance that answers now: one immutable index and what belongs to it, swapped whole. */
export interface Guidance {
  index: Index
  companions: Companions
  version: string
  at: string
  /** True where a model's embeddings are configured and this index was built without them, or with others. */
  vectorsRest?: true
}

/** Views of one edition by the index that they were made for, so that each is made once. */
const viewsOf = once(() => new WeakMap<Index, Guidance>())

/** The guidance as somebody of these groups may read it, with nothing in it that points to what they may not. */
export const guidanceFor = (guidance: Guidance, groups: readonly string[]): Guidance => {
  const index = guidance.index.readableBy(groups)
  if (index === guidance.index) return guidance
  const views: WeakMap<Index, Guidance> = viewsOf(guidance)
  const known = views.get(index)
  if (known !== undefined) return known
  const all = new Set(guidance.index.library.documents.map(({ id }) => id))
  const own = new Set(index.library.documents.map(({ id }) => id))
  const companions = companionsFor(guidance.companions, (id) => !all.has(id) || own.has(id))
  const view = { ...guidance, index, companions }
  views.set(index, view)
  return view
}

export interface Published {
  /** Null until something was published. */
  now(): Guidance | null
  /** Looks at once whether another version was published. */
  refresh(): Promise<void>
  stop(): void
}

type IngestChoices = Partial<
  Pick<Parameters<typeof ingest<Index>>[0], 'paths' | 'onFile' | 'onProgress' | 'force' | 'expected'>
>

/** Ingests the knowledge folder with the house's own index. */
export const ingestKnowledge = (
  { knowledge, data }: { knowledge: string; data: string },
  now: () => Date,
  choices: IngestChoices = {},
): Promise<IngestReport> => ingest<Index>({ knowledge, data, now, buildIndex, saveIndex, openIndex, ...choices })

/** Ingests whenever the folder changes, until aborted. */
export const watchKnowledge = (
  { knowledge, data }: { knowledge: string; data: string },
  now: () => Date,
  choices: { paths: string[]; everyMs: number; signal: AbortSignal },
  onIngest: (report: IngestReport) => void,
): Promise<void> => watch<Index>({ knowledge, data, now, buildIndex, saveIndex, openIndex, ...choices, onIngest })

/** Embeddings that questions are asked with, and who hears when they do not come. */
export interface Vectors {
  embeddings: ModelEmbeddings
  onFault: (what: string, thrown: unknown) => void
}

const options = ({ embeddings, onFault }: Vectors) => ({
  embeddings,
  onEmbeddingsFault: (thrown: unknown) => onFault('embeddings', thrown),
})

/** An index that another model made, or none, still answers: its words and learned vectors do. */
export const openGuidance = async (data: string, vectors?: Vectors): Promise<Guidance | null> => {
  let vectorsRest = false
  const opened = await openPublished(data, async (dir) => {
    vectorsRest = false
    if (vectors === undefined) return openIndex(dir)
    try {
      return await openIndex(dir, options(vectors))
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'embeddings') throw thrown
      vectorsRest = true
      return openIndex(dir)
    }
  })
  if (opened === null) return null
  const { index, companions, version, at } = opened
  return { index, companions, version, at, ...(vectorsRest ? { vectorsRest } : {}) }
}

/** Builds the index of the same documents again with the configured embeddings, unless it has them. */
export const embedKnowledge = (
  { knowledge, data }: { knowledge: string; data: string },
  now: () => Date,
  vectors: Vectors,
  choices: IngestChoices = {},
): Promise<IngestReport> =>
  ingest<Index>({
    knowledge,
    data,
    now,
    saveIndex,
    buildIndex: (library, { onProgress }) => buildIndex(library, { ...options(vectors), onProgress }),
    openIndex: (dir) => openIndex(dir, options(vectors)),
    ...choices,
  })

/** Opens what is published and follows the pointer from then on; a request keeps the index that it began with. */
export const followPublished = async (
  data: string,
  onFault: (what: string, thrown: unknown) => void,
  vectors?: Vectors,
): Promise<Published> => {
  let guidance = await openGuidance(data, vectors)
  let looking: Promise<void> | null = null
  const look = async () => {
    const version = await publishedVersion(data)
    if (version !== null && version !== guidance?.version) guidance = await openGuidance(data, vectors)
  }
  const refresh = () => {
    looking ??= look()
      .catch((thrown: unknown) => onFault('index.follow', thrown))
      .finally(() => {
        looking = null
      })
    return looking
  }
  const timer = setInterval(() => void refresh(), FOLLOW_MS)
  timer.unref()
  return { now: () => guidance, refresh, stop: () => clearInterval(timer) }
}
