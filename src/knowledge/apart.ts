/** Has files read in a process of its own, which a hostile file may hang or fill without harm to anything else. */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Job } from './apart-child.ts'
import { limits } from './limits.ts'
import type { Read } from './reading.ts'
import { reasonOf } from './report.ts'

export interface Apart {
  read(job: Job): Promise<Read>
  /** Ends the process; the next read would start another. */
  close(): void
}

/** Starting takes a moment on a busy machine and is no fault of the file, so it has a time of its own. */
const startMs = 30_000
/** V8 gives up at this heap, in megabytes; the watcher in the process sees to the rest. */
const heapMegabytes = 480

interface Bounds {
  ms: number
  memoryBytes: number
}

const startChild = ({ memoryBytes }: Bounds): ChildProcess => {
  const isSource = import.meta.url.endsWith('.ts')
  const child = fileURLToPath(new URL('./apart-child.ts', import.meta.url))
  return fork(isSource ? child : child.replace(/\.ts$/, '.js'), [String(memoryBytes)], {
    execArgv: [
      `--max-old-space-size=${heapMegabytes}`,
      ...(isSource ? ['--import', createRequire(import.meta.url).resolve('tsx')] : []),
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

type Ended = { message: unknown } | { signal: NodeJS.Signals | null } | 'timeout'

/** The next thing that happens to a child: a message, its end, or nothing for too long. */
const next = (child: ChildProcess, withinMs: number): Promise<Ended> =>
  new Promise((resolve) => {
    const finish = (ended: Ended): void => {
      clearTimeout(timer)
      child.removeAllListeners()
      // An error on a process being killed concerns nobody, but unheard it would end this process.
      child.on('error', () => undefined)
      resolve(ended)
    }
    const timer = setTimeout(() => finish('timeout'), withinMs)
    child.once('message', (message) => finish({ message }))
    child.once('exit', (_, signal) => finish({ signal }))
    child.once('error', () => finish({ signal: null }))
  })

const makeReader = (bounds: Bounds): Apart => {
  let child: ChildProcess | null = null
  const end = (): void => {
    child?.kill('SIGKILL')
    child = null
  }
  const start = async (): Promise<ChildProcess | null> => {
    if (child !== null && child.connected) return child
    child = startChild(bounds)
    const ready = await next(child, startMs)
    if (ready !== 'timeout' && 'message' in ready) return child
    end()
    return null
  }
  return {
    read: async (job) => {
      const running = await start()
      if (running === null) return { ok: false, reason: reasonOf('unreadable', '読み取り用のプロセスを開始できません') }
      running.send(job)
      const ended = await next(running, bounds.ms)
      if (ended !== 'timeout' && 'message' in ended) return ended.message as Read
      end()
      if (ended === 'timeout') return { ok: false, reason: reasonOf('timeout', `${bounds.ms / 1000} 秒`) }
      const isMemory = ended.signal === 'SIGUSR2' || ended.signal === 'SIGABRT' || ended.signal === 'SIGTRAP'
      return { ok: false, reason: reasonOf(isMemory ? 'memory' : 'broken') }
    },
    close: end,
  }
}

/** Recognition takes longer and holds more, so it has a process with bounds of its own, and only where it is needed. */
export const makeApart = (): Apart => {
  const plain = makeReader({ ms: limits.fileMs, memoryBytes: limits.memoryBytes })
  const recognising = makeReader({ ms: limits.ocrMs, memoryBytes: limits.ocrMemoryBytes })
  return {
    read: (job) => (job.isRecognised === true ? recognising : plain).read(job),
    close: () => {
      plain.close()
      recognising.close()
    },
  }
}
