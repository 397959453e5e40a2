/**
 * The retrieval room: builds, saves and opens the index of a library, and finds passages in it.
 * An index is one immutable value that all requests share.
 */
import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import { once } from '../base/once.ts'
import { recent } from '../base/recent.ts'
import type { Library, Passage, Query, Ranked, Retriever } from '../vocabulary/types.ts'
import { checkModel, embedEntries, modelOf } from './embedded.ts'
import { entriesOf } from './entries.ts'
import { readFiles, readLibraryFile, versionOf, writeFiles, type Kept } from './files.ts'
import { entryVectors, folder, titleVectors } from './folding.ts'
import { learnLexicon } from './lexicon.ts'
import { loadMorphemes } from './morphemes.ts'
import { buildGraph, FLAT_ENTRIES_MAX } from './near.ts'
import { groupsIn, modelFor, readableOf } from './readers.ts'
import type { Model } from './score.ts'
import { modelFrom, searcher, type Explanation, type Hit, type Keyword } from './searcher.ts'
import type { Signals } from './signals.ts'
import { learnSpace } from './space.ts'
import { readCorpus } from './corpus.ts'
import { buildTables, numbersOf } from './tables.ts'
import { pairsIn } from './bags.ts'
import { rowReader, rowsOf, SAMPLE_MAX } from './rows.ts'
import { lessonsOf } from './lessons.ts'
import { learnTaughtBeside } from './taught-beside.ts'
import { analyser, kindWeight } from './terms.ts'
import { updateKept } from './update.ts'
import { learnWordings } from './wordings.ts'

export { dot } from './folding.ts'
export { asLangChainRetriever } from './langchain.ts'
export type { Explanation, Hit, Keyword, Signals }

export interface Index extends Retriever {
  /** The same library, program and model give the same version. */
  readonly version: string
  readonly library: Library
  retrieve(query: Query): Promise<Ranked[]>
  /** Ids and scores only, for batches: no day, audience or place acts. */
  rank(text: string, limit: number): Promise<Hit[]>
  /** The results with the terms that made them, for operators who ask why. */
  explain(query: Query): Promise<Explanation>
  /** Raw signs of how sure `ranked`, the answer to `query`, is; `told` is the message that the query is a part of. */
  signals(query: Query, ranked: readonly Ranked[], told?: string): Signals
  /** Where a text lies in the learned space, of length 1; the product of two tells how close they are in meaning. */
  meaning(text: string): Float32Array
  /** How like a text is to each of the questions that are known for a passage, in their order: 0 … 1. */
  likeness(text: string, passage: Passage): Float32Array
  /** The content words of a text and what they weigh in this corpus. */
  keywords(text: string): Keyword[]
  /** The index as somebody of these groups sees it: what they may not read is as if it were not there. */
  readableBy(groups: readonly string[]): Index
}

export interface IndexOptions {
  /** A model's embeddings, used beside the learned vectors. */
  embeddings?: EmbeddingsInterface
  /** Hears why a question got no vector of the model; words and learned vectors then answer. Without it, it throws. */
  onEmbeddingsFault?: (thrown: unknown) => void
}

export interface BuildOptions extends IndexOptions {
  /** More entries than this are searched by a graph of neighbours instead of one by one. */
  flatEntriesMax?: number
  onProgress?: (done: number, total: number) => void
}

/** What a running index keeps hold of, so that saving needs no second copy of the truth. */
const keptOf = new WeakMap<Index, Kept>()

/** The event loop gets a turn after this many entries, so that a server that re-indexes keeps answering. */
const ENTRIES_PER_TURN = 20

/** One for the process, so that what it has read of listed words serves every index. */
const analysing = once(analyser)

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Views are few: one for each set of groups that anybody who asks is in. */
const VIEWS_MAX = 32

const assemble = async (kept: Kept, version: string, options: IndexOptions): Promise<Index> => {
  const analyse = analysing(await loadMorphemes())
  const model = modelFrom(kept)
  const limiting = groupsIn(kept.library)
  const over = (as: Model, library: Library) =>
    searcher(kept, as, library, analyse, options.embeddings, options.onEmbeddingsFault)
  const viewOf = recent((key): Index => {
    const readable = readableOf(kept.library, key === '' ? [] : key.split('\n'))
    const view: Index = Object.freeze({
      version,
      library: readable.library,
      ...over(modelFor(model, readable), readable.library),
      readableBy: (groups: readonly string[]): Index => viewOf(keyOf(groups)),
    })
    return view
  }, VIEWS_MAX)
  const keyOf = (groups: readonly string[]): string =>
    [...new Set(groups)]
      .filter((group) => limiting.has(group))
      .sort()
      .join('\n')
  const index: Index = Object.freeze({
    version,
    library: kept.library,
    ...over(model, kept.library),
    readableBy: (groups: readonly string[]): Index => (limiting.size === 0 ? index : viewOf(keyOf(groups))),
  })
  keptOf.set(index, kept)
  return index
}

