/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 0.734,
  weights: {
    meant: 3.77,
    absent: -1.86,
    gap: -7.29,
    score: 4.81,
    yearOther: -1.74,
    silence: -2.04,
    abroad: -6.33,
  },
  at: 0.466,
}
// Reliability on 1689 questions (predicted → observed):
// 0.008 → 0 (212)
// 0.061 → 0.066 (212)
// 0.284 → 0.25 (212)
// 0.687 → 0.722 (212)
// 0.896 → 0.877 (212)
// 0.952 → 0.953 (212)
// 0.977 → 0.995 (212)
// 0.989 → 0.99 (205)
