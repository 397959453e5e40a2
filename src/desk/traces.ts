/** How a reply came about, for operators who ask why. */
import type { Part } from '../answering/parts.ts'
import type { Trace } from '../vocabulary/types.ts'

/** Each question of a message may have cost calls of its own. */
const modelOf = (parts: readonly Part[]): Trace['model'] =>
  parts.reduce<Trace['model']>((sum, { model }) => {
    if (model === undefined || sum === undefined) return model ?? sum
    return {
      calls: sum.calls + model.calls,
      tokensIn: sum.tokensIn + model.tokensIn,
      tokensOut: sum.tokensOut + model.tokensOut,
      removed: sum.removed + model.removed,
    }
  }, undefined)

/** The trace of a message whose parts were answered one by one. */
export const traceOf = (parts: readonly Part[], whole: string): Trace => {
  const model = modelOf(parts)
  const signals = parts.find(({ features }) => features !== undefined)?.features
  const sure = parts.map(({ confidence }) => confidence).filter((confidence) => confidence !== null)
  return {
    whole,
    retrieved: parts.flatMap(({ retrieved }) =>
      retrieved.map(({ passage, score, parts: made }) => ({ passage: passage.id, score, parts: made })),
    ),
    confidence: sure.length === 0 ? null : Math.min(...sure),
    decisions: parts.flatMap(({ decisions }) => decisions),
    ...(signals === undefined ? {} : { signals }),
    ...(model === undefined ? {} : { model }),
  }
}

/** The trace of what needed no search. */
export const plainTrace = (whole: string, ...decisions: string[]): Trace => ({
  whole,
  retrieved: [],
  confidence: null,
  decisions,
})
