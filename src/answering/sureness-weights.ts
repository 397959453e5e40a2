/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const surenessWeights: { intercept: number; weights: Readonly<Record<string, number>>; at: number } = {
  intercept: 0.123,
  weights: {
    meant: 3.75,
    absent: -1.9,
    gap: -4.93,
    score: 6.32,
    yearOther: -1.69,
    head: -3.33,
    silence: -3.4,
    abroad: -6.72,
  },
  at: 0.42,
}
// Reliability on 1689 questions (predicted → observed):
// 0.007 → 0 (212)
// 0.058 → 0.057 (212)
// 0.274 → 0.226 (212)
// 0.692 → 0.726 (212)
// 0.897 → 0.892 (212)
// 0.957 → 0.967 (212)
// 0.978 → 0.991 (212)
// 0.991 → 0.995 (205)
