/**
 * Measures the desk with a model that a strict double plays, on the shipped knowledge and on questions of strangers:
 *
 *     npm run bench -- model [--questions N]
 *
 * The best double picks the rows that hold what the answer must say; a weak one picks at random; a lying one lies in
 * every kind of `lies.ts`; broken ones fail in every way. Says how many answers are right with and without, what of the
 * lies reached a person, and calls and tokens a question.
 */
import { join } from 'node:path'
import { answerOnce, type DeskParts } from '../../src/desk/desk.ts'
import { halfOf, readCases, type Case } from '../../src/evaluation/questions.ts'
import { fold } from '../../src/japanese/fold.ts'
import type { Reply, Taken } from '../../src/vocabulary/types.ts'
import { choosing, envFor, modelDesk, rowsIn } from '../answering/model/desk.ts'
import { falseIn, LIES } from '../answering/model/lies.ts'
import { quantile } from '../support/measured.ts'
import { startModelDouble, type AskedChoice, type Scripting } from '../support/model-double/model-double.ts'
import { shippedParts } from '../support/shipped-desk.ts'
import { root, shippedIndex } from '../support/shipped-index.ts'

const given = process.argv.indexOf('--questions')
const QUESTIONS = given < 0 ? 60 : Number(process.argv[given + 1])
/** Questions that every kind of lie is told about; with all kinds more than 600 lies. */
const LIED_ABOUT = 26

const out = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const plain = (text: string): string => fold(text).toLowerCase()
const holds = (text: string, fact: readonly string[]): boolean => fact.some((one) => plain(text).includes(plain(one)))

const isRight = ({ must, mustNot, outcomes }: Case, reply: Reply | null): boolean =>
  reply !== null &&
  outcomes.includes(reply.outcome) &&
  must.every((fact) => holds(`${reply.text} ${reply.citations.map(({ issued }) => issued).join(' ')}`, fact)) &&
  mustNot.every((one) => !plain(reply.text).includes(plain(one)))

/** Rows with the titles over them. */
const titled = (sources: AskedChoice['sources']): { id: string; says: string }[] =>
  sources.flatMap(({ title, rows }) => rows.map(({ id, says }) => ({ id, says: `${says} ${title}` })))

/** Picks for each fact the first row that holds it, and looks again in the words of the question where none does. */
const best =
  ({ must, turns }: Case): Scripting =>
  (received) => {
    const rows = titled(received.asked.sources)
    const tools = received.messages.filter(({ role }) => role === 'tool')
    for (const { content } of tools) {
      if (typeof content !== 'string' || !content.startsWith('{')) continue
      rows.push(...titled((JSON.parse(content) as Pick<AskedChoice, 'sources'>).sources))
    }
    const picked = must.map((fact) => rows.find(({ says }) => holds(says, fact)))
    const missing = must[picked.findIndex((row) => row === undefined)]
    if (missing !== undefined && tools.length < 3)
      return { call: [{ name: 'search', args: { text: `${turns.at(-1) ?? ''} ${missing[0] ?? ''}` } }] }
    return { say: choosing([...new Set(picked.flatMap((row) => (row === undefined ? [] : [row.id])))]) }
  }

const weak: Scripting = (received, nth) => {
  const rows = rowsIn(received)
  return { say: choosing([rows[nth % Math.max(1, rows.length)]?.id ?? '']) }
}

const BROKEN: Record<string, Scripting> = {
  'a fault of the far side': () => ({ status: 500 }),
  'a wrong key': () => ({ status: 401 }),
  'a full quota': () => ({ status: 429 }),
  'words in no form': () => ({ say: 'はい、そのとおりです。' }),
  nothing: () => ({ choices: 'none' }),
  'half an answer': () => ({ cutAfter: '{' }),
  'no JSON': () => ({ broken: '<html>' }),
  'a length ending': () => ({ say: '', finish: 'length' }),
}

const converse = async (
  ask: (question: string, memory: Taken['memory']) => Promise<Taken>,
  turns: readonly string[],
) => {
  let memory: Taken['memory'] = {}
  let last: Taken | null = null
  for (const turn of turns) {
    last = await ask(turn, memory)
    ;({ memory } = last)
  }
  return last
}

