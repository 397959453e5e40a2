import { existsSync } from 'node:fs'
import {
  type Companions,
  companionsFor,
  type CrawlReport,
  crawlSites,
  ingest,
  isCrawlDue,
  type IngestReport,
  openPublished,
  publishedVersion,
  sitesFolder,
  takeOver,
  untouchedVersion,
  watch,
} from '../knowledge/knowledge.ts'
import type { ModelEmbeddings } from '../answering/answering.ts'
import { Failure } from '../base/failure.ts'
import { once } from '../base/once.ts'
import { READY } from './config.ts'
import { buildIndex, type Index, openIndex, openLibrary, saveIndex, updateIndex } from '../retrieval/retrieval.ts'
import type { Library } from '../vocabulary/types.ts'

/** How soon a replica follows when another one publishes or rolls back. */
const FOLLOW_MS = 2_000

/** One published edition as it is shown: its documents and what belongs to them. */
export interface Edition {
  /** The data folder that it is published in. */
  data: string
  library: Library
  companions: Companions
  version: string
  at: string
  /** True where a model's embeddings are configured and this index was built without them, or with others. */
  vectorsRest?: true
}

/** The guidance that answers: one immutable index and what belongs to it, swapped whole. */
export interface Guidance extends Edition {
  index: Index
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
  const view = { ...guidance, index, library: index.library, companions }
  views.set(index, view)
  return view
}

export interface Published<E extends Edition = Guidance> {
  /** Null until something was published. */
  now(): E | null
  /** Looks at once whether another version was published. */
  refresh(): Promise<void>
  stop(): void
}

type IngestParts = Parameters<typeof ingest<Index>>[0]

type IngestChoices = Partial<Pick<IngestParts, 'paths' | 'onFile' | 'onProgress' | 'force' | 'expected' | 'made'>>

interface SiteChoices {
  /** The way out to the sites that are read beside the folder. */
  fetch?: typeof globalThis.fetch
  onSite?: (report: CrawlReport) => void
}

/** Reads the sites whose time has come, and names the folder that they are kept in beside the other paths. */
const withSites = async (
  { knowledge, data }: { knowledge: string; data: string },
  now: () => Date,
  { paths = [], fetch, onSite }: IngestChoices & SiteChoices,
): Promise<readonly string[]> => {
  for (const report of await crawlSites({ knowledge, data, now, fetch })) onSite?.(report)
  return existsSync(sitesFolder(data)) ? [...paths, sitesFolder(data)] : paths
}

/** An index that was made when the program was packed; taken over on a first start where the knowledge is still that. */
const readyIndex = (): { made?: string } => (existsSync(READY) ? { made: READY } : {})

interface Folders {
  knowledge: string
  data: string
}

/** Ingests the knowledge folder, and the sites that it names, with the index that the parts make. */
const ingestWith = async (
  { knowledge, data }: Folders,
  now: () => Date,
  parts: Pick<IngestParts, 'buildIndex' | 'updateIndex' | 'saveIndex' | 'openIndex' | 'checkIndex' | 'made'>,
  choices: IngestChoices & SiteChoices,
): Promise<IngestReport> => {
  const paths = await withSites({ knowledge, data }, now, choices)
  return ingest<Index>({ knowledge, data, now, ...parts, ...choices, paths })
}

/** Ingests the knowledge folder, and the sites that it names, with the house's own index. */
export const ingestKnowledge = (
  folders: Folders,
  now: () => Date,
  choices: IngestChoices & SiteChoices = {},
): Promise<IngestReport> =>
  ingestWith(
    folders,
    now,
    { buildIndex, updateIndex, saveIndex, openIndex, checkIndex: openLibrary, ...readyIndex() },
    choices,
  )

/**
 * The version that answers where it was made of exactly what lies in the folders now, or could be taken over from beside
 * the program; null where documents or sites must be read.
 */
export const quickVersion = async (
  { knowledge, data }: { knowledge: string; data: string },
  now: () => Date,
): Promise<string | null> => {
  if (await isCrawlDue({ knowledge, data, now })) return null
  const untouched = await untouchedVersion(data, knowledge)
  if (untouched !== null || !existsSync(READY)) return untouched
  return takeOver(READY, data, knowledge)
}

/** Ingests whenever the folder changes, until aborted. */
export const watchKnowledge = (
  { knowledge, data }: Folders,
  now: () => Date,
  choices: { paths: string[]; everyMs: number; signal: AbortSignal },
  onIngest: (report: IngestReport) => void,
): Promise<void> =>
  watch<Index>({ knowledge, data, now, buildIndex, updateIndex, saveIndex, openIndex, ...choices, onIngest })

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
  return { data, index, library: index.library, companions, version, at, ...(vectorsRest ? { vectorsRest } : {}) }
}

/** The same without its index: some documents, instead of hundreds of megabytes and a second of work. */
export const openEdition = async (data: string, vectors?: Vectors): Promise<Edition | null> => {
  const opened = await openPublished(data, (dir) => openLibrary(dir, vectors?.embeddings))
  if (opened === null) return null
  const { index, companions, version, at } = opened
  return { data, library: index.library, companions, version, at, ...(index.fits ? {} : { vectorsRest: true }) }
}

/** Builds the index of the same documents again with the configured embeddings, unless it has them. */
export const embedKnowledge = (
  folders: Folders,
  now: () => Date,
  vectors: Vectors,
  choices: IngestChoices & SiteChoices = {},
): Promise<IngestReport> =>
  ingestWith(
    folders,
    now,
    {
      saveIndex,
      buildIndex: (library, { onProgress }) => buildIndex(library, { ...options(vectors), onProgress }),
      openIndex: (dir) => openIndex(dir, options(vectors)),
    },
    choices,
  )

const follow = async <E extends Edition>(
  data: string,
  open: () => Promise<E | null>,
  onFault: (what: string, thrown: unknown) => void,
): Promise<Published<E>> => {
  let edition = await open()
  let looking: Promise<void> | null = null
  const look = async () => {
    const version = await publishedVersion(data)
    if (version !== null && version !== edition?.version) edition = await open()
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
  return { now: () => edition, refresh, stop: () => clearInterval(timer) }
}

/** Opens what is published and follows the pointer from then on; a request keeps the index that it began with. */
export const followPublished = (
  data: string,
  onFault: (what: string, thrown: unknown) => void,
  vectors?: Vectors,
): Promise<Published> => follow(data, () => openGuidance(data, vectors), onFault)

/** The same for whoever shows documents and leaves searching to others. */
export const followEditions = (
  data: string,
  onFault: (what: string, thrown: unknown) => void,
  vectors?: Vectors,
): Promise<Published<Edition>> => follow(data, () => openEdition(data, vectors), onFault)
