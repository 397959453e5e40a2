/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 2.257,
  weights: {
    meant: 2,
    absent: -2.54,
    gap: -4.94,
    score: 3.35,
    nobody: -4.34,
    silence: -2.61,
    abroad: -2.28,
    length: 5,
  },
  at: 0.456,
}
// Reliability on 2519 questions (predicted → observed):
// 0.024 → 0.003 (315)
// 0.192 → 0.181 (315)
// 0.577 → 0.594 (315)
// 0.829 → 0.857 (315)
// 0.918 → 0.93 (315)
// 0.958 → 0.956 (315)
// 0.979 → 0.962 (315)
// 0.992 → 0.987 (314)
