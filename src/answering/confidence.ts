/** One calibrated score: how likely it is that the first passage answers the question. */
import type { Signals } from '../retrieval/retrieval.ts'
import { calibration } from './calibration.ts'

export const SIGNAL_NAMES = ['proj', 'covTitle', 'cb', 'titleCov', 'margin', 'maxHit', 'covW', 'top'] as const

/** Below this the desk does not answer; chosen on the tuning half together with the weights. */
export const answerAt: number = calibration.answerAt

export const confidenceOf = (signals: Signals): number => {
  let sum: number = calibration.intercept
  for (const name of SIGNAL_NAMES) sum += calibration.weights[name] * signals[name]
  return 1 / (1 + Math.exp(-sum))
}
