/** The criteria of 先駆者 and 百選, one by one, each with its arithmetic. */
import { count, percent } from '../japanese/numbers.ts'
import type { Rules } from './rules.ts'
import type { Inputs } from './shape.ts'
import type { Says } from './words.ts'

export type Mark = 'met' | 'unmet' | 'unknown'

export interface Checked {
  label: string
  mark: Mark
  shown: string
}

type Rule = Rules['pioneer']

const figure = (inputs: Inputs, name: string): number | null => {
  const value = inputs[name]
  return typeof value === 'number' ? value : null
}

/** A share by the two counts it is made of, or as it was told, in percent; null when neither is known. */
const share = (part: number | null, whole: number | null, told: number | null): number | null =>
  part !== null && whole !== null && whole > 0 ? (part / whole) * 100 : told

const eligibleShare = (inputs: Inputs): number | null =>
  share(figure(inputs, 'eligible'), figure(inputs, 'employees'), figure(inputs, 'eligibleShare'))

const practisingShare = (inputs: Inputs): number | null =>
  share(figure(inputs, 'practising'), figure(inputs, 'eligible'), figure(inputs, 'practisingShare'))

const quotient = (part: number | null, whole: number | null, ratio: number): string =>
  part !== null && whole !== null && whole > 0 ? `${count(part)}÷${count(whole)}＝${percent(ratio)}` : percent(ratio)

const decide = (known: boolean | null): Mark => (known === null ? 'unknown' : known ? 'met' : 'unmet')

/** Small or not matters only between the two limits; elsewhere the answer is the same for both. */
export const smallMatters = (inputs: Inputs, rule: Rule): boolean => {
  const ratio = eligibleShare(inputs)
  return ratio === null || (ratio >= rule.eligibleShareMin && ratio < rule.eligibleShareMinSmall)
}

const checkEligible = (inputs: Inputs, rule: Rule, say: Says): Checked => {
  const label = say('eligibleLabel')
  const ratio = eligibleShare(inputs)
  if (ratio === null) return { label, mark: 'unknown', shown: say('missing') }
  const small = inputs['small']
  let known: boolean | null = ratio >= rule.eligibleShareMinSmall
  if (smallMatters(inputs, rule)) known = typeof small === 'boolean' ? !small : null
  return {
    label,
    mark: decide(known),
    shown: say('eligibleShown', {
      sum: quotient(figure(inputs, 'eligible'), figure(inputs, 'employees'), ratio),
      normal: String(rule.eligibleShareMin),
      small: String(rule.eligibleShareMinSmall),
    }),
  }
}

const checkPractising = (inputs: Inputs, rule: Rule, say: Says): Checked => {
  const label = say('practisingLabel')
  const ratio = practisingShare(inputs)
  const people = figure(inputs, 'practising')
  if (ratio === null && people === null) return { label, mark: 'unknown', shown: say('missing') }
  const enough = (people ?? 0) >= rule.practisingMin || (ratio ?? 0) >= rule.practisingShareMin
  // A share alone may hide a hundred people, and a count alone may be half of few: only both together can fail.
  const known = enough ? true : ratio !== null && people !== null ? false : null
  const sum =
    ratio === null ? say('people', { people: count(people ?? 0) }) : quotient(people, figure(inputs, 'eligible'), ratio)
  const limits = { share: String(rule.practisingShareMin), people: String(rule.practisingMin) }
  return { label, mark: decide(known), shown: say('practisingShown', { sum, ...limits }) }
}

const checkDays = (inputs: Inputs, rule: Rule, say: Says): Checked => {
  const label = say('daysLabel')
  const days = figure(inputs, 'meanDays')
  if (days === null) return { label, mark: 'unknown', shown: say('missing') }
  const shown = say('daysShown', { days: count(days), limit: String(rule.meanDaysMin) })
  return { label, mark: decide(days >= rule.meanDaysMin), shown }
}

const checkTold = (inputs: Inputs, name: string, good: boolean, say: Says): Checked => {
  const told = inputs[name]
  const mark = decide(typeof told === 'boolean' ? told === good : null)
  return { label: say(`${name}Label`), mark, shown: say(`told_${mark}`) }
}

const checkPractised = (inputs: Inputs, say: Says): Checked => {
  const told = figure(inputs, 'practising') ?? figure(inputs, 'practisingShare')
  const mark = decide(told === null ? null : told > 0)
  return { label: say('practisedLabel'), mark, shown: say(`told_${mark}`) }
}

/** What 先駆者 asks for, and what 百選 asks for beyond it. */
export const criteria = (inputs: Inputs, rule: Rule, say: Says): { basic: Checked[]; hundred: Checked[] } => ({
  basic: [
    checkTold(inputs, 'violation', false, say),
    checkTold(inputs, 'workRules', true, say),
    checkPractised(inputs, say),
  ],
  hundred: [
    checkEligible(inputs, rule, say),
    checkPractising(inputs, rule, say),
    checkDays(inputs, rule, say),
    checkTold(inputs, 'overwork', true, say),
  ],
})

export const verdictOf = (checked: Checked[]): 'yes' | 'no' | 'confirm' => {
  if (checked.some((each) => each.mark === 'unmet')) return 'no'
  return checked.every((each) => each.mark === 'met') ? 'yes' : 'confirm'
}

export const labelsOf = (checked: Checked[], mark: Mark): string =>
  checked
    .filter((each) => each.mark === mark)
    .map((each) => each.label)
    .join('、')

/** A figure that cannot stand beside another one, as the name of the sentence that says so. */
export const contradiction = (inputs: Inputs): string | null => {
  const employees = figure(inputs, 'employees')
  const eligible = figure(inputs, 'eligible')
  const practising = figure(inputs, 'practising')
  if (employees === 0) return 'noEmployees'
  if (employees !== null && eligible !== null && eligible > employees) return 'eligibleTooMany'
  const most = eligible ?? employees
  return most !== null && practising !== null && practising > most ? 'practisingTooMany' : null
}
