/** The process in which an index is built and published. It is started by ingest-apart.ts, for one ingest. */
import { getPriority, setPriority } from 'node:os'
import { Failure, wordsOf } from '../base/failure.ts'
import { createNetwork } from '../base/network.ts'
import type { CrawlReport } from '../knowledge/knowledge.ts'
import type { IngestAnswer, IngestJob } from './ingest-apart.ts'
import { vectorsFor } from './model.ts'
import { embedKnowledge, ingestKnowledge } from './published.ts'

/** Who asks and answers questions goes first, once there are any. */
const NICE = 5
/** Every file of a large folder would be a message of its own. */
const TOLD_EVERY_MS = 100

const tell = (answer: IngestAnswer): void => void process.send?.(answer)

const now = () => new Date()

const giveWay = (): void => {
  try {
    setPriority(getPriority() + NICE)
  } catch {
    // A system that forbids it runs all processes alike.
  }
}

const onSite = ({ failed }: CrawlReport): void => {
  for (const { url, why } of failed) tell({ kind: 'fault', what: 'sites', words: `${url}: ${why}` })
}

const perform = async ({ kind, setting, where, choices, aside }: IngestJob) => {
  if (aside) giveWay()
  let toldAt = 0
  let toldStage = ''
  const onProgress = (stage: 'reading' | 'indexing', done: number, total: number) => {
    const at = performance.now()
    if (stage === toldStage && done < total && at - toldAt < TOLD_EVERY_MS) return
    toldAt = at
    toldStage = stage
    tell({ kind: 'progress', stage, done, total })
  }
  const { fetch } = createNetwork({
    proxy: setting.HTTPS_PROXY,
    noProxy: setting.NO_PROXY,
    extraCaFile: setting.EXTRA_CA_FILE,
  })
  if (kind === 'ingest') return ingestKnowledge(where, now, { ...choices, fetch, onSite, onProgress })
  const vectors = vectorsFor({ ...setting }, (what, thrown) => tell({ kind: 'fault', what, words: wordsOf(thrown) }))
  if (vectors === undefined) throw new Failure('embeddings', 'No embeddings are configured.')
  return embedKnowledge(where, now, vectors, { ...choices, fetch, onSite, onProgress })
}

// What was begun for a process that is gone is nobody's; the lock goes with this one.
process.on('disconnect', () => process.exit())
process.once('message', (job: IngestJob) => {
  perform(job)
    .then(
      (report) => tell({ kind: 'report', report }),
      (thrown: unknown) => {
        const known = thrown instanceof Failure ? thrown : null
        tell({
          kind: 'failed',
          code: known?.code ?? 'ingest',
          words: wordsOf(thrown),
          retryable: known?.retryable ?? false,
        })
      },
    )
    .finally(() => process.disconnect())
})
tell({ kind: 'ready' })
