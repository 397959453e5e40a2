/** The words with which answers are put together, read from prompts/answers.yaml. */
import { z } from 'zod'
import { readWords } from '../base/words.ts'

const sentence = z.string().min(1)

const answers = z.strictObject({
  yes: sentence,
  no: sentence,
  over: sentence,
  unconfirmedNow: sentence,
  nowUnknown: sentence,
  outcomeUnknown: sentence,
  openUntil: sentence,
  untold: sentence,
  uncovered: sentence,
  near: sentence,
  nearHandOver: sentence,
  handOver: sentence,
  yearUncovered: sentence,
  correction: sentence,
  conflict: sentence,
  from: sentence,
  contact: sentence,
  contactUndated: sentence,
  /** What is worked out from figures, with its working. */
  sums: z.strictObject({
    whose: sentence,
    difference: sentence,
    more: sentence,
    less: sentence,
    up: sentence,
    down: sentence,
    same: sentence,
    times: sentence,
    timesSince: sentence,
    total: sentence,
    said: sentence,
    working: sentence,
  }),
  when: z.strictObject({
    current: sentence,
    ended: sentence,
    lapsed: sentence,
    unconfirmed: sentence,
    superseded: sentence,
    timeless: sentence,
    oldContact: sentence,
  }),
  notices: z.strictObject({
    ended: sentence,
    superseded: sentence,
    conflict: sentence,
    correction: sentence,
    uncovered: sentence,
    urgent: sentence,
    asOf: sentence,
  }),
})

export type AnswerWords = z.infer<typeof answers>

export const readAnswerWords = (prompts: string): AnswerWords => readWords(prompts, 'answers.yaml', answers)
