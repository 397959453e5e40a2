/** The criteria of 先駆者 and 百選, one by one, each with its arithmetic and its threshold. */
import { count, percent } from '../japanese/numbers.ts'
import { numberOf } from './kit.ts'
import type { Rules } from './rules.ts'
import { ROUGH, type Inputs } from './shape.ts'
import type { Says } from './words.ts'

export type Mark = 'met' | 'unmet' | 'unknown'

export interface Checked {
  name: 'eligible' | 'practising' | 'days' | 'overwork' | 'violation' | 'workRules' | 'practised'
  mark: Mark
  /** The figure beside its threshold; empty where nothing was told. */
  shown: string
  /** Whether the criterion is one of figures. */
  figure: boolean
}

type Rule = Rules['pioneer']

/** The counts and shares that follow from one another: 300 people of whom 30 % may, of whom 60 % do. */
interface Figures {
  employees: number | null
  eligible: number | null
  practising: number | null
  eligibleShare: number | null
  practisingShare: number | null
}

const share = (part: number | null, whole: number | null): number | null =>
  part !== null && whole !== null && whole > 0 ? (part / whole) * 100 : null

const figuresOf = (inputs: Inputs): Figures => {
  const [employees, eligible, practising] = ['employees', 'eligible', 'practising'].map((name) =>
    numberOf(inputs, name),
  )
  const eligibleShare = share(eligible ?? null, employees ?? null) ?? numberOf(inputs, 'eligibleShare')
  const told = numberOf(inputs, 'practisingShare')
  const possible = eligible ?? (employees != null && eligibleShare !== null ? (employees * eligibleShare) / 100 : null)
  return {
    employees: employees ?? null,
    eligible: possible,
    practising: practising ?? (possible !== null && told !== null ? (possible * told) / 100 : null),
    eligibleShare,
    practisingShare: share(practising ?? null, possible) ?? told,
  }
}

const whole = (value: number): string => count(Math.floor(value + 1e-9))

const quotient = (part: number | null, of: number | null, ratio: number, told: boolean): string =>
  part !== null && of !== null && of > 0 && !told ? `${whole(part)}÷${whole(of)}＝${percent(ratio)}` : percent(ratio)

const decide = (known: boolean | null): Mark => (known === null ? 'unknown' : known ? 'met' : 'unmet')

/** Small or not matters only between the two limits; elsewhere the answer is the same for both. */
export const smallMatters = (inputs: Inputs, rule: Rule): boolean => {
  const ratio = figuresOf(inputs).eligibleShare
  return (
    ratio !== null &&
    ratio >= rule.eligibleShareMin &&
    ratio < rule.eligibleShareMinSmall &&
    typeof inputs['small'] !== 'boolean'
  )
}

/** How many more people would have to be eligible, where the number employed is known. */
const shortfall = (figures: Figures, limit: number, say: Says): string => {
  const { employees, eligible } = figures
  if (employees === null || eligible === null) return ''
  const needed = Math.ceil((employees * limit) / 100 - 1e-9)
  return needed > eligible ? say('short', { people: whole(needed - eligible), all: whole(needed) }) : ''
}

const checkEligible = (inputs: Inputs, rule: Rule, say: Says): Checked => {
  const figures = figuresOf(inputs)
  const ratio = figures.eligibleShare
  if (ratio === null) return { name: 'eligible', mark: 'unknown', shown: '', figure: true }
  const small = inputs['small']
  const limit = small === true ? rule.eligibleShareMinSmall : rule.eligibleShareMin
  const counted = share(numberOf(inputs, 'eligible'), figures.employees) !== null
  const shown = say('eligible', {
    sum: quotient(figures.eligible, figures.employees, ratio, !counted),
    limit: String(limit),
    small: typeof small === 'boolean' ? '' : say('smallLimit', { limit: String(rule.eligibleShareMinSmall) }),
    short: counted ? shortfall(figures, limit, say) : '',
  })
  return { name: 'eligible', mark: decide(ratio >= limit), shown, figure: true }
}

const checkPractising = (inputs: Inputs, rule: Rule, say: Says): Checked => {
  const { eligible, practising, practisingShare: ratio } = figuresOf(inputs)
  if (ratio === null && practising === null) return { name: 'practising', mark: 'unknown', shown: '', figure: true }
  const enough = (practising ?? 0) >= rule.practisingMin || (ratio ?? 0) >= rule.practisingShareMin
  // A share alone may hide a hundred people, and a count alone may be half of few: only both together can fail.
  const known = enough ? true : ratio !== null && practising !== null ? false : null
  const counted = numberOf(inputs, 'practising') !== null
  const people = say('people', { people: whole(practising ?? 0) })
  const both = counted && ratio !== null && eligible === null
  const sum =
    ratio === null ? people : both ? `${people}（${percent(ratio)}）` : quotient(practising, eligible, ratio, !counted)
  const limits = { share: String(rule.practisingShareMin), people: String(rule.practisingMin) }
  const needed =
    eligible === null ? 0 : Math.min(rule.practisingMin, Math.ceil((eligible * rule.practisingShareMin) / 100))
  const missing = known === false && practising !== null ? needed - Math.floor(practising) : 0
  const short = missing > 0 ? say('short', { people: whole(missing), all: whole(needed) }) : ''
  return { name: 'practising', mark: decide(known), shown: say('practising', { sum, short, ...limits }), figure: true }
}

const checkDays = (inputs: Inputs, rule: Rule, say: Says): Checked => {
  const days = numberOf(inputs, 'meanDays')
  if (days === null) return { name: 'days', mark: 'unknown', shown: '', figure: true }
  const rough = inputs[ROUGH]
  const about = Array.isArray(rough) && rough.some((name) => name === 'meanDays') ? say('about') : ''
  const shown = say('days', { days: `${about}${count(days)}`, limit: String(rule.meanDaysMin) })
  return { name: 'days', mark: decide(days >= rule.meanDaysMin), shown, figure: true }
}

const UNMET = {
  overwork: 'noOverwork',
  violation: 'violated',
  workRules: 'noRules',
  practised: 'notPractised',
} as const

const checkTold = (inputs: Inputs, name: keyof typeof UNMET, good: boolean, say: Says): Checked => {
  const told = inputs[name]
  const mark = decide(typeof told === 'boolean' ? told === good : null)
  return { name, mark, shown: mark === 'unmet' ? say(UNMET[name]) : '', figure: false }
}

/** What 先駆者 asks for, and what 百選 asks for beyond it. */
export const criteria = (inputs: Inputs, rule: Rule, say: Says): { basic: Checked[]; hundred: Checked[] } => ({
  basic: [
    checkTold(inputs, 'workRules', true, say),
    checkTold(inputs, 'practised', true, say),
    checkTold(inputs, 'violation', false, say),
  ],
  hundred: [
    checkEligible(inputs, rule, say),
    checkPractising(inputs, rule, say),
    checkDays(inputs, rule, say),
    checkTold(inputs, 'overwork', true, say),
  ],
})

/** A figure that cannot stand beside another one, as the name of the sentence that says so. */
export const contradiction = (inputs: Inputs): string | null => {
  const [employees, eligible, practising] = ['employees', 'eligible', 'practising'].map((name) =>
    numberOf(inputs, name),
  )
  if (employees === 0) return 'noEmployees'
  if (employees != null && eligible != null && eligible > employees) return 'eligibleTooMany'
  const most = eligible ?? employees
  return most != null && practising != null && practising > most ? 'practisingTooMany' : null
}
