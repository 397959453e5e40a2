/** What the desk answers from when it starts. */
import type { Log } from '../base/log.ts'
import type { Config } from './config.ts'
import type { IngestApart } from './ingest-apart.ts'
import { type Edition, followEditions, type Published, quickVersion, type Vectors } from './published.ts'

/** Hears how far the documents are read where they must be before anything can be answered. */
export type OnProgress = (stage: 'reading' | 'indexing', done: number, total: number) => void

/**
 * What is published where nothing was touched since, or the index that came with the program; otherwise the documents
 * are read first. A person is never answered from what an editor has taken away.
 */
export const openKnowledge = async (parts: {
  config: Config
  ingesting: IngestApart
  vectors: Vectors | undefined
  log: Log
  onFault: (what: string, thrown: unknown) => void
  onProgress: OnProgress | undefined
}): Promise<Published<Edition>> => {
  const { config, ingesting, vectors, log, onFault, onProgress } = parts
  const began = performance.now()
  const known = await quickVersion(config, () => new Date()).catch(() => null)
  const opened = known === null ? null : await followEditions(config.data, onFault, vectors).catch(() => null)
  const edition = opened?.now() ?? null
  // A damaged edition gives way to the one before it, which must be built again.
  if (opened !== null && edition !== null && edition.version === known) {
    const ms = Math.round(performance.now() - began)
    log.info('knowledge', { outcome: 'unchanged', passages: edition.library.passages.length, ms })
    return opened
  }
  opened?.stop()
  const choices = { aside: false, ...(onProgress === undefined ? {} : { onProgress }) }
  const { outcome, passages, ms } = await ingesting.ingest('ingest', config, choices)
  log.info('knowledge', { outcome, passages, ms })
  return followEditions(config.data, onFault, vectors)
}
