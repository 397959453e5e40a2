/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 1.524,
  weights: {
    meant: 2.21,
    absent: -2.27,
    gap: -4.95,
    score: 3.83,
    nobody: -3.92,
    silence: -2.46,
    abroad: -2.22,
    length: 5.05,
  },
  at: 0.469,
}
// Reliability on 2519 questions (predicted → observed):
// 0.025 → 0.003 (315)
// 0.188 → 0.181 (315)
// 0.579 → 0.597 (315)
// 0.833 → 0.857 (315)
// 0.918 → 0.927 (315)
// 0.958 → 0.956 (315)
// 0.978 → 0.962 (315)
// 0.991 → 0.987 (314)
