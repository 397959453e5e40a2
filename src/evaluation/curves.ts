/** The two curves that justify the threshold: risk against coverage, and predicted against observed. */
import type { Result } from './ask.ts'
import { reliabilityOf, type Fitted } from './fit.ts'

export interface Curves {
  /** At each share of questions answered, the surest first: the share of those that should not have been. */
  risk: { coverage: number; risk: number }[]
  reliability: Fitted['reliability']
}

/** Whether an answer was wanted; null where either is right, which teaches nothing about when to answer. */
const wantedOf = ({ case: one }: Result): boolean | null =>
  one.outcomes.includes('answer') ? (one.outcomes.length > 1 ? null : true) : false

export const curvesOf = (results: readonly Result[]): Curves => {
  const scored = results
    .filter(({ confidence }) => confidence !== null)
    .map((result) => ({ yes: wantedOf(result), score: result.confidence ?? 0 }))
    .flatMap(({ yes, score }) => (yes === null ? [] : [{ score, yes }]))
  const sorted = scored.toSorted((a, b) => b.score - a.score)
  let wrong = 0
  const risk = sorted.map(({ yes }, i) => {
    if (!yes) wrong++
    return { coverage: (i + 1) / sorted.length, risk: wrong / (i + 1) }
  })
  return { risk, reliability: reliabilityOf(scored) }
}
