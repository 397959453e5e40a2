/** The lexical index as flat arrays: built once from the entries' terms, saved and shared as it is. */
import { factorOf, idf, saturation } from './bm25.ts'
import { merger, type Merger } from './merged.ts'
import type { Corpus } from './corpus.ts'
import { kindWeight } from './terms.ts'

/** What is indexed of a passage. */
export interface Entry {
  /** The title and the other ways people ask for the same; the best of them counts. */
  titles: string[]
  body: string
}

/** Per kind of term how long texts are on average. */
export type Averages = Readonly<Record<string, number>>

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
  titleStart: Uint32Array
  title: Uint32Array
  /** Weight × saturation in the title alone; content words only. */
  titleImpact: Float32Array
  /** Per title: the entry it belongs to, and the weight of its words. */
  titleOf: Uint32Array
  titleWeight: Float32Array
  /** Of entries, and of titles alone: what a text that comes later is measured by. */
  averages: { entries: Averages; titles: Averages }
}

export type NumberOf = (term: string) => number | undefined

export const numbersOf = ({ terms }: Pick<Tables, 'terms'>): Map<string, number> =>
  new Map(terms.map((term, id) => [term, id]))

/** Titles of an entry are neighbours: first[entry] … first[entry + 1]. */
export const firstTitles = (titleOf: Uint32Array, entries: number): Uint32Array => {
  const first = new Uint32Array(entries + 1)
  for (const entry of titleOf) first[entry + 1] = (first[entry + 1] ?? 0) + 1
  for (let entry = 0; entry < entries; entry++) first[entry + 1] = (first[entry + 1] ?? 0) + (first[entry] ?? 0)
  return first
}

/** Per term: titles with it, bodies with it, and titles whose own body has it, too. */
interface Occurrences {
  titles: Uint32Array
  bodies: Uint32Array
  both: Uint32Array
}

const countTitles = ({ terms, bodies, titles, titleOf }: Corpus): Occurrences => {
  const counted = {
    titles: new Uint32Array(terms.length),
    bodies: new Uint32Array(terms.length),
    both: new Uint32Array(terms.length),
  }
  const seen = new Uint32Array(terms.length)
  let title = 0
  for (let entry = 0; entry < bodies.count; entry++) {
    for (let at = bodies.start[entry] as number; at < (bodies.start[entry + 1] as number); at++) {
      const id = bodies.ids[at] as number
      seen[id] = entry + 1
      counted.bodies[id] = (counted.bodies[id] as number) + 1
    }
    for (; titleOf[title] === entry; title++) {
      for (let at = titles.start[title] as number; at < (titles.start[title + 1] as number); at++) {
        const id = titles.ids[at] as number
        counted.titles[id] = (counted.titles[id] as number) + 1
        if (seen[id] === entry + 1) counted.both[id] = (counted.both[id] as number) + 1
      }
    }
  }
  return counted
}

/** Per kind: the share of title terms that come back in the body. */
const priorsOf = (terms: readonly string[], { titles, both }: Occurrences): Map<string, number> => {
  const sums = new Map<string, { titles: number; both: number }>()
  for (const [id, term] of terms.entries()) {
    const kind = term.charAt(0)
    const sum = sums.get(kind) ?? { titles: 0, both: 0 }
    sum.titles += titles[id] ?? 0
    sum.both += both[id] ?? 0
    sums.set(kind, sum)
  }
  return new Map([...sums].map(([kind, sum]) => [kind, sum.titles === 0 ? 0 : sum.both / sum.titles]))
}

/** Per kind of term the length of each text and their average. */
const lengthsIn = (terms: readonly string[], texts: number) => {
  const kindOf = Uint8Array.from(terms, (term) => term.charCodeAt(0))
  const kinds = new Map<number, { lengths: Float64Array; average: number }>()
  return {
    add: (id: number, text: number, count: number): void => {
      const kind = kindOf[id] as number
      let of = kinds.get(kind)
      if (of === undefined) kinds.set(kind, (of = { lengths: new Float64Array(texts), average: 0 }))
      of.lengths[text] = (of.lengths[text] as number) + count
      of.average += count / texts
    },
    saturation: (id: number, text: number, count: number): number => {
      const of = kinds.get(kindOf[id] as number)
      return saturation(count, of?.lengths[text] ?? 0, of?.average ?? 0)
    },
    averages: (): Averages =>
      Object.fromEntries([...kinds].map(([kind, { average }]) => [String.fromCharCode(kind), average])),
  }
}

