/** The words of the procedures, read from prompts/procedures.yaml: questions, choices, sentences with {places}. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure } from '../base/failure.ts'

const choice = z.strictObject({
  value: z.string(),
  label: z.string(),
  /** Other ways people say it, as parts of a sentence. */
  also: z.array(z.string()).default([]),
})

const field = z.strictObject({ label: z.string(), question: z.string(), choices: z.array(choice).default([]) })

const procedure = z.strictObject({
  title: z.string(),
  offer: z.string(),
  fields: z.record(z.string(), field).default({}),
  says: z.record(z.string(), z.string()),
})

const file = z.strictObject({
  answers: z.strictObject({
    yes: z.array(z.string()),
    no: z.array(z.string()),
    unknown: z.array(z.string()),
    cancel: z.array(z.string()),
  }),
  labels: z.record(z.string(), z.string()),
  talk: z.record(z.string(), z.string()),
  errors: z.record(z.string(), z.string()),
  common: z.record(z.string(), z.string()),
  bodies: z.record(z.string(), z.string()),
  procedures: z.record(z.string(), procedure),
})

export type Words = z.infer<typeof file>
export type FieldWords = z.infer<typeof field>
export type Says = (key: string, values?: Record<string, string>) => string

/** A sentence with its {places} filled; a missing sentence or place is a fault of the file, named as such. */
export const sentences =
  (name: string, texts: Record<string, string>): Says =>
  (key, values = {}) => {
    const text = texts[key]
    if (text === undefined) {
      throw new Failure('words-missing', `prompts/procedures.yaml has no "${key}" under ${name}; add the sentence.`)
    }
    return text.trim().replace(/\{([a-zA-Z]+)\}/gu, (place, at: string) => {
      const value = values[at]
      if (value === undefined) {
        throw new Failure('words-place', `prompts/procedures.yaml: ${name}.${key} has ${place}, which nothing fills.`)
      }
      return value
    })
  }

export const loadWords = (promptsDir: string): Words => {
  const path = join(promptsDir, 'procedures.yaml')
  try {
    return file.parse(parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new Failure('words-unreadable', `${path} cannot be used: ${String(cause)}. Correct the file.`, { cause })
  }
}

/** The words of one procedure, with its sentences ready to be said. */
export const wordsOfProcedure = (words: Words, id: string) => {
  const own = words.procedures[id]
  if (!own) throw new Failure('words-missing', `prompts/procedures.yaml has no procedure "${id}"; add it.`)
  return { ...own, say: sentences(id, { ...words.common, ...own.says }) }
}
