/**
 * Memory over many questions: `npm run bench -- memory [--questions 20000] [--at-once 8]`. After the first thousand it
 * must stay within a tenth.
 */
import { parseArgs } from 'node:util'
import { asker, BEHIND_PROXY, poster, quantile, residentOf, spread, startProgram } from '../support/measured.ts'

const { values } = parseArgs({
  options: { questions: { type: 'string', default: '20000' }, 'at-once': { type: 'string', default: '8' } },
})
const QUESTIONS = Number(values.questions)
const AT_ONCE = Number(values['at-once'])
const SETTLED = Math.min(1_000, QUESTIONS / 4)
const SUBJECTS = [
  '在宅勤務',
  'テレワークマネージャー',
  '助成金',
  '通信費',
  '労務管理',
  'セキュリティ',
  'Web会議',
  'サテライトオフィス',
]
const ASKS = [
  'の申請期限はいつですか',
  'は無料ですか',
  'の対象は誰ですか',
  'について教えてください',
  'の手順を知りたい',
]

const desk = await startProgram(BEHIND_PROXY)
const post = poster()
const took: number[] = []
const resident: { n: number; megabytes: number }[] = []
let asked = 0
/** Questions before somebody else asks. */
const PER_PERSON = 5
const person = async () => {
  let ask = asker(desk.url, post, 0)
  for (let own = 0; ; own++) {
    const n = asked++
    if (n >= QUESTIONS) return
    // Words that nobody said before, too: what is kept of them must not pile up.
    const question = `${SUBJECTS[n % SUBJECTS.length]}${ASKS[n % ASKS.length]} ${n.toString(36)}号`
    if (own % PER_PERSON === 0) ask = asker(desk.url, post, n)
    const { ms, status } = await ask(question)
    if (status !== 200) throw new Error(`question ${n} was answered ${status}`)
    took.push(ms)
    if (n % Math.max(1, Math.floor(QUESTIONS / 200)) === 0) resident.push({ n, megabytes: await residentOf(desk.pid) })
  }
}
const startedAt = performance.now()
await Promise.all(Array.from({ length: AT_ONCE }, person))
resident.push({ n: QUESTIONS, megabytes: await residentOf(desk.pid) })
const seconds = (performance.now() - startedAt) / 1_000
/** Between two looks of the collector memory swings by hundreds of megabytes; what piles up lifts each stretch. */
const STRETCHES = 5
const settled = resident.filter(({ n }) => n >= SETTLED)
const size = Math.max(1, Math.ceil(settled.length / STRETCHES))
const stretches = Array.from({ length: Math.ceil(settled.length / size) }, (_, n) =>
  quantile(
    settled.slice(n * size, (n + 1) * size).map(({ megabytes }) => megabytes),
    0.5,
  ),
)
const growth = (Math.max(...stretches) / (stretches[0] ?? 1) - 1) * 100
console.log(`${QUESTIONS} questions in ${seconds.toFixed(0)} s, ${spread(took)}`)
const shown = resident.filter((_, n) => n % Math.ceil(resident.length / 20) === 0)
console.log(shown.map(({ n, megabytes }) => `${n}: ${megabytes.toFixed(0)} MB`).join(', '))
console.log(
  `medians of ${stretches.length} stretches after the first ${SETTLED}: ${stretches.map((each) => each.toFixed(0)).join(', ')} MB; ` +
    `the highest ${growth.toFixed(1)} % above the first`,
)
await desk.stop()
process.exit(growth <= 10 ? 0 : 1)
