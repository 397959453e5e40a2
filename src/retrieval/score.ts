/** Scores every entry against a query: lexical parts, title coverage and closeness, as the recipe fuses them. */
import type { Near } from './near.ts'
import { dot, type Fold, type Folded, type Weighted } from './folding.ts'
import type { Space } from './space.ts'
import type { Tables } from './tables.ts'
import { KINDS, kindWeight, type Analysis, type Kind } from './terms.ts'

const COVERAGE = 0.15
const ENTRY_CLOSENESS = 0.4
const TITLE_CLOSENESS = 0.2
/** With a graph of neighbours, closeness is computed for this many neighbours and as many lexical hits. */
const CANDIDATES = 200
/** How strongly other words pull the query's vector, relative to its own. */
const OTHER_WORDS_PULL = 0.3

/** Words of the query and other words that may stand for them. An entry gets the better of the two, never both. */
export interface Alternative {
  /** What the words came from, as shown by `explain`. */
  label: string
  /** Terms of the words in the query, known ones. */
  own: number[]
  /** Terms of each stand-in. */
  others: number[][]
  /** How much a stand-in is worth compared with the word itself. */
  worth: number
}

/** Everything that scoring needs; one immutable value. */
export interface Model {
  tables: Tables
  space: Space
  fold: Fold
  entryVectors: Float32Array
  titleVectors: Float32Array
  /** Null: compare with all. */
  near: Near | null
  numberOf(term: string): number | undefined
}

export interface Asked {
  analysis: Analysis
  /** Known terms of the query. */
  known: number[]
  alternatives: Alternative[]
  /** What a perfect entry would get: the weights of all known terms, content words twice. */
  ideal: number
  folded: Folded
}

const isWord = (tables: Tables, id: number): boolean => tables.terms[id]?.startsWith('m') === true

const idealOf = (tables: Tables, ids: readonly number[]): number =>
  ids.reduce((sum, id) => sum + (tables.weight[id] ?? 0) * (isWord(tables, id) ? 2 : 1), 0)

export const ask = (model: Model, analysis: Analysis, alternatives: Alternative[]): Asked => {
  const { tables } = model
  const known: number[] = []
  const weighted: Weighted[] = []
  for (const [term, count] of analysis.terms) {
    const id = model.numberOf(term)
    if (id !== undefined) known.push(id)
    weighted.push({ id: id ?? null, weight: Math.log(1 + count), kind: kindWeight(term) })
  }
  const present = new Set(known)
  let missing = 0
  for (const { own, others, worth } of alternatives) {
    const best = Math.max(0, ...others.map((ids) => idealOf(tables, ids)))
    missing += Math.max(0, worth * best - idealOf(tables, own))
    const pull = (OTHER_WORDS_PULL * worth) / (others.length || 1)
    for (const id of others.flat()) {
      if (present.has(id)) continue
      weighted.push({ id, weight: Math.LN2 * pull, kind: kindWeight(tables.terms[id] ?? '') })
    }
  }
  // Where the words themselves are unknown, a perfect entry is one with a stand-in.
  const ideal = idealOf(tables, known) + missing
  return { analysis, known, alternatives, ideal, folded: model.fold(weighted) }
}

/** Sums over the postings of some terms. */
interface Sums {
  bag: Float32Array
  title: Float32Array
  cover: Float32Array
}

const emptySums = (tables: Tables): Sums => ({
  bag: new Float32Array(tables.entries),
  title: new Float32Array(tables.titleOf.length),
  cover: new Float32Array(tables.titleOf.length),
})

const addTerms = (tables: Tables, ids: readonly number[], scale: number, sums: Sums): void => {
  const { start, entry, impact, titleStart, title, titleImpact, weight } = tables
  for (const id of ids) {
    const to = start[id + 1] as number
    for (let at = start[id] as number; at < to; at++) {
      const where = entry[at] as number
      sums.bag[where] = (sums.bag[where] as number) + scale * (impact[at] as number)
    }
    const titleTo = titleStart[id + 1] as number
    for (let at = titleStart[id] as number; at < titleTo; at++) {
      const where = title[at] as number
      sums.title[where] = (sums.title[where] as number) + scale * (titleImpact[at] as number)
      sums.cover[where] = (sums.cover[where] as number) + scale * (weight[id] as number)
    }
  }
}

const raiseTo = (target: Float32Array, source: Float32Array): void => {
  for (let i = 0; i < target.length; i++)
    if ((source[i] as number) > (target[i] as number)) target[i] = source[i] as number
}

const addGain = (target: Float32Array, best: Float32Array, own: Float32Array): void => {
  for (let i = 0; i < target.length; i++) {
    const gain = (best[i] as number) - (own[i] as number)
    if (gain > 0) target[i] = (target[i] as number) + gain
  }
}

/** A stand-in rarer than the word itself counts no more than the word would. */
export const standInScale = (tables: Tables, { own, worth }: Alternative, other: readonly number[]): number => {
  const wanted = idealOf(tables, own)
  const offered = idealOf(tables, other)
  return wanted > 0 && offered > wanted ? (worth * wanted) / offered : worth
}

