import { mkdir, readFile, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type DeskProcess, startDesk } from './desk-process.ts'

/** Keeps its index from one measurement to the next; the store is new each time. */
const FOLDER = join(tmpdir(), 'desk-bench')

export interface Place {
  folder: string
  knowledge?: string
}

/** What ordinary people ask. */
export const ordinaryQuestions = [
  'テレワークマネージャーの相談は無料ですか',
  '在宅勤務の通信費は誰が負担しますか',
  'テレワーク月間はいつですか',
  '助成金の申請期限を教えてください',
]

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
}

export const spread = (values: readonly number[]): string =>
  `p50 ${quantile(values, 0.5).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms, max ${quantile(values, 1).toFixed(0)} ms`

/** The whole program with every thread ready, on a store of its own. */
export const startProgram = async (
  env: Record<string, string> = {},
  { folder, knowledge }: Place = { folder: FOLDER },
): Promise<DeskProcess & { data: string }> => {
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true })
  for (const name of ['desk.sqlite', 'desk.sqlite-wal', 'desk.sqlite-shm', 'store.json']) {
    await rm(join(data, name), { force: true })
  }
  return { ...(await startAgain(env, { folder, ...(knowledge === undefined ? {} : { knowledge }) })), data }
}

/** The same on the store that is there. */
export const startAgain = async (
  env: Record<string, string> = {},
  { folder, knowledge }: Place = { folder: FOLDER },
): Promise<DeskProcess> => {
  const desk = await startDesk(folder, { env: { LOG_LEVEL: 'info', ...env }, ...(knowledge ? { knowledge } : {}) })
  const TRIES_MAX = 600
  for (let n = 0; n < TRIES_MAX; n++) {
    // A connection that was idle may be closed just when it is used again.
    const told = await fetch(`${desk.url}/readyz`).then(
      (answer) => answer.json(),
      () => null,
    )
    const { checks } = (told ?? { checks: {} }) as { checks: Record<string, { ok: boolean }> }
    if (checks['turns']?.ok === true) return desk
    await pause(100)
  }
  throw new Error('the threads did not get ready')
}

/** Shorter than the server keeps an idle connection, so that none is used while it is being closed. */
const IDLE_MS = 2_000

export interface Answered {
  status: number
  ms: number
  body: string
}

/** Posts over plain sockets, without what a browser's fetch does beside it. */
export const poster = (): ((url: string, body: string, headers?: Record<string, string>) => Promise<Answered>) => {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, timeout: IDLE_MS })
  return (url, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now()
      const sending = request(
        url,
        { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.once('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              ms: performance.now() - startedAt,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          )
        },
      )
      sending.once('error', reject)
      sending.end(body)
    })
}

/** So that everybody has an address of their own, as behind a proxy. */
export const BEHIND_PROXY = { PROXY_HOPS: '1' }

/** Somebody who asks in one conversation, which the desk names, from an address of their own. */
export const asker = (
  url: string,
  post: ReturnType<typeof poster>,
  n: number,
): ((question: string) => Promise<Answered>) => {
  const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  let conversation: string | undefined
  return async (question) => {
    const answered = await post(`${url}/api/ask`, JSON.stringify({ question, conversation }), {
      'x-forwarded-for': address,
    })
    if (answered.status === 200) {
      conversation ??= (JSON.parse(answered.body) as { conversation?: string }).conversation
    }
    return answered
  }
}

/** Megabytes of memory that a process has in hand. */
export const residentOf = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** Asks for something again and again until stopped; how long each took. */
export const watching = (url: string, everyMs: number): { stop(): Promise<number[]> } => {
  const took: number[] = []
  let running = true
  const done = (async () => {
    while (running) {
      const startedAt = performance.now()
      await fetch(url).then((answer) => answer.arrayBuffer())
      took.push(performance.now() - startedAt)
      await pause(everyMs)
    }
  })()
  return {
    async stop() {
      running = false
      await done
      return took
    },
  }
}
