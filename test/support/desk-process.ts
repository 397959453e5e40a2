import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { program } from './program.ts'
import { root } from './shipped-index.ts'

export interface DeskProcess {
  url: string
  pid: number
  /** Everything it logged so far. */
  log(): string
  kill(): Promise<void>
  /** Asks it to stop; its exit code and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>
}

/** The whole program as people start it, in a process of its own. */
export const startDesk = async (
  folder: string,
  given: { knowledge?: string; env?: Record<string, string> } = {},
): Promise<DeskProcess> => {
  const args = [...program, 'serve', '--data', join(folder, 'data')]
  if (given.knowledge !== undefined) args.push('--knowledge', given.knowledge)
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: folder,
    // Run from its sources, the pages are made as the project's own settings say, wherever it is started.
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'), ...given.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const exit = once(child, 'exit')
  let gone = false
  void exit.then(() => (gone = true))
  const WAIT_MS = 50
  const TRIES_MAX = 1_200
  for (let n = 0; n < TRIES_MAX && !gone; n++) {
    const found = /"url":"(http[^"]+)"/.exec(log)
    if (found?.[1] !== undefined) {
      return {
        url: found[1],
        pid: child.pid ?? 0,
        log: () => log,
        async kill() {
          child.kill('SIGKILL')
          await exit
        },
        async stop() {
          const startedAt = performance.now()
          child.kill('SIGTERM')
          const [code] = (await exit) as [number | null]
          return { code, ms: performance.now() - startedAt }
        },
      }
    }
    await pause(WAIT_MS)
  }
  throw new Error(`the desk did not start: ${log}`)
}