export const buildIndex = async (library: Library, options: BuildOptions = {}): Promise<Index> => {
  const { embeddings, onProgress, flatEntriesMax = FLAT_ENTRIES_MAX } = options
  const analyse = analysing(await loadMorphemes())
  const entries = library.passages.length
  const corpus = await readCorpus(entriesOf(library), analyse, async (done) => {
    onProgress?.(done, entries)
    if (done % ENTRIES_PER_TURN === 0) await breathe()
  })
  const lexical = buildTables(corpus)
  const { tables } = lexical
  await breathe()
  const wordings = await learnWordings(library, corpus, analyse, breathe)
  const learning = learnTaughtBeside(lessonsOf(wordings, library), breathe)
  const read = rowReader(lexical)
  const space = learnSpace(rowsOf(lexical, read, SAMPLE_MAX))
  await breathe()
  const numbers = numbersOf(tables)
  const lexicon = await learnLexicon(analyse, (term) => numbers.get(term), breathe)
  const titlesTerms = (title: number) =>
    pairsIn(corpus.titles, title).map(([id, count]) => ({
      id,
      weight: Math.log(1 + count),
      kind: kindWeight(tables.terms[id] ?? ''),
    }))
  const vectors = entryVectors(tables.entries, space, read)
  const graph = entries > flatEntriesMax ? buildGraph(vectors, space.rank) : null
  const embedded =
    embeddings === undefined || entries === 0
      ? null
      : await embedEntries(
          embeddings,
          Array.from(entriesOf(library), ({ titles: [title = ''], body }) => `${title}\n${body}`),
          (done) => onProgress?.(done, entries),
        )
  const kept: Kept = {
    library,
    tables,
    space,
    entryVectors: vectors,
    titleVectors: titleVectors(corpus.titles.count, titlesTerms, folder(tables, space), space.rank),
    lexicon,
    wordings,
    taught: await learning,
    graph,
    embedded,
    updated: 0,
  }
  return assemble(kept, versionOf(library, embeddings === undefined ? null : modelOf(embeddings)), options)
}

/**
 * The index of a library that differs from an index's own by a few documents: the rest stays as it was. Null where so much
 * has changed that it is worth building all of it.
 */
export const updateIndex = async (
  before: Index,
  library: Library,
  options: IndexOptions = {},
): Promise<Index | null> => {
  const kept = keptOf.get(before)
  if (kept === undefined || options.embeddings !== undefined) return null
  const updated = await updateKept(kept, library, analyser(await loadMorphemes()), breathe)
  return updated && assemble(updated, `${versionOf(library, null)}-${updated.updated}`, options)
}

/** Writes into `dir`, which must not be in use by a running desk: the manifest comes last, nothing is switched. */
export const saveIndex = async (index: Index, dir: string): Promise<void> => {
  const kept = keptOf.get(index)
  if (kept === undefined) throw new TypeError('saveIndex takes what buildIndex or openIndex gave.')
  await writeFiles(kept, index.version, dir)
}

/** Verifies every file; a damaged one is a Failure. Without `embeddings` the model's vectors rest. */
export const openIndex = async (dir: string, options: IndexOptions = {}): Promise<Index> => {
  const { kept, version } = await readFiles(dir)
  if (options.embeddings !== undefined && kept.tables.entries > 0) checkModel(kept.embedded, options.embeddings)
  return assemble(kept, version, options)
}

/**
 * The documents of a saved index, for whoever shows them and does not search. `fits` tells whether the index can be
 * asked with these embeddings.
 */
export const openLibrary = async (
  dir: string,
  embeddings?: EmbeddingsInterface,
): Promise<{ library: Library; fits: boolean }> => {
  const { library, model } = await readLibraryFile(dir)
  return { library, fits: embeddings === undefined || library.passages.length === 0 || modelOf(embeddings) === model }
}
