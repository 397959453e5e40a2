/** The regional IoT subsidy as it was in FY2020: half of the cost, capped, without prefectures and designated cities. */
import type { Day } from '../vocabulary/types.ts'
import { bodyIn, type Body } from '../japanese/bodies.ts'
import { fiscalYearOf } from '../japanese/calendar.ts'
import { unfolded, yen } from '../japanese/numbers.ts'
import { costsOf as costsTold, type CostItem } from '../question/circumstances/costs.ts'
import { says, saysAny, stated } from '../question/circumstances/pattern.ts'
import { OF_PLAN } from '../question/circumstances/statements.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import { asker, assemble, believedLead, bodyName, bodyOf, given, isStory, reply, type Kit } from './kit.ts'
import { ROUGH, type Field, type Heard, type Inputs, type Outcome, type Procedure } from './shape.ts'

const ID = 'regional-iot'
const FIELDS: Field[] = [
  { name: 'body', kind: 'choice' },
  { name: 'cost', kind: 'items' },
  { name: 'plan', kind: 'yes-no', unknown: true },
]

const find = ({ folded, apart, known }: Heard): Inputs => {
  const costs = costsTold(folded, TOPICS.iot, TOPICS.tax)
  return given(
    {
      body: bodyIn(apart) ?? known.body,
      cost: costs?.items,
      plan: stated(OF_PLAN, folded),
      planAsked: says(TOPICS.plan, folded) || undefined,
      possible: says(WANTS.mayUse, folded) || undefined,
      passes: says(WANTS.ifPossible, folded) || says(WANTS.judgement, folded) || undefined,
      believed: costs?.believed ?? undefined,
      unnamed: !says(TOPICS.iot, folded) || undefined,
    },
    costs?.rough ? ['cost'] : [],
  )
}

/** Nobody names the programme, but what is asked is a subsidy for a local body's own building or shared system. */
const meant = (inputs: Inputs, folded: string): boolean => {
  if (inputs['cost'] === undefined || says(TOPICS.tax, folded) || !says(TOPICS.subsidy, folded)) return false
  const body = bodyOf(inputs)
  return (body === null || LOCAL.has(body)) && (body !== null || says(TOPICS.facility, folded))
}

const LOCAL: ReadonlySet<Body> = new Set<Body>(['prefecture', 'designated-city', 'municipality', 'other-local'])

const hearFor =
  (excluded: readonly string[]) =>
  (heard: Heard): Inputs | null => {
    const { folded } = heard
    if (saysAny([WANTS.storyOfOthers, WANTS.budget, WANTS.forms], folded)) return null
    const inputs = find(heard)
    if (!says(TOPICS.iot, folded)) return meant(inputs, folded) && says(WANTS.amount, folded) ? inputs : null
    if (inputs['cost']) return says(WANTS.amount, folded) ? inputs : null
    if (isStory(folded) || says(WANTS.meaning, folded)) return null
    if (says(WANTS.wish, folded)) return inputs
    const body = bodyOf(inputs)
    if (body === null) return null
    const possible = says(WANTS.ifPossible, folded) && !says(WANTS.particulars, folded)
    if (excluded.includes(body)) return possible || says(WANTS.howMuch, folded) ? inputs : null
    return says(WANTS.howMuch, folded) || (possible && says(WANTS.ofSelf, folded)) ? inputs : null
  }

const costsOf = (inputs: Inputs): CostItem[] => {
  const cost = inputs['cost']
  if (typeof cost === 'number') return [{ name: '', yen: cost }]
  return Array.isArray(cost) ? cost.filter((each) => typeof each !== 'string') : []
}

/** While the call is open, the plan decides. */
const planVerdict = (plan: Inputs[string] | undefined): Outcome['verdict'] =>
  plan === true ? 'yes' : plan === false ? 'no' : 'confirm'

/** What the programme asked of a municipality, as far as it was told. */
const planLine = (inputs: Inputs, kit: Kit): string => {
  const { say } = kit.words(ID)
  const body = bodyOf(inputs)
  if (body !== null && !kit.rules.regionalIot.planRequired.some((kind) => kind === body))
    return inputs['planAsked'] === true ? say('planOthers') : ''
  return say(inputs['plan'] === true ? 'planMet' : inputs['plan'] === false ? 'planMissing' : 'planNeeded')
}

