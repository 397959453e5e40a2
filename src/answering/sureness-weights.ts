/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: -0.78,
  weights: {
    meant: 4.37,
    absent: -1.97,
    gap: -3.14,
    score: 4.38,
    yearOther: -1.5,
    abroad: -2.62,
    head: -2.6,
    silence: -3.28,
  },
  at: 0.42,
}
