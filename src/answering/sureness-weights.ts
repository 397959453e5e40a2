/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 1.74,
  weights: {
    meant: 1.89,
    absent: -2.89,
    gap: -4.25,
    score: 3.6,
    nobody: -4.67,
    silence: -2.53,
    abroad: -2.25,
    length: 5.61,
  },
  at: 0.429,
}
// Reliability on 2251 questions (predicted → observed):
// 0.015 → 0.004 (282)
// 0.136 → 0.106 (282)
// 0.503 → 0.528 (282)
// 0.808 → 0.848 (282)
// 0.913 → 0.915 (282)
// 0.957 → 0.943 (282)
// 0.978 → 0.968 (282)
// 0.992 → 0.989 (277)
