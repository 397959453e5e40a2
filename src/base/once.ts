/** Makes something of a thing when it is first asked for, and keeps it for as long as the thing itself. */
export const once = <K extends object, T>(make: (of: K) => T): ((of: K) => T) => {
  const kept = new WeakMap<K, { made: T }>()
  return (of) => {
    let known = kept.get(of)
    if (known === undefined) kept.set(of, (known = { made: make(of) }))
    return known.made
  }
}
