/** The words of the desk, read from prompts/desk.yaml and prompts/answers.yaml. */
import { z } from 'zod'
import { readAnswerWords, type AnswerWords } from '../answering/answering.ts'
import { identityOf, type GuardKind } from '../base/identity.ts'
import { readWords, sectionsOf } from '../base/words.ts'

const sentence = z.string().min(1)
const sentences = sectionsOf(sentence)

const desk = z.strictObject({
  about: sentence,
  apology: sentence,
  notTaken: sentence,
  notReady: sentence,
  feedback: sentences('good', 'bad', 'notYours'),
  solved: sentence,
  thanks: sentence,
  greeting: sentence,
  labels: sentences('consult', 'solved'),
  masked: sentence,
  hidden: sentence,
  urgent: sentence,
  guard: sentences('secret', 'prompt', 'records', 'person', 'small', 'pasted'),
  acts: sentences('mynumber', 'judgement', 'person', 'dissatisfied', 'noRequest', 'yes', 'no'),
  incident: sentences('lead', 'lost', 'misdirected', 'infected', 'other', 'after', 'notice'),
  distress: sentences('lead', 'danger', 'person'),
  clarify: sentences('ask', 'figure'),
  escalate: sentences('accepted'),
  /** Procedures that are offered beside answers about a programme. */
})

export type DeskWords = z.infer<typeof desk> & {
  answers: AnswerWords
  /** What this desk does not answer like a question. */
  guarded: readonly GuardKind[]
}

export const readDeskWords = (promptsDir: string): DeskWords => ({
  ...readWords(promptsDir, 'desk.yaml', desk),
  answers: readAnswerWords(promptsDir),
  guarded: identityOf(promptsDir).guard,
})
