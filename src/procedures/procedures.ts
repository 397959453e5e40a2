/**
 * Procedures: judgements, estimates, lists and finders that compute instead of quote. The door of the room. Data goes
 * in once; everything after that is pure.
 */
import type { Day } from '../vocabulary/types.ts'
import { dialogue, type Dialogue } from './dialogue.ts'
import { adoptionBenchmark } from './benchmark.ts'
import { eventCalendar } from './calendar.ts'
import { caseFinder } from './cases.ts'
import { eligibility } from './eligibility.ts'
import { regionalIot } from './iot.ts'
import { makeKit } from './kit.ts'
import { taskLevel } from './levels.ts'
import { pioneer } from './pioneer.ts'
import type { Rules } from './rules.ts'
import { ROUGH, type Inputs, type Procedure, type Tables } from './shape.ts'
import { reportingMethods } from './reporting.ts'
import { securityPaper } from './security.ts'
import { introductionSteps } from './steps.ts'
import { allocationTax } from './tax.ts'
import { consultationWindows } from './windows.ts'
import type { Words } from './words.ts'

export { caseRows } from './cases.ts'
export { loadRules, type Rules } from './rules.ts'
export { loadWords, type Words } from './words.ts'
export type { DialogueMemory, DialogueStep } from './dialogue.ts'
export type { Inputs, Outcome, Procedure, Tables } from './shape.ts'

interface Recognised {
  procedure: Procedure
  inputs: Inputs
}

export interface Procedures {
  all: Procedure[]
  find(id: string): Procedure | undefined
  /** The procedure that a free sentence is for, or null; of several, the one that finds most in it. */
  recogniseAny(text: string, asOf: Day): Recognised | null
  dialogue: Dialogue
}

const richness = (inputs: Inputs): number => Object.keys(inputs).filter((name) => name !== ROUGH).length

/** A pasted document is not a sentence about one's own case. */
const sentenceMax = 1_000

export const procedures = (data: { rules: Rules; words: Words; tables: Tables }): Procedures => {
  const kit = makeKit(data.rules, data.words, data.tables)
  const all = [
    eligibility,
    consultationWindows,
    allocationTax,
    regionalIot,
    introductionSteps,
    taskLevel,
    pioneer,
    securityPaper,
    adoptionBenchmark,
    reportingMethods,
    caseFinder,
    eventCalendar,
  ].map((make) => make(kit))
  const find = (id: string) => all.find((procedure) => procedure.id === id)
  return {
    all,
    find,
    recogniseAny(text, asOf) {
      if (text.length > sentenceMax) return null
      let best: Recognised | null = null
      for (const procedure of all) {
        const inputs = procedure.recognise(text, asOf)
        if (inputs && richness(inputs) > (best ? richness(best.inputs) : -1)) best = { procedure, inputs }
      }
      return best
    },
    dialogue: dialogue(find, data.words),
  }
}
