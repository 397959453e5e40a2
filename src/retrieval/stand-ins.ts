/** Lets other words stand in for a query's words: an entry gets the better of the two, never both. */
import { once } from '../base/once.ts'
import type { Sum, Weighted } from './folding.ts'
import type { NumberOf, Tables } from './tables.ts'
import { kindWeight, type Analysis } from './terms.ts'

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

/** How strongly other words pull the query's vector, relative to its own. */
const PULL = 0.8

/** Single kanji and kana trigrams say too little about another word's meaning. */
const standsIn = /^[mrcb]/u

/** The known terms of a text by which it may stand in for another. */
export const standInTerms = ({ terms }: Analysis, numberOf: NumberOf): number[] =>
  [...terms.keys()].flatMap((term) => (standsIn.test(term) ? (numberOf(term) ?? []) : []))

/** Per term what a perfect entry gets for it: its weight, content words twice. */
export const idealsOf = ({ terms, weight }: Tables): Float32Array =>
  weight.map((value, id) => (terms[id]?.startsWith('m') === true ? 2 * value : value))

export const idealOf = (ideals: Float32Array, ids: readonly number[]): number => {
  let sum = 0
  for (const id of ids) sum += ideals[id] as number
  return sum
}

/** A stand-in rarer than the word itself counts no more than the word would. */
export const standInScale = (ideals: Float32Array, { own }: Alternative, { ids, worth }: StandIn): number => {
  const wanted = idealOf(ideals, own)
  const offered = idealOf(ideals, ids)
  return wanted > 0 && offered > wanted ? (worth * wanted) / offered : worth
}

/** What is added, and where. */
export interface Gain {
  at: Uint32Array
  values: Float32Array
}

/** What an alternative does to a query, whatever else is asked. */
export interface Effect {
  /** What its other words give an entry or a title beyond what the query's own words do. */
  bag: Gain
  title: Gain
  cover: Gain
  /** How much more a perfect entry gets. */
  missing: number
  /** Where the other words pull the query's vector. */
  pull: Sum
}

/** A sparse sum: what was touched is remembered, so that emptying it costs no more than filling it did. */
interface Tally {
  values: Float32Array
  touched: number[]
}

const FIELDS = ['bag', 'title', 'cover'] as const

type Tallies = Record<(typeof FIELDS)[number], Tally>

const tally = (length: number): Tally => ({ values: new Float32Array(length), touched: [] })

const talliesFor = ({ entries, titleOf }: Tables): Tallies => ({
  bag: tally(entries),
  title: tally(titleOf.length),
  cover: tally(titleOf.length),
})

const add = ({ values, touched }: Tally, at: number, value: number): void => {
  const before = values[at] as number
  if (before === 0) touched.push(at)
  values[at] = before + value
}

const raise = ({ values, touched }: Tally, at: number, value: number): void => {
  const before = values[at] as number
  if (value <= before) return
  if (before === 0) touched.push(at)
  values[at] = value
}

const empty = ({ values, touched }: Tally): void => {
  for (const at of touched) values[at] = 0
  touched.length = 0
}

/** Adds what some terms give each entry and title that has any of them. */
const addTerms = (tables: Tables, ids: readonly number[], { bag, title: words, cover }: Tallies): void => {
  const { start, entry, impact, titleStart, title, titleImpact, weight } = tables
  for (const id of ids) {
    const to = start[id + 1] as number
    for (let at = start[id] as number; at < to; at++) add(bag, entry[at] as number, impact[at] as number)
    const titleTo = titleStart[id + 1] as number
    for (let at = titleStart[id] as number; at < titleTo; at++) {
      add(words, title[at] as number, titleImpact[at] as number)
      add(cover, title[at] as number, weight[id] as number)
    }
  }
}

/** What the best has beyond the query's own words. */
const gainOf = (best: Tally, own: Tally): Gain => {
  const at = best.touched.filter((place) => (best.values[place] as number) > (own.values[place] as number))
  const values = new Float32Array(at.length)
  for (const [i, place] of at.entries()) values[i] = (best.values[place] as number) - (own.values[place] as number)
  return { at: Uint32Array.from(at), values }
}

/** Working space, empty between alternatives. */
interface Work {
  own: Tallies
  one: Tallies
  best: Tallies
}

const gainsOf = (
  tables: Tables,
  ideals: Float32Array,
  alternative: Alternative,
  { own, one, best }: Work,
): Pick<Effect, (typeof FIELDS)[number]> => {
  addTerms(tables, alternative.own, own)
  for (const other of alternative.others) {
    const scale = standInScale(ideals, alternative, other)
    addTerms(tables, other.ids, one)
    for (const field of FIELDS) {
      for (const at of one[field].touched) raise(best[field], at, scale * (one[field].values[at] as number))
      empty(one[field])
    }
  }
  const gains = {
    bag: gainOf(best.bag, own.bag),
    title: gainOf(best.title, own.title),
    cover: gainOf(best.cover, own.cover),
  }
  for (const field of FIELDS) {
    empty(best[field])
    empty(own[field])
  }
  return gains
}

export type Effects = (alternative: Alternative) => Effect

/** A word's effect is worked out when it first comes up, and lasts as long as its alternative. */
export const effects = (tables: Tables, ideals: Float32Array, sum: (terms: readonly Weighted[]) => Sum): Effects => {
  const work: Work = { own: talliesFor(tables), one: talliesFor(tables), best: talliesFor(tables) }
  const pullOf = (others: readonly StandIn[]): Sum =>
    sum(
      others.flatMap(({ ids, worth }) => {
        const weight = (Math.LN2 * PULL * worth) / others.length
        return ids.map((id) => ({ id, weight, kind: kindWeight(tables.terms[id] ?? '') }))
      }),
    )
  return once((alternative) => {
    const { own, others } = alternative
    const offered = Math.max(0, ...others.map(({ ids, worth }) => worth * idealOf(ideals, ids)))
    const missing = Math.max(0, offered - idealOf(ideals, own))
    return { ...gainsOf(tables, ideals, alternative, work), missing, pull: pullOf(others) }
  })
}
