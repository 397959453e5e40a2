/** The door of the knowledge room: reading, normalising, splitting, dating and publishing guidance. */
import type { Apart } from './apart.ts'
import { makeApart } from './apart.ts'
import type { IngestOptions, IngestReport } from './ingest.ts'
import { ingestWith } from './ingest.ts'
import type { ReadLibrary, ReadOptions } from './library.ts'
import { readLibrary as readWith } from './library.ts'
import { watchFolders } from './watch.ts'

export { noCompanions, readCompanions } from './companions.ts'
export { companionsFor } from './access.ts'
export { addressOf } from './address.ts'
export { crawlSites, isCrawlDue, sitesFolder, type CrawlReport } from './crawl.ts'
export type { Companions, Conflict, Programme, Window } from './companions.ts'
export type { IngestOptions, IngestReport } from './ingest.ts'
export { type AddedQuestions, QUESTIONS, readAddedQuestions } from './added.ts'
export { EDITS } from './edits.ts'
export type { ReadLibrary } from './library.ts'
export { isSidecar, sidecarOf } from './sidecar.ts'
export { endOf, replacementsOf, statusOf, validityOn, type Replacements, type Standing } from './validity.ts'
export {
  openPublished,
  publishedContent,
  publishedVersion,
  restore,
  rollBack,
  versionsOf,
  type VersionLook,
} from './publish.ts'
export type { FileReport } from './report.ts'
export { takeOver, untouchedVersion } from './untouched.ts'

const withApart = async <T>(use: (apart: Apart) => Promise<T>): Promise<T> => {
  const apart = makeApart()
  try {
    return await use(apart)
  } finally {
    apart.close()
  }
}

/** Everything under a knowledge folder, without publishing it. */
export const readLibrary = (roots: string | readonly string[], options: ReadOptions = {}): Promise<ReadLibrary> =>
  withApart((apart) => readWith(roots, { ...options, apart }))

/** Reads what changed, builds a new index aside, verifies it and switches to it; the old one answers until then. */
export const ingest = <Index>(options: IngestOptions<Index>): Promise<IngestReport> =>
  withApart((apart) => ingestWith(options, apart))

/** Ingests whenever files have changed, until aborted. The first ingest is the caller's. */
export const watch = <Index>(
  options: IngestOptions<Index> & { everyMs: number; signal: AbortSignal; onIngest: (report: IngestReport) => void },
): Promise<void> =>
  watchFolders(
    [options.knowledge, ...(options.paths ?? [])],
    async () => options.onIngest(await ingest(options)),
    options,
  )
