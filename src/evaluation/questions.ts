/** The questions with which answers are measured, read from YAML and split into halves that never mix. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure, wordsOf } from '../base/failure.ts'
import { fold } from '../japanese/fold.ts'

/** Text as facts are looked for in it. */
export const bare = (text: string): string => fold(text).toLowerCase().replaceAll(/[\s,]/gu, '')

const outcome = z.enum(['answer', 'clarify', 'escalate', 'refuse', 'notice'])
/** A fact, or several wordings of which one is enough. */
const fact = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

const entry = z.strictObject({
  id: z.string().min(1),
  kind: z.string().default('paraphrase'),
  asOf: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/u)
    .optional(),
  question: z.string().optional(),
  /** Several messages of one conversation; the last one is checked. */
  turns: z.array(z.string()).min(1).optional(),
  /** The same question in other words. */
  questions: z.array(z.string()).min(2).optional(),
  outcome: z.union([outcome, z.array(outcome).min(1)]),
  must: z.array(fact).default([]),
  mustNot: z.array(z.string()).default([]),
  /** Documents of which at least one must be cited. */
  supports: z.array(z.string()).default([]),
})

export type Half = 'tuning' | 'held-out'

export interface Case {
  id: string
  kind: string
  half: Half
  /** Written by somebody who had read the sources and none of our wordings. */
  stranger: boolean
  asOf: string | undefined
  turns: string[]
  outcomes: string[]
  must: string[][]
  mustNot: string[]
  supports: string[]
  /** Set on each wording of a paraphrase group. */
  group: string | null
}

/** The half follows from the id alone, so that no later addition moves a question. */
export const halfOf = (id: string): Half =>
  (createHash('sha256').update(id).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'held-out'

const casesOf = (given: z.infer<typeof entry>, stranger: boolean): Case[] => {
  const shared = {
    kind: given.kind,
    half: halfOf(given.id),
    stranger,
    asOf: given.asOf,
    outcomes: Array.isArray(given.outcome) ? given.outcome : [given.outcome],
    must: given.must.map((one) => (Array.isArray(one) ? one : [one])),
    mustNot: given.mustNot,
    supports: given.supports,
  }
  if (given.questions !== undefined) {
    return given.questions.map((question, n) => ({
      ...shared,
      id: `${given.id}.${n + 1}`,
      turns: [question],
      group: given.id,
    }))
  }
  return [{ ...shared, id: given.id, turns: given.turns ?? [given.question ?? ''], group: null }]
}

/** The folder in which strangers' questions stand beside our own. */
const STRANGERS = 'strangers'

const casesIn = async (folder: string, stranger: boolean): Promise<Case[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted()
  const cases: Case[] = []
  for (const name of names) {
    const path = join(folder, name)
    const read = z.array(entry).safeParse(await readFile(path, 'utf8').then(parse).catch(wordsOf))
    if (!read.success) {
      throw new Failure('questions', `${path} is no list of questions: ${z.prettifyError(read.error)}. Mend the file.`)
    }
    cases.push(...read.data.flatMap((given) => casesOf(given, stranger)))
  }
  return cases
}

export const readCases = async (folder: string): Promise<Case[]> => {
  const strangers = join(folder, STRANGERS)
  const theirs = existsSync(strangers) ? await casesIn(strangers, true) : []
  const cases = [...(await casesIn(folder, false)), ...theirs]
  const ids = new Set(cases.map(({ id }) => id))
  if (ids.size < cases.length) throw new Failure('questions', `Two questions in ${folder} share an id. Rename one.`)
  return cases
}
