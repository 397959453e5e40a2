/** Has an index built and published by a process of its own, so that this one keeps answering meanwhile. */
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Failure } from '../base/failure.ts'
import type { IngestReport } from '../knowledge/knowledge.ts'
import type { Config } from './config.ts'

/** What can be told to another process of how to ingest. */
interface Choices {
  paths?: readonly string[]
  force?: boolean
  expected?: string
  made?: string
}

export interface IngestJob {
  /** 'embed': the same documents again, with the configured embeddings. */
  kind: 'ingest' | 'embed'
  setting: Omit<Config, 'named'>
  where: { knowledge: string; data: string }
  choices: Choices
  /** Beside a desk that answers already. */
  aside: boolean
}

export type IngestAnswer =
  | { kind: 'ready' }
  | { kind: 'progress'; stage: 'reading' | 'indexing'; done: number; total: number }
  | { kind: 'fault'; what: string; words: string }
  | { kind: 'failed'; code: string; words: string; retryable: boolean }
  | { kind: 'report'; report: IngestReport }

export interface IngestOptions extends Choices {
  aside?: boolean
  onProgress?: (stage: 'reading' | 'indexing', done: number, total: number) => void
}

/** Where the program was compiled, what reads sources need not be installed. */
const sourceReader = (): string => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

const childOf = () => {
  const isSource = import.meta.url.endsWith('.ts')
  const file = fileURLToPath(new URL(isSource ? 'ingest-child.ts' : 'ingest-child.js', import.meta.url))
  return fork(file, {
    execArgv: isSource ? ['--import', sourceReader()] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

export interface IngestApart {
  ingest(kind: IngestJob['kind'], where: IngestJob['where'], options?: IngestOptions): Promise<IngestReport>
  /** Ends what is under way: nothing of it is published. */
  stop(): void
}

export const createIngestApart = (config: Config, onFault: (what: string, thrown: unknown) => void): IngestApart => {
  const { named: _named, ...setting } = config
  const running = new Set<ReturnType<typeof fork>>()

  const ingest = (kind: IngestJob['kind'], { knowledge, data }: IngestJob['where'], options: IngestOptions = {}) =>
    new Promise<IngestReport>((resolve, reject) => {
      const { onProgress, aside = true, ...choices } = options
      const child = childOf()
      running.add(child)
      child.on('error', reject)
      child.on('exit', (code, signal) => {
        running.delete(child)
        // After a report this rejects nothing any more.
        reject(new Failure('ingest.ended', `The process that builds the index ended (${signal ?? code}).`))
      })
      child.on('message', (answer: IngestAnswer) => {
        if (answer.kind === 'ready')
          child.send({ kind, setting, where: { knowledge, data }, choices, aside } satisfies IngestJob)
        else if (answer.kind === 'progress') onProgress?.(answer.stage, answer.done, answer.total)
        else if (answer.kind === 'fault') onFault(answer.what, new Error(answer.words))
        else if (answer.kind === 'report') resolve(answer.report)
        else reject(new Failure(answer.code, answer.words, { retryable: answer.retryable }))
      })
    })
  return {
    ingest,
    stop() {
      for (const child of running) child.kill('SIGKILL')
    },
  }
}
