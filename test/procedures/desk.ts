/** The shipped procedures on the shipped knowledge, as the desk has them. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse as parseCsv } from 'csv-parse/sync'
import { parse } from 'yaml'
import { z } from 'zod'
import type { CaseRow, Inputs, Outcome, Procedure, Tables } from '../../src/procedures/procedures.ts'
import { loadRules, loadWords, procedures } from '../../src/procedures/procedures.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const knowledgeDir = join(root, 'knowledge')
const promptsDir = join(root, 'prompts')

const cell = z.string().transform((text) => (text === '' ? null : text))
const windowRow = z.object({
  prefecture: cell,
  topics: z.string().transform((text) => text.split('|').filter((topic) => topic !== '')),
  name: z.string(),
  address: cell,
  phone: cell,
  email: cell,
  url: cell,
  hours: cell,
  as_of: cell,
  document: cell,
  note: cell,
})
const eventRow = z.object({
  from: z.string(),
  to: cell,
  kind: z.string(),
  title: z.string(),
  place: cell,
  prefecture: cell,
  mode: cell,
  contact: cell,
  document: cell,
  note: cell,
})
const programmeRow = z.object({
  id: z.string(),
  name: z.string(),
  contact: z
    .object({
      document: z.string(),
      passageHeading: z.string().nullable(),
      text: z.string(),
      asOf: z.string().nullable(),
    })
    .nullable()
    .default(null),
})
const caseHead = z.object({
  title: z.string(),
  case: z.object({
    industry: z.string(),
    organisation: z.string(),
    size: z.string().nullable(),
    topics: z.array(z.string()),
    prefecture: z.string().nullable(),
  }),
})

const csv = (file: string): unknown =>
  parseCsv(readFileSync(join(knowledgeDir, file), 'utf8'), { columns: true, bom: true })

const cases = (): CaseRow[] =>
  readdirSync(join(knowledgeDir, 'cases')).map((file) => {
    const text = readFileSync(join(knowledgeDir, 'cases', file), 'utf8')
    const head = caseHead.parse(parse(text.split(/^---$/mu)[1] ?? ''))
    return {
      ...head.case,
      document: basename(file, '.md'),
      title: head.title,
      size: head.case.size ?? '',
      prefecture: head.case.prefecture ?? '',
    }
  })

export const tables: Tables = {
  windows: z.array(windowRow).parse(csv('windows.csv')),
  calendar: z.array(eventRow).parse(csv('calendar.csv')),
  programmes: z.array(programmeRow).parse(parse(readFileSync(join(knowledgeDir, 'programmes.yaml'), 'utf8'))),
  cases: cases(),
}

const rules = loadRules(knowledgeDir)
const words = loadWords(promptsDir)
export const shipped = procedures({ rules, words, tables })

export const today = '2026-11-20'

export const procedure = (id: string): Procedure => {
  const found = shipped.find(id)
  if (!found) throw new Error(`no procedure ${id}`)
  return found
}

export const run = (id: string, inputs: Inputs, asOf = today): Outcome => procedure(id).run(inputs, asOf)

/** The outcome of the procedure that a sentence is recognised for; fails where it is for none. */
export const answer = (text: string, asOf = today): Outcome => {
  const recognised = shipped.recogniseAny(text, asOf)
  if (!recognised) throw new Error(`not recognised: ${text}`)
  return recognised.procedure.run(recognised.inputs, asOf)
}

/** Every question that the editors of the documents wrote beside a section, which that section answers. */
export const editorsAsks: string[] = ['guidance', 'cases'].flatMap((folder) =>
  readdirSync(join(knowledgeDir, folder)).flatMap((file) => {
    const text = readFileSync(join(knowledgeDir, folder, file), 'utf8')
    return [...text.matchAll(/<!-- (\{.*\}) -->/gu)].flatMap(
      (match) => z.object({ asks: z.array(z.string()).default([]) }).parse(parse(match[1] ?? '')).asks,
    )
  }),
)
