/** Looks a question up: the passages found, their rows in the order of how likely they are wanted, and how sure that is. */
import { fiscalYearOf } from '../japanese/calendar.ts'
import { speaksAfter } from '../japanese/dates.ts'
import { once } from '../base/once.ts'
import { fold } from '../japanese/fold.ts'
import type { Lexicon, Question, TellingWord } from '../question/question.ts'
import type { Day, GuidanceDocument, Passage, Query, Ranked } from '../vocabulary/types.ts'
import { isDenied } from './keys.ts'
import { isName, saidIn } from './naming.ts'
import type { Row } from './rows.ts'
import { surenessWeights } from './sureness-weights.ts'
import { rankRows, type Scored, type Wanted } from './ranker.ts'

const RETRIEVED_MAX = 12

/** Signs of how sure the best row is, all between 0 and about 1. */
export const SURENESS = [
  /** Known questions like it are answered by the document found. */
  'meant',
  /** How much the names in the question weigh that the passage lacks. */
  'absent',
  /** The nearest known question is one that no document answers. */
  'gap',
  /** How well the best row goes with the clause. */
  'score',
  /** How likely it is by the words that no document answers. */
  'nobody',
  /** How much the known questions near it that nobody answers outweigh the others. */
  'silence',
  /** It is like questions for other desks. */
  'abroad',
  /** How much is asked in: the other signs of a long question are smaller by nature. */
  'length',
] as const
export type Sureness = Record<(typeof SURENESS)[number], number>

export interface Found {
  ranked: Ranked[]
  rows: Scored[]
  sureness: Sureness
  /** How likely it is that the best row answers, 0 … 1. */
  confidence: number
  /** How likely it is that the question is for this desk at all. */
  field: number
}

const spokenOf = once((passage: Passage): string =>
  fold([passage.text, passage.title, ...passage.asks].join('\n')).toLowerCase(),
)
const titleOf = once((document: GuidanceDocument): string => fold(`${document.title} ${document.source}`).toLowerCase())

/** What questions that are answered have of these where gaps are known; an installation without gaps says neither. */
const UNKNOWN_GAP = 0.4
const UNKNOWN_SILENCE = 0.15
const UNKNOWN_NOBODY = 0.58

/** Longer questions are told apart no further, nor names that weigh more together. */
const LENGTH_MAX = 100
const ABSENT_MAX = 20
/** Scores of rows are differences of logarithms; so much is as good as certain. */
const SCORE_SCALE = 20

const weightOf = (words: readonly TellingWord[]): number => words.reduce((sum, { weight }) => sum + weight, 0)

const surenessOf = (
  question: Question,
  query: Query,
  ranked: readonly Ranked[],
  rows: readonly Scored[],
  told: string | null,
  lexicon: Lexicon,
): { sureness: Sureness; field: number } => {
  const [best] = rows
  const own = lexicon.index.signals(query, ranked)
  // A clause may say less than the message that it is a part of: the surer of the two readings is taken.
  const whole = told === null ? own : lexicon.index.signals(query, ranked, told)
  const signals = {
    meant: Math.max(own.meant, whole.meant),
    gap: Math.min(own.gap, whole.gap),
    nobody: Math.min(own.nobody, whole.nobody),
    silence: Math.min(own.silence, whole.silence),
    abroad: Math.min(own.abroad, whole.abroad),
  }
  const text = best === undefined ? '' : `${spokenOf(best.row.passage)}\n${titleOf(best.row.document)}`
  const known = lexicon.index.library.gaps.length > 0
  const names = question.words.filter(isName)
  const absent = weightOf(names.filter((word) => !saidIn(text, word)))
  return {
    sureness: {
      meant: signals.meant,
      absent: Math.min(1, absent / ABSENT_MAX),
      gap: known ? signals.gap : UNKNOWN_GAP,
      score: best === undefined ? 0 : best.score / SCORE_SCALE,
      nobody: known ? signals.nobody : UNKNOWN_NOBODY,
      silence: known ? signals.silence : UNKNOWN_SILENCE,
      abroad: signals.abroad,
      length: Math.min(1, question.clause.length / LENGTH_MAX),
    },
    field: 1 - signals.abroad,
  }
}

/** Any weighted sum of the signs as a probability. */
export const probabilityOf = (
  { intercept, weights }: { intercept: number; weights: Readonly<Record<string, number>> },
  sureness: Sureness,
): number => {
  let sum = intercept
  for (const name of SURENESS) sum += (weights[name] ?? 0) * sureness[name]
  return 1 / (1 + Math.exp(-sum))
}

/** What was published, or speaks of what happened, after the day that is asked about could not be known on it. */
const isKnownOn = ({ passage: { issued, fiscalYear }, value }: Row, day: Day): boolean =>
  (issued === null ? (fiscalYear ?? 0) <= fiscalYearOf(day) : issued <= day) && !speaksAfter(value, day)

/** What ranking needs to know of a question. */
export const wantedOf = (question: Question): Wanted => ({
  clause: question.clause,
  words: question.words,
  kinds: question.kinds,
  years: question.aroundYears,
  programme: question.programme?.id ?? null,
  audience: question.audience,
  named: question.named,
  topic: question.topic,
  fragment: question.fragment,
})

/** All sections of what is talked about, whatever the words of a short question find. */
const sectionsOf = (id: string, index: Lexicon['index']): Ranked[] => {
  const document = index.library.documents.find((one) => one.id === id)
  if (document === undefined) return []
  return index.library.passages
    .filter((passage) => passage.document === id)
    .map((passage) => ({ passage, document, status: 'current', score: 0, parts: {} }))
}

/** `message` is the whole message that the question is a clause of, with what was found for it. */
export const find = async (
  question: Question,
  message: { text: string; ranked: readonly Ranked[] } | null,
  asOf: Day,
  lexicon: Lexicon,
): Promise<Found> => {
  const query: Query = {
    text: question.sought,
    asOf,
    limit: RETRIEVED_MAX,
    ...(question.audience === null ? {} : { audience: question.audience }),
    ...(question.prefecture === null ? {} : { prefecture: question.prefecture }),
  }
  const ranked = await lexicon.index.retrieve(query)
  const beside = question.topic === null ? [] : sectionsOf(question.topic.document, lexicon.index)
  const rows = rankRows(
    lexicon.index,
    { whole: message?.ranked ?? ranked, clause: [...ranked, ...beside] },
    wantedOf(question),
    lexicon.wants,
  ).filter(({ row }) => isKnownOn(row, asOf) && !isDenied(row, message?.text ?? question.clause))
  const { sureness, field } = surenessOf(question, query, ranked, rows, message?.text ?? null, lexicon)
  return { ranked, rows, sureness, confidence: probabilityOf(surenessWeights, sureness), field }
}
