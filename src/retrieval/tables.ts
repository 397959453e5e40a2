/** The lexical index as flat arrays: built once from the entries' terms, saved and shared as it is. */
import { factorOf, idf, saturation, type Occurrence } from './bm25.ts'
import { type Analyse, kindWeight } from './terms.ts'

/** What is indexed of a passage. */
export interface Entry {
  /** The title and the other ways people ask for the same; the best of them counts. */
  titles: string[]
  body: string
}

export interface Tables {
  entries: number
  /** Distinct titles over entries: titles count only as far as they tell entries apart. */
  distinct: number
  terms: string[]
  /** Per content word: the number of its reading's term, plus one; zero where none is known. */
  readingOf: Uint32Array
  /** Per term: idf × learned factor × kind. Impacts below already contain it. */
  weight: Float32Array
  /** Postings of term t are at start[t] … start[t + 1]. */
  start: Uint32Array
  entry: Uint32Array
  /** Weight × saturation in title and body. */
  impact: Float32Array
  /** The entry's row for the vector space, of length 1. */
  row: Float32Array
  titleStart: Uint32Array
  title: Uint32Array
  /** Weight × saturation in the title alone; content words only. */
  titleImpact: Float32Array
  /** Per title: the entry it belongs to, and the weight of its words. */
  titleOf: Uint32Array
  titleWeight: Float32Array
}

export type NumberOf = (term: string) => number | undefined

export const numbersOf = ({ terms }: Tables): Map<string, number> => new Map(terms.map((term, id) => [term, id]))

/** One text's terms as parallel lists of term number and count. */
interface Bag {
  ids: number[]
  counts: number[]
}

export interface Corpus {
  terms: string[]
  /** Content word to its reading, as term numbers. */
  readings: Map<number, number>
  bodies: Bag[]
  titles: Bag[]
  titleOf: number[]
  distinct: number
}

/** Terms are numbered in the order of their first occurrence, so that the same input gives the same bytes. */
export const readCorpus = async (
  entries: readonly Entry[],
  analyse: Analyse,
  onEntry: (done: number) => Promise<void> | void,
): Promise<Corpus> => {
  const numbers = new Map<string, number>()
  const readings = new Map<number, number>()
  const bagOf = (text: string): Bag => {
    const bag: Bag = { ids: [], counts: [] }
    const { terms, words } = analyse(text)
    for (const [term, count] of terms) {
      let id = numbers.get(term)
      if (id === undefined) numbers.set(term, (id = numbers.size))
      bag.ids.push(id)
      bag.counts.push(count)
    }
    for (const { form, reading } of words) {
      const word = numbers.get(`m${form}`)
      const sound = numbers.get(`r${reading}`)
      if (word !== undefined && sound !== undefined && !readings.has(word)) readings.set(word, sound)
    }
    return bag
  }
  const corpus: Corpus = { terms: [], readings, bodies: [], titles: [], titleOf: [], distinct: 0 }
  for (const [number, entry] of entries.entries()) {
    for (const title of entry.titles) {
      corpus.titles.push(bagOf(title))
      corpus.titleOf.push(number)
    }
    corpus.bodies.push(bagOf(entry.body))
    await onEntry(number + 1)
  }
  corpus.terms = [...numbers.keys()]
  corpus.distinct = new Set(entries.map((entry) => entry.titles[0])).size / (entries.length || 1)
  return corpus
}

const pairsOf = (bag: Bag): [number, number][] => bag.ids.map((id, i) => [id, bag.counts[i] ?? 0])

/** Title counts per entry (the highest of its titles), and how often terms come back in the body of their title. */
const countTitles = (corpus: Corpus): { perEntry: Map<number, number>[]; occurrences: Occurrence[] } => {
  const occurrences = corpus.terms.map((): Occurrence => ({ titles: 0, bodies: 0, both: 0 }))
  const inBody = corpus.bodies.map((bag) => new Set(bag.ids))
  for (const bag of corpus.bodies) for (const id of bag.ids) (occurrences[id] as Occurrence).bodies++
  const perEntry = corpus.bodies.map(() => new Map<number, number>())
  for (const [number, bag] of corpus.titles.entries()) {
    const entry = corpus.titleOf[number] ?? 0
    for (const [id, count] of pairsOf(bag)) {
      const counts = perEntry[entry] as Map<number, number>
      counts.set(id, Math.max(counts.get(id) ?? 0, count))
      const occurrence = occurrences[id] as Occurrence
      occurrence.titles++
      if (inBody[entry]?.has(id) === true) occurrence.both++
    }
  }
  return { perEntry, occurrences }
}

/** Per kind: the share of title terms that come back in the body. */
const priorsOf = (terms: readonly string[], occurrences: readonly Occurrence[]): Map<string, number> => {
  const sums = new Map<string, Occurrence>()
  for (const [id, term] of terms.entries()) {
    const kind = term.charAt(0)
    const sum = sums.get(kind) ?? { titles: 0, bodies: 0, both: 0 }
    sum.titles += occurrences[id]?.titles ?? 0
    sum.both += occurrences[id]?.both ?? 0
    sums.set(kind, sum)
  }
  return new Map([...sums].map(([kind, sum]) => [kind, sum.titles === 0 ? 0 : sum.both / sum.titles]))
}

