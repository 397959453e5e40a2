/**
 * Adds to the row that answers what else is likely to be wanted: one row at a time, the likeliest first, as long as the
 * next is likely enough to be worth its line. How likely a row is, is learned from questions with several known facts
 * (`telework-desk eval --fit`).
 */
import { once } from '../base/once.ts'
import { unitOf, type Question, type TellingWord } from '../question/question.ts'
import { furtherWeights } from './further-weights.ts'
import { saysKey } from './keys.ts'
import { isName, saidIn } from './naming.ts'
import { overlap } from './pairs.ts'
import { amountsIn, decides } from './polarity.ts'
import type { Row } from './rows.ts'
import type { Scored } from './ranker.ts'

/** Signs that a row is wanted beside those that are told already. */
export const FURTHER = [
  /** How far its score lies behind that of the row that answers, and the same for what lies near. */
  'behind',
  'near',
  /** How many rows are told already. */
  'told',
  /** How much it holds of what is named in the question and not told yet: of all of it, and its heaviest name. */
  'open',
  'names',
  'sameLabel',
  'section',
  'programme',
  'repeats',
  'cover',
  'decides',
  'edition',
  /** How well the row that answers goes with the question. */
  'lead',
  /** It tells a kind of thing that is asked for and not told yet; it counts in a unit that is asked for and not told yet. */
  'slot',
  'unit',
  /** It is of a member of a list that is named, and of one that is named beside a member that is told. */
  'key',
  'beside',
] as const
export type FurtherSigns = Record<(typeof FURTHER)[number], number>

const ROWS_MAX = 6
/** Rows further down are hardly ever wanted. */
export const LOOKED_AT = 15
const BEHIND_MAX = 8
const BEHIND_MIN = -2
const NEAR_MAX = 2
const LEAD_SCALE = 10
const REPEATS = 0.7
/** What does not name a thing counts for so much of its weight. */
const SPOKEN_SHARE = 0.3
const NAME_MAX = 6

const holds = (row: Row, word: TellingWord): boolean => saidIn(row.text, word) || saidIn(row.headText, word)

const weightOf = ({ surface, weight }: TellingWord): number => (isName({ surface }) ? weight : weight * SPOKEN_SHARE)

const flag = (holdsTrue: boolean): number => (holdsTrue ? 1 : 0)

/** The kinds of thing that a label tells. */
type Told = (label: string) => ReadonlySet<string>

const unitsOf = once((row: Row): ReadonlySet<string> => new Set(amountsIn(row.value).map(({ unit }) => unitOf(unit))))

/** What is asked for, as far as no row tells it. */
const openOf = (asked: ReadonlySet<string>, told: readonly Row[], tells: (row: Row) => ReadonlySet<string>) =>
  [...asked].filter((one) => !told.some((row) => tells(row).has(one)))

/** Of two members of a list, both named: what tells one apart from the other is said of each. */
export const isNamedBeside = (one: Row, told: Row, question: Question): boolean => {
  const own = one.keyTexts.filter((key) => !told.keyTexts.includes(key))
  const others = told.keyTexts.filter((key) => !one.keyTexts.includes(key))
  return own.length > 0 && [...own, ...others].every((key) => saysKey(key, question))
}

/** The signs of one row, given what is told already; `lead` is the row that answers. */
export const furtherSigns = (
  { row, score, signs }: Scored,
  lead: Scored,
  told: readonly Row[],
  question: Question,
  kinds: Told,
): FurtherSigns => {
  const { words, yesNo } = question
  const kindsOf = ({ label }: Row): ReadonlySet<string> => kinds(label)
  const all = words.reduce((sum, word) => sum + weightOf(word), 0)
  const brought = words
    .filter((word) => holds(row, word) && !told.some((one) => holds(one, word)))
    .map((word) => weightOf(word))
  const behind = lead.score - score
  const { programme } = row.passage
  return {
    behind: Math.max(BEHIND_MIN, Math.min(BEHIND_MAX, behind)),
    near: Math.max(0, Math.min(NEAR_MAX, behind)),
    told: told.length,
    open: all === 0 ? 0 : brought.reduce((sum, weight) => sum + weight, 0) / all,
    names: Math.min(NAME_MAX, Math.max(0, ...brought)),
    sameLabel: flag(told.some((one) => one.label === row.label && one.passage.document === row.passage.document)),
    section: flag(row.passage.id === lead.row.passage.id),
    programme: flag(programme !== null && programme === lead.row.passage.programme),
    repeats: flag(told.some((one) => overlap(one.pairs, row.pairs) > REPEATS)),
    cover: signs.cover,
    decides: flag(yesNo !== null && decides(row)),
    edition: flag(row.edition !== lead.row.edition),
    lead: lead.score / LEAD_SCALE,
    slot: flag(openOf(question.kinds, told, kindsOf).some((kind) => kindsOf(row).has(kind))),
    unit: flag(openOf(question.units, told, unitsOf).some((unit) => unitsOf(row).has(unit))),
    key: flag(signs.key > 0),
    beside: flag(told.some((one) => one.label === row.label && isNamedBeside(row, one, question))),
  }
}

const likelihoodOf = (signs: FurtherSigns): number => {
  let sum = furtherWeights.intercept
  for (const name of FURTHER) sum += (furtherWeights.weights[name] ?? 0) * signs[name]
  return 1 / (1 + Math.exp(-sum))
}

/**
 * From here on a row is worth its line. Most questions want one row, so that the likelihood of any other is small: at
 * this one a message has a line and a half more than it needs, and one message in twelve more is answered whole.
 */
const WORTH = 0.03

/** What stands in another document has to be so much likelier, since it has to be said where. */
const ELSEWHERE_SHARE = 0.5

const isElsewhere = ({ passage }: Row, lead: Row): boolean =>
  passage.document !== lead.passage.document &&
  (passage.programme === null || passage.programme !== lead.passage.programme)

/** Another member of a list of which the row that answers is the one that was named. */
const isOtherMember = ({ row, signs }: Scored, lead: Scored): boolean =>
  lead.signs.key > 0 && signs.key === 0 && row.label === lead.row.label && row.keys.join() !== lead.row.keys.join()

const isSame = (row: Row, told: readonly Row[]): boolean =>
  told.some((one) => one === row || (one.value === row.value && one.label === row.label))

/** What else is told: `told` holds the row that answers and what goes with it in any case. */
export const furtherRows = (
  lead: Scored,
  told: readonly Row[],
  rows: readonly Scored[],
  question: Question,
  kinds: Told,
): Row[] => {
  const chosen = [...told]
  const open = rows.slice(0, LOOKED_AT).filter((one) => one.row.told && !isOtherMember(one, lead))
  while (chosen.length < ROWS_MAX) {
    const next = open
      .filter(({ row }) => !isSame(row, chosen))
      .map((one) => ({
        row: one.row,
        likelihood:
          likelihoodOf(furtherSigns(one, lead, chosen, question, kinds)) *
          (isElsewhere(one.row, lead.row) ? ELSEWHERE_SHARE : 1),
      }))
      .reduce<{ row: Row; likelihood: number } | null>(
        (best, one) => (best === null || one.likelihood > best.likelihood ? one : best),
        null,
      )
    if (next === null || next.likelihood < WORTH) break
    chosen.push(next.row)
  }
  return chosen.slice(told.length)
}
