export const calibration = {
  fittedAt: '',
  questions: 0,
  intercept: -3.2,
  weights: { proj: 2, covTitle: 1.5, cb: 1.5, titleCov: 1.5, margin: 0.5, maxHit: 1, covW: 2, top: 0.8 },
  answerAt: 0.5,
} as const
