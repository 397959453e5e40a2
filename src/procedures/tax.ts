/** The special allocation tax for telework of local bodies' staff: a rough estimate before the fiscal-strength correction. */
import type { Day } from '../vocabulary/types.ts'
import { bodyIn, corporationIn, type Body } from '../japanese/bodies.ts'
import { yearsIn } from '../japanese/dates.ts'
import { fiscalYearOf, fiscalYearName } from '../japanese/calendar.ts'
import { fold, unfolded, yen } from '../japanese/numbers.ts'
import { costsOf, plansIn, repriced, type CostItem } from '../question/circumstances/costs.ts'
import { says, saysAny, stated } from '../question/circumstances/pattern.ts'
import { piecesIn } from '../question/circumstances/quantities.ts'
import { OF_STAFF } from '../question/circumstances/statements.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { asksIfPossible, WANTS, wishesJudgement } from '../question/circumstances/wants.ts'
import { asker, assemble, believedLead, bodyOf, bodyTold, given, isStory, numberOf, reply, type Kit } from './kit.ts'
import type { Rules } from './rules.ts'
import { ROUGH, type Field, type Heard, type Inputs, type Outcome, type Procedure, type Value } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'allocation-tax'
const LOCAL: ReadonlySet<Body> = new Set<Body>(['prefecture', 'designated-city', 'municipality', 'other-local'])
const FIELDS: Field[] = [
  { name: 'body', kind: 'choice' },
  { name: 'staff', kind: 'yes-no', unknown: true },
  { name: 'items', kind: 'items' },
  { name: 'year', kind: 'count' },
]

type Rule = Rules['allocationTax']
/** Named in the list of costs, named in none, not known, or not for the staff at all. */
type Standing = 'listed' | 'unlisted' | 'unknown' | 'outside'

/** Whether an item counts in the estimate: listed, or taken for listed. */
const counts = (standing: Standing): boolean => standing === 'listed' || standing === 'unknown'

interface Judged {
  item: CostItem
  standing: Standing
  /** The listed cost that it falls under. */
  under: string | null
}

const sum = (some: Judged[]) => some.reduce((total, { item }) => total + item.yen, 0)

const itemsOf = (value: Value | undefined): CostItem[] =>
  Array.isArray(value) ? value.filter((each) => typeof each !== 'string') : []

const judge = (item: CostItem, rule: Rule): Judged => {
  const name = fold(item.name)
  if (says(OF_STAFF.denied, name)) return { item, standing: 'outside', under: null }
  const hits = rule.eligible
    .flatMap((cost) => cost.words.map((word) => ({ cost: cost.name, word: fold(word) })))
    .filter(({ word }) => name.includes(word))
    .sort((a, b) => b.word.length - a.word.length)
  if (rule.unlisted.some((word) => name.includes(fold(word)))) return { item, standing: 'unlisted', under: null }
  const [hit] = hits
  return hit === undefined ? { item, standing: 'unknown', under: null } : { item, standing: 'listed', under: hit.cost }
}

const find = ({ folded, apart, day, known }: Heard): Inputs => {
  const costs = costsOf(folded, TOPICS.tax, TOPICS.iot)
  const plans = plansIn(folded)
  const said = stated(OF_STAFF, folded)
  // Of several items some may be for residents: each is judged by its own name.
  const staff = said === false && (costs?.items.length ?? 0) > 1 ? undefined : said
  const years = yearsIn(folded, day)
  const year = years.fiscal[0] ?? years.calendar[0] ?? (years.running ? fiscalYearOf(day) : undefined)
  return given(
    {
      items: costs?.items,
      plans: plans.length > 0 ? plans : undefined,
      pieces: costs === null ? (piecesIn(folded) ?? undefined) : undefined,
      body: bodyIn(apart) ?? known.body,
      corporation: corporationIn(apart),
      staff,
      year,
      believed: costs?.believed ?? undefined,
      cap: says(WANTS.cap, folded) || undefined,
      final: says(WANTS.final, folded) || undefined,
      possible: says(WANTS.mayUse, folded) || undefined,
    },
    costs?.rough ? ['items'] : [],
  )
}

