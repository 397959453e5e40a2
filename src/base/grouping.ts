/** Lists under a key, in the order in which things come. */
export const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}

/** Things that agree in `key`. */
export const grouped = <K, V>(things: Iterable<V>, keyOf: (thing: V) => K): Map<K, V[]> => {
  const groups = new Map<K, V[]>()
  for (const thing of things) push(groups, keyOf(thing), thing)
  return groups
}
