/**
 * How near a question is to questions that are known: those that editors wrote for a passage, the known gaps, which
 * people ask and no document answers, and those for other desks. A near miss shares most of its words with a passage
 * that does not answer it; among questions, it lies nearer to the gaps.
 */
import type { Library, Passage } from '../vocabulary/types.ts'
import { pairsIn } from './bags.ts'
import { longer, patched } from './patch.ts'
import type { Sameness } from './sameness.ts'
import { push } from '../base/grouping.ts'
import { idf, unknownIdf } from './bm25.ts'
import type { Corpus } from './corpus.ts'
import { topOf } from './top.ts'
import type { Analyse, Analysis } from './terms.ts'

export interface Wordings {
  /** Questions: first those that passages answer, then the gaps, then those for other desks. */
  count: number
  gapsFrom: number
  elsewhereFrom: number
  terms: string[]
  /** Postings of term t are at start[t] … start[t + 1]. */
  start: Uint32Array
  wording: Uint32Array
  /** The share of the term in its question, whose terms make a vector of length 1. */
  share: Float32Array
  rarity: Float32Array
}

export interface Nearness {
  /** Cosine with the nearest question that a passage answers, and with the nearest gap. */
  asked: number
  gap: number
  /** Shares among the nearest questions: of those without an answer, and of those for other desks. */
  silence: number
  away: number
}

export interface NearQuestion {
  question: string
  kind: 'answered' | 'gap' | 'elsewhere'
  likeness: number
}

/** Words count most; letters, sounds and single kanji carry over to words that are written or cut differently. */
const KIND_WEIGHTS: Readonly<Record<string, number>> = { m: 1, c: 0.7, r: 0.7, b: 0.5, k: 0.3 }
/** Questions that have a say. */
const NEAREST = 12
/** Of questions that are far away, it says nothing that gaps are farther still, or that most of them are gaps. */
const GAP_MIN = 0.4
const EVEN_SAY = 0.5
/** The event loop gets a turn after so many questions. */
const QUESTIONS_PER_TURN = 200

const answeredIn = (library: Library): string[] => library.passages.flatMap(({ title, asks }) => [title, ...asks])

/** Where the known questions of each passage begin: its title, then its asks. */
export const firstQuestions = (passages: readonly Passage[]): Map<string, number> => {
  const first = new Map<string, number>()
  let at = 0
  for (const { id, asks } of passages) {
    first.set(id, at)
    at += 1 + asks.length
  }
  return first
}

/** Those that passages answer, the gaps, those for other desks. */
const questionsIn = (library: Library): string[] => [...answeredIn(library), ...library.gaps, ...library.elsewhere]

const kindWeight = (term: string): number => KIND_WEIGHTS[term.charAt(0)] ?? 0

const lengthOf = (values: Iterable<number>): number => {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum) || 1
}

const most = (values: Float32Array, from: number, to: number): number => {
  let highest = 0
  for (let at = from; at < to; at++) highest = Math.max(highest, values[at] as number)
  return highest
}

/** Numbers the terms in the order in which they first come. */
const numbering = (numbers = new Map<string, number>()) => {
  const bagOf = (terms: Iterable<string>): number[] => {
    const bag: number[] = []
    for (const term of terms) {
      if (kindWeight(term) === 0) continue
      let id = numbers.get(term)
      if (id === undefined) numbers.set(term, (id = numbers.size))
      bag.push(id)
    }
    return bag
  }
  return { bagOf, terms: () => [...numbers.keys()] }
}

/** `corpus` has read the questions that passages answer as titles, in the same order. */
export const learnWordings = async (
  library: Library,
  corpus: Pick<Corpus, 'titles' | 'terms'>,
  analyse: Analyse,
  breathe: () => Promise<void>,
): Promise<Wordings> => {
  const gapsFrom = corpus.titles.count
  const elsewhereFrom = gapsFrom + library.gaps.length
  const numbered = numbering()
  const bags = Array.from({ length: gapsFrom }, (_, title) =>
    numbered.bagOf(pairsIn(corpus.titles, title).map(([id]) => corpus.terms[id] ?? '')),
  )
  for (const [at, question] of [...library.gaps, ...library.elsewhere].entries()) {
    if (at % QUESTIONS_PER_TURN === 0) await breathe()
    bags.push(numbered.bagOf(analyse(question).terms.keys()))
  }
  const terms = numbered.terms()
  const frequency = new Uint32Array(terms.length)
  for (const bag of bags) for (const id of bag) frequency[id] = (frequency[id] as number) + 1
  const rarity = Float32Array.from(terms, (term, id) => kindWeight(term) * idf(bags.length, frequency[id] as number))
  const start = new Uint32Array(terms.length + 1)
  for (let id = 0; id < terms.length; id++) start[id + 1] = (start[id] as number) + (frequency[id] as number)
  const next = start.slice()
  const wording = new Uint32Array(start[terms.length] ?? 0)
  const share = new Float32Array(wording.length)
  for (const [at, bag] of bags.entries()) {
    const length = lengthOf(bag.map((id) => rarity[id] as number))
    for (const id of bag) {
      const place = next[id] as number
      next[id] = place + 1
      wording[place] = at
      share[place] = (rarity[id] as number) / length
    }
  }
  return { count: bags.length, gapsFrom, elsewhereFrom, terms, start, wording, share, rarity }
}

