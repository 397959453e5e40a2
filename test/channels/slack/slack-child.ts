/** A house with Slack as a process that can be killed: real store, worker, deliverer and channel over real HTTP. */
import process from 'node:process'
import { notice } from '../../../src/base/saying.ts'
import { createSlack } from '../../../src/channels/slack/slack.ts'
import { createArrivals } from '../../../src/spine/arrivals.ts'
import { createRollCall } from '../../../src/spine/roll-call.ts'
import { createBell } from '../../../src/spine/bell.ts'
import { createDeliverer } from '../../../src/spine/deliverer.ts'
import { createIntake } from '../../../src/spine/intake.ts'
import { createWorker } from '../../../src/spine/worker.ts'
import { createHouse } from '../../../src/wiring/house.ts'
import { createHttp, listen } from '../../../src/wiring/http.ts'
import { openStore } from '../../../src/store/store.ts'
import { promptsDir } from '../../support/shipped-index.ts'
import { echoDesk } from '../../support/spine.ts'
import { BOT_TOKEN } from './double/workspace.ts'
import { SECRET } from './double/people.ts'
import { noRequests, openHouse } from '../../support/doors.ts'

const { SLACK_PATH = '', SLACK_API = '', SLACK_TOOK_MS = '0' } = process.env
const LEASE_MS = 500
const now = () => new Date()
const newId = () => crypto.randomUUID()
const onFault = () => {}

const store = await openStore({ path: SLACK_PATH, now: now() })
const bell = createBell()
const intake = createIntake({ inbox: store.inbox, bell })
const owner = newId()
const arrivals = createArrivals({ store, owner, now, newId, bell, apology: notice, onFault })
const house = createHouse('slack', { store, intake, arrivals, bell, requests: noRequests, now, newId })
const made = createSlack(house, {
  botToken: BOT_TOKEN,
  signingSecret: SECRET,
  apiUrl: SLACK_API,
  prompts: promptsDir,
  postGapMs: 0,
  onFault,
})
const channel = { ...made, rules: { ...made.rules, backoffMs: () => 50 } }
arrivals.serve([channel])
const rollCall = createRollCall({ store, owner, indexVersion: () => null, now, onFault, beatMs: LEASE_MS / 5 })
const parts = { store, bell, owner, now, onFault, leaseMs: LEASE_MS }
const worker = createWorker({
  ...parts,
  desk: echoDesk(Number(SLACK_TOOK_MS)),
  settle: () => Promise.resolve([]),
  newId,
})
const deliverer = createDeliverer({ ...parts, channels: [channel] })
const app = createHttp({
  mounted: [channel],
  ...openHouse,
  onFault,
})
const { url } = await listen(app, 0, '127.0.0.1')
await channel.start?.()
arrivals.start()
rollCall.start()
worker.start()
deliverer.start()
process.stdout.write(`${JSON.stringify({ url })}\n`)
