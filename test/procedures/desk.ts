/** The shipped procedures on the shipped knowledge, as the desk has them. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLibrary } from '../../src/knowledge/knowledge.ts'
import type { Inputs, Outcome, Procedure, ProcedureAnswer, Tables } from '../../src/procedures/procedures.ts'
import { caseRows, linesOf, loadRules, loadWords, procedures } from '../../src/procedures/procedures.ts'

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

/** The answer to a message by the procedure whose matter it is; fails where it is nobody's. */
export const answer = (text: string, asOf = today): ProcedureAnswer => {
  const found = shipped.answerByProcedure(text, {}, asOf)
  if (!found) throw new Error(`not recognised: ${text}`)
  return found
}

/** What is said of inputs, as one text. */
export const textOf = (id: string, inputs: Inputs, asOf = today): string => linesOf(run(id, inputs, asOf)).join('\n')

/** Every question that the editors of the documents wrote beside a section, which that section answers. */
export const editorsAsks: string[] = passages.flatMap((passage) => passage.asks)
