/** The process in which an index is built and published. It is started by ingest-apart.ts, for one ingest. */
import { getPriority, setPriority } from 'node:os'
import { Failure, wordsOf } from '../base/failure.ts'
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
  if (kind === 'ingest') return ingestKnowledge(where, now, { ...choices, onProgress })
  const vectors = vectorsFor({ ...setting }, (what, thrown) => tell({ kind: 'fault', what, words: wordsOf(thrown) }))
  if (vectors === undefined) throw new Failure('embeddings', 'No embeddings are configured.')
  return embedKnowledge(where, now, vectors, { ...choices, onProgress })
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
