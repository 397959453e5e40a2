/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 2.246,
  weights: {
    meant: 1.94,
    absent: -2.53,
    gap: -4.86,
    score: 3.33,
    nobody: -4.47,
    silence: -2.56,
    abroad: -2.39,
    length: 5.07,
  },
  at: 0.453,
}
// Reliability on 2381 questions (predicted → observed):
// 0.021 → 0 (298)
// 0.168 → 0.168 (298)
// 0.529 → 0.537 (298)
// 0.812 → 0.846 (298)
// 0.911 → 0.909 (298)
// 0.955 → 0.953 (298)
// 0.977 → 0.963 (298)
// 0.991 → 0.99 (295)
