interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (thrown: unknown) => void
}

/**
 * Writes what comes while an earlier write is under way in one, so that a burst waits for the disk a few times and not
 * once each. `write` gives one result for each, in order.
 */
export const createBatches = <T, R>(
  write: (items: T[]) => Promise<R[]>,
  batchMax: number,
): { add(items: readonly T[]): Promise<R[]>; waiting(): number } => {
  let waiting: Waiting<T, R>[] = []
  let writing = false

  const settle = async (batch: Waiting<T, R>[]): Promise<void> => {
    try {
      const results = await write(batch.map(({ item }) => item))
      batch.forEach((entry, n) => entry.resolve(results[n] as R))
    } catch (thrown) {
      // One must not take its neighbours with it.
      if (batch.length > 1) for (const entry of batch) await settle([entry])
      else batch[0]?.reject(thrown)
    }
  }
  const drain = async () => {
    if (writing) return
    writing = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax)
      waiting = waiting.slice(batchMax)
      await settle(batch)
    }
    writing = false
  }

  return {
    add(items) {
      const results = items.map(
        (item) => new Promise<R>((resolve, reject) => void waiting.push({ item, resolve, reject })),
      )
      void drain()
      return Promise.all(results)
    },
    waiting: () => waiting.length,
  }
}
