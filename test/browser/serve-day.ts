import { createHttp, listen } from '../../src/wiring/http.ts'
import { openStore } from '../../src/store/store.ts'
import { rig } from '../console/rig.ts'
import { openDoors } from '../support/doors.ts'

/**
 * The console in a process of its own, so that a test can kill it and start it again: `serve-day.ts DATABASE PORT
 * REQUESTS`. With a number of requests it files them and signs two operators in.
 */

const [path = '', port = '0', requests = '0'] = process.argv.slice(2)

const kinds = ['company', 'municipality', 'npo'] as const

const desk = await rig({ store: await openStore({ path, now: new Date() }) })
const tokens: Record<string, string> = {}
if (Number(requests) > 0) {
  for (let n = 0; n < Number(requests); n++) {
    await desk.filed({ organisation: `みどり${n + 1}`, kind: kinds[n % kinds.length] ?? 'company' })
  }
  for (const name of ['安藤', '別府']) tokens[name] = (await desk.as('operator', name)).jar.get('desk_console') ?? ''
}
const app = createHttp({
  mounted: [desk.console],
  ready: () => Promise.resolve({ ok: true, checks: {} }),
  metrics: () => Promise.resolve(''),
  doors: openDoors,
  metricsToken: null,
  onFault: (where, thrown) => process.stderr.write(`${where}: ${String(thrown)}\n`),
})
const { url } = await listen(app, Number(port), '127.0.0.1')
process.stdout.write(`${JSON.stringify({ url, tokens })}\n`)
