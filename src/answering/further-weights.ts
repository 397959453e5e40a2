/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const furtherWeights: { intercept: number; weights: Readonly<Record<string, number>> } = {
  intercept: -1.486,
  weights: {
    behind: -0.32,
    near: -0.35,
    told: -0.89,
    open: -0.87,
    names: 0.15,
    sameLabel: 0.52,
    section: -0.47,
    programme: 0.45,
    repeats: -0.76,
    cover: -1.31,
    decides: -0.37,
    edition: 0.18,
    lead: 0.94,
  },
}
