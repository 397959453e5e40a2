/**
 * One replica of the spine as a process that can be killed: real store, intake, worker and deliverer over real HTTP,
 * with a desk that echoes. Its environment tells where to keep; `/arm` tells at which store call from now on to die.
 */
import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { createBell } from '../../src/spine/bell.ts'
import { createDeliverer } from '../../src/spine/deliverer.ts'
import { createIntake } from '../../src/spine/intake.ts'
import type { Inbound } from '../../src/vocabulary/types.ts'
import { createRollCall } from '../../src/spine/roll-call.ts'
import { createWorker } from '../../src/spine/worker.ts'
import { createHttp, listen } from '../../src/wiring/http.ts'
import { openStore } from '../../src/store/store.ts'
import { echoDesk, farSide, watchedStore } from './spine.ts'
import { openHouse } from './doors.ts'

const { SPINE_URL, SPINE_PATH = '', SPINE_LEDGER = '', SPINE_TOOK_MS = '0', SPINE_LEASE_MS = '700' } = process.env
const now = () => new Date()
const newId = () => crypto.randomUUID()

let calls = 0
let dieAt = Infinity
const opened = await openStore({ url: SPINE_URL, path: SPINE_PATH, now: now() })
const store = watchedStore(opened, () => {
  if (++calls === dieAt) process.kill(process.pid, 'SIGKILL')
})

const bell = createBell()
const intake = createIntake({ inbox: store.inbox, bell })
// The ledger stands for the platform: what is in it, the person has seen.
const channel = farSide('far', (to, reply, id) =>
  appendFileSync(SPINE_LEDGER, `${JSON.stringify({ conversation: to.conversation, text: reply.text, id })}\n`),
)
const owner = newId()
const onFault = () => {}
const worker = createWorker({
  store,
  desk: echoDesk(Number(SPINE_TOOK_MS)),
  settle: () => Promise.resolve([]),
  bell,
  owner,
  now,
  newId,
  onFault,
  leaseMs: Number(SPINE_LEASE_MS),
})
const deliverer = createDeliverer({
  store,
  channels: [channel],
  bell,
  owner,
  now,
  onFault,
  leaseMs: Number(SPINE_LEASE_MS),
})
const rollCall = createRollCall({ store: opened, owner, indexVersion: () => null, now, onFault })

const handle = async (request: Request): Promise<Response> => {
  const message = (await request.json()) as Omit<Inbound, 'receivedAt'>
  const [kept] = await intake.keep([{ ...message, receivedAt: now() }])
  return Response.json({ kept })
}
const arm = async (request: Request): Promise<Response> => {
  dieAt = calls + Number(await request.text())
  return new Response('armed')
}
const app = createHttp({
  mounted: [
    { paths: ['/messages'], handle },
    { paths: ['/arm'], handle: arm },
  ],
  ...openHouse,
  onFault,
})
const { url } = await listen(app, 0, '127.0.0.1')
worker.start()
deliverer.start()
rollCall.start()
process.stdout.write(`${JSON.stringify({ url })}\n`)
