/** Scores every entry against a query: lexical parts, title coverage and closeness, as the recipe fuses them. */
import type { Near } from './near.ts'
import { withoutHidden } from './readers.ts'
import { dot, type Folded, type Folder, type Weighted } from './folding.ts'
import type { Space } from './space.ts'
import { idealOf, type Alternative, type Effect, type Effects, type Gain } from './stand-ins.ts'
import { bestOf } from './top.ts'
import type { Tables } from './tables.ts'
import { KINDS, kindWeight, type Analysis, type Kind } from './terms.ts'

const COVERAGE = 0.15
const ENTRY_CLOSENESS = 0.4
const TITLE_CLOSENESS = 0.2
/** Closeness counts in full once the space knows this share of the query: of a query hardly known, it is chance. */
const SHARE_TRUSTED = 0.25
/** Closeness is computed for so many entries that are best by their words; the rest is out of reach. */
const CANDIDATES = 30
/** And for so many nearest ones: of them, only the nearest can come before what has the words. */
const NEAREST_SHARE = 0.5

/** Everything that scoring needs; one immutable value. */
export interface Model {
  tables: Tables
  space: Space
  folder: Folder
  entryVectors: Float32Array
  titleVectors: Float32Array
  near: Near
  numberOf(term: string): number | undefined
  /** Titles of an entry are neighbours: firstTitle[entry] … firstTitle[entry + 1]. */
  firstTitle: Uint32Array
  /** Per term what a perfect entry gets for it. */
  ideals: Float32Array
  effectOf: Effects
  /** Per entry whether whoever asks may read it; null: everything. */
  readable: Uint8Array | null
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

/** A query's terms, told apart by whether any entry has them. */
export interface Read {
  analysis: Analysis
  known: number[]
  unknown: string[]
  weighted: Weighted[]
}

export const readTerms = (model: Model, analysis: Analysis): Read => {
  const read: Read = { analysis, known: [], unknown: [], weighted: [] }
  for (const [term, count] of analysis.terms) {
    const id = model.numberOf(term)
    if (id === undefined) read.unknown.push(term)
    else read.known.push(id)
    read.weighted.push({ id: id ?? null, weight: Math.log(1 + count), kind: kindWeight(term) })
  }
  return read
}

export const ask = (model: Model, { analysis, known, weighted }: Read, alternatives: Alternative[]): Asked => {
  const effects = alternatives.map((alternative) => model.effectOf(alternative))
  // Where the words themselves are unknown, a perfect entry is one with a stand-in.
  const ideal = effects.reduce((sum, { missing }) => sum + missing, idealOf(model.ideals, known))
  const pulls = effects.map(({ pull }) => pull)
  return { analysis, known, alternatives, ideal, folded: model.folder.fold(weighted, pulls) }
}

/** Sums over the postings of some terms, per entry and per title. */
export interface Sums {
  bag: Float32Array
  title: Float32Array
  cover: Float32Array
  /** The titles with a sum; most have none. */
  titles: number[]
}

/**
 * Most of a query's time would be spent here, hence a function of its own, and four at a time: the places of a list
 * differ, so that none of the four additions waits for another.
 */
const addPostings = (where: Uint32Array, what: Float32Array, from: number, to: number, sums: Float32Array): void => {
  let at = from
  for (; at + 3 < to; at += 4) {
    const [a, b] = [where[at] as number, where[at + 1] as number]
    const [c, d] = [where[at + 2] as number, where[at + 3] as number]
    const sumA = (sums[a] as number) + (what[at] as number)
    const sumB = (sums[b] as number) + (what[at + 1] as number)
    const sumC = (sums[c] as number) + (what[at + 2] as number)
    const sumD = (sums[d] as number) + (what[at + 3] as number)
    sums[a] = sumA
    sums[b] = sumB
    sums[c] = sumC
    sums[d] = sumD
  }
  for (; at < to; at++) {
    const place = where[at] as number
    sums[place] = (sums[place] as number) + (what[at] as number)
  }
}

/** The same for what titles are covered with, noting those that had nothing. */
const addCover = ({ cover, titles }: Sums, title: number, value: number): void => {
  if (cover[title] === 0) titles.push(title)
  cover[title] = (cover[title] as number) + value
}

const sumKnown = (tables: Tables, ids: readonly number[]): Sums => {
  const { start, entry, impact, titleStart, title, titleImpact, weight } = tables
  const sums: Sums = {
    bag: new Float32Array(tables.entries),
    title: new Float32Array(tables.titleOf.length),
    cover: new Float32Array(tables.titleOf.length),
    titles: [],
  }
  for (const id of ids) {
    addPostings(entry, impact, start[id] as number, start[id + 1] as number, sums.bag)
    const from = titleStart[id] as number
    const to = titleStart[id + 1] as number
    addPostings(title, titleImpact, from, to, sums.title)
    for (let at = from; at < to; at++) addCover(sums, title[at] as number, weight[id] as number)
  }
  return sums
}

const addGain = ({ at, values }: Gain, sums: Float32Array): void => addPostings(at, values, 0, at.length, sums)

const addEffect = ({ bag, title, cover }: Effect, sums: Sums): void => {
  addGain(bag, sums.bag)
  addGain(title, sums.title)
  for (const [i, at] of cover.at.entries()) addCover(sums, at, cover.values[i] as number)
}

const trust = ({ folded }: Asked): number => Math.min(1, folded.share / SHARE_TRUSTED)

const positive = (value: number): number => (value > 0 ? value : 0)

/** What one title adds: its words' second saturation, and how much of it the query covers. */
const titleGain = (words: number, covered: number, weight: number, scale: number, distinct: number): number =>
  words * scale + (weight > 0 ? COVERAGE * distinct * Math.min(1, covered / weight) : 0)

const titleCloseness = (model: Model, asked: Asked, title: number): number =>
  TITLE_CLOSENESS *
  model.tables.distinct *
  trust(asked) *
  positive(dot(asked.folded.vector, model.titleVectors, title * model.space.rank))

/** Where many entries share a title, closeness finds the article more than the passage, and counts less. */
const entryWeight = (tables: Tables): number => (ENTRY_CLOSENESS * (1 + tables.distinct)) / 2

const closeness = (model: Model, asked: Asked, entry: number): number =>
  entryWeight(model.tables) *
  trust(asked) *
  positive(dot(asked.folded.vector, model.entryVectors, entry * model.space.rank))

/** Adds closeness to the entries that are worth it, and tells which: the best by their words, and the nearest. */
const addCloseness = (model: Model, asked: Asked, score: Float32Array, candidates: number): Set<number> => {
  const best = bestOf(score, candidates)
  const worth = new Set<number>(best)
  const { vector, share } = asked.folded
  if (share === 0) return worth
  // An entry that is worth more by its words than closeness alone can give needs no look at the rest.
  if (!best.some((entry) => (score[entry] as number) >= ENTRY_CLOSENESS)) {
    for (const entry of model.near.nearest(vector, Math.ceil(candidates * NEAREST_SHARE))) worth.add(entry)
  }
  for (const entry of worth) score[entry] = (score[entry] as number) + closeness(model, asked, entry)
  return worth
}

export interface Scores {
  score: Float32Array
  sums: Sums
  /** Per entry the title that gave the most; -1 where no title adds anything. */
  bestTitle: Int32Array
  /** No other entry has a higher score than any of the `limit` best of these. */
  worth: ReadonlySet<number>
}

/** Sets each entry's score by its words, and `best` to what its best title adds. */
const scoreWords = (
  model: Model,
  asked: Asked,
  { score, sums, bestTitle }: Omit<Scores, 'worth'>,
  best: Float32Array,
): void => {
  const { titleOf, titleWeight, distinct, entries } = model.tables
  const scale = 1 / (asked.ideal || 1)
  for (const title of sums.titles) {
    const covered = sums.cover[title] as number
    const gain = titleGain(sums.title[title] as number, covered, titleWeight[title] as number, scale, distinct)
    const entry = titleOf[title] as number
    if (gain <= (best[entry] as number)) continue
    best[entry] = gain
    bestTitle[entry] = title
  }
  for (let entry = 0; entry < entries; entry++) {
    score[entry] = (sums.bag[entry] as number) * scale + (best[entry] as number)
  }
  withoutHidden(score, model.readable)
}

/** Scores of the first `limit` entries are exact; far behind them, the closeness of titles is left out. */
export const scoreAll = (model: Model, asked: Asked, limit: number): Scores => {
  const { tables } = model
  const sums = sumKnown(tables, asked.known)
  for (const alternative of asked.alternatives) addEffect(model.effectOf(alternative), sums)
  const best = new Float32Array(tables.entries)
  const score = new Float32Array(tables.entries)
  const bestTitle = new Int32Array(tables.entries).fill(-1)
  scoreWords(model, asked, { score, sums, bestTitle }, best)
  const candidates = Math.max(CANDIDATES, 2 * limit)
  const worth = addCloseness(model, asked, score, candidates)
  const weight = TITLE_CLOSENESS * tables.distinct * trust(asked)
  const scale = 1 / (asked.ideal || 1)
  for (const entry of worth) {
    let most = best[entry] as number
    const to = model.firstTitle[entry + 1] as number
    for (let title = model.firstTitle[entry] as number; title < to; title++) {
      const [worded, covered] = [sums.title[title] as number, sums.cover[title] as number]
      const words = titleGain(worded, covered, tables.titleWeight[title] as number, scale, tables.distinct)
      const gain = words + weight * positive(dot(asked.folded.vector, model.titleVectors, title * model.space.rank))
      if (gain <= most) continue
      most = gain
      bestTitle[entry] = title
    }
    score[entry] = (score[entry] as number) + most - (best[entry] as number)
  }
  return { score, sums, bestTitle, worth }
}

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
  const { sums } = scores
  const [weight, covered] = title < 0 ? [0, 0] : [tables.titleWeight[title] as number, sums.cover[title] as number]
  parts['title'] = title < 0 ? 0 : (sums.title[title] as number) / ideal
  parts['coverage'] = titleGain(0, covered, weight, 0, tables.distinct)
  parts['titleCloseness'] = title < 0 ? 0 : titleCloseness(model, asked, title)
  parts['closeness'] = closeness(model, asked, entry)
  return parts
}
