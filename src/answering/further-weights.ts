/** Learned by `telework-desk eval --fit` on test/questions; do not edit. */
export const furtherWeights: { intercept: number; weights: Readonly<Record<string, number>> } = {
  intercept: -1.308,
  weights: {
    behind: -0.32,
    near: -0.39,
    told: -1.07,
    open: -0.39,
    names: 0.09,
    sameLabel: 0.52,
    section: -0.54,
    programme: 0.5,
    repeats: -0.97,
    cover: -1.33,
    decides: -0.34,
    edition: 0.21,
    lead: 0.95,
    slot: 0.11,
    unit: 0.67,
    key: -0.15,
    beside: 1.67,
  },
}
