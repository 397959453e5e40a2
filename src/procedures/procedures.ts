/**
 * Procedures: judgements, estimates, lists and finders that compute instead of quote. The door of the room. Data goes
 * in once; everything after that is pure.
 */
import { answering, type Answering } from './answering.ts'
import { adoptionBenchmark } from './benchmark.ts'
import { eventCalendar } from './calendar.ts'
import { caseFinder } from './cases.ts'
import { eligibility } from './eligibility.ts'
import { regionalIot } from './iot.ts'
import { makeKit } from './kit.ts'
import { taskLevel } from './levels.ts'
import { ownRate } from './own-rate.ts'
import { pioneer } from './pioneer.ts'
import type { Rules } from './rules.ts'
import type { Procedure, Tables } from './shape.ts'
import { reportingMethods } from './reporting.ts'
import { securityPaper } from './security.ts'
import { introductionSteps } from './steps.ts'
import { allocationTax } from './tax.ts'
import { consultationWindows } from './windows.ts'
import type { Words } from './words.ts'

export { caseRows } from './cases.ts'
export { linesOf } from './kit.ts'
export { loadRules, type Rules } from './rules.ts'
export { standingOf, type Consultation } from './standing.ts'
export { loadWords, type Words } from './words.ts'
export type { Continued, ProcedureAnswer } from './answering.ts'
export type { Inputs, Outcome, Procedure, Tables } from './shape.ts'

export interface Procedures extends Answering {
  all: Procedure[]
  find(id: string): Procedure | undefined
}

/** Whose matter a message is, where two procedures find equally much in it: the first wins. */
const MAKERS = [
  allocationTax,
  regionalIot,
  pioneer,
  eligibility,
  taskLevel,
  introductionSteps,
  ownRate,
  adoptionBenchmark,
  reportingMethods,
  securityPaper,
  consultationWindows,
  caseFinder,
  eventCalendar,
]

/** Every procedure over one set of rules, words and tables. */
export const procedures = (data: { rules: Rules; words: Words; tables: Tables }): Procedures => {
  const kit = makeKit(data.rules, data.words, data.tables)
  const all = MAKERS.map((make) => make(kit))
  const find = (id: string) => all.find((procedure) => procedure.id === id)
  return { all, find, ...answering(all, data.words) }
}