/** Without a sum: who is not meant at all is told so; of who is, the formula where the amount is asked for. */
const heardWithoutCosts = (inputs: Inputs, folded: string): boolean => {
  if (isStory(folded) || saysAny([WANTS.meaning, WANTS.rule, WANTS.final], folded)) return false
  const body = bodyOf(inputs)
  const possible = asksIfPossible(folded)
  const howMuch = says(WANTS.howMuch, folded)
  if ((body !== null && !LOCAL.has(body)) || inputs['staff'] === false) return possible || howMuch
  if (possible && (numberOf(inputs, 'year') ?? FIRST_YEAR) < FIRST_YEAR) return true
  if (body === null && inputs['staff'] !== true) return false
  return howMuch || (possible && says(WANTS.ofSelf, folded) && folded.length <= PLAIN_CHARACTERS_MAX)
}

/** Costs of the list that a local body tells, and what comes back for them: nothing else of the state is meant. */
const meant = (inputs: Inputs, folded: string, rule: Rule): boolean => {
  const items = itemsOf(inputs['items'])
  const body = bodyOf(inputs)
  if (body === null || !LOCAL.has(body) || items.length === 0) return false
  if (says(TOPICS.iot, folded)) return false
  if (says(WANTS.cap, folded)) return inputs['staff'] === true
  return says(WANTS.comesBack, folded) && items.every((item) => judge(item, rule).standing === 'listed')
}

const hearFor =
  (rule: Rule) =>
  (heard: Heard): Inputs | null => {
    const { folded } = heard
    if (says(WANTS.storyOfOthers, folded)) return null
    const inputs = find(heard)
    if (!says(TOPICS.tax, folded)) return meant(inputs, folded, rule) ? inputs : null
    if (inputs['items']) return says(WANTS.amount, folded) ? inputs : null
    return wishesJudgement(folded) || heardWithoutCosts(inputs, folded) ? inputs : null
  }

/** 「うちの町でも特交使える？」: what is longer asks about something that it names. */
const PLAIN_CHARACTERS_MAX = 24

/** Before this year nothing like it is told; the rule's own first year decides, this only says whom it is asked for. */
const FIRST_YEAR = 2020

const refusal = (inputs: Inputs, asOf: Day, rule: Rule, kit: Kit): string | null => {
  const { say } = kit.words(ID)
  const body = bodyOf(inputs)
  if (body !== null && !LOCAL.has(body)) return say('notLocal', { body: bodyTold(kit, inputs) })
  if (inputs['staff'] === false) return say('notStaff')
  const year = numberOf(inputs, 'year') ?? fiscalYearOf(asOf)
  return year < rule.firstFiscalYear
    ? say('before', { first: fiscalYearName(rule.firstFiscalYear), year: fiscalYearName(year) })
    : null
}

const itemName = (item: CostItem, say: Says): string => unfolded(item.name) || say('unnamed')

/** Rows that show which item counts as what. */
const workingOf = (judged: Judged[], rule: Rule, kit: Kit): Outcome['working'] => {
  const { say } = kit.words(ID)
  const counted = judged.filter(({ standing }) => counts(standing))
  return [
    ...judged.map(({ item, standing, under }) => ({
      label: `${itemName(item, say)} ${yen(item.yen)}`,
      value:
        standing === 'listed' ? say('listed', { name: under ?? '' }) : say(counts(standing) ? 'notKnown' : 'notListed'),
    })),
    { label: `${yen(sum(counted))}×${rule.rate}`, value: yen(Math.floor(sum(counted) * rule.rate)) },
  ]
}

const detailsOf = (judged: Judged[], rule: Rule, kit: Kit): string[] => {
  const { say } = kit.words(ID)
  const open = judged.filter(({ standing }) => standing === 'unlisted')
  const outside = judged.filter(({ standing }) => standing === 'outside')
  const counted = judged.filter(({ standing }) => counts(standing))
  const part = ({ item }: Judged) => say('part', { name: itemName(item, say), amount: yen(item.yen) })
  return [
    counted.length > 1 ? say('parts', { items: counted.map(part).join('＋'), sum: yen(sum(counted)) }) : '',
    open.length > 0 && counted.length > 0
      ? say('openItems', {
          names: open.map(part).join('、'),
          amount: yen(Math.floor(sum([...counted, ...open]) * rule.rate)),
        })
      : '',
    outside.length > 0 ? say('outside', { names: outside.map(part).join('、') }) : '',
  ]
}

