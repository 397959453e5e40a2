import { childScript } from './child.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export type Way = 'messages' | 'door'

export interface Replica {
  readonly url: string
  /**
   * As the platforms' doors take it, or straight into the inbox. True once the replica has stored the message; false
   * when it died or refused before saying so.
   */
  tell(message: { id: string; conversation: string; text: string }, by?: Way): Promise<boolean>
  /** From now on, the n-th point before or after a change of the store is its last. */
  arm(n: number): Promise<void>
  kill(): Promise<void>
  readonly dead: boolean
}

const CHILD = await childScript('spine-child.ts', import.meta.url)

/** Starts one replica as a process. Null when it died before it listened. */
export const startReplica = async (where: {
  url?: string | undefined
  path: string
  ledger: string
  tookMs?: number
  /** As long as it is in earnest where a test asks for it. */
  leaseMs?: number
}): Promise<Replica | null> => {
  const child: ChildProcess = spawn(process.execPath, [CHILD], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SPINE_PATH: where.path,
      SPINE_LEDGER: where.ledger,
      SPINE_TOOK_MS: String(where.tookMs ?? 0),
      ...(where.leaseMs === undefined ? {} : { SPINE_LEASE_MS: String(where.leaseMs) }),
      ...(where.url === undefined ? {} : { SPINE_URL: where.url }),
    },
  })
  let dead = false
  const exit = once(child, 'exit').then(() => {
    dead = true
  })
  const listening = new Promise<string | null>((resolve) => {
    if (child.stdout)
      createInterface(child.stdout).once('line', (line) => resolve((JSON.parse(line) as { url: string }).url))
    void exit.then(() => resolve(null))
  })
  const url = await listening
  if (url === null) return null
  return {
    url,
    get dead() {
      return dead
    },
    async tell({ id, conversation, text }, by = 'messages') {
      try {
        const response = await fetch(`${url}/${by}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id, from: { channel: 'far', conversation }, person: { id: 'p' }, text }),
        })
        await response.arrayBuffer()
        return response.ok
      } catch {
        return false
      }
    },
    async arm(n) {
      await fetch(`${url}/arm`, { method: 'POST', body: String(n) })
    },
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
  }
}
