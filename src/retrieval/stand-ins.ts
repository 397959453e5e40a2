/** Lets other words stand in for a query's words: an entry gets the better of the two, never both. */
import type { NumberOf, Tables } from './tables.ts'
import type { Analysis } from './terms.ts'

export interface StandIn {
  /** Its terms. */
  ids: number[]
  /** How much it is worth compared with the word itself. */
  worth: number
}

/** All that may stand in for one place of the query: were they apart, an entry would be paid for each. */
export interface Alternative {
  /** What the words came from, as shown by `explain`. */
  label: string
  /** Known terms of the words in the query. */
  own: number[]
  others: StandIn[]
}

/** Single kanji and kana trigrams say too little about another word's meaning. */
const standsIn = /^[mrcb]/u

/** The known terms of a text by which it may stand in for another. */
export const standInTerms = ({ terms }: Analysis, numberOf: NumberOf): number[] =>
  [...terms.keys()].flatMap((term) => (standsIn.test(term) ? (numberOf(term) ?? []) : []))

/** A sparse sum: what was touched is remembered, so that emptying it costs no more than filling it did. */
interface Tally {
  values: Float32Array
  touched: number[]
}

const add = (tally: Tally, at: number, value: number): void => {
  const before = tally.values[at] as number
  if (before === 0) tally.touched.push(at)
  tally.values[at] = before + value
}

const raise = (tally: Tally, at: number, value: number): void => {
  const before = tally.values[at] as number
  if (value <= before) return
  if (before === 0) tally.touched.push(at)
  tally.values[at] = value
}

const empty = (tally: Tally): void => {
  for (const at of tally.touched) tally.values[at] = 0
  tally.touched.length = 0
}

interface Tallied {
  bag: Tally
  title: Tally
  cover: Tally
}

const FIELDS = ['bag', 'title', 'cover'] as const

export interface Tallies {
  own: Tallied
  best: Tallied
  merged: WeakMap<number[], Merged>
}

const tally = (length: number): Tally => ({ values: new Float32Array(length), touched: [] })

export const talliesFor = (tables: Tables): Tallies => {
  const tallied = (): Tallied => ({
    bag: tally(tables.entries),
    title: tally(tables.titleOf.length),
    cover: tally(tables.titleOf.length),
  })
  return { own: tallied(), best: tallied(), merged: new WeakMap() }
}

const isWord = (tables: Tables, id: number): boolean => tables.terms[id]?.startsWith('m') === true

/** What an entry with all these terms would get: their weights, content words twice. */
export const idealOf = (tables: Tables, ids: readonly number[]): number =>
  ids.reduce((sum, id) => sum + (tables.weight[id] ?? 0) * (isWord(tables, id) ? 2 : 1), 0)

/** A stand-in rarer than the word itself counts no more than the word would. */
export const standInScale = (tables: Tables, { own }: Alternative, { ids, worth }: StandIn): number => {
  const wanted = idealOf(tables, own)
  const offered = idealOf(tables, ids)
  return wanted > 0 && offered > wanted ? (worth * wanted) / offered : worth
}

/** What some terms add to each entry and title that has any of them, put together once. */
interface Merged {
  entries: Uint32Array
  impacts: Float32Array
  titles: Uint32Array
  titleImpacts: Float32Array
  titleWeights: Float32Array
}

const sum = (into: Map<number, number>, at: number, value: number): void =>
  void into.set(at, (into.get(at) ?? 0) + value)

const mergeOf = (tables: Tables, ids: readonly number[]): Merged => {
  const { start, entry, impact, titleStart, title, titleImpact, weight } = tables
  const bag = new Map<number, number>()
  const words = new Map<number, number>()
  const cover = new Map<number, number>()
  for (const id of ids) {
    const to = start[id + 1] as number
    for (let at = start[id] as number; at < to; at++) sum(bag, entry[at] as number, impact[at] as number)
    const titleTo = titleStart[id + 1] as number
    for (let at = titleStart[id] as number; at < titleTo; at++) {
      sum(words, title[at] as number, titleImpact[at] as number)
      sum(cover, title[at] as number, weight[id] as number)
    }
  }
  return {
    entries: Uint32Array.from(bag.keys()),
    impacts: Float32Array.from(bag.values()),
    titles: Uint32Array.from(words.keys()),
    titleImpacts: Float32Array.from(words.values()),
    titleWeights: Float32Array.from(cover.values()),
  }
}

/** A word of the thesaurus keeps its list of terms for as long as the index lives; a slip's guess is soon forgotten. */
const mergedFor = (tables: Tables, known: Tallies['merged'], ids: number[]): Merged => {
  let merged = known.get(ids)
  if (merged === undefined) known.set(ids, (merged = mergeOf(tables, ids)))
  return merged
}

type Put = (tally: Tally, at: number, value: number) => void

const putMerged = (merged: Merged, scale: number, into: Tallied, put: Put): void => {
  const { entries, impacts, titles, titleImpacts, titleWeights } = merged
  for (let i = 0; i < entries.length; i++) put(into.bag, entries[i] as number, scale * (impacts[i] as number))
  for (let i = 0; i < titles.length; i++) {
    put(into.title, titles[i] as number, scale * (titleImpacts[i] as number))
    put(into.cover, titles[i] as number, scale * (titleWeights[i] as number))
  }
}

interface Sums {
  bag: Float32Array
  title: Float32Array
  cover: Float32Array
}

export const addStandIns = (
  tables: Tables,
  alternatives: readonly Alternative[],
  { own, best, merged }: Tallies,
  sums: Sums,
): void => {
  for (const alternative of alternatives) {
    putMerged(mergedFor(tables, merged, alternative.own), 1, own, add)
    for (const other of alternative.others) {
      putMerged(mergedFor(tables, merged, other.ids), standInScale(tables, alternative, other), best, raise)
    }
    for (const field of FIELDS) {
      const sum = sums[field]
      for (const at of best[field].touched) {
        const gain = (best[field].values[at] as number) - (own[field].values[at] as number)
        if (gain > 0) sum[at] = (sum[at] as number) + gain
      }
      empty(best[field])
      empty(own[field])
    }
  }
}