const assumptionOf = (inputs: Inputs, judged: Judged[], kit: Kit): string | null => {
  const { say } = kit.words(ID)
  const list = [
    bodyOf(inputs) === null ? say('assumeBody') : '',
    inputs['staff'] === undefined || inputs['staff'] === null ? say('assumeStaff') : '',
    judged.some(({ standing }) => standing === 'unknown') ? say('assumeItems') : '',
  ].filter((each) => each !== '')
  return list.length === 0 ? null : say('assume', { list: list.join(say('and')) })
}

const dateOf = (inputs: Inputs, asOf: Day, rule: Rule, kit: Kit): string => {
  const { say } = kit.words(ID)
  const year = numberOf(inputs, 'year')
  if (year !== null && year <= rule.lastKnownFiscalYear) return say('inYear', { year: fiscalYearName(year) })
  if (year !== null) return say('laterAsk')
  return say(asOf >= rule.asOf ? 'until' : 'untilEarly')
}

const estimate = (inputs: Inputs, judged: Judged[], rule: Rule, kit: Kit): string => {
  const { say } = kit.words(ID)
  const counted = judged.filter(({ standing }) => counts(standing))
  const basis = counted.length > 0 ? counted : judged
  const said = { amount: yen(Math.floor(sum(basis) * rule.rate)), sum: yen(sum(basis)), rate: String(rule.rate) }
  const year = numberOf(inputs, 'year')
  if (counted.length === 0) return say('nothingListed', said)
  if (inputs['final'] === true) return say('final', said)
  if (year !== null && year > rule.lastKnownFiscalYear)
    return say('later', { ...said, year: fiscalYearName(year), last: fiscalYearName(rule.lastKnownFiscalYear) })
  const believed = believedLead(inputs, Math.floor(sum(basis) * rule.rate), say)
  const listed = judged.every(({ standing }) => standing === 'listed')
  const possible = year !== null ? say('within') : listed ? say('listedYes') : ''
  const lead = believed === '' && inputs['possible'] === true ? possible : believed
  return `${lead}${inputs['cap'] === true ? say('noCap') : ''}${say('estimate', said)}`
}

/** Two plans side by side: what each would bring, in one sentence. */
const compared = (plans: CostItem[], rule: Rule, kit: Kit): string => {
  const { say } = kit.words(ID)
  const each = plans.map(({ name, yen: cost }) =>
    say('plan', { name, amount: yen(Math.floor(cost * rule.rate)), sum: yen(cost), rate: String(rule.rate) }),
  )
  return say('plans', { list: each.join(say('and')) })
}

/** The estimate of the special allocation tax as a procedure. */
export const allocationTax = (kit: Kit): Procedure => {
  const rule = kit.rules.allocationTax
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const sources = asOf >= rule.asOf ? rule.sources : rule.earlierSources
    const offers: Outcome['offers'] = [
      { kind: 'ask', label: say('askCosts'), value: say('askCosts') },
      { kind: 'consult', label: say('consult') },
    ]
    const refused = refusal(inputs, asOf, rule, kit)
    if (refused !== null) return reply({ verdict: 'no', conclusion: refused, sources })
    const pieces = numberOf(inputs, 'pieces')
    const told = itemsOf(inputs['items'])
    const judged = (pieces === null ? told : repriced(told, pieces)).map((item) => judge(item, rule))
    if (judged.length === 0) {
      return reply({
        verdict: 'confirm',
        conclusion: say(inputs['possible'] === true && bodyOf(inputs) !== null ? 'possible' : 'formula', {
          rate: String(rule.rate),
        }),
        details: [say('eligible', { names: rule.eligible.map(({ name }) => name).join('、') })],
        date: dateOf(inputs, asOf, rule, kit),
        ask: ask('items'),
        sources,
        offers,
      })
    }
    const plans = itemsOf(inputs['plans'])
    const several = plans.length > 1
    return reply({
      verdict: 'confirm',
      conclusion: several ? compared(plans, rule, kit) : estimate(inputs, judged, rule, kit),
      details: [...(several ? [] : detailsOf(judged, rule, kit)), inputs[ROUGH] === undefined ? '' : say('rough')],
      assumption: assumptionOf(inputs, judged, kit),
      date: dateOf(inputs, asOf, rule, kit),
      working: workingOf(judged, rule, kit),
      sources,
      offers,
    })
  }

  return assemble(ID, kit, { topic: TOPICS.tax, fields: FIELDS, hear: hearFor(rule), find, run })
}
