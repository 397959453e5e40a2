/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 1.617,
  weights: {
    meant: 1.92,
    absent: -2.92,
    gap: -4.25,
    score: 3.64,
    nobody: -4.6,
    silence: -2.46,
    abroad: -2.16,
    length: 5.71,
  },
  at: 0.421,
}
// Reliability on 2251 questions (predicted → observed):
// 0.015 → 0.004 (282)
// 0.136 → 0.106 (282)
// 0.502 → 0.539 (282)
// 0.808 → 0.84 (282)
// 0.914 → 0.915 (282)
// 0.956 → 0.936 (282)
// 0.978 → 0.972 (282)
// 0.992 → 0.989 (277)
