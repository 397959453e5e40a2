/**
 * A process that settles submissions, sends what was submitted as an operator would, and is killed at any moment. Run by
 * `killing.ts`; it takes where to work from its first argument.
 */
import { randomUUID } from 'node:crypto'
import { createBell } from '../../src/spine/bell.ts'
import { createLoop } from '../../src/base/loop.ts'
import { createWorker } from '../../src/spine/worker.ts'
import { act, consultTalk, createDispatcher, createMailRoute } from '../../src/cases/cases.ts'
import { settleFor } from '../../src/wiring/settle.ts'
import { openStore } from '../../src/store/store.ts'
import { ann, makeKit, words } from './room.ts'

const { where, smtpUrl, aheadMs } = JSON.parse(process.argv[2] ?? '{}') as {
  where: { url?: string; path: string }
  smtpUrl: string
  aheadMs: number
}
const now = () => new Date(Date.now() + aheadMs)
const store = await openStore({ ...where, now: now() })
const kit = makeKit({ routes: ['mail'] })
const bell = createBell()
const talk = consultTalk({ store, kit, hasForms: () => true, now })
const onFault = (what: string, thrown: unknown) => process.stderr.write(`${what}: ${String(thrown)}\n`)

const worker = createWorker({
  store,
  bell,
  settle: settleFor({ kit, prompts: 'prompts' }),
  owner: randomUUID(),
  now,
  newId: randomUUID,
  onFault,
  desk: {
    async take(message, { memory }) {
      const taken = await talk.take(message, memory)
      if (!taken) throw new Error('nothing but submissions is expected here')
      return taken
    },
    apology: (text) => ({ outcome: 'notice', text, citations: [], notices: [], offers: [] }),
  },
})
const dispatcher = createDispatcher({
  store,
  kit,
  bell,
  routes: [createMailRoute({ smtpUrl, from: 'desk@desk.example', words })],
  owner: randomUUID(),
  now,
  onFault,
  idleMs: 20,
})
/** An operator who sends whatever was submitted. */
const operator = createLoop(
  async () => {
    const { rows } = await store.requests.list({ states: ['submitted'] }, 'newest', null, 20)
    for (const { id, version } of rows) {
      await act({ store, kit, bell }, { request: id, act: 'send', by: ann, version, now: now() })
    }
    return rows.length > 0
  },
  20,
  (thrown) => onFault('operator', thrown),
)
for (const loop of [worker, dispatcher, operator]) loop.start()
process.on('SIGTERM', () => {
  void Promise.all([worker.stop(), dispatcher.stop(), operator.stop()])
    .then(() => store.close())
    .then(() => process.exit(0))
})
