const tooLong = (ms: number) => (): Error => new Error(`no answer within ${ms} ms`)

/** The outcome of `work`, or the fault when it takes longer. The work itself is not stopped. */
export const within = async <T>(work: Promise<T>, ms: number, fault: () => Error = tooLong(ms)): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fault()), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
