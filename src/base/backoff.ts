export interface Backoff {
  /** After the first failure. */
  firstMs: number
  mostMs: number
  /** By how much a wait grows with each further failure. */
  factor?: number
}

/** How long to wait after so many failures in a row; spread, so that what failed together does not come back in step. */
export const backoff =
  ({ firstMs, mostMs, factor = 2 }: Backoff) =>
  (failures: number): number =>
    Math.min(firstMs * factor ** (failures - 1), mostMs) * (0.75 + Math.random() / 2)
