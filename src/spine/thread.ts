/** The inside of a thread: does what it is asked, tells how it goes, and shows that it is alive. */
import { getPriority, setPriority } from 'node:os'
import { parentPort, threadId, workerData } from 'node:worker_threads'
import { collector, createRest } from '../base/collector.ts'
import { Failure, wordsOf } from '../base/failure.ts'

/** A thread that computes shows nothing meanwhile; whoever ends it looks for this sign. */
export const ALIVE_MS = 250

const NICE = 10
const JOBS_PER_COLLECTION = 200

/** What a thread tells unasked. */
export type Sign =
  | { sign: 'alive'; thread: number }
  | { sign: 'begun'; thread: number; job: number }
  /** Reading an index takes long, and is no fault of a message. */
  | { sign: 'opening' | 'opened'; thread: number }
  | { sign: 'note'; note: unknown }

export interface Asked {
  job: number
  what: unknown
}

/** A fault keeps its code on its way between threads, which plain copying would lose. */
export type Done =
  | { ok: true; made: unknown }
  | { ok: false; code: string | null; words: string; retryable: boolean; retryAfterMs: number | undefined }

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const show = (sign: Sign): void => parentPort?.postMessage(sign)

const failed = (thrown: unknown): Done => {
  const known = thrown instanceof Failure ? thrown : null
  return {
    ok: false,
    code: known?.code ?? null,
    words: wordsOf(thrown),
    retryable: known?.retryable ?? false,
    retryAfterMs: known?.retryAfterMs,
  }
}

export interface Inside<Setting> {
  setting: Setting
  /** Tells something on the way. It may be heard after the job's own end. */
  note(note: unknown): void
  /** Runs what may keep the thread busy for longer than any message may. */
  opening<T>(work: () => Promise<T>): Promise<T>
}

/** Whoever takes messages in goes first; elsewhere than on Linux this would slow the whole process. */
const giveWay = (): void => {
  if (process.platform !== 'linux') return
  try {
    setPriority(getPriority() + NICE)
  } catch {
    // A system that forbids it runs all threads alike.
  }
}

/**
 * Frees at once what jobs left behind, and all that they needed room for when no more come. Left to itself a thread lets hundreds of megabytes pile up before it looks,
 * and several threads do so at once; a look takes some tens of milliseconds.
 */
const createCollector = (): (() => void) => {
  const collect = collector()
  // Nobody needs to hear that memory was not given back.
  const rest = createRest(() => {})
  let jobs = 0
  return () => {
    rest()
    if (++jobs % JOBS_PER_COLLECTION === 0) setImmediate(collect)
  }
}

/** What a file must export by default to be a thread: `start` runs once, and what it gives does each job. */
export const thread = <Setting>(
  start: (inside: Inside<Setting>) => (what: unknown) => Promise<unknown>,
): ((asked: Asked) => Promise<Done>) => {
  giveWay()
  const collect = createCollector()
  setInterval(() => show({ sign: 'alive', thread: threadId }), ALIVE_MS).unref()
  const perform = start({
    setting: workerData as Setting,
    note: (note) => show({ sign: 'note', note }),
    async opening(work) {
      show({ sign: 'opening', thread: threadId })
      try {
        return await work()
      } finally {
        show({ sign: 'opened', thread: threadId })
      }
    },
  })
  return async ({ job, what }) => {
    show({ sign: 'begun', thread: threadId, job })
    try {
      return { ok: true, made: await perform(what) }
    } catch (thrown) {
      return failed(thrown)
    } finally {
      collect()
    }
  }
}

/** Numbers of asked jobs begin above it. */
const OWN_JOB = 0

/** The same, having done one job of its own before it takes others. */
export const readyThread = async <Setting>(
  start: (inside: Inside<Setting>) => (what: unknown) => Promise<unknown>,
  first: unknown,
): Promise<(asked: Asked) => Promise<Done>> => {
  const perform = thread(start)
  // A job that fails here fails again where it is asked, and is told of there.
  await perform({ job: OWN_JOB, what: first })
  return perform
}
