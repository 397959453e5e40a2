/**
 * How well acts are recognised. Without options: on the messages of test/questions/acts, each writer read by a model
 * that has seen none of that writer's messages. `--train` learns the model that is shipped (prompts/acts-model.json).
 * `--file X.jsonl` measures the shipped model on other messages (lines of {act, text, author, slots}); `--show` lists
 * what was read wrongly.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ACTS, loadActModel, readActModel, type Act, type ActModel } from '../../src/question/act-model.ts'
import { readActPatterns } from '../../src/question/act-patterns.ts'
import { createActs, type ReadActs } from '../../src/question/acts.ts'
import { featureReader, readLabelled, trainActs, type Labelled } from '../support/act-training.ts'

const root = new URL('../..', import.meta.url).pathname
const { values } = parseArgs({
  options: {
    train: { type: 'boolean' },
    file: { type: 'string' },
    show: { type: 'boolean' },
    folds: { type: 'string' },
  },
})
const prompts = join(root, 'prompts')
const patterns = readActPatterns(prompts)
const read = featureReader(patterns)

const say = (line: string): void => void process.stdout.write(`${line}\n`)

interface Judged {
  message: Labelled & { slots?: Record<string, string | number> }
  got: ReadActs
}

const judgeAll = (model: ActModel, messages: readonly Labelled[]): Judged[] => {
  const actsOf = createActs({ patterns, model })
  return messages.map((message) => ({ message, got: actsOf(message.text) }))
}

const share = (part: number, all: number): string =>
  `${part}/${all} (${((100 * part) / Math.max(all, 1)).toFixed(1)} %)`

const reportSlots = (judged: readonly Judged[]): void => {
  const counts = new Map<string, [number, number]>()
  for (const { message, got } of judged) {
    for (const [slot, wanted] of Object.entries(message.slots ?? {})) {
      const said = String(got.slots[slot as keyof ReadActs['slots']] ?? '')
      const [right, all] = counts.get(slot) ?? [0, 0]
      counts.set(slot, [
        right + (said.replaceAll(/\s/gu, '') === String(wanted).replaceAll(/\s/gu, '') ? 1 : 0),
        all + 1,
      ])
    }
  }
  for (const [slot, [right, all]] of counts) say(`slot ${slot}: ${right}/${all}`)
}

const report = (judged: readonly Judged[]): void => {
  const right = judged.filter(({ message, got }) => message.act === got.act)
  const asks = judged.filter(({ message }) => message.act === 'ask')
  const acts = judged.filter(({ message }) => message.act !== 'ask')
  const isRight = ({ message, got }: Judged): boolean => message.act === got.act
  say(`right: ${share(right.length, judged.length)}`)
  say(`acts: ${share(acts.filter(isRight).length, acts.length)}`)
  say(`questions taken for acts: ${share(asks.filter((one) => !isRight(one)).length, asks.length)}`)
  const others = judged.filter(({ message }) => message.act === 'others')
  const echoed = others.filter(
    ({ got }) => !got.guard.others && (got.act !== 'ask' || Object.values(got.slots).some((slot) => slot !== null)),
  )
  say(`others' matters that would be drafted: ${share(echoed.length, others.length)}`)
  for (const act of ACTS) {
    const of = judged.filter(({ message }) => message.act === act)
    const said = judged.filter(({ got }) => got.act === act).length
    say(`  ${act.padEnd(13)}${share(of.filter(isRight).length, of.length)}, said ${said}`)
  }
  reportSlots(judged)
  if (values.show !== true) return
  for (const { message, got } of judged.filter((one) => !isRight(one))) {
    say(
      `${message.author} ${message.act} > ${got.act} ${got.probability.toFixed(2)} | ${message.text.replaceAll('\n', '⏎')}`,
    )
  }
}

const leaveOut = (messages: readonly Labelled[], folds: number): Judged[] => {
  const authors = [...new Set(messages.map(({ author }) => author))]
  return Array.from({ length: folds }, (_, fold) => {
    const out = new Set(authors.filter((_author, i) => i % folds === fold))
    const model = loadActModel(
      trainActs(
        messages.filter(({ author }) => !out.has(author)),
        read,
      ),
    )
    return judgeAll(
      model,
      messages.filter(({ author }) => out.has(author)),
    )
  }).flat()
}

const messages = readLabelled(join(root, 'test/questions/acts'))
const known = new Set<Act>(ACTS)
const strange = messages.filter(({ act }) => !known.has(act))
if (strange.length > 0) throw new Error(`No such act: ${strange[0]?.act ?? ''}`)

if (values.train === true) {
  const path = join(prompts, 'acts-model.json')
  writeFileSync(path, `${JSON.stringify(trainActs(messages, read))}\n`)
  say(
    `${path}: learned from ${messages.length} messages of ${new Set(messages.map(({ author }) => author)).size} writers`,
  )
} else if (values.file !== undefined) {
  const lines = readFileSync(values.file, 'utf8').trim().split('\n')
  report(
    judgeAll(
      readActModel(prompts),
      lines.map((line) => JSON.parse(line) as Labelled),
    ),
  )
} else {
  report(leaveOut(messages, Number(values.folds ?? 5)))
}
