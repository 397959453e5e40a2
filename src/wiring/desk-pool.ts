/**
 * The threads of the desk, begun as early as the configuration is known: they open the index while the rest of the
 * program is still being loaded. It knows nothing of what a thread does, so that loading it takes no time.
 */
import { availableParallelism } from 'node:os'
import { type Config, isModelConfigured } from './config.ts'
import { createThreads, type Threads } from '../spine/threads.ts'
import { CONCURRENCY } from '../spine/worker.ts'

/** Everything of the configuration that can be copied to a thread. */
export type DeskSetting = Omit<Config, 'named'>

const THREADS_MIN = 2
const THREADS_MAX = 4

export const settingOf = ({ named: _named, ...setting }: Config): DeskSetting => setting

/** A model's limits are kept in the thread that asks it, and hold for the house as long as one thread does. */
const threadsFor = (config: Config): number =>
  isModelConfigured(config) ? 1 : Math.max(THREADS_MIN, Math.min(THREADS_MAX, availableParallelism()))

/** Who hears what threads tell; what is told before somebody listens is told then. */
export interface Ears {
  onNote: (note: unknown) => void
  onFault: (what: string, thrown: unknown) => void
}

export interface DeskPool extends Threads {
  listen(ears: Ears): void
}

export const startPool = (config: Config, makeThreads: typeof createThreads = createThreads): DeskPool => {
  const count = threadsFor(config)
  const early: ((ears: Ears) => void)[] = []
  let heardBy: Ears | null = null
  const tell = (say: (ears: Ears) => void): void => {
    if (heardBy === null) early.push(say)
    else say(heardBy)
  }
  const threads = makeThreads({
    file: new URL(import.meta.url.endsWith('.ts') ? 'desk-thread.ts' : 'desk-thread.js', import.meta.url),
    setting: settingOf(config),
    count,
    atOnce: Math.ceil(CONCURRENCY / count),
    onNote: (note) => tell((ears) => ears.onNote(note)),
    onFault: (what, thrown) => tell((ears) => ears.onFault(what, thrown)),
  })
  return {
    ...threads,
    listen(ears) {
      heardBy = ears
      for (const say of early.splice(0)) say(ears)
    },
  }
}
