/**
 * How long the console's pages take to their first byte with 50,000 requests in the store, over real HTTP:
 * `npx tsx test/bench/console.ts [requests] [postgres]`
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createHttp, listen } from '../../src/wiring/http.ts'
import { followPublished, ingestKnowledge } from '../../src/wiring/published.ts'
import { openStore, type RequestState, type Store } from '../../src/store/store.ts'
import { filledIn, friday } from '../cases/room.ts'
import { rig, knowledgeOver } from '../console/rig.ts'
import { inbound, replied, traced } from '../support/messages.ts'
import { startPostgres } from '../support/postgres.ts'
import { openHouse } from '../support/doors.ts'

const REQUESTS = Number(process.argv[2] ?? 50_000)
const ROUNDS = 60
const BATCH = 1_000
const DAY_MS = 86_400_000

const states: RequestState[] = ['replied', 'completed', 'completed', 'sent', 'asked', 'review', 'submitted', 'declined']
const prefectures = ['茨城県', '東京都', '大阪府', '北海道', '愛知県']
const subjects = [
  '就業規則をどう変えればよいですか',
  '在宅勤務の労働時間の管理',
  'VPNの費用に使える補助金',
  '個人番号を扱う業務の在宅勤務',
]

const batched = async (
  store: Store,
  all: number,
  one: (tx: Parameters<Parameters<Store['transaction']>[0]>[0], n: number) => Promise<void>,
) => {
  for (let from = 0; from < all; from += BATCH) {
    await store.transaction(async (tx) => {
      for (let n = from; n < Math.min(all, from + BATCH); n++) await one(tx, n)
    })
  }
}

/** One year of work: most requests are over, some thousands are not, and each has its conversation and events. */
const fill = async (store: Store, owner: string) => {
  const at = (n: number) => new Date(friday.getTime() - ((REQUESTS - n) / REQUESTS) * 365 * DAY_MS)
  await batched(store, REQUESTS, async (tx, n) => {
    const address = { channel: n % 3 === 0 ? 'slack' : 'chat', conversation: `c${n}` }
    const content = `${subjects[n % subjects.length]}（${n}）`
    await tx.inbox.keep([inbound({ id: `i${n}`, from: address, text: content, receivedAt: at(n) })])
    const claim = {
      seq: n + 1,
      inbound: inbound({ id: `i${n}`, from: address }),
      attempts: 0,
      memory: {},
      heldBy: null,
      owner: 'w',
      epoch: 0,
    }
    const outcome = n % 4 === 0 ? 'escalate' : 'answer'
    const trace = {
      ...traced(),
      whole: content,
      decisions: ['gate'],
      retrieved: [{ passage: 'x#1', score: 0.5, parts: { bm25: 0.4 } }],
    }
    await tx.turns.add({
      id: `t${n}`,
      seq: n + 1,
      address,
      person: { id: 'p1' },
      question: content,
      reply: { ...replied('答え'), outcome },
      trace,
      at: at(n),
      tookMs: 5,
    })
    await tx.work.finish(claim, {}, at(n))
    await tx.outbox.add([{ id: `o${n}`, to: address, turn: `t${n}`, reply: replied('答え') }], at(n))
    const draft = await tx.requests.open({
      id: `r${n}`,
      address,
      person: { id: 'p1' },
      turn: `t${n}`,
      question: content,
      fields: { ...filledIn, content },
      at: at(n),
    })
    const state = n > REQUESTS * 0.98 ? 'submitted' : (states[n % states.length] ?? 'review')
    const open = state === 'submitted' || state === 'review'
    await tx.requests.save({
      ...draft,
      state,
      number: `TW-2026-${String(n).padStart(5, '0')}`,
      organisation: `株式会社みどり${n}`,
      organisationKey: `みどり${n}`,
      kind: 'company',
      topics: [n % 2 === 0 ? 'labour' : 'security'],
      prefecture: prefectures[n % prefectures.length] ?? '',
      owner: n % 5 === 0 ? owner : null,
      ownerName: n % 5 === 0 ? '鈴木' : null,
      dueAt: open ? new Date(at(n).getTime() + DAY_MS) : null,
      submittedAt: at(n),
      respondedAt: state === 'submitted' ? null : new Date(at(n).getTime() + 3_600_000),
      updatedAt: at(n),
      closedAt: ['replied', 'completed', 'declined'].includes(state) ? at(n) : null,
      submitted: '{}',
      receipt: { number: '', at: at(n).toISOString(), sha256: 'f'.repeat(64) },
    })
    for (const act of ['submit', 'note'] as const) {
      await tx.requests.note({
        request: `r${n}`,
        at: at(n),
        act,
        from: 'submitted',
        to: state,
        actor: owner,
        actorName: '鈴木',
        text: '',
        detail: {},
      })
    }
    await tx.audit.append({ at: at(n), actor: owner, act: 'submit', subject: `r${n}`, detail: {} })
    if (n % 10 === 0) await tx.turns.rate(`t${n}`, 'p1', 'bad', '古い', at(n))
  })
  // Everything of the year was delivered.
  for (;;) {
    const due = await store.outbox.claim('bench', ['chat', 'slack'], new Date('2100-01-01'), 0, 20_000)
    if (due.length === 0) return
    await store.outbox.sent(
      due.map(({ seq }) => ({ seq, sentId: 'x' })),
      friday,
    )
  }
}

