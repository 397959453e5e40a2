/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const furtherWeights: { intercept: number; weights: Readonly<Record<string, number>> } = {
  intercept: -1.552,
  weights: {
    behind: -0.33,
    near: -0.45,
    told: -0.59,
    open: -0.62,
    names: 0.2,
    sameLabel: 0.44,
    section: -0.75,
    programme: 0.47,
    repeats: -0.63,
    cover: -2.23,
    decides: -0.19,
    edition: 0.06,
    lead: 0.9,
  },
}
