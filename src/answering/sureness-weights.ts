/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 1.508,
  weights: {
    meant: 2.03,
    absent: -2.42,
    gap: -4.89,
    score: 4.1,
    nobody: -4.02,
    silence: -2.53,
    abroad: -2.22,
    length: 5.33,
  },
  at: 0.467,
}
// Reliability on 2519 questions (predicted → observed):
// 0.024 → 0.01 (315)
// 0.188 → 0.178 (315)
// 0.583 → 0.59 (315)
// 0.83 → 0.873 (315)
// 0.917 → 0.908 (315)
// 0.958 → 0.956 (315)
// 0.978 → 0.968 (315)
// 0.992 → 0.987 (314)
