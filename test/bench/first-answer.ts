/**
 * How soon after a kill -9 and a restart what was accepted is answered, on each database:
 * `npm run bench -- first-answer [--times 3]`.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openStore } from '../../src/store/store.ts'
import { asker, poster, startAgain, startProgram } from '../support/measured.ts'
import { startPostgres } from '../support/postgres.ts'
import { join } from 'node:path'

const { values } = parseArgs({ options: { times: { type: 'string', default: '3' } } })
const TIMES = Number(values.times)
const LATEST_MS = 10_000
const post = poster()

const measure = async (name: string, env: Record<string, string>): Promise<boolean> => {
  let desk: Awaited<ReturnType<typeof startAgain>> & { data?: string } = await startProgram(env)
  const path = join(desk.data ?? '', 'desk.sqlite')
  const took: number[] = []
  for (let time = 0; time < TIMES; time++) {
    const before = await openStore({ url: env['DATABASE_URL'], path, now: new Date() })
    const asking = Array.from({ length: 8 }, (_, n) =>
      asker(desk.url, post, n)('テレワーク月間はいつですか').catch(() => null),
    )
    // Stored, and claimed by threads that are about to be gone.
    while ((await before.inbox.counts()).waiting === 0) await pause(5)
    await desk.kill()
    await before.close()
    await Promise.all(asking)
    const startedAt = performance.now()
    const starting = startAgain(env)
    const store = await openStore({ url: env['DATABASE_URL'], path, now: new Date() })
    const GIVE_UP_MS = 60_000
    while ((await store.inbox.counts()).waiting > 0 && performance.now() - startedAt < GIVE_UP_MS) await pause(50)
    took.push(performance.now() - startedAt)
    await store.close()
    desk = await starting
  }
  const { dead } = await (async () => {
    const store = await openStore({ url: env['DATABASE_URL'], path, now: new Date() })
    const counts = await store.inbox.counts()
    await store.close()
    return counts
  })()
  await desk.stop()
  console.log(
    `${name}: killed ${TIMES} times under 8 questions each; all that was accepted answered after ` +
      `${took.map((ms) => (ms / 1_000).toFixed(1)).join(', ')} s, ${dead} dead`,
  )
  return dead === 0 && took.every((ms) => ms < LATEST_MS)
}

const sqlite = await measure('SQLite', {})
const server = await startPostgres()
const postgres = await measure('PostgreSQL', { DATABASE_URL: server.url })
await server.stop()
process.exit(sqlite && postgres ? 0 : 1)
