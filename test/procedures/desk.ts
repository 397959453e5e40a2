/** The shipped procedures on the shipped knowledge, as the desk has them. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import type { Inputs, Outcome, Procedure, Tables } from '../../src/procedures/procedures.ts'
import { caseRows, loadRules, loadWords, procedures } from '../../src/procedures/procedures.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const knowledgeDir = join(root, 'knowledge')
const promptsDir = join(root, 'prompts')

const { library, companions } = await readLibrary(knowledgeDir)

export const documents = library.documents
export const passages = library.passages

export const tables: Tables = { ...companions, cases: caseRows(documents) }

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
export const editorsAsks: string[] = passages.flatMap((passage) => passage.asks)
