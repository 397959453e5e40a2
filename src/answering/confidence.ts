/** One calibrated score: how likely it is that the first passage answers the question. */
import type { Passage, Ranked } from '../vocabulary/types.ts'
import { fold } from '../knowledge/knowledge.ts'
import type { Signals } from '../retrieval/retrieval.ts'
import { calibration } from './calibration.ts'
import { facetsIn, gives, givenShare, type Facet } from './facets.ts'
import { figuresIn } from './figures.ts'
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
  'hits',
  'length',
  'agree',
  'ahead',
  'close',
  'ungiven',
  'untold',
  'elsewhere',
  'unplaced',
  'quoted',
  'asked',
  'gap',
  'silence',
  'away',
  'nobody',
  'meant',
  'abroad',
] as const
export type Features = Record<(typeof FEATURE_NAMES)[number], number>

/** Signs of whose question it is, answerable or not. */
export const SCOPE_NAMES = [
  'proj',
  'strange',
  'hits',
  'close',
  'domain',
  'foreign',
  'length',
  'alike',
  'covW',
  'agree',
  'asked',
  'gap',
  'away',
  'abroad',
] as const

/** Below this the desk does not answer; chosen on the tuning half together with the weights. */
export const answerAt: number = calibration.answer.at

/** Scores beyond this are equally good; without a bound one feature would outweigh all others. */
const TOP_MAX = 3
/** More weight of words held, and more words, change nothing. */
const HITS_MAX = 20
const LENGTH_MAX = 12
/** Figures that stand for one thing only: telephone numbers, mail and web addresses. */
const PECULIAR = /^[pmu]:/u
/** Hits behind the first that are looked at. */
const COMPANY = 4

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

const weightOf = (words: readonly Word[]): number => words.reduce((sum, { weight }) => sum + weight, 0)

/** How much of the question's words, by weight, the passage holds, lacks, or nobody knows. */
const wordSigns = (telling: readonly Word[], text: string, names: string) => {
  const whole = weightOf(telling)
  const share = (words: readonly Word[]): number => (whole === 0 ? 0 : weightOf(words) / whole)
  const held = telling.filter((word) => saysWord(text, word))
  // What is wanted of a programme, beside its name, which nearly every passage about it holds.
  const wanted = telling.filter(({ surface }) => !names.includes(surface))
  const wantedWhole = weightOf(wanted)
  return {
    held: share(held),
    // How much of it no document has ever heard of.
    strange: share(telling.filter(({ known }) => !known)),
    matter: wantedWhole === 0 ? 0 : 1 - weightOf(wanted.filter((word) => held.includes(word))) / wantedWhole,
    // Long questions tell a story around what they ask: there, what is held says more than its share.
    hits: Math.min(1, weightOf(held) / HITS_MAX),
    length: Math.min(1, telling.length / LENGTH_MAX),
  }
}

/** Whether the hits beside the first speak of the same: where they come from many documents, the matter is nowhere. */
const companySigns = (ranked: readonly Ranked[]) => {
  const [first] = ranked
  if (first === undefined) return { agree: 0, ahead: 0, close: 0 }
  const alike = (one: Ranked): boolean => one.document.id === first.document.id
  const other = ranked.find((one) => !alike(one))
  return {
    agree: ranked.slice(1, 1 + COMPANY).filter(alike).length / COMPANY,
    ahead: 1 - (other?.score ?? 0) / first.score,
    close: first.parts['closeness'] ?? 0,
  }
}

/** A telephone number or an address stands in the question as it stands in the passage: nobody types that by chance. */
const quotesFrom = (question: Question, text: string): boolean => {
  const quoted = [...figuresIn(question.text)].filter((figure) => PECULIAR.test(figure))
  if (quoted.length === 0) return false
  const held = figuresIn(text)
  return quoted.some((figure) => held.has(figure))
}

/** What the question names. */
interface Said {
  programme: string | null
  /** A word of this field stands in it. */
  domain: boolean
  /** The programme by all its names. */
  names: string
  /** Places, by the part of their names that texts about them hold. */
  places: readonly string[]
}

const saidSigns = (said: Said, lacks: { foreign: number; absent: number }, answering: string | null, text: string) => {
  const { programme, places } = said
  return {
    named: programme === null ? 0 : 1,
    domain: said.domain ? 1 : 0,
    // Another programme is named than the one that answers.
    elsewhere: programme === null || programme === answering ? 0 : 1,
    // A place is named that the passage does not speak of.
    unplaced: places.some((place) => !text.includes(place)) ? 1 : 0,
    // A known programme, and a thing of it that the passage does not name.
    untold: programme === null ? 0 : Math.max(lacks.foreign, lacks.absent),
  }
}

/** What a passage says and is called, and what people ask it; told apart from others as often as it is found. */
const spoken = new WeakMap<Passage, string>()
const spokenOf = ({ passage, document }: Ranked): string => {
  const known = spoken.get(passage)
  if (known !== undefined) return known
  const text = fold(
    [passage.text, passage.title, ...passage.asks, document.title, document.source].join('\n'),
  ).toLowerCase()
  spoken.set(passage, text)
  return text
}

/** The retrieval's signs and some of our own, all between 0 and about 1. */
export const featuresOf = (signals: Signals, question: Question, ranked: readonly Ranked[], said: Said): Features => {
  const [first] = ranked
  const passage = first?.passage
  const text = first === undefined ? '' : spokenOf(first)
  const telling = question.words.filter((word) => word.telling)
  const lacksHead = headless(question, telling, text)
  const names = lacking(telling, text)
  const alike = passage === undefined ? 0 : likeness(question.text, passage)
  return {
    ...signals,
    margin: Math.max(0, signals.margin),
    top: Math.min(signals.top, TOP_MAX),
    ...saidSigns(said, names, passage?.programme ?? null, text),
    ...wordSigns(telling, text, said.names),
    ...companySigns(ranked),
    ...names,
    head: lacksHead ? 1 : 0,
    // What is wanted is not there, and no editor thought of such a question either.
    beside: lacksHead ? 1 - alike : 0,
    // An amount is asked for that the passage does not tell.
    amount: 1 - amountShare(quantitiesIn(question.text), text),
    // Kinds of thing asked for, such as a day or a place, of which the passage shows no sign.
    ungiven: 1 - (givenShare(question.facets, text) ?? 1),
    quoted: quotesFrom(question, text) ? 1 : 0,
    alike,
    kin: passage === undefined ? 0 : kinship(question.facets, passage),
  }
}

const logistic = (
  { intercept, weights }: { intercept: number; weights: Partial<Features> },
  features: Features,
): number => {
  let sum = intercept
  for (const name of FEATURE_NAMES) sum += (weights[name] ?? 0) * features[name]
  return 1 / (1 + Math.exp(-sum))
}

export const confidenceOf = (features: Features): number => logistic(calibration.answer, features)

/** Of what is wanted of a programme the passage holds less than this, and no known question is nearer. */
const WANTED_MIN = 0.25
const KNOWN_NEAR = 0.75

/** Whatever the passage tells, it is no answer: no such amount, or of the programme named nothing that is wanted. */
export const tellsOther = ({ amount, named, head, matter, asked }: Features): boolean =>
  amount === 1 || (named === 1 && head === 1 && matter > 1 - WANTED_MIN && asked < KNOWN_NEAR)

/** Whether the question is one for this desk: about its field, whether or not a document answers it. */
export const inField = (features: Features): boolean => logistic(calibration.scope, features) >= calibration.scope.at
