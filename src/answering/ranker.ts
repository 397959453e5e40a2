/**
 * Ranks rows for one clause: a linear score over named signs, all between 0 and 1. The weights are learned from
 * questions with known facts (`telework-desk eval --fit`): the probability that falls on rows holding a fact that was
 * wanted is made as large as it gets.
 */
import { once } from '../base/once.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { dot } from '../retrieval/retrieval.ts'
import type { Audience, Ranked } from '../vocabulary/types.ts'
import { crossOf, runsIn, traitsOf } from './crosses.ts'
import { cover, pairsIn } from './pairs.ts'
import { countsIn, holdsCount } from './classes.ts'
import { namesBody } from './polarity.ts'
import { rowsByPassage, type Row } from './rows.ts'
import { rankerWeights } from './ranker-weights.ts'

export const SIGNS = [
  'cover',
  'coverHead',
  'coverAll',
  'label',
  'labelWhole',
  'close',
  'words',
  'wordsHead',
  'facetGives',
  'overview',
  'overviewNot',
  'key',
  'keyOther',
  'quoted',
  'scoreWhole',
  'rankWhole',
  'scoreClause',
  'rankClause',
  'taughtWhole',
  'taughtClause',
  'gives',
  'givesNot',
  'facet',
  'facetOther',
  'first',
  'item',
  'sentence',
  'programme',
  'programmeOther',
  'year',
  'yearOther',
  'newest',
  'untold',
  'untoldAsked',
  'long',
  'cross',
] as const
export type Signs = Record<(typeof SIGNS)[number], number>

/** What a clause wants, as far as ranking needs to know. */
export interface Wanted {
  /** Folded. */
  clause: string
  /** Its content words with what they weigh, and words of the same meaning. */
  words: readonly { surface: string; form: string; weight: number; others: readonly string[] }[]
  /** Kinds of thing asked for. */
  kinds: ReadonlySet<string>
  /** Fiscal years that are named. */
  years: readonly number[]
  programme: string | null
  audience: Audience | null
  /** The kind of body that the clause itself names. */
  named: Audience | null
  /** The name that takes the place of another in the last question. */
  fragment: string | null
  /** What the conversation is about, where the clause leans on it. */
  topic: { document: string; programme: string | null; label: string } | null
}

/** Passages found for the whole message and for the clause. */
export interface Hits {
  whole: readonly Ranked[]
  clause: readonly Ranked[]
}

export interface Kinds {
  told(label: string): ReadonlySet<string>
  gives(id: string, value: string): boolean | undefined
}

export interface Scored {
  row: Row
  signs: Signs
  score: number
}

const LONG = 100
/** A key is named where the clause holds so much of it. */
const KEY_NAMED = 0.75

