/**
 * What the desk does with documents that are not its own: every collection of test/desks is read as it is found, asked
 * what its people ask, and each reply is counted. A reply that somebody has read keeps their grade (read.jsonl); one that
 * nobody has read is counted by the words that a right answer holds.
 *
 *     npm run bench -- desks [--desk NAME …] [--replies FILE]
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { answerOnce } from '../../src/desk/desk.ts'
import { reliabilityOf } from '../../src/evaluation/fit.ts'
import { auroc } from '../../src/evaluation/measure.ts'
import { fold } from '../../src/japanese/fold.ts'
import type { Reply, Taken } from '../../src/vocabulary/types.ts'
import { assembleDesk } from '../../src/wiring/assemble.ts'
import { readConfig } from '../../src/wiring/config.ts'
import { ingestKnowledge, openGuidance } from '../../src/wiring/published.ts'

const home = new URL('../..', import.meta.url).pathname
const desks = join(home, 'test', 'desks')
const now = (): Date => new Date('2026-11-20T03:00:00Z')

const GRADES = ['right', 'choice', 'wrong', 'missed'] as const
type Grade = (typeof GRADES)[number]

interface Ask {
  ask: string
  /** What a right answer says, for whoever reads; null: no document answers. */
  answer: string | null
  /** Words that a right answer holds. */
  holds?: string[]
  /** The heading it stands under. */
  section?: string
}

interface Judged {
  ask: Ask
  reply: Reply | null
  grade: Grade
  read: boolean
  confidence: number | null
  /** Headings of what was found, best first. */
  found: string[]
}

const linesOf = <Line>(path: string): Line[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as Line)
    : []

const bare = (text: string): string =>
  fold(text)
    .toLowerCase()
    .replaceAll(/[\s,、]/gu, '')

/** Told, shown as near or offered by its heading, said to be untold, or something else told. */
const countedAs = ({ answer, holds = [], section = '' }: Ask, reply: Reply | null): Grade => {
  const isAnswer = reply?.outcome === 'answer'
  if (answer === null) return isAnswer ? 'wrong' : 'right'
  const said = bare(reply?.text ?? '')
  const isTold = holds.every((words) => said.includes(bare(words)))
  // What lies nearest is shown as no more than that.
  if (isTold && reply !== null && reply.outcome !== 'notice') return isAnswer ? 'right' : 'choice'
  const offered = (reply?.offers ?? []).some(
    (offer) => 'value' in offer && bare(`${offer.label} ${offer.value}`).includes(bare(section)),
  )
  if (offered) return 'choice'
  return isAnswer ? 'wrong' : 'missed'
}

const FOUND_MAX = 3

const judge = (
  ask: Ask,
  { reply, trace }: Taken,
  read: ReadonlyMap<string, Grade>,
  titles: ReadonlyMap<string, string>,
): Judged => {
  const known = read.get(`${ask.ask}\n${reply?.text ?? ''}`)
  const found = trace.retrieved.slice(0, FOUND_MAX).map(({ passage }) => titles.get(passage) ?? '')
  const grade = known ?? countedAs(ask, reply)
  return { ask, reply, grade, read: known !== undefined, confidence: trace.confidence, found }
}

const askDesk = async (name: string, root: string): Promise<Judged[]> => {
  // Words of its own folder, since one process holds several desks.
  const prompts = join(root, name, 'prompts')
  cpSync(join(home, 'prompts'), prompts, { recursive: true })
  const folder = join(desks, name)
  const config = readConfig({ data: join(root, name, 'data'), knowledge: join(folder, 'knowledge'), prompts }, {})
  const report = await ingestKnowledge(config, now)
  for (const { path, outcome } of report.files) if (outcome !== 'read') process.stdout.write(`${path}: ${outcome}\n`)
  const guidance = await openGuidance(config.data)
  const parts = assembleDesk(config, () => guidance, now, [])
  const read = new Map(
    linesOf<{ ask: string; reply: string; grade: Grade }>(join(folder, 'read.jsonl')).map(
      ({ ask, reply, grade }) => [`${ask}\n${reply}`, grade] as const,
    ),
  )
  const titles = new Map(guidance?.library.passages.map(({ id, title }) => [id, title] as const))
  const judged: Judged[] = []
  for (const ask of linesOf<Ask>(join(folder, 'asks.jsonl'))) {
    judged.push(judge(ask, await answerOnce(parts, { question: ask.ask }), read, titles))
  }
  return judged
}

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / (whole || 1))} %`.padStart(6)

const tell = (name: string, judged: readonly Judged[]): void => {
  const of = (grade: Grade, among: readonly Judged[]): number => among.filter((one) => one.grade === grade).length
  const there = judged.filter(({ ask }) => ask.answer !== null)
  const untold = judged.filter(({ ask }) => ask.answer === null)
  const scored = judged.flatMap(({ confidence, ask, grade, reply, found: [first = ''] }) => {
    if (confidence === null) return []
    // Of what was not said, the section that was found first tells whether it would have been right.
    const wouldBe = reply?.outcome !== 'answer' && bare(first) === bare(ask.section ?? '')
    const isRight = ask.answer !== null && (grade === 'right' || wouldBe)
    return [{ score: confidence, yes: isRight }]
  })
  const curve = reliabilityOf(scored).map(({ predicted, observed }) => `${predicted.toFixed(2)}→${observed.toFixed(2)}`)
  process.stdout.write(
    [
      name.padEnd(12),
      String(judged.length).padStart(4),
      percent(of('right', there), there.length),
      percent(of('choice', there), there.length),
      percent(of('wrong', judged), judged.length),
      percent(of('missed', there), there.length),
      `${of('right', untold)}/${untold.length}`.padStart(6),
      auroc(scored.map(({ score, yes }) => ({ score, positive: yes })))
        .toFixed(3)
        .padStart(6),
      percent(judged.filter(({ read }) => read).length, judged.length),
      curve.join(' '),
    ].join('  ') + '\n',
  )
}

const { values } = parseArgs({
  options: { desk: { type: 'string', multiple: true }, replies: { type: 'string' } },
})
const names = values.desk ?? readdirSync(desks).sort()
const root = mkdtempSync(join(tmpdir(), 'desks-'))
try {
  const replies: string[] = []
  const results = new Map<string, Judged[]>()
  for (const name of names) results.set(name, await askDesk(name, root))
  process.stdout.write('desk        asks   right  choice   wrong  missed  untold  auroc    read  sure → right\n')
  for (const [name, judged] of results) {
    tell(name, judged)
    for (const { ask, reply, grade, read, confidence, found } of judged) {
      const offers = (reply?.offers ?? []).flatMap((offer) => ('value' in offer ? [offer.label] : []))
      const { outcome, text } = reply ?? { outcome: 'silent', text: '' }
      replies.push(JSON.stringify({ desk: name, ...ask, outcome, reply: text, offers, grade, read, confidence, found }))
    }
  }
  if (values.replies !== undefined) writeFileSync(values.replies, `${replies.join('\n')}\n`)
} finally {
  rmSync(root, { recursive: true, force: true })
}