const addAlternative = (tables: Tables, alternative: Alternative, sums: Sums): void => {
  const own = emptySums(tables)
  addTerms(tables, alternative.own, 1, own)
  const best = emptySums(tables)
  for (const other of alternative.others) {
    const sum = emptySums(tables)
    addTerms(tables, other, standInScale(tables, alternative, other), sum)
    raiseTo(best.bag, sum.bag)
    raiseTo(best.title, sum.title)
    raiseTo(best.cover, sum.cover)
  }
  addGain(sums.bag, best.bag, own.bag)
  addGain(sums.title, best.title, own.title)
  addGain(sums.cover, best.cover, own.cover)
}

const positive = (value: number): number => (value > 0 ? value : 0)

export const topOf = (scores: Float32Array, count: number): number[] => {
  const top: number[] = []
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number
    if (score <= 0 || (top.length >= count && score <= (scores[top[top.length - 1] as number] as number))) continue
    let low = 0
    let high = top.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((scores[top[middle] as number] as number) >= score) low = middle + 1
      else high = middle
    }
    top.splice(low, 0, i)
    if (top.length > count) top.pop()
  }
  return top
}

/** What one title adds: its words' second saturation, how much of it the query covers, and its closeness. */
const titleGain = (model: Model, asked: Asked, sums: Sums, title: number): [number, number, number] => {
  const { tables, space } = model
  const weight = tables.titleWeight[title] as number
  const cover = weight > 0 ? Math.min(1, (sums.cover[title] as number) / weight) : 0
  const close = positive(dot(asked.folded.vector, model.titleVectors, title * space.rank))
  return [
    (sums.title[title] as number) / (asked.ideal || 1),
    COVERAGE * tables.distinct * cover,
    TITLE_CLOSENESS * tables.distinct * close,
  ]
}

const closeness = (model: Model, asked: Asked, entry: number): number =>
  ENTRY_CLOSENESS * positive(dot(asked.folded.vector, model.entryVectors, entry * model.space.rank))

/** The entries whose closeness is worth computing: all of them, or the neighbours and the lexical hits. */
const candidatesOf = (model: Model, asked: Asked, sums: Sums): Set<number> | null =>
  model.near === null
    ? null
    : new Set([...model.near.nearest(asked.folded.vector, CANDIDATES), ...topOf(sums.bag, CANDIDATES)])

export interface Scores {
  score: Float32Array
  sums: Sums
  /** Per entry the title that gave the most. */
  bestTitle: Int32Array
}

export const scoreAll = (model: Model, asked: Asked): Scores => {
  const { tables } = model
  const sums = emptySums(tables)
  addTerms(tables, asked.known, 1, sums)
  for (const alternative of asked.alternatives) addAlternative(tables, alternative, sums)
  const candidates = candidatesOf(model, asked, sums)
  const score = new Float32Array(tables.entries)
  const best = new Float32Array(tables.entries)
  const bestTitle = new Int32Array(tables.entries).fill(-1)
  for (let title = 0; title < tables.titleOf.length; title++) {
    const entry = tables.titleOf[title] as number
    if (candidates !== null && !candidates.has(entry)) continue
    const [words, cover, close] = titleGain(model, asked, sums, title)
    const gain = words + cover + close
    if (bestTitle[entry] === -1 || gain > (best[entry] as number)) {
      best[entry] = gain
      bestTitle[entry] = title
    }
  }
  for (let entry = 0; entry < tables.entries; entry++) {
    if (candidates !== null && !candidates.has(entry)) continue
    const lexical = (sums.bag[entry] as number) / (asked.ideal || 1)
    score[entry] = lexical + (best[entry] as number) + closeness(model, asked, entry)
  }
  return { score, sums, bestTitle }
}

/** The value of a term in an entry, found by bisection in its postings; zero where it is not. */
const find = (where: Uint32Array, values: Float32Array, from: number, to: number, wanted: number): number => {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if ((where[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return low < to && where[low] === wanted ? (values[low] as number) : 0
}

export const impactIn = (tables: Tables, id: number, entry: number): number =>
  find(tables.entry, tables.impact, tables.start[id] ?? 0, tables.start[id + 1] ?? 0, entry)

export const titleImpactIn = (tables: Tables, id: number, title: number): number =>
  find(tables.title, tables.titleImpact, tables.titleStart[id] ?? 0, tables.titleStart[id + 1] ?? 0, title)

const PART_NAMES: Record<Kind, string> = {
  m: 'words',
  r: 'readings',
  c: 'pairs',
  b: 'bigrams',
  k: 'kanji',
  y: 'kana',
}

/** What an entry's score is made of; the parts add up to it. */
export const partsOf = (model: Model, asked: Asked, scores: Scores, entry: number): Record<string, number> => {
  const { tables } = model
  const ideal = asked.ideal || 1
  const parts: Record<string, number> = {}
  let literal = 0
  for (const kind of KINDS) parts[PART_NAMES[kind]] = 0
  for (const id of asked.known) {
    const name = PART_NAMES[(tables.terms[id]?.charAt(0) ?? 'm') as Kind]
    const value = impactIn(tables, id, entry) / ideal
    parts[name] = (parts[name] ?? 0) + value
    literal += value
  }
  parts['otherWords'] = Math.max(0, (scores.sums.bag[entry] as number) / ideal - literal)
  const title = scores.bestTitle[entry] ?? -1
  const [words, cover, close] = title < 0 ? [0, 0, 0] : titleGain(model, asked, scores.sums, title)
  parts['title'] = words
  parts['coverage'] = cover
  parts['titleCloseness'] = close
  parts['closeness'] = closeness(model, asked, entry)
  return parts
}
