import {
  type Companions,
  ingest,
  type IngestReport,
  openPublished,
  publishedVersion,
  watch,
} from './knowledge/knowledge.ts'
import { buildIndex, type Index, openIndex, saveIndex } from './retrieval/retrieval.ts'

/** How soon a replica follows when another one publishes or rolls back. */
const FOLLOW_MS = 2_000

/** The guidance that answers now: one immutable index and what belongs to it, swapped whole. */
export interface Guidance {
  index: Index
  companions: Companions
  version: string
  at: string
}

export interface Published {
  /** Null until something was published. */
  now(): Guidance | null
  /** Looks at once whether another version was published. */
  refresh(): Promise<void>
  stop(): void
}

type IngestChoices = Partial<Pick<Parameters<typeof ingest<Index>>[0], 'paths' | 'onFile' | 'onProgress' | 'force'>>

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

export const openGuidance = async (data: string): Promise<Guidance | null> => {
  const opened = await openPublished(data, openIndex)
  return opened && { index: opened.index, companions: opened.companions, version: opened.version, at: opened.at }
}

/** Opens what is published and follows the pointer from then on; a request keeps the index that it began with. */
export const followPublished = async (
  data: string,
  onFault: (what: string, thrown: unknown) => void,
): Promise<Published> => {
  let guidance = await openGuidance(data)
  let looking: Promise<void> | null = null
  const look = async () => {
    const version = await publishedVersion(data)
    if (version !== null && version !== guidance?.version) guidance = await openGuidance(data)
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
