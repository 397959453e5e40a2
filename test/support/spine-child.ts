/**
 * One replica of the spine as a process that can be killed: real store, intake, worker and deliverer over real HTTP,
 * with a desk that echoes. Its environment tells where to keep; `/arm` tells at which store call from now on to die.
 */
import { notice } from '../../src/base/saying.ts'
import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { createArrivals } from '../../src/spine/arrivals.ts'
import { createBell } from '../../src/spine/bell.ts'
import { createDeliverer } from '../../src/spine/deliverer.ts'
import { createIntake } from '../../src/spine/intake.ts'
import type { Channel } from '../../src/channels/channel.ts'
import { nameOfProcess } from '../../src/base/process-name.ts'
import type { Inbound } from '../../src/vocabulary/types.ts'
import { createRollCall, freeEnded } from '../../src/spine/roll-call.ts'
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
type Given = Omit<Inbound, 'receivedAt'>
const keep = (message: Given) => intake.keep([{ ...message, receivedAt: now() }])

// The ledger stands for the platform: what is in it, the person has seen.
const channel: Channel = {
  ...farSide('far', (to, reply, id) =>
    appendFileSync(SPINE_LEDGER, `${JSON.stringify({ conversation: to.conversation, text: reply.text, id })}\n`),
  ),
  async take({ words, body }) {
    await keep({ ...(body as Given), text: words['text'] ?? '' })
  },
}
// As in earnest: whoever starts on the same machine sees that this process has ended.
const owner = nameOfProcess(newId())
const onFault = () => {}
const arrivals = createArrivals({ store, owner, now, newId, bell, apology: notice, onFault })
arrivals.serve([channel])
const worker = createWorker({
  store,
  desk: echoDesk(Number(SPINE_TOOK_MS)),
  settle: () => Promise.resolve([]),
  bell,
  owner,
  now,
  newId,
  onFault,
  calm: arrivals.calm,
  leaseMs: Number(SPINE_LEASE_MS),
})
const deliverer = createDeliverer({
  store,
  channels: [channel],
  bell,
  owner,
  now,
  onFault,
  calm: arrivals.calm,
  leaseMs: Number(SPINE_LEASE_MS),
})
const rollCall = createRollCall({ store: opened, owner, indexVersion: () => null, now, onFault })

const handle = async (request: Request): Promise<Response> => {
  const [kept] = await keep((await request.json()) as Given)
  return Response.json({ kept })
}
/** As the platforms' doors do it: put down, answered, and only then taken in. */
const handleAtDoor = async (request: Request): Promise<Response> => {
  const { text, ...body } = (await request.json()) as Given
  const { id, person } = body
  await arrivals.put(channel.name, { id, line: body.from.conversation, person: person.id, words: { text }, body })
  return Response.json({ kept: true })
}
const arm = async (request: Request): Promise<Response> => {
  dieAt = calls + Number(await request.text())
  return new Response('armed')
}
const app = createHttp({
  mounted: [
    { paths: ['/messages'], handle },
    { paths: ['/door'], handle: handleAtDoor },
    { paths: ['/arm'], handle: arm },
  ],
  ...openHouse,
  onFault,
})
await freeEnded(opened)
await arrivals.adopt()
const { url } = await listen(app, 0, '127.0.0.1')
arrivals.start()
worker.start()
deliverer.start()
rollCall.start()
process.stdout.write(`${JSON.stringify({ url })}\n`)
