/** Lets other words stand in for a query's words: an entry gets the better of the two, never both. */
import type { Tables } from './tables.ts'

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
  one: Tallied
}

const tally = (length: number): Tally => ({ values: new Float32Array(length), touched: [] })

export const talliesFor = (tables: Tables): Tallies => {
  const tallied = (): Tallied => ({
    bag: tally(tables.entries),
    title: tally(tables.titleOf.length),
    cover: tally(tables.titleOf.length),
  })
  return { own: tallied(), best: tallied(), one: tallied() }
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

const addTerms = (tables: Tables, ids: readonly number[], scale: number, into: Tallied): void => {
  const { start, entry, impact, titleStart, title, titleImpact, weight } = tables
  for (const id of ids) {
    const to = start[id + 1] as number
    for (let at = start[id] as number; at < to; at++) add(into.bag, entry[at] as number, scale * (impact[at] as number))
    const titleTo = titleStart[id + 1] as number
    for (let at = titleStart[id] as number; at < titleTo; at++) {
      add(into.title, title[at] as number, scale * (titleImpact[at] as number))
      add(into.cover, title[at] as number, scale * (weight[id] as number))
    }
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
  { own, best, one }: Tallies,
  sums: Sums,
): void => {
  for (const alternative of alternatives) {
    addTerms(tables, alternative.own, 1, own)
    for (const other of alternative.others) {
      addTerms(tables, other.ids, standInScale(tables, alternative, other), one)
      for (const field of FIELDS) {
        for (const at of one[field].touched) raise(best[field], at, one[field].values[at] as number)
        empty(one[field])
      }
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
