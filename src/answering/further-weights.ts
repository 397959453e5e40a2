/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const furtherWeights: { intercept: number; weights: Readonly<Record<string, number>> } = {
  intercept: -1.021,
  weights: {
    behind: -0.3,
    near: -0.51,
    told: -1.03,
    open: -0.58,
    names: 0.17,
    sameLabel: 0.56,
    section: -0.43,
    programme: 0.39,
    repeats: -0.81,
    cover: -1.8,
    decides: -0.5,
    edition: 0.12,
    lead: 0.92,
    slot: -0.07,
    unit: 0.47,
    key: 0.07,
    beside: 1.41,
  },
}
