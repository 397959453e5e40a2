/** The one file that knows hnswlib: nearest entries by angle, where the corpus is too large to compare with all. */
import hnswlib from 'hnswlib-node'

/** Up to here a scan of flat arrays takes a fraction of a millisecond and misses nothing. */
export const FLAT_ENTRIES_MAX = 6_000

const LINKS = 16
const BUILD_WIDTH = 200
const SEARCH_WIDTH = 300
const LEVEL_SEED = 100

export interface Near {
  nearest(vector: Float32Array, count: number): number[]
  write(path: string): void
}

const wrap = (graph: hnswlib.HierarchicalNSW): Near => {
  graph.setEf(SEARCH_WIDTH)
  return {
    nearest: (vector, count) => graph.searchKnn(Array.from(vector), Math.min(count, graph.getCurrentCount())).neighbors,
    write: (path) => {
      graph.writeIndexSync(path)
    },
  }
}

export const buildNear = (vectors: Float32Array, width: number): Near => {
  const count = vectors.length / width
  const graph = new hnswlib.HierarchicalNSW('ip', width)
  graph.initIndex(count, LINKS, BUILD_WIDTH, LEVEL_SEED)
  for (let row = 0; row < count; row++)
    graph.addPoint(Array.from(vectors.subarray(row * width, (row + 1) * width)), row)
  return wrap(graph)
}

export const readNear = (path: string, width: number): Near => {
  const graph = new hnswlib.HierarchicalNSW('ip', width)
  graph.readIndexSync(path)
  return wrap(graph)
}
