/** What a model is told, read from prompts/model.yaml. */
import { z } from 'zod'
import { readWords } from '../../base/words.ts'

const sentence = z.string().min(1)

const model = z.strictObject({
  rules: sentence,
  /** For servers that can only be asked in words. */
  form: sentence,
  search: sentence,
  searchSpent: sentence,
})

export type ModelWords = z.infer<typeof model>

export const readModelWords = (prompts: string): ModelWords => readWords(prompts, 'model.yaml', model)
