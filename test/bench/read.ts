/**
 * What readers said of the desk's replies to questions that nobody had looked at before (test/bench/read/unseen.jsonl):
 * each reply was read by two people who did not build the desk. Tells the grades by kind, and how many of the replies to
 * single questions the desk still gives. `--show` lists every question with its reply and grades.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { answerOnce } from '../../src/desk/desk.ts'
import { shippedParts } from '../support/shipped-desk.ts'
import { root } from '../support/shipped-index.ts'

interface Item {
  id: string
  kind: string
  question: string
  reply: string
  grades: string[]
  reasons: string[]
}

const GRADES = ['RIGHT', 'PARTIAL', 'WRONG', 'HARMFUL'] as const

const { values } = parseArgs({ options: { show: { type: 'boolean' } } })
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const items = readFileSync(join(root, 'test/bench/read/unseen.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Item => JSON.parse(line))

const tally = (of: readonly Item[], reader: number): string =>
  GRADES.map((grade) => of.filter(({ grades }) => grades[reader] === grade).length).join(' / ')

const readers = items[0]?.grades.map((_, at) => at) ?? []
say(`right / partial / wrong / harmful, of ${items.length} replies:`)
for (const reader of readers) say(`reader ${reader + 1}: ${tally(items, reader)}`)
for (const kind of new Set(items.map((item) => item.kind))) {
  const of = items.filter((item) => item.kind === kind)
  say(`${kind} (${of.length}): ${readers.map((reader) => tally(of, reader)).join(' | ')}`)
}

const parts = await shippedParts()
const single = items.filter(({ kind }) => kind !== 'dialogue')
let same = 0
for (const { question, reply } of single) if ((await answerOnce(parts, { question })).reply?.text === reply) same++
say(`single questions that are still answered so: ${same} of ${single.length}`)
if (values.show === true) {
  for (const { id, kind, question, reply, grades, reasons } of items) {
    say(`\n${id} [${kind}] ${question}\n${reply}\n${grades.map((grade, at) => `${grade}: ${reasons[at]}`).join('\n')}`)
  }
}
