/**
 * How the doors answer while a large index is built and published: `npm run bench -- publish [--passages 5000]`.
 * The documents are put into the knowledge folder's copy; the draft is built and published as the console does it.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { addOperator } from '../../src/console/console.ts'
import { openStore } from '../../src/store/store.ts'
import { clientOf, ORIGIN, PASSWORD } from '../console/rig.ts'
import { knowledgeDir } from '../support/shipped-index.ts'
import { quantile, residentOf, spread, startProgram, watching } from '../support/measured.ts'

const { values } = parseArgs({ options: { passages: { type: 'string', default: '5000' } } })
const PASSAGES = Number(values.passages)
const PER_DOCUMENT = 50
const LOOK_MS = 20
const P99_MS_MAX = 100
const GIVE_UP_MS = 900_000

const folder = await mkdtemp(join(tmpdir(), 'desk-publish-'))
const knowledge = join(folder, 'knowledge')
await cp(knowledgeDir, knowledge, { recursive: true })
const desk = await startProgram({}, { folder, knowledge })
const before = await residentOf(desk.pid)

const WORDS = [
  '端末',
  '通信費',
  '勤怠',
  '押印',
  '研修',
  '評価',
  '労災',
  '回線',
  '図面',
  '窓口',
  '名簿',
  '予算',
  '契約',
  '電話',
]
const word = (n: number): string => WORDS[n % WORDS.length] ?? ''
const documentOf = (d: number): string => {
  const sections = Array.from({ length: PER_DOCUMENT }, (_, s) => {
    const n = d * PER_DOCUMENT + s
    return `## ${word(n)}と${word(n * 7 + 3)}の扱い 第${n}号\n\n${word(n * 3)}は第${n}号の手続で${word(n * 5 + 1)}担当が扱います。${word(n * 11)}の届出は${(n % 28) + 1}日までに出してください。\n`
  })
  return `---\nid: many-${d}\ntitle: 事務の手引き 第${d}巻\nissuer: 試験市\nissued: 2026-04-01\nsource: 試験\n---\n\n# 事務の手引き 第${d}巻\n\n${sections.join('\n')}`
}
const store = await openStore({ path: join(desk.data, 'desk.sqlite'), now: new Date() })
const accounts = { store, now: () => new Date(), newId: () => crypto.randomUUID() }
const given = { login: 'bench', name: '計測', role: 'supervisor' as const, password: PASSWORD, by: 'bench' }
const added = await addOperator(accounts, given)
if (!added.ok) throw new Error(`the operator cannot be added: ${added.problem}`)
await store.close()
const client = clientOf((request) => fetch(new Request(request.url.replace(ORIGIN, desk.url), request)))
await client.get('/console/sign-in')
const entered = await client.post('/console/sign-in', {
  login: 'bench',
  password: PASSWORD,
  form: client.jar.get('desk_form') ?? '',
})
if (entered.status !== 303) throw new Error(`signing in was answered ${entered.status}`)
const draftPage = () => client.text('/console/knowledge/draft')
const valueIn = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`, 'u').exec(page)?.[1] ?? ''
const ended = async (): Promise<string> => {
  const startedAt = performance.now()
  while (performance.now() - startedAt < GIVE_UP_MS) {
    const told = await client.text('/console/knowledge/building')
    if (/完了しました|失敗しました/u.test(told)) return told
    await pause(500)
  }
  return 'never'
}

const health = watching(`${desk.url}/healthz`, LOOK_MS)
const startedAt = performance.now()
const documents = Math.ceil(PASSAGES / PER_DOCUMENT)
const form = new FormData()
form.set('csrf', await client.csrf())
for (let d = 0; d < documents; d++) {
  form.append('files', new File([documentOf(d)], `many-${d}.md`))
}
const cookie = [...client.jar].map(([key, value]) => `${key}=${value}`).join('; ')
const uploaded = await fetch(`${desk.url}/console/knowledge/upload`, {
  method: 'POST',
  body: form,
  headers: { cookie },
  redirect: 'manual',
})
if (uploaded.status !== 303)
  throw new Error(`the upload was answered ${uploaded.status}: ${(await uploaded.text()).slice(0, 300)}`)
const builtWell = (await ended()).includes('完了しました')
const builtMs = performance.now() - startedAt
const reviewed = await draftPage()
const askedAt = performance.now()
const begun = await client.post('/console/knowledge/publish', {
  version: valueIn(reviewed, 'version'),
  content: valueIn(reviewed, 'content'),
})
const answeredMs = performance.now() - askedAt
const published = (await ended()).includes('公開しました')
const publishedMs = performance.now() - askedAt
await pause(5_000)
const took = await health.stop()
const passages = /（(\d+) 節）/u.exec(await (await fetch(`${desk.url}/readyz`)).text())?.[1]
console.log(
  `${passages} passages: draft built in ${(builtMs / 1_000).toFixed(0)} s (${builtWell ? 'well' : 'failed'}), ` +
    `publishing answered ${begun.status} after ${answeredMs.toFixed(0)} ms and ${published ? 'done' : 'failed'} after ${(publishedMs / 1_000).toFixed(1)} s`,
)
console.log(`/healthz throughout: ${took.length} looks, ${spread(took)}`)
console.log(`memory: ${before.toFixed(0)} MB before, ${(await residentOf(desk.pid)).toFixed(0)} MB after`)
await desk.stop()
await rm(folder, { recursive: true, force: true })
process.exit(builtWell && published && quantile(took, 0.99) < P99_MS_MAX ? 0 : 1)
