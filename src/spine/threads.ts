/** Runs jobs beside the event loop, in threads that are ended when they no longer answer. */
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Piscina } from 'piscina'
import { Failure } from '../base/failure.ts'
import { type Asked, type Done, type Sign } from './thread.ts'

/** A thread without a sign of life for so long is in the hands of one message. */
const STALLED_MS = 10_000
/** Reading an index may take this long. */
const OPENING_MS_MAX = 120_000
const LOOK_MS = 500
/** A thread of its own for what failed before rests for this long before it goes. */
const IDLE_MS = 60_000
/** Threads beyond the first come with many turns at once, and go when there were few for so long: each holds an index. */
const SPARE_MS = 10 * 60_000
const HEAP_MEGABYTES_MAX = 4_096

export interface ThreadsParts {
  /** The file whose default export is a `thread`. */
  file: URL
  /** Copied to every thread. */
  setting: unknown
  count: number
  /** Jobs under way at once in one thread. */
  atOnce: number
  onNote: (note: unknown) => void
  onFault: (what: string, thrown: unknown) => void
  /** Shorter in tests. */
  stalledMs?: number
}

export interface Work {
  msMax: number
  /** In a thread in which nothing else runs, so that it can harm only itself. */
  alone?: boolean
}

export interface Threads {
  run(what: unknown, work: Work): Promise<unknown>
  stop(): Promise<void>
}

interface Job {
  ends: AbortController
  /** The thread that has begun it. */
  thread: number | null
  why: string | null
}

const slow = (ms: number): string => `the turn took longer than ${ms} ms`

const made = (done: Done): unknown => {
  if (done.ok) return done.made
  if (done.code === null) throw new Error(done.words)
  throw new Failure(done.code, done.words, { retryable: done.retryable, retryAfterMs: done.retryAfterMs })
}

type Balance = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>['loadBalancer']>

/**
 * A thread that is still opening its index gets nothing while another one answers: the wait in line is a few
 * milliseconds, and opening takes a second.
 */
const createBalancer = () => {
  const ready = new WeakSet<object>()
  const balance: Balance = (_task, workers) => {
    const free = workers.filter(({ currentUsage }) => currentUsage === 0)
    const best = free.find((worker) => ready.has(worker)) ?? null
    return best ?? (workers.some((worker) => ready.has(worker)) ? null : (free[0] ?? null))
  }
  return { ready, balance }
}

const poolOf = (
  { file, setting }: ThreadsParts,
  given: { threads: number; threadsMin: number; atOnce: number; idleMs: number },
) => {
  const isSource = file.pathname.endsWith('.ts')
  const { ready, balance } = createBalancer()
  const pool = new Piscina({
    filename: fileURLToPath(file),
    workerData: setting,
    minThreads: given.threadsMin,
    maxThreads: given.threads,
    concurrentTasksPerWorker: given.atOnce,
    loadBalancer: balance,
    idleTimeout: given.idleMs,
    // Waiting for a job by blocking would stop what a thread does by itself.
    atomics: 'disabled',
    workerHistogram: false,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX },
    execArgv: isSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [],
  })
  pool.on('workerCreate', (worker: object) => ready.add(worker))
  return pool
}

export const createThreads = (parts: ThreadsParts): Threads => {
  const stalledMs = parts.stalledMs ?? STALLED_MS
  const jobs = new Map<number, Job>()
  const alive = new Map<number, { at: number; opening: boolean }>()
  const together = poolOf(parts, { threads: parts.count, threadsMin: 1, atOnce: parts.atOnce, idleMs: SPARE_MS })
  let alone: Piscina | null = null
  let last = 0

  const hear = (sign: Sign) => {
    if (sign.sign === 'note') {
      parts.onNote(sign.note)
      return
    }
    const known = alive.get(sign.thread)
    const opening = sign.sign === 'opening' || (sign.sign !== 'opened' && known?.opening === true)
    // While it opens, the first sign counts, so that the time allowed for it ends.
    if (!opening || known?.opening !== true) alive.set(sign.thread, { at: performance.now(), opening })
    const job = sign.sign === 'begun' ? jobs.get(sign.job) : undefined
    if (job) job.thread = sign.thread
  }
  const listenTo = (pool: Piscina) => {
    pool.on('message', hear)
    pool.on('error', (thrown: unknown) => parts.onFault('thread', thrown))
    return pool
  }
  listenTo(together)

  const end = (job: Job, why: string) => {
    job.why ??= why
    job.ends.abort()
  }

  let lookedAt = performance.now()
  const look = () => {
    const at = performance.now()
    const late = at - lookedAt > 2 * LOOK_MS
    lookedAt = at
    // Signs wait to be heard when this thread was busy itself.
    if (late) return
    const stalled = new Set<number>()
    for (const [thread, { at: seenAt, opening }] of alive) {
      if (at - seenAt > (opening ? OPENING_MS_MAX : stalledMs)) stalled.add(thread)
    }
    for (const job of jobs.values()) {
      if (job.thread !== null && stalled.has(job.thread)) end(job, 'the thread showed no sign of life')
    }
    for (const thread of stalled) alive.delete(thread)
  }
  const timer = setInterval(look, Math.min(LOOK_MS, stalledMs / 2))
  timer.unref()

  return {
    async run(what, work) {
      const id = ++last
      const job: Job = { ends: new AbortController(), thread: null, why: null }
      jobs.set(id, job)
      const late = setTimeout(() => end(job, slow(work.msMax)), work.msMax)
      const pool =
        work.alone === true
          ? (alone ??= listenTo(poolOf(parts, { threads: 1, threadsMin: 0, atOnce: 1, idleMs: IDLE_MS })))
          : together
      const asked: Asked = { job: id, what }
      try {
        const signal = { signal: job.ends.signal }
        return made((await pool.run(asked, signal)) as Done)
      } catch (thrown) {
        throw job.why === null ? thrown : new Error(job.why, { cause: thrown })
      } finally {
        clearTimeout(late)
        jobs.delete(id)
      }
    },
    async stop() {
      clearInterval(timer)
      await Promise.all([together.destroy(), alone?.destroy()])
    },
  }
}
