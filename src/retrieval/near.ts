/** The one file that knows hnswlib: entries that are nearest by angle. */
import hnswlib from 'hnswlib-node'

/** Up to here all entries are compared, and nothing is missed; beyond, a graph of neighbours is followed. */
export const FLAT_ENTRIES_MAX = 150_000

const LINKS = 16
const BUILD_WIDTH = 200
const SEARCH_WIDTH = 300
const LEVEL_SEED = 100

export interface Near {
  /** Entries, nearest first. */
  nearest(vector: Float32Array, count: number): readonly number[]
}

/** A graph is kept on disk, since building it takes seconds. */
export interface Graph extends Near {
  write(path: string): void
}

const wrap = (graph: hnswlib.HierarchicalNSW): Graph => {
  graph.setEf(SEARCH_WIDTH)
  return {
    nearest: (vector, count) => graph.searchKnn(Array.from(vector), Math.min(count, graph.getCurrentCount())).neighbors,
    write: (path) => {
      graph.writeIndexSync(path)
    },
  }
}

export const buildGraph = (vectors: Float32Array, width: number): Graph => {
  const count = vectors.length / width
  const graph = new hnswlib.HierarchicalNSW('ip', width)
  graph.initIndex(count, LINKS, BUILD_WIDTH, LEVEL_SEED)
  for (let row = 0; row < count; row++)
    graph.addPoint(Array.from(vectors.subarray(row * width, (row + 1) * width)), row)
  return wrap(graph)
}

export const readGraph = (path: string, width: number): Graph => {
  const graph = new hnswlib.HierarchicalNSW('ip', width)
  graph.readIndexSync(path)
  return wrap(graph)
}

/** Compares with all entries, natively: a quarter of the time that the same loop takes here. */
export const flatNear = (vectors: Float32Array, width: number): Near => {
  const count = width === 0 ? 0 : vectors.length / width
  if (count === 0) return { nearest: () => [] }
  let made: hnswlib.BruteforceSearch | null = null
  /** Filled when it is first asked for: of a large library that takes a second, and most questions need it not. */
  const flat = (): hnswlib.BruteforceSearch => {
    if (made !== null) return made
    made = new hnswlib.BruteforceSearch('ip', width)
    made.initIndex(count)
    for (let row = 0; row < count; row++) {
      made.addPoint(Array.from(vectors.subarray(row * width, (row + 1) * width)), row)
    }
    return made
  }
  return {
    nearest: (vector, most) => flat().searchKnn(Array.from(vector), Math.min(most, count)).neighbors,
  }
}
