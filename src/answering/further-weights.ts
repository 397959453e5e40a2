/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const furtherWeights: { intercept: number; weights: Readonly<Record<string, number>> } = {
  intercept: -1.238,
  weights: {
    behind: -0.34,
    near: -0.43,
    told: -0.88,
    open: -0.67,
    names: 0.14,
    sameLabel: 0.45,
    section: -0.57,
    programme: 0.42,
    repeats: -0.62,
    cover: -1.39,
    decides: -0.4,
    edition: 0.03,
    lead: 0.94,
  },
}
