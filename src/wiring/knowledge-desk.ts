import { createKnowledgeDesk, type KnowledgeDesk } from '../console/console.ts'
import type { Config } from './config.ts'
import type { DeskThreads } from './desk-threads.ts'
import type { IngestApart } from './ingest-apart.ts'
import { type Edition, openEdition, type Published } from './published.ts'

/** The draft of the knowledge beside what is published, for the console and for what is proposed from a chat. */
export const knowledgeDeskFor = (parts: {
  config: Config
  published: Published<Edition>
  ingesting: IngestApart
  threads: DeskThreads
  now: () => Date
  onFault: (what: string, thrown: unknown) => void
}): KnowledgeDesk => {
  const { config, published, ingesting, threads, now, onFault } = parts
  return createKnowledgeDesk({
    knowledge: config.knowledge,
    data: config.data,
    current: published.now,
    refresh: published.refresh,
    ingest: (where, _, choices) => ingesting.ingest('ingest', where, choices),
    open: openEdition,
    ask: threads.ask,
    retrieve: threads.retrieve,
    now,
    onFault,
  })
}
