import { childScript } from '../support/child.ts'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface ServerProcess {
  url: string
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
}

/** A script of this folder as a process of its own; it says in one line of JSON where it listens, and what else it made. */
export const startScript = async <T extends { url: string }>(
  script: string,
  args: readonly string[],
): Promise<T & ServerProcess> => {
  const child: ChildProcess = spawn(process.execPath, [await childScript(script, import.meta.url), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told = await new Promise<T>((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('\n')) resolve(JSON.parse(said) as T)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)))
  })
  return {
    ...told,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The chat on this database; port 0 takes a free one. */
export const startServer = (database: string, port = 0, origins: readonly string[] = []): Promise<ServerProcess> =>
  startScript('serve.ts', [database, String(port), ...origins])
