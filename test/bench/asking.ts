/**
 * Sixty ways to ask for a person, to file, to withdraw and to ask how far it is, and sixty questions that only look so
 * (test/questions/asking-for-people.tsv): how many are understood, and how many questions are answered as questions.
 * `--show` lists what was read otherwise.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { answerOnce } from '../../src/desk/desk.ts'
import { readActs } from '../../src/question/acts.ts'
import { shippedParts } from '../support/shipped-desk.ts'
import { promptsDir, root } from '../support/shipped-index.ts'

const { values } = parseArgs({ options: { show: { type: 'boolean' } } })
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const table = readFileSync(join(root, 'test/questions/asking-for-people.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [want: string, text: string])

/** A person, a call and a form all lead to somebody: each is understood as any of them. */
const SAME = new Set(['person', 'call', 'file'])
const isMeant = (want: string, act: string): boolean => want === act || (SAME.has(want) && SAME.has(act))

const actsOf = readActs(promptsDir)
const parts = await shippedParts()
const misread: string[] = []
let understood = 0
let asked = 0
let answered = 0
for (const [want, text] of table) {
  const { act, probability } = actsOf(text)
  const right = isMeant(want, act)
  if (!right) misread.push(`${want} > ${act} ${probability.toFixed(2)}\t${text}`)
  if (want !== 'ask') {
    understood += right ? 1 : 0
    continue
  }
  asked += right ? 1 : 0
  const { reply } = await answerOnce(parts, { question: text })
  if (right && reply?.outcome === 'answer') answered++
}
const wants = table.filter(([want]) => want !== 'ask').length
say(`wants understood: ${understood} of ${wants} (58 are asked for)`)
say(`look-alikes read as questions: ${asked} of ${table.length - wants} (58 are asked for)`)
say(`of those answered from the documents, the rest told that no document tells it: ${answered}`)
if (values.show === true) for (const line of misread) say(line)
