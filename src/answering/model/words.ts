/** What a model is told, and what the desk says where a model is configured; read from prompts/model.yaml. */
import { z } from 'zod'
import { readWords } from '../../base/words.ts'

const sentence = z.string().min(1)

const shape = z.strictObject({
  rules: sentence,
  form: sentence,
  repair: sentence,
  tools: z.strictObject({ search: sentence, procedure: sentence, answer: sentence, procedures: sentence }),
  toolSpent: sentence,
  unknownProcedure: sentence,
  unreadTool: sentence,
  notSaid: sentence,
  notices: z.strictObject({ fallback: sentence }),
})

export type ModelWords = z.infer<typeof shape>

export const readModelWords = (promptsDir: string): ModelWords => readWords(promptsDir, 'model.yaml', shape)
