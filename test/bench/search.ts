/**
 * Measures search on a folder with corpus.jsonl ({id, title, text}), queries.jsonl ({id, text}) and qrels.tsv, or
 * without one on questions and answers made from the shipped knowledge:
 *
 *     npx tsx test/bench/search.ts [DIR] [--compare]
 *
 * `--compare` runs MiniSearch (character bigrams) and Orama (its Japanese tokenizer) on the same passages in the
 * same process, and says how many times as many queries the desk answers a second, and in the same CPU time.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import { createTokenizer } from '@orama/tokenizers/japanese'
import MiniSearch from 'minisearch'
import type { Library } from '../../src/vocabulary/types.ts'
import { vocabularyNames } from '../../src/base/identity.ts'
import { readVocabulary } from '../../src/knowledge/vocabularies.ts'
import { buildIndex, openIndex, saveIndex } from '../../src/retrieval/retrieval.ts'
import { documentWith, passageWith } from '../support/documents.ts'
import { corpusIn, faqCorpus, type Corpus, type Text } from './search-corpus.ts'

type Search = (text: string) => Promise<string[]> | string[]

const DEPTH = 10
/** Before the clock starts, so that no engine pays for the compiler. */
const WARM_QUERIES = 500
/** Engines take turns, and each is judged by its quickest: what else a shared machine does must not decide. */
const ROUNDS = 5

const gain = (grades: number[]): number => grades.reduce((sum, grade, i) => sum + grade / Math.log2(i + 2), 0)

interface Engine {
  name: string
  search: Search
}

interface Pace {
  ms: number
  cpuMs: number
}

/** One pass over all questions. */
const pace = async (search: Search, texts: readonly string[]): Promise<Pace> => {
  const from = performance.now()
  const cpuFrom = process.cpuUsage()
  for (const text of texts) await search(text)
  const cpu = process.cpuUsage(cpuFrom)
  return {
    ms: (performance.now() - from) / texts.length,
    cpuMs: (cpu.user + cpu.system) / 1000 / texts.length,
  }
}

/** The quickest pass of each engine. */
const measure = async (engines: readonly Engine[], { queries, grades }: Corpus): Promise<Pace[]> => {
  const judged = queries.filter(({ id }) => grades.has(id))
  const texts = judged.map(({ text }) => text)
  for (const { search } of engines) await pace(search, texts.slice(0, WARM_QUERIES))
  const paces: Pace[][] = engines.map(() => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { search }] of engines.entries()) paces[i]?.push(await pace(search, texts))
  }
  for (const [i, { name, search }] of engines.entries()) {
    const sums = { r5: 0, r10: 0, ndcg: 0 }
    for (const { id, text } of judged) {
      const relevant = grades.get(id) ?? new Map<string, number>()
      const hits = (await search(text)).slice(0, DEPTH)
      const found = (depth: number): number => hits.slice(0, depth).filter((hit) => relevant.has(hit)).length
      sums.r5 += found(5) / relevant.size
      sums.r10 += found(10) / relevant.size
      const best = [...relevant.values()].sort((a, b) => b - a).slice(0, DEPTH)
      sums.ndcg += gain(hits.map((hit) => relevant.get(hit) ?? 0)) / gain(best)
    }
    const mean = (sum: number): string => (sum / judged.length).toFixed(4)
    const ms = Math.min(...(paces[i] ?? []).map((one) => one.ms))
    process.stdout.write(
      `${name.padEnd(12)} R@5 ${mean(sums.r5)}  R@10 ${mean(sums.r10)}  nDCG@10 ${mean(sums.ndcg)}  ` +
        `${ms.toFixed(3)} ms/query  ${Math.round(1000 / ms)} queries/s  ${judged.length} queries\n`,
    )
  }
  return paces.map((of) => ({
    ms: Math.min(...of.map(({ ms }) => ms)),
    cpuMs: Math.min(...of.map(({ cpuMs }) => cpuMs)),
  }))
}

const document = documentWith({ id: 'corpus', kind: 'faq' })

/** The questions are those of people of all kinds. */
const everyday = (await Promise.all(vocabularyNames.map((name) => readVocabulary(name)))).flat()

const libraryOf = (texts: Text[]): Library => ({
  everyday,
  documents: [document],
  thesaurus: [],
  gaps: [],
  elsewhere: [],
  passages: texts.map(({ id, title = '', text }) => passageWith(document, { id, title, text })),
})

const timed = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  const from = performance.now()
  const value = await run()
  process.stdout.write(`${name}: ${((performance.now() - from) / 1000).toFixed(2)} s\n`)
  return value
}

const bigrams = (text: string): string[] => {
  const characters = Array.from(text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ''))
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`)
}

const miniSearch = (texts: Text[]): Search => {
  const engine = new MiniSearch({ fields: ['title', 'text'], tokenize: bigrams, processTerm: (term) => term })
  engine.addAll(texts)
  return (text) =>
    engine
      .search(text)
      .slice(0, DEPTH)
      .map(({ id }) => String(id))
}

const orama = async (texts: Text[]): Promise<Search> => {
  const db = create({
    schema: { id: 'string', title: 'string', text: 'string' } as const,
    components: { tokenizer: createTokenizer() },
  })
  await insertMultiple(db, texts)
  return async (term) => {
    const { hits } = await oramaSearch(db, { term, limit: DEPTH, properties: ['title', 'text'] })
    return hits.map(({ document: { id } }) => id)
  }
}

const args = process.argv.slice(2)
const dir = args.find((argument) => !argument.startsWith('--'))
const corpus = dir === undefined ? await faqCorpus() : corpusIn(dir)
const { texts } = corpus

const built = await timed(`build of ${texts.length} passages`, () => buildIndex(libraryOf(texts)))
const folder = await mkdtemp(join(tmpdir(), 'search-bench-'))
try {
  await timed('save', () => saveIndex(built, folder))
  const index = await timed('open', () => openIndex(folder))
  const desk: Search = async (text) => (await index.rank(text, DEPTH)).map(({ id }) => id)
  const engines: Engine[] = [{ name: 'desk', search: desk }]
  if (args.includes('--compare')) {
    engines.push({ name: 'minisearch', search: miniSearch(texts) }, { name: 'orama', search: await orama(texts) })
  }
  const [own, mini, other] = await measure(engines, corpus)
  if (own !== undefined && mini !== undefined && other !== undefined) {
    const times = (of: (pace: Pace) => number): string =>
      `${(of(mini) / of(own)).toFixed(1)} × MiniSearch, ${(of(other) / of(own)).toFixed(1)} × Orama`
    process.stdout.write(`queries a second: ${times(({ ms }) => ms)}\n`)
    process.stdout.write(`queries in the same CPU time: ${times(({ cpuMs }) => cpuMs)}\n`)
  }
} finally {
  await rm(folder, { recursive: true })
}