/** Questions with their first number, as many in a row. */
const counted = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)

/** The known questions after a few documents changed; `fresh` are the entries that came, in terms of the index. */
export const rewordings = (
  before: Wordings,
  same: Sameness,
  fresh: readonly { entry: number; titles: readonly (readonly [id: number, count: number])[][] }[],
  indexTerms: readonly string[],
): Wordings => {
  const gapsFrom = same.titleOf.length
  const others = before.count - before.gapsFrom
  const newOf = Uint32Array.from([...same.titles, ...counted(gapsFrom, others)])
  const numbered = numbering(new Map(before.terms.map((term, id) => [term, id])))
  const bags = fresh.flatMap(({ entry, titles }) =>
    titles.map((title, n) => ({
      at: (same.firstTitle[entry] as number) + n,
      bag: numbered.bagOf(title.map(([id]) => indexTerms[id] ?? '')),
    })),
  )
  const terms = numbered.terms()
  const count = gapsFrom + others
  const frequency = new Map<number, number>()
  for (const { bag } of bags) for (const id of bag) frequency.set(id, (frequency.get(id) ?? 0) + 1)
  const rarity = longer(before.rarity, new Float32Array(terms.length))
  for (let id = before.terms.length; id < terms.length; id++) {
    rarity[id] = kindWeight(terms[id] ?? '') * idf(count, frequency.get(id) ?? 1)
  }
  const added = new Map<number, [number, number][]>()
  for (const { at, bag } of bags) {
    const length = lengthOf(bag.map((id) => rarity[id] as number))
    for (const id of bag) push(added, id, [at, (rarity[id] as number) / length])
  }
  const { start, where, what } = patched(
    { start: before.start, where: before.wording, what: before.share },
    newOf,
    added,
    terms.length,
  )
  const elsewhereFrom = gapsFrom + before.elsewhereFrom - before.gapsFrom
  return { count, gapsFrom, elsewhereFrom, terms, start, wording: where, share: what, rarity }
}

/** A question as the terms that known questions have, each with its share; of length 1 with the terms that none has. */
export interface QuestionVector {
  ids: number[]
  shares: number[]
}

export const questionVectors = ({ terms, rarity, count }: Wordings): ((analysis: Analysis) => QuestionVector) => {
  const numbers = new Map(terms.map((term, id) => [term, id]))
  /** A word in none of the known questions makes all of them less alike. */
  const unheard = unknownIdf(count)
  return (analysis) => {
    const ids: number[] = []
    const weights: number[] = []
    let unknown = 0
    for (const term of analysis.terms.keys()) {
      const id = numbers.get(term)
      if (id === undefined) {
        unknown += (kindWeight(term) * unheard) ** 2
        continue
      }
      ids.push(id)
      weights.push(rarity[id] as number)
    }
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, unknown)) || 1
    return { ids, shares: weights.map((weight) => weight / length) }
  }
}

interface Nearest {
  /** Cosine with each known question, in their order. */
  likeness(vector: QuestionVector): Float32Array
  signs(likeness: Float32Array): Nearness
  nearest(likeness: Float32Array, limit: number): NearQuestion[]
}

/** `shown` says per answered question whether whoever asks may read its passage; null: all. */
export const nearestOf = (wordings: Wordings, library: Library, shown: Uint8Array | null): Nearest => {
  const { start, wording, share, gapsFrom, elsewhereFrom, count } = wordings

  const likenessOf = ({ ids, shares }: QuestionVector): Float32Array => {
    const likeness = new Float32Array(count)
    for (const [i, id] of ids.entries()) {
      const own = shares[i] as number
      const to = start[id + 1] as number
      for (let at = start[id] as number; at < to; at++) {
        const where = wording[at] as number
        likeness[where] = (likeness[where] as number) + own * (share[at] as number)
      }
    }
    for (let at = 0; shown !== null && at < gapsFrom; at++) if (shown[at] === 0) likeness[at] = 0
    return likeness
  }

  return {
    likeness: likenessOf,
    signs: (likeness) => {
      const asked = most(likeness, 0, gapsFrom)
      // Where nobody wrote gaps down, nothing tells a near miss from a hit: the odds are even.
      if (gapsFrom === count) return { asked, gap: Math.max(GAP_MIN, asked), silence: 0.5, away: 0 }
      let [all, silent, away] = [0, 0, 0]
      for (const at of topOf(likeness, NEAREST)) {
        // Squared, since the very near ones should not be outvoted by many that share a word.
        const say = (likeness[at] as number) ** 2
        all += say
        if (at >= gapsFrom) silent += say
        if (at >= elsewhereFrom) away += say
      }
      return {
        asked,
        gap: Math.max(GAP_MIN, most(likeness, gapsFrom, elsewhereFrom)),
        silence: (silent + EVEN_SAY / 2) / (all + EVEN_SAY),
        away: away / (all + EVEN_SAY),
      }
    },
    nearest: (likeness, limit) => {
      const questions = questionsIn(library)
      return topOf(likeness, limit).map((at) => ({
        question: questions[at] ?? '',
        kind: at < gapsFrom ? 'answered' : at < elsewhereFrom ? 'gap' : 'elsewhere',
        likeness: likeness[at] as number,
      }))
    },
  }
}
