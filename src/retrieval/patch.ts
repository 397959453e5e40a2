/** Postings of a corpus from which some texts went and to which others came: what stayed is copied, under its new number. */

export interface Postings {
  /** Those of term t are at start[t] … start[t + 1], ascending. */
  start: Uint32Array
  where: Uint32Array
  what: Float32Array
}

/** By term, ascending by text. */
export type Added = ReadonlyMap<number, readonly (readonly [where: number, what: number])[]>

/** Where a text that went was. */
export const GONE = 0xffff_ffff

/** Where each term's postings begin in what is made. */
const startsOf = ({ start, where }: Postings, newOf: Uint32Array, added: Added, terms: number): Uint32Array => {
  const made = new Uint32Array(terms + 1)
  const before = start.length - 1
  for (let id = 0; id < terms; id++) {
    let count = added.get(id)?.length ?? 0
    const end = id < before ? (start[id + 1] as number) : 0
    for (let at = id < before ? (start[id] as number) : 0; at < end; at++) {
      if (newOf[where[at] as number] !== GONE) count++
    }
    made[id + 1] = (made[id] as number) + count
  }
  return made
}

/** Puts what came among what stayed, ascending by text. */
const mergeAdded = (made: Postings, id: number, stayed: number, added: Added): void => {
  const more = added.get(id) ?? []
  let to = (made.start[id + 1] as number) - 1
  let from = (made.start[id] as number) + stayed - 1
  // From the end, so that nothing is overwritten that is still to be moved.
  for (let next = more.length - 1; next >= 0; to--) {
    const [place, value] = more[next] as readonly [number, number]
    const isLater = from >= (made.start[id] as number) && (made.where[from] as number) > place
    made.where[to] = isLater ? (made.where[from] as number) : place
    made.what[to] = isLater ? (made.what[from] as number) : value
    if (isLater) from--
    else next--
  }
}

/** `newOf` gives each old text its new number, in the same order, or GONE. */
export const patched = (old: Postings, newOf: Uint32Array, added: Added, terms: number): Postings => {
  const before = old.start.length - 1
  const start = startsOf(old, newOf, added, terms)
  const size = start[terms] ?? 0
  const made = { start, where: new Uint32Array(size), what: new Float32Array(size) }
  for (let id = 0; id < terms; id++) {
    let to = start[id] as number
    const end = id < before ? (old.start[id + 1] as number) : 0
    for (let at = id < before ? (old.start[id] as number) : 0; at < end; at++) {
      const place = newOf[old.where[at] as number] as number
      if (place === GONE) continue
      made.where[to] = place
      made.what[to] = old.what[at] as number
      to++
    }
    mergeAdded(made, id, to - (start[id] as number), added)
  }
  return made
}

/** Values or rows of a width, moved to their new places; those of what came are empty. */
export const moved = <A extends Float32Array | Uint32Array>(old: A, newOf: Uint32Array, made: A, width = 1): A => {
  for (let at = 0; at < newOf.length; at++) {
    const to = newOf[at] as number
    if (to !== GONE) made.set(old.subarray(at * width, (at + 1) * width), to * width)
  }
  return made
}

/** Numbers per term, with zeros for the terms that came. */
export const longer = <A extends Float32Array | Uint32Array>(old: A, made: A): A => {
  made.set(old)
  return made
}
