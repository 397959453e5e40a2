/** How fast messages are acknowledged over HTTP while the worker answers: `npm run bench -- intake [--rate 200] [--seconds 20]`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openStore } from '../../src/store/store.ts'
import { startPostgres } from '../support/postgres.ts'
import { settled } from '../support/ledger.ts'
import { startReplica } from '../support/replica.ts'

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '200' }, seconds: { type: 'string', default: '15' } },
})
const rate = Number(values.rate)
const seconds = Number(values.seconds)
const TICK_MS = 10

const quantile = (sorted: number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const post = (url: string, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sending = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    sending.once('error', reject)
    sending.end(body)
  })

const measure = async (name: string, where: { url?: string; path: string }) => {
  const folder = await mkdtemp(join(tmpdir(), 'desk-bench-'))
  const replica = await startReplica({
    ...where,
    path: where.path || join(folder, 'desk.sqlite'),
    ledger: join(folder, 'ledger'),
  })
  if (!replica) throw new Error('the replica did not start')
  const store = await openStore({ ...where, path: where.path || join(folder, 'desk.sqlite'), now: new Date() })
  const took: number[] = []
  const open = new Set<Promise<void>>()
  let sent = 0
  const one = async (n: number) => {
    const startedAt = performance.now()
    const status = await post(
      `${replica.url}/messages`,
      JSON.stringify({
        id: `m${n}`,
        from: { channel: 'far', conversation: `c${n % 500}` },
        person: { id: 'p' },
        text: `m${n}`,
      }),
    )
    if (status !== 200) throw new Error(`status ${status}`)
    took.push(performance.now() - startedAt)
  }
  const startedAt = performance.now()
  while (performance.now() - startedAt < seconds * 1_000) {
    const owed = Math.floor(((performance.now() - startedAt) / 1_000) * rate) - sent
    for (let n = 0; n < owed; n++) {
      const running: Promise<void> = one(sent++).finally(() => open.delete(running))
      open.add(running)
    }
    await pause(TICK_MS)
  }
  await Promise.all(open)
  const elapsed = (performance.now() - startedAt) / 1_000
  took.sort((a, b) => a - b)
  await settled(store, 120_000)
  const drained = (performance.now() - startedAt) / 1_000
  console.log(
    `${name}: ${(took.length / elapsed).toFixed(0)} acknowledged/s, p50 ${quantile(took, 0.5).toFixed(1)} ms, ` +
      `p99 ${quantile(took, 0.99).toFixed(1)} ms, max ${quantile(took, 1).toFixed(1)} ms; all ${took.length} answered after ${drained.toFixed(1)} s`,
  )
  await replica.kill()
  await store.close()
  await rm(folder, { recursive: true, force: true })
}

await measure('SQLite', { path: '' })
const postgres = await startPostgres()
await measure('PostgreSQL', { url: postgres.url, path: '' })
await postgres.stop()
process.exit(0)
