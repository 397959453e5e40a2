/**
 * Kills replicas and counts what was lost or doubled: `npm run bench -- crash [--kills 200] [--messages 2000]`.
 *
 * 1. one replica killed at random moments under load, again and again, on each database;
 * 2. two replicas on one PostgreSQL, every message delivered four times to random replicas, one killed half way.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openStore } from '../../src/store/store.ts'
import { faultsOf, readLedger, settled } from '../support/ledger.ts'
import { startPostgres } from '../support/postgres.ts'
import { type Replica, startReplica } from '../support/replica.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, messages: { type: 'string', default: '2000' } },
})
const KILLS = Number(values.kills)
const MESSAGES = Number(values.messages)
const SENDERS = 8
/** A replica lives this long at most before it is killed. */
const LIFE_MS = 400
const CONVERSATIONS = 200
const COPIES = 4

interface Where {
  url?: string
  path: string
}

const alive = async (where: Where & { ledger: string }): Promise<Replica> => {
  const replica = await startReplica(where)
  if (replica === null) throw new Error('a replica did not start')
  return replica
}

const randomKills = async (name: string, given: Where) => {
  const folder = await mkdtemp(join(tmpdir(), 'desk-crash-'))
  const where = { ...given, path: given.path || join(folder, 'desk.sqlite'), ledger: join(folder, 'ledger') }
  let replica = await alive(where)
  let stopping = false
  const acknowledged: { conversation: string; text: string }[] = []
  const sender = async (n: number) => {
    for (let i = 1; !stopping; i++) {
      const message = { id: `s${n}-${i}`, conversation: `s${n}-c${i % 5}`, text: `m${i}` }
      while (!(await replica.tell(message))) await pause(5)
      acknowledged.push(message)
    }
  }
  const senders = Array.from({ length: SENDERS }, (_, n) => sender(n))
  for (let kill = 1; kill <= KILLS; kill++) {
    await pause(Math.random() * LIFE_MS)
    await replica.kill()
    replica = await alive(where)
  }
  stopping = true
  await Promise.all(senders)
  const store = await openStore({ ...where, now: new Date() })
  await settled(store, 120_000)
  await replica.kill()
  const told = readLedger(where.ledger)
  const faults = faultsOf(acknowledged, told)
  console.log(
    `${name}: ${KILLS} kills, ${acknowledged.length} acknowledged, ${told.length} answers, ${faults.length} conversations with a fault`,
  )
  for (const fault of faults.slice(0, 3)) console.log(fault.slice(0, 500))
  await store.close()
  await rm(folder, { recursive: true, force: true })
  return faults.length
}

const twoReplicas = async (url: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'desk-twins-'))
  const where = { url, path: '', ledger: join(folder, 'ledger') }
  const replicas = [await alive(where), await alive(where)]
  const living = () => replicas.filter((replica) => !replica.dead)
  const any = () => {
    const all = living()
    return all[Math.floor(Math.random() * all.length)]
  }
  const acknowledged: { conversation: string; text: string }[] = []
  let sent = 0
  /** One conversation: each message goes out four times at once; the next follows when all four were taken. */
  const converse = async (c: number) => {
    for (let i = 1; i <= MESSAGES / CONVERSATIONS; i++) {
      const message = { id: `t${c}-${i}`, conversation: `t${c}`, text: `m${i}` }
      await Promise.all(
        Array.from({ length: COPIES }, async () => {
          while (!(await any()?.tell(message))) await pause(5)
        }),
      )
      acknowledged.push(message)
      if (++sent === MESSAGES / 2) await replicas[0]?.kill()
    }
  }
  const startedAt = performance.now()
  const queue = Array.from({ length: CONVERSATIONS }, (_, c) => c)
  await Promise.all(
    Array.from({ length: 25 }, async () => {
      for (let c = queue.pop(); c !== undefined; c = queue.pop()) await converse(c)
    }),
  )
  const store = await openStore({ ...where, now: new Date() })
  await settled(store, 120_000)
  const told = readLedger(where.ledger)
  const faults = faultsOf(acknowledged, told)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  console.log(
    `two replicas: ${acknowledged.length} messages × ${COPIES} in ${CONVERSATIONS} conversations, one killed half way: ` +
      `${told.length} turns, ${faults.length} conversations with a fault, ${seconds} s`,
  )
  for (const fault of faults.slice(0, 3)) console.log(fault.slice(0, 500))
  for (const replica of living()) await replica.kill()
  await store.close()
  await rm(folder, { recursive: true, force: true })
  return faults.length
}

let faults = await randomKills('SQLite', { path: '' })
const first = await startPostgres()
faults += await randomKills('PostgreSQL', { url: first.url, path: '' })
await first.stop()
const second = await startPostgres()
faults += await twoReplicas(second.url)
await second.stop()
process.exit(faults === 0 ? 0 : 1)