/** How rare each pair of characters is among the rows. */
const rarity = once((index: Index): ((pair: string) => number) => {
  const counts = new Map<string, number>()
  let rows = 0
  for (const row of [...rowsByPassage(index).values()].flat()) {
    rows++
    for (const pair of row.pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return (pair) => Math.log(1 + rows / (1 + (counts.get(pair) ?? 0)))
})

/** The newest fiscal year of each programme, as far as its documents tell one. */
const newestOf = once((index: Index): ReadonlyMap<string, number> => {
  const newest = new Map<string, number>()
  for (const { programme, fiscalYear } of index.library.documents) {
    if (programme === null || fiscalYear === null) continue
    newest.set(programme, Math.max(newest.get(programme) ?? 0, fiscalYear))
  }
  return newest
})

/** Weighted share of the words that a text holds, as they stand or by a word of the same meaning. */
const wordShare = (words: Wanted['words'], text: string): number => {
  let whole = 0
  let held = 0
  for (const { surface, form, weight, others } of words) {
    whole += weight
    if ([surface, form, ...others].some((word) => word !== '' && text.includes(word))) held += weight
  }
  return whole === 0 ? 0 : held / whole
}

const traits = new WeakMap<Row, Uint32Array>()
const traitsIn = (row: Row, kinds: Kinds): Uint32Array => {
  const known = traits.get(row) ?? traitsOf(row, kinds.told(row.label))
  traits.set(row, known)
  return known
}

const NUMBER_KEY = /^[\d\s〜~-]+$/u

/** Whether a key is named: as it stands, or by most of its pairs. */
const isNamed = (
  key: string,
  clause: string,
  pairs: ReadonlySet<string>,
  weightOf: (pair: string) => number,
): boolean =>
  clause.includes(key) || (key.length > 2 && !NUMBER_KEY.test(key) && cover(pairsIn(key), pairs, weightOf) >= KEY_NAMED)

interface Found {
  score: number
  rank: number
  taught: number
}

const foundIn = (hits: readonly Ranked[]): Map<string, Found> => {
  const top = hits[0]?.score ?? 1
  return new Map(
    hits.map(({ passage, score, parts }, at) => [
      passage.id,
      { score: top <= 0 ? 0 : score / top, rank: 1 / (1 + at), taught: (parts['taught'] ?? 0) / 0.15 },
    ]),
  )
}

const NOWHERE: Found = { score: 0, rank: 0, taught: 0 }

const shareGiven = (wanted: Wanted, kinds: Kinds, row: Row): { gives: number; givesNot: number } => {
  const signs = [...wanted.kinds].map((kind) => kinds.gives(kind, row.value)).filter((sign) => sign !== undefined)
  if (signs.length === 0) return { gives: 0, givesNot: 0 }
  const share = signs.filter(Boolean).length / signs.length
  return { gives: share, givesNot: share === 0 ? 1 : 0 }
}

/** All rows of the passages found, with their signs; unordered. */
export const signsOf = (index: Index, hits: Hits, wanted: Wanted, kinds: Kinds): Omit<Scored, 'score'>[] => {
  const weightOf = rarity(index)
  const pairs = pairsIn(wanted.clause)
  const runs = runsIn(wanted.clause)
  const meaning = index.meaning(wanted.clause)
  const whole = foundIn(hits.whole)
  const clause = foundIn(hits.clause)
  const rows = [...new Set([...clause.keys(), ...whole.keys()])].flatMap((id) => rowsByPassage(index).get(id) ?? [])
  const heads = countsIn(wanted.clause)
  const named = new Map(
    rows.map((row) => [
      row,
      row.keyTexts.some(
        (key) => isNamed(key, wanted.clause, pairs, weightOf) || heads.some((head) => holdsCount(key, head)),
      ) ||
        (wanted.named !== null && row.keys.length > 0 && namesBody(wanted.named, { keys: row.keys, value: '' })),
    ]),
  )
  const keyed = new Set(rows.filter((row) => named.get(row) === true).map(({ passage }) => passage.document))
  const newest = newestOf(index)
  return rows.map((row) => {
    const inWhole = whole.get(row.passage.id) ?? NOWHERE
    const inClause = clause.get(row.passage.id) ?? NOWHERE
    const tells = kinds.told(row.label)
    const agrees = [...wanted.kinds].some((kind) => tells.has(kind))
    const own = named.get(row) === true
    const { programme } = row.passage
    const both = new Set([...row.pairs, ...row.headPairs])
    const given = shareGiven(wanted, kinds, row)
    const what = wanted.kinds.has('what')
    const yearNamed = wanted.years.length > 0 && row.edition !== null
    const signs: Signs = {
      cover: cover(pairs, row.pairs, weightOf),
      coverHead: cover(pairs, row.headPairs, weightOf),
      coverAll: cover(pairs, both, weightOf),
      label: row.label === '' ? 0 : cover(row.labelPairs, pairs, weightOf),
      key: own ? 1 : 0,
      keyOther: !own && row.keys.length > 0 && keyed.has(row.passage.document) ? 1 : 0,
      quoted: cover(pairsIn(row.value.slice(0, 40).toLowerCase()), pairs, weightOf),
      scoreWhole: inWhole.score,
      rankWhole: inWhole.rank,
      scoreClause: inClause.score,
      rankClause: inClause.rank,
      taughtWhole: inWhole.taught,
      taughtClause: inClause.taught,
      ...given,
      facetGives: agrees ? given.gives : 0,
      overview: what && row.label === '概要' ? 1 : 0,
      overviewNot: !what && row.label === '概要' ? 1 : 0,
      labelWhole: row.label.length > 1 && wanted.clause.includes(row.label.toLowerCase()) ? 1 : 0,
      close: Math.max(0, dot(meaning, row.meaning(), 0)),
      words: wordShare(wanted.words, row.text),
      wordsHead: wordShare(wanted.words, row.headText),
      facet: agrees ? 1 : 0,
      facetOther: !agrees && wanted.kinds.size > 0 && tells.size > 0 ? 1 : 0,
      first: row.at === 0 ? 1 : 0,
      item: row.item ? 1 : 0,
      sentence: row.label === '' ? 1 : 0,
      programme: wanted.programme !== null && programme === wanted.programme ? 1 : 0,
      programmeOther: wanted.programme !== null && programme !== null && programme !== wanted.programme ? 1 : 0,
      year: yearNamed && wanted.years.includes(row.edition ?? 0) ? 1 : 0,
      yearOther: yearNamed && !wanted.years.includes(row.edition ?? 0) ? 1 : 0,
      newest: programme !== null && newest.get(programme) === row.edition ? 1 : 0,
      untold: row.told ? 0 : 1,
      untoldAsked: !row.told && agrees ? 1 : 0,
      long: Math.min(1, row.value.length / LONG),
      cross: crossOf(runs, traitsIn(row, kinds)),
    }
    return { row, signs }
  })
}

export const scoreOf = (signs: Signs, weights: Readonly<Record<string, number>> = rankerWeights): number => {
  let score = 0
  for (const name of SIGNS) score += (weights[name] ?? 0) * signs[name]
  return score
}

/** Who asks is named by a row that tells who may: so much more is it wanted. */
const OWN_BODY = 1.5

const ownBody = ({ audience, named, kinds }: Wanted, row: Row): boolean => {
  const body = named ?? audience
  return body !== null && kinds.has('target') && row.label.includes('対象') && namesBody(body, row)
}

/** A clause that leans on the conversation stays with its document, its programme, and what was told last. */
const SAME_DOCUMENT = 1.2
const SAME_PROGRAMME = 0.6
const SAME_LABEL = 1.2

const FRAGMENT = 2.5

/** 宮城は: the same thing told of that name, or of that kind of body. */
const ofFragment = ({ fragment, named, topic }: Wanted, row: Row): number => {
  if (fragment === null || topic === null || fragment.length === 0) return 0
  const place = [...row.keyTexts, row.passage.title.toLowerCase(), row.document.title.toLowerCase()]
  const isNamedHere =
    (fragment.length > 1 && place.some((text) => text.includes(fragment))) ||
    (named !== null && namesBody(named, { keys: [row.passage.title, ...row.keys], value: '' }))
  const same = row.label === topic.label ? FRAGMENT : 0
  const here = row.passage.document === topic.document ? FRAGMENT : 0
  return isNamedHere ? same + here + FRAGMENT / 2 : 0
}

const onTopic = ({ topic }: Wanted, { row, signs }: Omit<Scored, 'score'>): number => {
  if (topic === null) return 0
  const here = row.passage.document === topic.document ? SAME_DOCUMENT : 0
  const kin = topic.programme !== null && row.passage.programme === topic.programme ? SAME_PROGRAMME : 0
  return here + kin + (here > 0 && row.label === topic.label && signs.key > 0 ? SAME_LABEL : 0)
}

/** The rows of the passages found, the likeliest to be wanted first. */
export const rankRows = (index: Index, hits: Hits, wanted: Wanted, kinds: Kinds): Scored[] =>
  signsOf(index, hits, wanted, kinds)
    .map((one) => ({
      ...one,
      score:
        scoreOf(one.signs) +
        (ownBody(wanted, one.row) ? OWN_BODY : 0) +
        onTopic(wanted, one) +
        ofFragment(wanted, one.row),
    }))
    .sort((a, b) => b.score - a.score)
