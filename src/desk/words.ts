/** The words of the desk, read from prompts/desk.yaml and prompts/answers.yaml. */
import { z } from 'zod'
import { identityOf, type GuardKind } from '../base/identity.ts'
import { readWords } from '../base/words.ts'

const sentence = z.string().min(1)
const sentences = <const K extends string>(...names: K[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, sentence])) as Record<K, typeof sentence>)

const desk = z.strictObject({
  about: sentence,
  apology: sentence,
  notReady: sentence,
  feedback: sentences('good', 'bad', 'notYours'),
  solved: sentence,
  thanks: sentence,
  greeting: sentence,
  labels: sentences('consult', 'solved'),
  masked: sentence,
  hidden: sentence,
  guard: sentences('secret', 'prompt', 'records', 'person', 'small', 'pasted'),
  incident: sentences('lead', 'lost', 'misdirected', 'infected', 'other', 'after', 'notice'),
  distress: sentences('lead', 'danger', 'sources', 'person'),
  clarify: sentences('ask', 'topic', 'audience'),
  escalate: sentences('uncovered', 'judgement', 'offer', 'near', 'nearest', 'accepted'),
  /** Procedures that are offered beside answers about a programme. */
  fitting: z.record(z.string(), z.array(z.string())),
})

const answers = z.strictObject({
  ended: sentence,
  endedYear: sentence,
  endedOn: sentence,
  superseded: sentence,
  open: sentence,
  asOf: sentence,
  running: sentence,
  runningUndated: sentence,
  yearUncovered: sentence,
  contact: sentence,
  contactUndated: sentence,
  correction: sentence,
  newer: sentence,
  conflict: sentence,
  conflictSide: sentence,
  conflictSideUndated: sentence,
  conflictPrefer: sentence,
  notices: sentences('ended', 'superseded', 'asOf', 'conflict', 'correction', 'uncovered', 'urgent'),
})

export type DeskWords = z.infer<typeof desk> & {
  answers: z.infer<typeof answers>
  /** What this desk does not answer like a question. */
  guarded: readonly GuardKind[]
}

export const readDeskWords = (promptsDir: string): DeskWords => ({
  ...readWords(promptsDir, 'desk.yaml', desk),
  answers: readWords(promptsDir, 'answers.yaml', answers),
  guarded: identityOf(promptsDir).guard,
})
