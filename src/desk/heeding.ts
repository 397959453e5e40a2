/** What a desk makes of a reading: what it heeds, what goes on, and what must be said beside an answer. */
import { fold } from '../japanese/fold.ts'
import type { GuardKind } from '../base/identity.ts'
import type { Act } from '../question/act-model.ts'
import type { ReadActs } from '../question/acts.ts'
import { slotsOf } from '../question/act-slots.ts'
import { goesOn, isFragment, type Recalled } from '../question/question.ts'
import type { Taken } from '../vocabulary/types.ts'
import type { DeskWords } from './words.ts'

/** What a desk heeds is set up with it: in a field without incidents, a lost slip is a question like others. */
const HEEDED: Partial<Record<Act, readonly GuardKind[]>> = {
  incident: ['incident'],
  distress: ['distress'],
  others: ['person', 'records'],
  secret: ['secret'],
  inject: ['prompt'],
}

/** A number or a label stands for the choice that was offered under it. */
export const chosen = (text: string, { choices }: Recalled): string => {
  const folded = fold(text)
    .trim()
    .replace(/[.。番]$/u, '')
  const numbered = /^\d$/u.test(folded) ? choices[Number(folded) - 1] : undefined
  return (numbered ?? choices.find(({ label }) => label === text.trim()))?.value ?? text
}

/** The act as this desk heeds it. */
export const heeding = (read: ReadActs, { guarded }: DeskWords): ReadActs => {
  const kinds = HEEDED[read.act]
  return kinds === undefined || kinds.some((kind) => guarded.includes(kind)) ? read : { ...read, act: 'ask' }
}

/** Acts that a short message is easily mistaken for while something is being talked about. */
const SOFT: ReadonlySet<Act> = new Set<Act>([
  'smalltalk',
  'thanks',
  'yes',
  'no',
  'dissatisfied',
  'add',
  'call',
  'status',
])
const SURE = 0.9

/** 常時雇用240、対象70です: figures are told of what is talked about. */
const FIGURES_CHARACTERS_MAX = 30
const isFigures = (text: string): boolean =>
  text.length <= FIGURES_CHARACTERS_MAX && /[\d０-９]/u.test(text) && slotsOf(text).request === null

/** 宮城は？ goes on with what was talked about, unless it is surely something else. */
export const goingOn = (read: ReadActs, text: string, { topic }: Recalled): ReadActs =>
  topic !== null &&
  read.probability < SURE &&
  ((SOFT.has(read.act) && (goesOn(text) || isFigures(text))) ||
    (read.act === 'smalltalk' && isFragment(fold(text).toLowerCase().trim())))
    ? { ...read, act: 'ask', asks: text }
    : read

/** A receipt's number with the way to reach its person asks for that request, unless it is surely something else. */
export const looking = (read: ReadActs, text: string): ReadActs => {
  if (read.act !== 'ask' && read.probability >= SURE) return read
  const slots = slotsOf(text)
  if (slots.request === null || (slots.mail ?? slots.phone) === null) return read
  return { ...read, act: 'status', slots, asks: '' }
}

/** Says that foreign instructions in the message were not followed. */
export const pasted = (taken: Taken, read: ReadActs, words: DeskWords): Taken =>
  read.guard.ignored && taken.reply !== null
    ? { ...taken, reply: { ...taken.reply, text: `${words.guard.pasted.trim()}\n\n${taken.reply.text}` } }
    : taken

/** A judgement of somebody's own network or contract is a person's to give, where no document answers. */
export const judged = (taken: Taken, read: ReadActs, words: DeskWords): Taken =>
  read.guard.judgement && taken.reply?.outcome === 'escalate'
    ? { ...taken, reply: { ...taken.reply, text: words.acts.judgement, citations: [] } }
    : taken

/** What always goes before a dialogue that is open: an alarm, another's matter, a secret. */
const FIRST: ReadonlySet<Act> = new Set<Act>(['incident', 'distress', 'others', 'secret', 'inject'])

/** An address answers what a form asks; it only looks like somebody's, or like a number to be kept. */
const LOOKS_ALIKE: ReadonlySet<Act> = new Set<Act>(['others', 'secret'])
const SURE_OVER_A_FORM = 0.6

/** Whether a message goes before a dialogue that is open. */
export const goesFirst = ({ act, probability, guard }: ReadActs): boolean =>
  FIRST.has(act) && (!LOOKS_ALIKE.has(act) || probability >= SURE_OVER_A_FORM || guard.refused === 'mynumber')