interface Merged {
  id: number
  inTitle: number
  inBody: number
}

const mergeBags = (bodies: readonly Bag[], titles: readonly Map<number, number>[]): Merged[][] =>
  bodies.map((bag, entry) => {
    const inBody = new Map(pairsOf(bag))
    const inTitle = titles[entry] ?? new Map<number, number>()
    const ids = [...new Set([...inTitle.keys(), ...inBody.keys()])]
    return ids.map((id) => ({ id, inTitle: inTitle.get(id) ?? 0, inBody: inBody.get(id) ?? 0 }))
  })

/** Per kind the length of each text and their average. */
const lengthsOf = (terms: readonly string[], texts: { id: number; count: number }[][]) => {
  const kinds = new Map<string, { lengths: Float64Array; average: number }>()
  for (const [number, text] of texts.entries()) {
    for (const { id, count } of text) {
      const kind = terms[id]?.charAt(0) ?? ''
      let of = kinds.get(kind)
      if (of === undefined) kinds.set(kind, (of = { lengths: new Float64Array(texts.length), average: 0 }))
      of.lengths[number] = (of.lengths[number] ?? 0) + count
      of.average += count / texts.length
    }
  }
  return (id: number, text: number): [number, number] => {
    const of = kinds.get(terms[id]?.charAt(0) ?? '')
    return [of?.lengths[text] ?? 0, of?.average ?? 0]
  }
}

/** The arrays of postings from (term, where, values) triples, grouped by term in the order of the texts. */
const postings = (terms: number, texts: { id: number; values: number[] }[][], width: number) => {
  const start = new Uint32Array(terms + 1)
  for (const text of texts) for (const { id } of text) start[id + 1] = (start[id + 1] ?? 0) + 1
  for (let t = 0; t < terms; t++) start[t + 1] = (start[t + 1] ?? 0) + (start[t] ?? 0)
  const next = start.slice()
  const total = start[terms] ?? 0
  const where = new Uint32Array(total)
  const columns = Array.from({ length: width }, () => new Float32Array(total))
  for (const [number, text] of texts.entries()) {
    for (const { id, values } of text) {
      const at = next[id] ?? 0
      next[id] = at + 1
      where[at] = number
      for (const [column, array] of columns.entries()) array[at] = values[column] ?? 0
    }
  }
  return { start, where, columns }
}

/** Rare terms carry more in the vector space than idf alone says. */
const rowValue = (inTitle: number, inBody: number, rarity: number, kind: number): number =>
  Math.log(1 + 2 * inTitle + inBody) * rarity ** 1.5 * kind

export const buildTables = (corpus: Corpus): Tables => {
  const { terms } = corpus
  const entries = corpus.bodies.length
  const { perEntry, occurrences } = countTitles(corpus)
  const priors = priorsOf(terms, occurrences)
  const merged = mergeBags(corpus.bodies, perEntry)
  const frequency = new Uint32Array(terms.length)
  for (const text of merged) for (const { id } of text) frequency[id] = (frequency[id] ?? 0) + 1
  const rarity = terms.map((_, id) => idf(entries, frequency[id] ?? 0))
  const weight = Float32Array.from(terms, (term, id) => {
    const factor = factorOf(occurrences[id] as Occurrence, priors.get(term.charAt(0)) ?? 0, entries)
    return (rarity[id] ?? 0) * factor * kindWeight(term)
  })

  const bagLength = lengthsOf(
    terms,
    merged.map((text) => text.map(({ id, inTitle, inBody }) => ({ id, count: inTitle + inBody }))),
  )
  const bag = postings(
    terms.length,
    merged.map((text, entry) => {
      const row = text.map(({ id, inTitle, inBody }) =>
        rowValue(inTitle, inBody, rarity[id] ?? 0, kindWeight(terms[id] ?? '')),
      )
      const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)) || 1
      return text.map(({ id, inTitle, inBody }, i) => {
        const [own, average] = bagLength(id, entry)
        return { id, values: [(weight[id] ?? 0) * saturation(inTitle + inBody, own, average), (row[i] ?? 0) / length] }
      })
    }),
    2,
  )

  const words = corpus.titles.map((title) =>
    pairsOf(title)
      .filter(([id]) => terms[id]?.startsWith('m') === true)
      .map(([id, count]) => ({ id, count })),
  )
  const titleLength = lengthsOf(terms, words)
  const titles = postings(
    terms.length,
    words.map((text, title) =>
      text.map(({ id, count }) => {
        const [own, average] = titleLength(id, title)
        return { id, values: [(weight[id] ?? 0) * saturation(count, own, average)] }
      }),
    ),
    1,
  )
  return {
    entries,
    distinct: corpus.distinct,
    terms,
    readingOf: Uint32Array.from(terms, (_, id) => (corpus.readings.get(id) ?? -1) + 1),
    weight,
    start: bag.start,
    entry: bag.where,
    impact: bag.columns[0] as Float32Array,
    row: bag.columns[1] as Float32Array,
    titleStart: titles.start,
    title: titles.where,
    titleImpact: titles.columns[0] as Float32Array,
    titleOf: Uint32Array.from(corpus.titleOf),
    titleWeight: Float32Array.from(words, (text) => text.reduce((sum, { id }) => sum + (weight[id] ?? 0), 0)),
  }
}
