/** One calibrated score: how likely it is that the first passage answers the question. */
import type { Ranked } from '../desk/types.ts'
import { fold } from '../knowledge/knowledge.ts'
import type { Signals } from '../retrieval/retrieval.ts'
import { calibration } from './calibration.ts'
import { facetsIn, gives, type Facet } from './facets.ts'
import { kinship, likeness, plainly } from './rerank.ts'
import { amountShare, quantitiesIn } from './quantities.ts'
import { saysWord, type Question, type Word } from './shape.ts'

export const FEATURE_NAMES = [
  'proj',
  'covTitle',
  'cb',
  'titleCov',
  'margin',
  'maxHit',
  'covW',
  'top',
  'held',
  'strange',
  'named',
  'alike',
  'kin',
  'domain',
  'foreign',
  'absent',
  'head',
  'amount',
  'beside',
  'matter',
] as const
export type Features = Record<(typeof FEATURE_NAMES)[number], number>

/** Below this the desk does not answer; chosen on the tuning half together with the weights. */
export const answerAt: number = calibration.answerAt

/** Scores beyond this are equally good; without a bound one feature would outweigh all others. */
const TOP_MAX = 3

/** Kana alone is mostly a way of speaking; kanji, katakana and Latin words name things. */
const NAMING = /^[^\u3041-\u3096]{2,}$/u
/** The weight of a word that no document of a usual library holds. */
const WEIGHT_MAX = 6.5

const heaviest = (words: readonly Word[]): number =>
  Math.min(1, Math.max(0, ...words.map(({ weight }) => weight)) / WEIGHT_MAX)

/** The heaviest name that no document knows, and the heaviest that this passage lacks. */
const lacking = (telling: readonly Word[], text: string): { foreign: number; absent: number } => {
  const names = telling.filter(({ surface }) => NAMING.test(surface))
  return {
    foreign: heaviest(names.filter(({ known }) => !known)),
    absent: heaviest(names.filter((word) => word.known && !saysWord(text, word))),
  }
}

/** The last name in a question is mostly what is wanted of the thing named before it. */
const NAMES = /[^\u3041-\u3096\s\p{P}\p{S}]{2,}/gu

/** Kinds of thing that one recognises when one sees them. */
const SHOWN: ReadonlySet<Facet> = new Set<Facet>(['when', 'cost', 'contact', 'url', 'condition'])

/** What is wanted does not stand in the passage in these words. */
const headless = (question: Question, telling: readonly Word[], text: string): boolean => {
  const names = plainly(question.text).match(NAMES) ?? []
  const within = (name: string): Word[] => telling.filter(({ surface }) => plainly(name).includes(plainly(surface)))
  const head = names.findLast((name) => within(name).length > 0)
  if (head === undefined || plainly(text).includes(head)) return false
  // A kind of thing is told without its name: an address needs no アドレス, a number of places no 箇所数.
  const quantities = quantitiesIn(head)
  if (quantities.length > 0) return amountShare(quantities, text) < 1
  if (facetsIn(head).some((facet) => SHOWN.has(facet) && gives(facet, text) === true)) return false
  return !within(head).every((word) => saysWord(text, word))
}

/** The retrieval's signs and some of our own, all between 0 and about 1. */
export const featuresOf = (
  signals: Signals,
  question: Question,
  first: Ranked | undefined,
  said: { named: boolean; domain: boolean; names: string },
): Features => {
  const { passage, document } = first ?? {}
  const text = fold(
    [passage?.text, passage?.title, ...(passage?.asks ?? []), document?.title, document?.source].join('\n'),
  ).toLowerCase()
  const telling = question.words.filter((word) => word.telling)
  const whole = telling.reduce((sum, { weight }) => sum + weight, 0)
  const weigh = (words: typeof telling): number =>
    whole === 0 ? 0 : words.reduce((sum, { weight }) => sum + weight, 0) / whole
  // What is wanted of a programme, beside its name, which nearly every passage about it holds.
  const wanted = telling.filter(({ surface }) => !said.names.includes(surface))
  const wantedWhole = wanted.reduce((sum, { weight }) => sum + weight, 0)
  const wantedHeld = wanted.filter((word) => saysWord(text, word)).reduce((sum, { weight }) => sum + weight, 0)
  const lacksHead = headless(question, telling, text)
  return {
    ...signals,
    margin: Math.max(0, signals.margin),
    top: Math.min(signals.top, TOP_MAX),
    // How much of what the question is about stands in the passage at all.
    held: weigh(telling.filter((word) => saysWord(text, word))),
    // How much of it no document has ever heard of.
    strange: weigh(telling.filter(({ known }) => !known)),
    named: said.named ? 1 : 0,
    // A word of this field stands in the question.
    domain: said.domain ? 1 : 0,
    ...lacking(telling, text),
    head: lacksHead ? 1 : 0,
    // What is wanted is not there, and no editor thought of such a question either.
    beside: lacksHead && passage !== undefined ? 1 - likeness(question.text, passage) : 0,
    matter: wantedWhole === 0 ? 0 : 1 - wantedHeld / wantedWhole,
    // An amount is asked for that the passage does not tell.
    amount: 1 - amountShare(quantitiesIn(question.text), text),
    alike: passage === undefined ? 0 : likeness(question.text, passage),
    kin: passage === undefined ? 0 : kinship(question.facets, passage),
  }
}

export const confidenceOf = (features: Features): number => {
  let sum: number = calibration.intercept
  for (const name of FEATURE_NAMES) sum += calibration.weights[name] * features[name]
  return 1 / (1 + Math.exp(-sum))
}