/** Where each term's postings begin, from how many it has. */
const startsOf = (frequency: Uint32Array): Uint32Array => {
  const start = new Uint32Array(frequency.length + 1)
  for (let id = 0; id < frequency.length; id++) start[id + 1] = (start[id] as number) + (frequency[id] as number)
  return start
}

export interface Built {
  tables: Tables
  merged: Merger
  /** Per term its rarity. */
  rarity: Float64Array
}

const bodyPostings = (
  entries: number,
  merged: Merger,
  frequency: Uint32Array,
  weight: Float32Array,
  terms: string[],
) => {
  const lengths = lengthsIn(terms, entries)
  for (let entry = 0; entry < entries; entry++) {
    const { length, ids, inTitle, inBody } = merged.of(entry)
    for (let i = 0; i < length; i++) {
      lengths.add(ids[i] as number, entry, (inTitle[i] as number) + (inBody[i] as number))
    }
  }
  const start = startsOf(frequency)
  const next = start.slice()
  const where = new Uint32Array(start[terms.length] ?? 0)
  const impact = new Float32Array(where.length)
  for (let entry = 0; entry < entries; entry++) {
    const { length, ids, inTitle, inBody } = merged.of(entry)
    for (let i = 0; i < length; i++) {
      const id = ids[i] as number
      const at = next[id] as number
      next[id] = at + 1
      where[at] = entry
      const count = (inTitle[i] as number) + (inBody[i] as number)
      impact[at] = (weight[id] as number) * lengths.saturation(id, entry, count)
    }
  }
  return { start, where, impact, averages: lengths.averages() }
}

/** Of titles only the content words. */
const titlePostings = ({ terms, titles }: Corpus, weight: Float32Array) => {
  const lengths = lengthsIn(terms, titles.count)
  const frequency = new Uint32Array(terms.length)
  const isWord = Uint8Array.from(terms, (term) => (term.startsWith('m') ? 1 : 0))
  const totals = new Float32Array(titles.count)
  const each = (visit: (id: number, title: number, count: number) => void): void => {
    for (let title = 0; title < titles.count; title++) {
      for (let at = titles.start[title] as number; at < (titles.start[title + 1] as number); at++) {
        const id = titles.ids[at] as number
        if (isWord[id] === 1) visit(id, title, titles.counts[at] as number)
      }
    }
  }
  const sums = new Float64Array(titles.count)
  each((id, title, count) => {
    lengths.add(id, title, count)
    frequency[id] = (frequency[id] as number) + 1
    sums[title] = (sums[title] as number) + (weight[id] as number)
  })
  totals.set(sums)
  const start = startsOf(frequency)
  const next = start.slice()
  const where = new Uint32Array(start[terms.length] ?? 0)
  const impact = new Float32Array(where.length)
  each((id, title, count) => {
    const at = next[id] as number
    next[id] = at + 1
    where[at] = title
    impact[at] = (weight[id] as number) * lengths.saturation(id, title, count)
  })
  return { start, where, impact, totals, averages: lengths.averages() }
}

export const buildTables = (corpus: Corpus): Built => {
  const { terms, titleOf } = corpus
  const entries = corpus.bodies.count
  const occurrences = countTitles(corpus)
  const priors = priorsOf(terms, occurrences)
  const merged = merger(corpus.bodies, corpus.titles, firstTitles(titleOf, entries), terms.length)
  const frequency = new Uint32Array(terms.length)
  for (let entry = 0; entry < entries; entry++) {
    const { length, ids } = merged.of(entry)
    for (let i = 0; i < length; i++) frequency[ids[i] as number] = (frequency[ids[i] as number] as number) + 1
  }
  const rarity = Float64Array.from(terms, (_, id) => idf(entries, frequency[id] as number))
  const weight = Float32Array.from(terms, (term, id) => {
    const { titles, bodies, both } = occurrences
    const occurrence = { titles: titles[id] ?? 0, bodies: bodies[id] ?? 0, both: both[id] ?? 0 }
    return (rarity[id] ?? 0) * factorOf(occurrence, priors.get(term.charAt(0)) ?? 0, entries) * kindWeight(term)
  })
  const body = bodyPostings(entries, merged, frequency, weight, terms)
  const title = titlePostings(corpus, weight)
  const tables = {
    entries,
    distinct: corpus.distinct,
    terms,
    readingOf: Uint32Array.from(terms, (_, id) => (corpus.readings.get(id) ?? -1) + 1),
    weight,
    start: body.start,
    entry: body.where,
    impact: body.impact,
    titleStart: title.start,
    title: title.where,
    titleImpact: title.impact,
    titleOf,
    titleWeight: title.totals,
    averages: { entries: body.averages, titles: title.averages },
  }
  return { tables, merged, rarity }
}
