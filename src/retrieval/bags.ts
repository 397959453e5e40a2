/** Texts as their terms, one text after the other in flat arrays: as objects, a large corpus would not fit in the heap. */

export interface Bags {
  /** How many texts. */
  count: number
  /** The terms of text n are at start[n] … start[n + 1]. */
  start: Uint32Array
  ids: Uint32Array
  counts: Uint16Array
}

/** Every word of a text that is longer than this is rare enough to be counted once less. */
const COUNT_MAX = 65_535
const FIRST_ROOM = 1_024

export interface BagMaker {
  add(terms: Iterable<readonly [id: number, count: number]>): void
  bags(): Bags
}

const wider = <A extends Uint32Array | Uint16Array>(made: A, old: A): A => {
  made.set(old)
  return made
}

export const makeBags = (): BagMaker => {
  let texts = 0
  let used = 0
  let start = new Uint32Array(FIRST_ROOM)
  let ids = new Uint32Array(FIRST_ROOM)
  let counts = new Uint16Array(FIRST_ROOM)
  return {
    add: (terms) => {
      for (const [id, count] of terms) {
        if (used === ids.length) {
          // Half as much again, since twice of hundreds of megabytes would be too much.
          const room = Math.ceil(used * 1.5)
          ids = wider(new Uint32Array(room), ids)
          counts = wider(new Uint16Array(room), counts)
        }
        ids[used] = id
        counts[used] = Math.min(COUNT_MAX, count)
        used++
      }
      texts++
      if (texts === start.length) start = wider(new Uint32Array(texts * 2), start)
      start[texts] = used
    },
    bags: () => ({
      count: texts,
      start: start.subarray(0, texts + 1),
      ids: ids.subarray(0, used),
      counts: counts.subarray(0, used),
    }),
  }
}

/** A text's terms as pairs, for the few places where texts are short. */
export const pairsIn = ({ start, ids, counts }: Bags, text: number): [id: number, count: number][] => {
  const pairs: [number, number][] = []
  for (let at = start[text] as number; at < (start[text + 1] as number); at++) {
    pairs.push([ids[at] as number, counts[at] as number])
  }
  return pairs
}
