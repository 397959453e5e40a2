/** Answers with sentences of the passages as they stand: the one that answers first, then what belongs to it. */
import { once } from '../base/once.ts'
import type { Passage, Ranked } from '../vocabulary/types.ts'
import { fold } from '../knowledge/knowledge.ts'
import { speaksAfter } from '../japanese/dates.ts'
import { givenShare, tellsNothing } from './facets.ts'
import { amountShare, quantitiesIn } from './quantities.ts'
import { saysWord, type Answerer, type Question, type Statement } from './shape.ts'
import { unitsOf, type Unit } from './units.ts'

/** A direct answer fits one look; whoever asks for more gets more. */
const CHARACTERS_MAX = 400
const DETAIL_CHARACTERS_MAX = 1_200
/** Passages beyond the first that may add a sentence that the first one lacks. */
const FURTHER_MAX = 2
/** A further passage speaks only when it is nearly as good a hit as the first; of another document, a better one. */
const FURTHER_SCORE = 0.55
const ELSEWHERE_SCORE = 0.85
/** A second section this near may as well be the one that was meant: it says its answer, too. */
const TWIN_SCORE = 0.65
/** Weight of question words that a further sentence must add, as a share of all of them. */
const GAIN_MIN = 0.2
/** Writers put the answer first: another sentence leads only when it is clearly better. */
const LEAD_BONUS = 0.3
const KIND_BONUS = 0.3
/** The sentence with the amount that is asked for. */
const AMOUNT_BONUS = 0.3
const EMPTY_PENALTY = 0.15

interface Scored extends Unit {
  folded: string
  score: number
}

const foldedOf = once(({ text }: Unit) => fold(text).toLowerCase())

const covers = (text: string, question: Question): Set<string> =>
  new Set(question.words.filter((word) => saysWord(text, word)).map(({ form }) => form))

const weightOf = (forms: Iterable<string>, question: Question): number => {
  const weights = new Map(question.words.map(({ form, weight }) => [form, weight]))
  let sum = 0
  for (const form of forms) sum += weights.get(form) ?? 0
  return sum
}

const scoreUnits = (passage: Passage, question: Question): Scored[] => {
  const whole = weightOf(
    question.words.map(({ form }) => form),
    question,
  )
  const quantities = quantitiesIn(question.text)
  const speaking = unitsOf(passage).filter(({ text }) => !speaksAfter(text, question.asOf))
  return speaking.map((unit) => {
    const text = foldedOf(unit)
    const covered = whole === 0 ? 0 : weightOf(covers(text, question), question) / whole
    const lead = unit.at === 0 ? LEAD_BONUS : 0
    // The first sentence leads even when it says that nothing is known: what follows is of other years.
    const empty = unit.at > 0 && tellsNothing(text) ? EMPTY_PENALTY : 0
    const amount = quantities.length === 0 ? 0 : AMOUNT_BONUS * amountShare(quantities, text)
    return {
      ...unit,
      folded: text,
      score: covered + lead + amount + KIND_BONUS * (givenShare(question.facets, text) ?? 0) - empty,
    }
  })
}

const best = (units: readonly Scored[]): Scored | undefined =>
  units.reduce<Scored | undefined>((top, unit) => (top === undefined || unit.score > top.score ? unit : top), undefined)

/** Which units of the first passage are said, the direct answer first. */
const pick = (units: readonly Scored[], room: number): Scored[] => {
  const direct = best(units)
  if (direct === undefined) return []
  const picked = [direct]
  let used = direct.text.length
  for (const unit of units) {
    if (unit === direct) continue
    if (used + unit.text.length > room) continue
    picked.push(unit)
    used += unit.text.length
  }
  const [first, ...rest] = picked
  return first === undefined ? [] : [first, ...rest.sort((a, b) => a.at - b.at)]
}

const statement = (unit: Unit, passage: Passage): Statement => ({
  text: unit.text,
  passages: [passage.id],
  item: unit.item,
})

/** Sentences of further passages that add words of the question which nothing said so far has. */
const further = (
  question: Question,
  first: Ranked,
  others: readonly Ranked[],
  said: readonly Statement[],
  room: number,
): Statement[] => {
  const added: Statement[] = []
  const have = covers(fold(said.map(({ text }) => text).join('\n')).toLowerCase(), question)
  const whole = weightOf(
    question.words.map(({ form }) => form),
    question,
  )
  let left = room
  for (const { passage, score } of others) {
    if (added.length >= FURTHER_MAX || score < first.score * FURTHER_SCORE) break
    if (passage.document !== first.passage.document && score < first.score * ELSEWHERE_SCORE) continue
    const unit = best(scoreUnits(passage, question))
    if (unit === undefined || unit.text.length > left || said.some(({ text }) => text === unit.text)) continue
    const gained = [...covers(unit.folded, question)].filter((form) => !have.has(form))
    const twin = added.length === 0 && score >= first.score * TWIN_SCORE && passage.document === first.passage.document
    if (!twin && (whole === 0 || weightOf(gained, question) / whole < GAIN_MIN)) continue
    for (const form of gained) have.add(form)
    added.push(statement(unit, passage))
    left -= unit.text.length
  }
  return added
}

export const extractive = (): Answerer => ({
  draft: (question, passages) => {
    const [first, ...others] = passages
    if (first === undefined) return Promise.resolve({ statements: [], generated: false })
    const room = question.detail ? DETAIL_CHARACTERS_MAX : CHARACTERS_MAX
    const own = pick(scoreUnits(first.passage, question), room).map((unit) => statement(unit, first.passage))
    const used = own.reduce((sum, { text }) => sum + text.length, 0)
    const statements = [...own, ...further(question, first, others, own, room - used)]
    return Promise.resolve({ statements, generated: false })
  },
})