const share = (values: number[], of: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * of) - 1] ?? 0

const directory = await mkdtemp(join(tmpdir(), 'desk-bench-'))
const where = { knowledge: new URL('../../knowledge', import.meta.url).pathname, data: join(directory, 'data') }
await ingestKnowledge(where, () => new Date())
const onFault = (what: string, thrown: unknown) => process.stderr.write(`${what}: ${String(thrown)}\n`)
const published = await followPublished(where.data, onFault)
const knowledge = knowledgeOver(where, published, { onFault })
const postgres = process.argv[3] === 'postgres' ? await startPostgres() : null
const store = postgres ? await openStore({ url: postgres.url, path: '', now: friday }) : undefined
const desk = await rig({ knowledge, onFault, ...(store ? { store } : {}) })
const boss = await desk.as('supervisor', '鈴木')
const filling = performance.now()
await fill(desk.store, boss.operator)
process.stdout.write(
  `${REQUESTS} requests in ${desk.store.kind} filled in ${Math.round((performance.now() - filling) / 1_000)} s\n`,
)

const app = createHttp({
  mounted: [desk.console],
  ...openHouse,
  onFault,
})
const listening = await listen(app, 0, '127.0.0.1')
const cookie = `desk_console=${boss.jar.get('desk_console') ?? ''}`

/** From asking to the head of the answer, which is when its first byte is there. */
const timed = async (path: string): Promise<number> => {
  const began = performance.now()
  const response = await fetch(listening.url + path, { headers: { cookie } })
  const took = performance.now() - began
  await response.text()
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
  return took
}

const middle = Math.floor(REQUESTS / 2)
const pages = [
  '/console',
  '/console/queue?view=new',
  '/console?view=mine',
  '/console?view=waiting',
  '/console?view=overdue',
  '/console?view=open',
  '/console?view=all',
  '/console?view=all&q=みどり49',
  '/console?view=all&q=どこにもない言葉',
  '/console?view=all&topic=security&prefecture=大阪府&channel=slack',
  '/console?view=all&state=declined',
  '/console?view=all&topic=ict',
  '/console?view=open&channel=teams',
  `/console/requests/r${middle}`,
  `/console/requests/r${middle}/similar`,
  `/console/requests/r${middle}/preview`,
  '/console/knowledge',
  '/console/knowledge/draft',
  '/console/quality',
  '/console/quality?sort=frequent',
  `/console/turns/t${middle}`,
  '/console/operations',
  '/console/roster',
  '/console/templates',
  '/console/settings',
  '/console/audit',
  '/console/operators',
  '/console/me',
]
let worst = 0
for (const path of pages) {
  const times: number[] = []
  for (let n = 0; n < ROUNDS; n++) times.push(await timed(path))
  const p95 = share(times, 0.95)
  worst = Math.max(worst, p95)
  const first = (times[0] ?? 0).toFixed(0)
  process.stdout.write(
    `${path.padEnd(64)} p50 ${share(times, 0.5).toFixed(1)} ms  p95 ${p95.toFixed(1)} ms  first ${first} ms\n`,
  )
}
process.stdout.write(
  `slowest page (load ${(loadavg()[0] ?? 0).toFixed(1)} on this machine): p95 ${worst.toFixed(1)} ms\n`,
)
await listening.close(0)
published.stop()
await desk.close()
await postgres?.stop()
await rm(directory, { recursive: true, force: true })