interface Frame {
  said: { year: string; cap: string }
  date: string
  offers: Outcome['offers']
  /** Where the source leaves open whether the body is meant. */
  unlisted: string
  ended: boolean
}

/** Half of the cost under the ceiling, with what the asker believes and what else decides. */
const estimated = (inputs: Inputs, costs: CostItem[], frame: Frame, kit: Kit): Outcome => {
  const { say } = kit.words(ID)
  const rule = kit.rules.regionalIot
  const body = bodyOf(inputs)
  const { said, date, offers, unlisted, ended } = frame
  const cost = costs.reduce((total, item) => total + item.yen, 0)
  const half = Math.floor(cost * rule.rate)
  const amounts = { ...said, amount: yen(Math.min(half, rule.capYen)), cost: yen(cost), half: yen(half) }
  const told = say(half > rule.capYen ? 'capped' : 'half', amounts)
  const amount = `${believedLead(inputs, Math.min(half, rule.capYen), say)}${told}`
  // Asked whether it passes, the missing plan decides before any sum.
  const lacking =
    inputs['plan'] === false &&
    inputs['passes'] === true &&
    (body === null || rule.planRequired.some((kind) => kind === body))
  const part = (item: CostItem) => say('part', { name: unfolded(item.name) || say('unnamed'), amount: yen(item.yen) })
  return reply({
    verdict: ended || unlisted !== '' ? 'confirm' : planVerdict(inputs['plan']),
    conclusion: lacking ? say('planLacking') : unlisted || amount,
    details: [
      costs.length > 1 ? say('parts', { items: costs.map(part).join('＋'), sum: yen(cost) }) : '',
      unlisted === '' && !lacking ? '' : amount,
      lacking ? '' : planLine(inputs, kit),
      inputs[ROUGH] === undefined ? '' : say('rough'),
    ],
    assumption: body === null ? say('assume', { list: say('assumeBody') }) : null,
    date,
    working: [
      { label: say('costLabel'), value: yen(cost) },
      { label: say('halfLabel'), value: yen(half) },
      { label: say('capLabel'), value: yen(rule.capYen) },
    ],
    sources: rule.sources,
    offers,
  })
}

/** The estimate of the subsidy as a procedure. */
export const regionalIot = (kit: Kit): Procedure => {
  const rule = kit.rules.regionalIot
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const ended = fiscalYearOf(asOf) !== rule.fiscalYear
    const body = bodyOf(inputs)
    const said = {
      year: inputs['unnamed'] === true ? say('named', { year: rule.edition }) : rule.edition,
      cap: yen(rule.capYen),
    }
    const date = say(ended ? 'ended' : 'current', { year: rule.edition })
    const offers: Outcome['offers'] = [{ kind: 'consult', label: say('consult') }]
    const { sources } = rule
    if (rule.excluded.some((kind) => kind === body)) {
      const conclusion = say('excluded', { ...said, body: bodyName(kit, body) })
      return reply({
        verdict: 'no',
        conclusion,
        details: [say('others', said)],
        date: ended ? date : null,
        sources,
        offers,
      })
    }
    const listed = body === null || rule.eligible.some((kind) => kind === body)
    const unlisted = listed ? '' : say('unlisted', { body: bodyName(kit, body) })
    const costs = costsOf(inputs)
    if (costs.length === 0) {
      const details = [unlisted, planLine(inputs, kit)]
      return reply({
        verdict: 'confirm',
        conclusion: say(body !== null && listed && inputs['possible'] === true ? 'possible' : 'formula', said),
        details,
        date,
        ask: ask('cost'),
        sources,
        offers,
      })
    }
    return estimated(inputs, costs, { said, date, offers, unlisted, ended }, kit)
  }

  return assemble(ID, kit, {
    topic: TOPICS.iot,
    fields: FIELDS,
    hear: hearFor(rule.excluded),
    find,
    run,
    since: rule.asOf,
  })
}
