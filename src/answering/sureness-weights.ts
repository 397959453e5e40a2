/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: -0.26,
  weights: {
    meant: 4.14,
    absent: -2.07,
    gap: -3.09,
    score: 4.54,
    yearOther: -1.55,
    head: -2.31,
    silence: -3.96,
    programme: -0.76,
  },
  at: 0.45,
}
