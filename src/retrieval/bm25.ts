/** The arithmetic of the lexical score: pure functions, so that each can be checked by hand. */

/** Repetition says little in short passages, hence a fast saturation. */
const K1 = 0.5
const B = 0.75

export const idf = (entries: number, frequency: number): number =>
  Math.log(1 + (entries - frequency + 0.5) / (frequency + 0.5))

/** Between 0 and k1 + 1: how much a term says that occurs `count` times in a text of this length. */
export const saturation = (count: number, length: number, averageLength: number): number =>
  (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / (averageLength || 1)))

const FACTOR_MIN = 0.2
const FACTOR_MAX = 1.5
/** As many imagined titles as the kind's average speaks for, so that a word seen once is not judged by its luck. */
const PRIOR_TITLES = 3

const oddsRatio = (p: number, q: number): number => Math.log((p * (1 - q)) / (q * (1 - p)))

export interface Occurrence {
  /** Titles with the term. */
  titles: number
  /** Entries with the term in the body. */
  bodies: number
  /** Titles with the term whose own body has it too. */
  both: number
}

/**
 * How much a term is worth beyond its rarity, learned without labels: a word of a title that comes back in its own
 * body is about the matter; one that does not (教えて, 知りたい, 場合) is a way of asking.
 */
export const factorOf = (term: Occurrence, prior: number, entries: number): number => {
  const p0 = Math.min(0.999, Math.max(0.001, prior))
  const p = (term.both + PRIOR_TITLES * p0) / (term.titles + PRIOR_TITLES)
  const q = (term.bodies + 0.5) / (entries + 1)
  const usual = oddsRatio(p0, q)
  if (!Number.isFinite(usual) || usual <= 0) return 1
  return Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, oddsRatio(p, q) / usual))
}

/** The weight of a word that no entry has; unknown words count in what a query asks for. */
export const unknownIdf = (entries: number): number => idf(entries, 0)
