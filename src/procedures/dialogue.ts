/**
 * Runs a procedure as questions and answers. Its memory is plain JSON, so a conversation may leave it lying for days,
 * turn back, ask what has been told so far, or stop.
 */
import { z } from 'zod'
import type { Day, Offer } from '../vocabulary/types.ts'
import { mergeInputs } from './form.ts'
import { fold } from '../japanese/numbers.ts'
import { unreadable, type Ask, type Inputs, type Outcome, type Procedure } from './shape.ts'
import { sentences, type Words } from './words.ts'

/** After this many answers in a row that nobody could read, the desk stops asking. */
const misreadsMax = 3
/** How many answers can be taken back. */
const historyMax = 40
/** A command is a short answer; a sentence that merely contains 戻る is not one. */
const commandMax = 12

const value = z.union([
  z.number(),
  z.string(),
  z.boolean(),
  z.null(),
  z.array(z.string()),
  z.array(z.strictObject({ name: z.string(), yen: z.number() })),
])
const inputs = z.record(z.string(), value)
const memory = z.strictObject({
  running: z
    .strictObject({
      procedure: z.string(),
      inputs,
      /** What was known before each answer, oldest first. */
      history: z.array(inputs).max(historyMax),
      misreads: z.number(),
    })
    .nullable(),
  /** What procedures that keep progress (the ten steps) know from last time. */
  kept: z.record(z.string(), inputs),
})

export type DialogueMemory = z.infer<typeof memory>

export type DialogueStep =
  | { kind: 'ask'; memory: DialogueMemory; ask: Ask; text: string; offers: Offer[]; misread: boolean }
  | { kind: 'done'; memory: DialogueMemory; procedure: string; inputs: Inputs; outcome: Outcome }
  | { kind: 'left'; memory: DialogueMemory; text: string }

export interface Dialogue {
  /** A fresh memory, or one that was kept; anything unreadable (another release's) becomes fresh. */
  remember(kept: unknown): DialogueMemory
  /** Null when there is no such procedure. */
  start(memory: DialogueMemory, procedure: string, inputs: Inputs, asOf: Day): DialogueStep | null
  /** Null when nothing is running. `misread` on the step says that the text was no answer to the question. */
  take(memory: DialogueMemory, text: string, asOf: Day): DialogueStep | null
}

type Running = NonNullable<DialogueMemory['running']>

const asking = (before: DialogueMemory, running: Running, ask: Ask, lead: string, misread = false): DialogueStep => ({
  kind: 'ask',
  memory: { ...before, running },
  ask,
  text: [lead, ask.question].filter((line) => line !== '').join('\n'),
  offers: ask.choices.map((choice) => ({ kind: 'choice', label: choice.label, value: choice.label })),
  misread,
})

const onward = (
  before: DialogueMemory,
  procedure: Procedure,
  running: Running,
  asOf: Day,
  lead: string,
): DialogueStep => {
  const ask = procedure.next(running.inputs)
  if (ask) return asking(before, running, ask, lead)
  const kept = procedure.resume ? { ...before.kept, [procedure.id]: running.inputs } : before.kept
  return {
    kind: 'done',
    memory: { running: null, kept },
    procedure: procedure.id,
    inputs: running.inputs,
    outcome: procedure.run(running.inputs, asOf),
  }
}

export const dialogue = (find: (id: string) => Procedure | undefined, words: Words): Dialogue => {
  const say = sentences('dialogue', words.dialogue)

  const commandIn = (text: string): 'back' | 'cancel' | 'check' | null => {
    const folded = fold(text).replace(/[。.!]+$/u, '')
    if (folded.length > commandMax) return null
    const names = ['back', 'cancel', 'check'] as const
    return names.find((name) => words.answers[name].some((word) => folded === fold(word))) ?? null
  }

  const told = (procedure: Procedure, known: Inputs): string => {
    const lines = procedure.told(known).map((each) => `・${each.label}：${each.value}`)
    return lines.length === 0 ? say('nothingTold') : [say('told'), ...lines].join('\n')
  }

  const misread = (
    before: DialogueMemory,
    procedure: Procedure,
    running: Running,
    ask: Ask,
    error: string,
  ): DialogueStep => {
    const misreads = running.misreads + 1
    if (misreads >= misreadsMax) {
      return { kind: 'left', memory: { ...before, running: null }, text: say('gaveUp', { title: procedure.title }) }
    }
    return asking(before, { ...running, misreads }, ask, error, true)
  }

  return {
    remember(kept) {
      const read = memory.safeParse(kept)
      return read.success ? read.data : { running: null, kept: {} }
    },
    start(before, id, given, asOf) {
      const procedure = find(id)
      if (!procedure) return null
      const known = before.kept[id]
      const inputs = procedure.resume && known ? procedure.resume(known, given) : given
      const running: Running = { procedure: id, inputs, history: [], misreads: 0 }
      return onward(before, procedure, running, asOf, say('start', { title: procedure.title }))
    },
    take(before, text, asOf) {
      const running = before.running
      const procedure = running ? find(running.procedure) : undefined
      if (!running || !procedure) return null
      const ask = procedure.next(running.inputs)
      const command = commandIn(text)
      if (command === 'cancel') {
        return { kind: 'left', memory: { ...before, running: null }, text: say('left', { title: procedure.title }) }
      }
      if (!ask) return onward(before, procedure, running, asOf, '')
      if (command === 'check') return asking(before, running, ask, told(procedure, running.inputs))
      if (command === 'back') {
        const last = running.history.at(-1)
        if (!last) return asking(before, running, ask, say('first'))
        const back = { ...running, inputs: last, history: running.history.slice(0, -1), misreads: 0 }
        return onward(before, procedure, back, asOf, say('back'))
      }
      const said = procedure.read(ask, text)
      if (unreadable(said)) return misread(before, procedure, running, ask, said.error)
      const history = [...running.history, running.inputs].slice(-historyMax)
      const next = { ...running, inputs: mergeInputs(running.inputs, said), history, misreads: 0 }
      return onward(before, procedure, next, asOf, '')
    },
  }
}
