/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const furtherWeights: { intercept: number; weights: Readonly<Record<string, number>> } = {
  intercept: -1.549,
  weights: {
    behind: -0.31,
    near: -0.48,
    told: -0.61,
    open: -0.55,
    names: 0.2,
    sameLabel: 0.5,
    section: -0.62,
    programme: 0.44,
    repeats: -0.64,
    cover: -2.11,
    decides: -0.35,
    edition: 0.09,
    lead: 0.88,
  },
}
