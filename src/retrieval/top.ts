/** The best of many scores without sorting them all. */

/** Among equals the later place is the worse. */
const worse = (scores: Float32Array, a: number, b: number): boolean => {
  const x = scores[a] as number
  const y = scores[b] as number
  return x < y || (x === y && a > b)
}

const sink = (heap: Int32Array, size: number, scores: Float32Array, place: number): void => {
  let hole = 0
  for (let child = 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && worse(scores, heap[child + 1] as number, heap[child] as number)) child++
    if (!worse(scores, heap[child] as number, place)) break
    heap[hole] = heap[child] as number
    hole = child
  }
  heap[hole] = place
}

const rise = (heap: Int32Array, end: number, scores: Float32Array, place: number): void => {
  let hole = end
  while (hole > 0) {
    const parent = (hole - 1) >> 1
    if (!worse(scores, place, heap[parent] as number)) break
    heap[hole] = heap[parent] as number
    hole = parent
  }
  heap[hole] = place
}

/**
 * Places of the highest positive scores, in no order. A heap holds the best so far with the worst of them on top, so
 * that most scores are looked at once and left.
 */
export const bestOf = (scores: Float32Array, count: number): Int32Array => {
  const heap = new Int32Array(Math.max(0, Math.min(count, scores.length)))
  if (heap.length === 0) return heap
  let size = 0
  let least = 0
  for (let place = 0; place < scores.length; place++) {
    if ((scores[place] as number) <= least) continue
    if (size < heap.length) rise(heap, size++, scores, place)
    else sink(heap, size, scores, place)
    if (size === heap.length) least = scores[heap[0] as number] as number
  }
  return heap.subarray(0, size)
}

const ordered = (scores: Float32Array, places: Iterable<number>): number[] =>
  Array.from(places).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)

/** The same, best first, the earlier place first among equals. */
export const topOf = (scores: Float32Array, count: number): number[] => ordered(scores, bestOf(scores, count))

/** The same, where none but these can be among the best. */
export const topAmong = (scores: Float32Array, places: Iterable<number>, count: number): number[] =>
  ordered(scores, places)
    .filter((place) => (scores[place] as number) > 0)
    .slice(0, count)
