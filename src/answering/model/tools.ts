/** Read-only tools: search again, and the procedures. What they find becomes numbered sources; nothing else happens. */
import type { StructuredToolInterface } from '@langchain/core/tools'
import { z } from 'zod'
import type { Ranked } from '../../vocabulary/types.ts'
import { fold } from '../../knowledge/knowledge.ts'
import type { Outcome, ProcedureAnswer, Procedures } from '../../procedures/procedures.ts'
import type { Index } from '../../retrieval/retrieval.ts'
import { yearsIn } from '../../japanese/dates.ts'
import { gather } from '../evidence.ts'
import { unsupportedFigures } from '../figures.ts'
import type { Question } from '../shape.ts'
import type { Source } from './claims.ts'
import { addressesModel } from './foreign.ts'
import { asData } from './prompt.ts'
import type { ModelWords } from './words.ts'

/** Hits of one search that are shown. */
const FOUND_MAX = 4
/** All sources of one draft. */
const SOURCES_MAX = 20
const QUERY_CHARACTERS_MAX = 200
const OUTCOME_LINES_MAX = 20

export interface Workbench {
  sources: Source[]
  /** The workings of the procedures that were run, by the number of their source. */
  workings: Map<number, Outcome['working']>
}

interface ToolParts {
  index: Index | null
  procedures: Procedures | null
  question: Question
  /** What the person said, with their own data in it. */
  restore: (text: string) => string
  words: ModelWords
  bench: Workbench
}

const add = (bench: Workbench, ranked: Ranked, computed?: string): Source | null => {
  const known = bench.sources.find(
    (source) => source.computed === computed && source.ranked.passage.id === ranked.passage.id,
  )
  if (known !== undefined) return known
  if (bench.sources.length >= SOURCES_MAX) return null
  const source: Source = { n: bench.sources.length + 1, ranked, ...(computed === undefined ? {} : { computed }) }
  bench.sources.push(source)
  return source
}

const search = async ({ index, question, restore, bench }: ToolParts, given: string): Promise<string> => {
  if (index === null) return '[]'
  const text = restore(given).slice(0, QUERY_CHARACTERS_MAX)
  const ranked = await index.retrieve({ text, asOf: question.asOf, limit: FOUND_MAX * 2 })
  const safe = ranked.filter(({ score, passage }) => score > 0 && !addressesModel(`${passage.title}\n${passage.text}`))
  const evidence = gather(safe, { ...question, text: fold(text).toLowerCase() }, yearsIn(fold(text), question.asOf))
  const found = evidence.passages.slice(0, FOUND_MAX).map((one) => add(bench, one))
  return JSON.stringify(asData(found.filter((source) => source !== null)))
}

/** The passage that a procedure's rules come from: the section that is named, or the document's first. */
const sourceOf = (index: Index, { sources }: ProcedureAnswer): Ranked | null => {
  for (const { document: id, heading } of sources) {
    const inside = index.library.passages.filter((passage) => passage.document === id)
    const passage = inside.find(({ title }) => title === heading) ?? inside[0]
    const document = index.library.documents.find((one) => one.id === id)
    if (passage !== undefined && document !== undefined) {
      return { passage, document, status: 'current', score: 1, parts: {} }
    }
  }
  return null
}

const words = ({ lines, outcome }: ProcedureAnswer): string =>
  [...lines, ...outcome.working.slice(0, OUTCOME_LINES_MAX).map(({ label, value }) => `${label}: ${value}`)].join('\n')

/** Only what the person said counts: a figure that is not theirs is not taken. */
const compute = (parts: ToolParts, id: string, answers: Record<string, string>): string => {
  const { index, procedures, question, restore, bench } = parts
  if (procedures?.find(id) === undefined || index === null) return parts.words.unknownProcedure
  const said = restore(question.text)
  const foreign = Object.entries(answers).find(([, answer]) => unsupportedFigures(answer, [said]).length > 0)
  if (foreign !== undefined) return JSON.stringify({ needs: { name: foreign[0], error: parts.words.notSaid } })
  const answer = procedures.answerWith(id, said, answers, question.asOf)
  const ranked = answer === null ? null : sourceOf(index, answer)
  const source = answer === null || ranked === null ? null : add(bench, ranked, words(answer))
  if (answer === null || source === null) return parts.words.unknownProcedure
  bench.workings.set(source.n, answer.outcome.working)
  return JSON.stringify(asData([source]))
}

export const SEARCH_TOOL = 'search_again'
export const PROCEDURE_TOOL = 'procedure'

/** Nothing here can file, send, assign or close: the two tools read, and there are no others. */
export const toolsFor = async (parts: ToolParts): Promise<StructuredToolInterface[]> => {
  const { tool } = await import('langchain')
  const made: StructuredToolInterface[] = []
  if (parts.index !== null) {
    made.push(
      tool(({ query }) => search(parts, query), {
        name: SEARCH_TOOL,
        description: parts.words.tools.search,
        schema: z.object({ query: z.string().min(1).max(QUERY_CHARACTERS_MAX) }),
      }),
    )
  }
  if (parts.procedures !== null) {
    made.push(
      tool(({ id, answers }) => compute(parts, id, answers), {
        name: PROCEDURE_TOOL,
        description: parts.words.tools.procedure,
        schema: z.object({ id: z.string(), answers: z.record(z.string(), z.string()).default({}) }),
      }),
    )
  }
  return made
}