const double = await startModelDouble(() => ({ status: 500 }))
const shipped = await shippedIndex()
const parts: DeskParts = await shippedParts()
const alone = (question: string, memory: Taken['memory'] = {}) => answerOnce(parts, { question, memory })
const desk = await modelDesk(envFor(double))

const all = await readCases(join(root, 'test', 'questions'))
const judged = all
  .filter((one) => one.stranger && one.must.length > 0 && one.outcomes.includes('answer') && one.asOf === undefined)
  .toSorted((a, b) => (halfOf(`${a.id}?`) < halfOf(`${b.id}?`) ? -1 : 1))
  .slice(0, QUESTIONS)

const right = { alone: 0, best: 0, weak: 0 }
const missed: string[] = []
const spent: { calls: number; tokens: number }[] = []
const taken = new Map<string, Taken | null>()
for (const one of judged) {
  const own = await converse(alone, one.turns)
  taken.set(one.id, own)
  if (isRight(one, own?.reply ?? null)) right.alone++
  double.script(best(one))
  const made = await converse(desk.ask, one.turns)
  if (isRight(one, made?.reply ?? null)) right.best++
  else
    missed.push(
      `${one.id} ${one.turns.at(-1) ?? ''} → ${made?.reply?.text.slice(0, 80).replaceAll('\n', ' ') ?? ''} ${made?.trace.decisions.join('; ') ?? ''}`,
    )
  const { model } = made?.trace ?? {}
  spent.push({ calls: model?.calls ?? 0, tokens: (model?.tokensIn ?? 0) + (model?.tokensOut ?? 0) })
  double.script(weak)
  if (isRight(one, (await converse(desk.ask, one.turns))?.reply ?? null)) right.weak++
}
const share = (n: number): string => `${n} of ${judged.length} (${((100 * n) / judged.length).toFixed(1)} %)`
out(`strangers' questions right without a model: ${share(right.alone)}`)
out(`with the best double:                      ${share(right.best)}`)
out(`with a weak double:                        ${share(right.weak)}`)
for (const line of missed) out(`  missed: ${line}`)
const of = (values: number[], q: number): number => quantile(values, q)
const calls = spent.map((one) => one.calls)
const tokens = spent.map((one) => one.tokens)
out(
  `calls a question: median ${of(calls, 0.5)}, p95 ${of(calls, 0.95)}; tokens (the double's own count): median ${of(tokens, 0.5)}, p95 ${of(tokens, 0.95)}`,
)
const sizes = double.received.filter(({ messages }) => messages.length === 2).map(({ raw }) => raw.length)
out(`characters sent for a first call: median ${of(sizes, 0.5)}, p95 ${of(sizes, 0.95)}`)

const subjects = judged
  .filter((one) => taken.get(one.id)?.reply?.outcome === 'answer' && one.turns.length === 1)
  .slice(0, LIED_ABOUT)
let lies = 0
let reached = 0
for (const [kind, lie] of Object.entries(LIES)) {
  const fresh = await modelDesk(envFor(double))
  double.script(lie)
  let passed = 0
  for (const { id, turns } of subjects) {
    const [question = ''] = turns
    const made = await fresh.ask(question)
    lies++
    const found = falseIn(question, made.reply, taken.get(id)?.reply ?? null, shipped)
    if (found.length === 0) continue
    passed++
    out(`  ${kind}: ${found.join(', ')}: ${question} → ${made.reply?.text.replaceAll('\n', ' ') ?? ''}`)
  }
  reached += passed
}
out(`lies of ${Object.keys(LIES).length} kinds: ${lies}, of which a person read: ${reached}`)

let differ = 0
let asked = 0
for (const script of Object.values(BROKEN)) {
  const fresh = await modelDesk(envFor(double))
  double.script(script)
  for (const { id, turns } of subjects.slice(0, 8)) {
    asked++
    const made = await fresh.ask(turns[0] ?? '')
    if (made.reply?.text !== taken.get(id)?.reply?.text) differ++
  }
}
out(
  `broken in ${Object.keys(BROKEN).length} ways: ${asked} questions, answered otherwise than without a model: ${differ}`,
)
await double.close()
if (reached > 0 || differ > 0) process.exitCode = 1
