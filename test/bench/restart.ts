/**
 * Stops and starts PostgreSQL under load, again and again, and kills one of two replicas half way:
 * `npm run bench -- restart [--times 20] [--rate 40] [--every 3000]`.
 *
 * Every acknowledged message must be answered once and in order, and what the killed replica held must be taken over.
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
  options: {
    times: { type: 'string', default: '20' },
    rate: { type: 'string', default: '40' },
    every: { type: 'string', default: '2000' },
  },
})
const TIMES = Number(values.times)
const RATE = Number(values.rate)
const EVERY_MS = Number(values.every)
const DOWN_MS = 700
/** As in earnest, so that nothing is answered only because a lease lapsed soon. */
const LEASE_MS = 90_000
const TURN_MS = 20
const CONVERSATIONS = 40

const postgres = await startPostgres()
const folder = await mkdtemp(join(tmpdir(), 'desk-restart-'))
const where = { url: postgres.url, path: '', ledger: join(folder, 'ledger'), tookMs: TURN_MS, leaseMs: LEASE_MS }
const started = await Promise.all([startReplica(where), startReplica(where)])
const replicas = started.filter((replica): replica is Replica => replica !== null)
const living = () => replicas.filter((replica) => !replica.dead)

let stopping = false
let refused = 0
const acknowledged: { conversation: string; text: string }[] = []
/** One conversation after the other, each message told again until somebody took it, as a platform does. */
const converse = async (c: number) => {
  for (let n = 1; !stopping; n++) {
    const message = { id: `r${c}-${n}`, conversation: `r${c}`, text: `m${n}` }
    // Half of the people write where a platform's door puts down what comes, half where it goes straight into the inbox.
    const way = c % 2 === 0 ? 'door' : 'messages'
    for (;;) {
      const all = living()
      if (await all[Math.floor(Math.random() * all.length)]?.tell(message, way)) break
      refused++
      await pause(50)
    }
    acknowledged.push(message)
    await pause((CONVERSATIONS / RATE) * 1_000 * (0.5 + Math.random()))
  }
}
const talks = Array.from({ length: CONVERSATIONS }, (_, c) => converse(c))
const KILL_AT = Math.floor(TIMES / 2)
for (let time = 1; time <= TIMES; time++) {
  await pause(EVERY_MS)
  if (time === KILL_AT) await replicas[0]?.kill()
  await postgres.restart(DOWN_MS)
}
stopping = true
await Promise.all(talks)
const endedAt = performance.now()
const store = await openStore({ ...where, now: new Date() })
await settled(store, 30_000).catch((thrown: unknown) => console.log(String(thrown)))
const settledMs = performance.now() - endedAt
const counts = await store.inbox.counts()
const told = readLedger(where.ledger)
const faults = faultsOf(acknowledged, told)
console.log(
  `${TIMES} restarts of PostgreSQL, one replica of two killed: ${acknowledged.length} acknowledged, ${told.length} answered, ` +
    `${counts.dead} dead, ${faults.length} conversations with a fault, ${refused} told again; ` +
    `the other ${living().length === 1 ? 'lives' : 'died'}; all settled ${settledMs.toFixed(0)} ms after the last message`,
)
for (const fault of faults.slice(0, 3)) console.log(fault.slice(0, 500))
const wellBeing = faults.length === 0 && counts.dead === 0 && living().length === 1
for (const replica of living()) await replica.kill()
await store.close()
await postgres.stop()
await rm(folder, { recursive: true, force: true })
process.exit(wellBeing ? 0 : 1)
