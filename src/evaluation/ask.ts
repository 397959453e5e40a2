/** Asks the desk one case and checks what it says against what the case expects. */
import { performance } from 'node:perf_hooks'
import { dayWords, fiscalYearOf, fiscalYearWords } from '../japanese/calendar.ts'
import { yearsIn } from '../japanese/dates.ts'
import { unsupportedFigures } from '../japanese/figures.ts'
import { answerOnce, type DeskParts } from '../desk/desk.ts'
import type { Memory, Reply, Taken } from '../vocabulary/types.ts'
import { fold } from '../japanese/fold.ts'
import { bare, type Case } from './questions.ts'

export interface Result {
  case: Case
  outcome: string
  text: string
  /** The question as understood, for the fit. */
  whole: string
  confidence: number | null
  tookMs: number
  outcomeRight: boolean
  missing: string[]
  forbidden: string[]
  cited: string[]
  firstCited: string
  citedRight: number
  supported: boolean
  stale: boolean
  unsupported: string[]
  decisions: string[]
  signals: Record<string, number> | null
  /** Documents of the best hits, best first. */
  hits: string[]
}

const TIME_NOTICES = new Set(['ended', 'superseded', 'correction', 'conflict', 'as-of', 'uncovered'])

/** Something over or replaced is said without any word about its time. */
const isStale = (reply: Reply, asked: string): boolean => {
  if (reply.outcome !== 'answer') return false
  const first = reply.citations[0]
  if (first === undefined || first.status === 'current') return false
  const told = reply.notices.some(({ kind }) => TIME_NOTICES.has(kind))
  return !told && !/令和|平成|年度|[rh]\d|20\d\d|去年|昨年/iu.test(fold(asked))
}

const figuresWithoutSource = (reply: Reply, asked: string, parts: DeskParts, asOf: string): string[] => {
  if (reply.working !== undefined) return []
  const { passages = [], documents = [] } = parts.index()?.library ?? {}
  const cited = new Set(reply.citations.map(({ passage }) => passage))
  const owners = new Set(reply.citations.map(({ document }) => document))
  const sources = [
    // What the person said may be said back, such as the year that no document covers.
    asked,
    dayWords(asOf),
    fiscalYearWords(fiscalYearOf(asOf)),
    // A month that is named lies in a fiscal year.
    ...yearsIn(fold(asked), asOf).fiscal.map(fiscalYearWords),
    ...passages
      .filter(({ id }) => cited.has(id))
      .flatMap(({ text, title, issued }) => [text, title, issued === null ? '' : dayWords(issued)]),
    ...documents.filter(({ id }) => owners.has(id)).flatMap(({ title, source }) => [title, source]),
  ]
  // The marks of the sources themselves, the numbers of parts, and 119 are the desk's own words.
  const said = reply.text.replaceAll(/\[\d+\]|（\d）|119番/gu, ' ')
  return reply.outcome === 'answer' ? unsupportedFigures(said, sources) : []
}

const checked = (one: Case, taken: Taken, tookMs: number, parts: DeskParts, asOf: string): Result => {
  const { reply } = taken
  const text = reply?.text ?? ''
  const all = bare([text, ...(reply?.notices ?? []).map((notice) => notice.text)].join('\n'))
  const holds = (fact: string): boolean => all.includes(bare(fact))
  const cited = [...new Set((reply?.citations ?? []).map(({ document }) => document))]
  return {
    case: one,
    outcome: reply?.outcome ?? 'silent',
    text,
    whole: taken.trace.whole,
    confidence: taken.trace.confidence,
    tookMs,
    outcomeRight: one.outcomes.includes(reply?.outcome ?? 'silent'),
    missing: one.must.filter((wordings) => !wordings.some(holds)).map((wordings) => wordings.join(' / ')),
    forbidden: one.mustNot.filter(holds),
    cited,
    firstCited: reply?.citations[0]?.passage ?? '',
    citedRight: cited.filter((id) => one.supports.includes(id)).length,
    supported: cited.some((id) => one.supports.includes(id)),
    stale: reply !== null && isStale(reply, one.turns.join(' ')),
    unsupported: reply === null ? [] : figuresWithoutSource(reply, one.turns.join('\n'), parts, asOf),
    decisions: taken.trace.decisions,
    signals: taken.trace.signals ?? null,
    hits: taken.trace.retrieved.map(({ passage }) => passage.replace(/#.*$/u, '')),
  }
}

export const askCase = async (one: Case, parts: DeskParts): Promise<Result> => {
  let memory: Memory = {}
  let taken: Taken | null = null
  let tookMs = 0
  for (const question of one.turns) {
    const began = performance.now()
    taken = await answerOnce(parts, { question, memory, ...(one.asOf === undefined ? {} : { asOf: one.asOf }) })
    tookMs = performance.now() - began
    memory = taken.memory
  }
  if (taken === null) throw new TypeError(`Case ${one.id} has no question.`)
  return checked(one, taken, tookMs, parts, one.asOf ?? parts.today())
}
