/** The signs by which rows are ranked for one clause, all between 0 and 1. */
import { once } from '../base/once.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { dot } from '../retrieval/retrieval.ts'
import type { Audience, Ranked } from '../vocabulary/types.ts'
import { crossOf, runsIn, traitsOf } from './crosses.ts'
import { cover, pairsIn } from './pairs.ts'
import { askedOf, askedSigns } from './asked.ts'
import { amountsIn, type Amount } from './polarity.ts'
import { namesKey } from './keys.ts'
import { saidIn } from './naming.ts'
import { rowsByPassage, type Row } from './rows.ts'

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
  'figure',
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
  'asked',
  'askedBest',
  'askedShare',
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
  topic: { document: string; programme: string | null; label: string; kinds: readonly string[]; row: string } | null
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
/** What a value says is told by its beginning. */
const QUOTED_CHARACTERS = 40

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
  for (const word of words) {
    whole += word.weight
    if (saidIn(text, word)) held += word.weight
  }
  return whole === 0 ? 0 : held / whole
}

const amountsOf = once((row: Row): readonly Amount[] => amountsIn(row.value))

const traits = new WeakMap<Row, Uint32Array>()
const traitsIn = (row: Row, kinds: Kinds): Uint32Array => {
  const known = traits.get(row) ?? traitsOf(row, kinds.told(row.label))
  traits.set(row, known)
  return known
}

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

/** What is worked out once for all rows of a clause. */
interface Looking {
  wanted: Wanted
  kinds: Kinds
  pairs: ReadonlySet<string>
  runs: Uint32Array
  meaning: Float32Array
  /** Amounts that are named, years left aside. */
  amounts: readonly Amount[]
  weightOf: (pair: string) => number
  whole: ReadonlyMap<string, Found>
  clause: ReadonlyMap<string, Found>
  named: ReadonlySet<Row>
  /** Documents of rows whose key is named. */
  keyed: ReadonlySet<string>
  newest: ReadonlyMap<string, number>
}

const flag = (is: boolean): 0 | 1 => (is ? 1 : 0)

const holdsAmount = (row: Row, value: number, unit: string): boolean =>
  amountsOf(row).some((one) => one.unit === unit && one.value === value)

const wordSigns = (row: Row, { wanted, pairs, weightOf, meaning, runs, kinds, amounts }: Looking) => ({
  cover: cover(pairs, row.pairs, weightOf),
  coverHead: cover(pairs, row.headPairs, weightOf),
  coverAll: cover(pairs, new Set([...row.pairs, ...row.headPairs]), weightOf),
  label: row.label === '' ? 0 : cover(row.labelPairs, pairs, weightOf),
  labelWhole: flag(row.label.length > 1 && wanted.clause.includes(row.label.toLowerCase())),
  quoted: cover(pairsIn(row.value.slice(0, QUOTED_CHARACTERS).toLowerCase()), pairs, weightOf),
  figure: flag(amounts.some(({ value, unit }) => holdsAmount(row, value, unit))),
  close: Math.max(0, dot(meaning, row.meaning(), 0)),
  words: wordShare(wanted.words, row.text),
  wordsHead: wordShare(wanted.words, row.headText),
  cross: crossOf(runs, traitsIn(row, kinds)),
})

const placeSigns = (row: Row, { whole, clause, named, keyed }: Looking) => {
  const inWhole = whole.get(row.passage.id) ?? NOWHERE
  const inClause = clause.get(row.passage.id) ?? NOWHERE
  return {
    key: flag(named.has(row)),
    keyOther: flag(!named.has(row) && row.keys.length > 0 && keyed.has(row.passage.document)),
    scoreWhole: inWhole.score,
    rankWhole: inWhole.rank,
    scoreClause: inClause.score,
    rankClause: inClause.rank,
    taughtWhole: inWhole.taught,
    taughtClause: inClause.taught,
    first: flag(row.at === 0),
    item: flag(row.item),
    sentence: flag(row.label === ''),
    long: Math.min(1, row.value.length / LONG),
  }
}

const kindSigns = (row: Row, { wanted, kinds }: Looking) => {
  const tells = kinds.told(row.label)
  const agrees = [...wanted.kinds].some((kind) => tells.has(kind))
  const given = shareGiven(wanted, kinds, row)
  const overview = row.label === '概要'
  return {
    ...given,
    facetGives: agrees ? given.gives : 0,
    overview: flag(overview && wanted.kinds.has('what')),
    overviewNot: flag(overview && !wanted.kinds.has('what')),
    facet: flag(agrees),
    facetOther: flag(!agrees && wanted.kinds.size > 0 && tells.size > 0),
    untold: flag(!row.told),
    untoldAsked: flag(!row.told && agrees),
  }
}

const editionSigns = (row: Row, { wanted, newest }: Looking) => {
  const { programme } = row.passage
  const dated = wanted.years.length > 0 && row.edition !== null
  const asked = dated && wanted.years.includes(row.edition ?? 0)
  const told = asked || wanted.years.some((year) => row.years().has(year))
  return {
    programme: flag(wanted.programme !== null && programme === wanted.programme),
    programmeOther: flag(wanted.programme !== null && programme !== null && programme !== wanted.programme),
    year: flag(asked),
    yearOther: flag(dated && !told),
    newest: flag(programme !== null && newest.get(programme) === row.edition),
  }
}

/** All rows of the passages found, with their signs; unordered. */
export const signsOf = (
  index: Index,
  hits: Hits,
  wanted: Wanted,
  kinds: Kinds,
  except?: string,
): Omit<Scored, 'score'>[] => {
  const weightOf = rarity(index)
  const pairs = pairsIn(wanted.clause)
  const whole = foundIn(hits.whole)
  const clause = foundIn(hits.clause)
  const rows = [...new Set([...clause.keys(), ...whole.keys()])].flatMap((id) => rowsByPassage(index).get(id) ?? [])
  const named = new Set(rows.filter(namesKey(wanted, pairs, weightOf)))
  const asked = askedOf(index, rows, wanted.clause, except)
  const looking: Looking = {
    wanted,
    kinds,
    pairs,
    runs: runsIn(wanted.clause),
    meaning: index.meaning(wanted.clause),
    amounts: amountsIn(wanted.clause).filter(({ unit }) => unit !== '年'),
    weightOf,
    whole,
    clause,
    named,
    keyed: new Set([...named].map(({ passage }) => passage.document)),
    newest: newestOf(index),
  }
  return rows.map((row) => ({
    row,
    signs: {
      ...wordSigns(row, looking),
      ...placeSigns(row, looking),
      ...kindSigns(row, looking),
      ...editionSigns(row, looking),
      ...askedSigns(row, asked),
    },
  }))
}
