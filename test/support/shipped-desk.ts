import { procedureTalk, readDeskWords, type DeskParts } from '../../src/desk/desk.ts'
import { caseRows, loadRules, loadWords, procedures } from '../../src/procedures/procedures.ts'
import { readActs } from '../../src/question/acts.ts'
import { readWants } from '../../src/question/question.ts'
import { knowledgeDir, promptsDir, shippedIndex } from './shipped-index.ts'

/** The desk's parts as the house wires them on the shipped knowledge, without a store and without the consultation. */
export const shippedParts = async (given: Partial<DeskParts> = {}): Promise<DeskParts> => {
  const { index, companions } = await shippedIndex()
  const tables = { ...companions, cases: caseRows(index.library.documents) }
  const all = procedures({ rules: loadRules(knowledgeDir), words: loadWords(promptsDir), tables })
  const today = () => '2026-11-20'
  return {
    index: () => index,
    companions: () => companions,
    talks: [procedureTalk({ procedures: () => all, index: () => index, today })],
    acts: readActs(promptsDir),
    wants: readWants(promptsDir),
    words: readDeskWords(promptsDir),
    today,
    ...given,
  }
}
