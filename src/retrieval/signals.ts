/** Raw signs of how sure a result is; the answering room calibrates them on questions it knows. */
import { idf, unknownIdf } from './bm25.ts'
import { impactIn, titleImpactIn, type Asked, type Model } from './score.ts'
import type { BeliefSigns } from './taught.ts'
import type { Nearness } from './wordings.ts'

export interface Signals extends Nearness, BeliefSigns {
  /** How likely the question is for the document that was found: as known questions taught it, else as it was found. */
  meant: number
  /** How much of the query, unknown words included, the corpus knows: tells what is in scope. */
  proj: number
  /** Weighted share of the query's words in the best title of the first hit. */
  covTitle: number
  /** Share of the query's character bigrams, by rarity, in the first hit. */
  cb: number
  /** Weighted share of that title's words in the query. */
  titleCov: number
  /** How far the first hit is ahead of the second, relative to the first. */
  margin: number
  /** Rarity of the rarest matched word, relative to an unknown word. */
  maxHit: number
  /** Weighted share of the query's words in the first hit. */
  covW: number
  /** The score of the first hit. */
  top: number
}

/**
 * Where no known question taught what is meant, what was found tells it: how far it is ahead, how much of the question's
 * letters it has, and how well it fits at all. Fitted on the questions of the five desks under test/desks, each judged by
 * a fit on the other four, and careful: so much must speak for a document that nobody vouches for.
 */
const MEANT = { intercept: -4.35, margin: 2.5, letters: 3.75, top: 1.75 }

const meantBy = (margin: number, letters: number, top: number): number =>
  1 / (1 + Math.exp(-(MEANT.intercept + MEANT.margin * margin + MEANT.letters * letters + MEANT.top * top)))

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)

const frequencyOf = (model: Model, id: number): number =>
  (model.tables.start[id + 1] ?? 0) - (model.tables.start[id] ?? 0)

const titleSigns = (model: Model, asked: Asked, entry: number, whole: number): [number, number] => {
  const { tables, firstTitle } = model
  let best: [number, number] = [0, 0]
  for (let title = firstTitle[entry] ?? 0; title < (firstTitle[entry + 1] ?? 0); title++) {
    let hit = 0
    for (const id of asked.known) if (titleImpactIn(tables, id, title) > 0) hit += tables.weight[id] ?? 0
    const signs: [number, number] = [share(hit, whole), Math.min(1, share(hit, tables.titleWeight[title] ?? 0))]
    if (signs[0] + signs[1] > best[0] + best[1]) best = signs
  }
  return best
}

export const signalsOf = (
  model: Model,
  asked: Asked,
  first: number | null,
  scores: readonly number[],
  known: Nearness & BeliefSigns,
): Signals => {
  const { tables } = model
  const unknown = unknownIdf(tables.entries)
  const sums = { words: 0, wordsHit: 0, bigrams: 0, bigramsHit: 0, rarest: 0 }
  for (const term of asked.analysis.terms.keys()) {
    const id = model.numberOf(term)
    const rarity = id === undefined ? unknown : idf(tables.entries, frequencyOf(model, id))
    const hit = id !== undefined && first !== null && impactIn(tables, id, first) > 0
    if (term.startsWith('m')) {
      const weight = id === undefined ? unknown : (tables.weight[id] ?? 0)
      sums.words += weight
      if (hit) sums.wordsHit += weight
      if (hit) sums.rarest = Math.max(sums.rarest, rarity)
    } else if (term.startsWith('b')) {
      sums.bigrams += rarity
      if (hit) sums.bigramsHit += rarity
    }
  }
  const [covTitle, titleCov] = first === null ? [0, 0] : titleSigns(model, asked, first, sums.words)
  const [best = 0, second = 0] = scores
  const margin = share(best - second, best)
  const cb = share(sums.bigramsHit, sums.bigrams)
  return {
    ...known,
    meant: known.meant ?? meantBy(margin, cb, best),
    proj: asked.folded.share,
    covTitle,
    cb,
    titleCov,
    margin,
    maxHit: share(sums.rarest, unknown),
    covW: share(sums.wordsHit, sums.words),
    top: best,
  }
}
