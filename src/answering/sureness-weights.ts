/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 1.627,
  weights: {
    meant: 2.05,
    absent: -2.31,
    gap: -4.97,
    score: 4.07,
    nobody: -4.09,
    silence: -2.51,
    abroad: -2.26,
    length: 5.18,
  },
  at: 0.463,
}
// Reliability on 2519 questions (predicted → observed):
// 0.024 → 0.006 (315)
// 0.188 → 0.178 (315)
// 0.579 → 0.597 (315)
// 0.831 → 0.863 (315)
// 0.918 → 0.914 (315)
// 0.958 → 0.956 (315)
// 0.979 → 0.968 (315)
// 0.992 → 0.987 (314)
