/** One text is looked at several times on its way to an answer; what was made of it last is kept for that long. */

const KEPT_MAX = 16

export const recent = <T>(make: (text: string) => T, keptMax = KEPT_MAX): ((text: string) => T) => {
  const kept = new Map<string, T>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const made = make(text)
    kept.set(text, made)
    const [oldest] = kept.keys()
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
    return made
  }
}
