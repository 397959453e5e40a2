/** Telework pioneers (先駆者) and the pioneer hundred (百選): the published criteria against one's own figures. */
import { count } from '../japanese/numbers.ts'
import { peopleIn, ROLES } from '../question/circumstances/people.ts'
import { says, saysAny, stated } from '../question/circumstances/pattern.ts'
import { OF_PIONEERS } from '../question/circumstances/statements.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS, wishesJudgement } from '../question/circumstances/wants.ts'
import { asker, assemble, given, isStory, numberOf, reply, type Asker, type Kit } from './kit.ts'
import { contradiction, criteria, smallMatters, type Checked } from './pioneer-criteria.ts'
import { ROUGH, type Ask, type Field, type Heard, type Inputs, type Outcome, type Procedure } from './shape.ts'

const ID = 'pioneer'
const FIELDS: Field[] = [
  { name: 'employees', kind: 'count', unknown: true },
  { name: 'eligible', kind: 'count', unknown: true },
  { name: 'eligibleShare', kind: 'percent', unknown: true },
  { name: 'practising', kind: 'count', unknown: true },
  { name: 'practisingShare', kind: 'percent', unknown: true },
  { name: 'meanDays', kind: 'days', unknown: true },
  { name: 'small', kind: 'yes-no', unknown: true },
  { name: 'overwork', kind: 'yes-no', unknown: true },
  { name: 'violation', kind: 'yes-no', unknown: true },
  { name: 'workRules', kind: 'yes-no', unknown: true },
  { name: 'all', kind: 'text' },
]
/** Who tells as many figures as this means the hundred, whatever they call it. */
const FIGURES_OF_HUNDRED = 3
const FLAGS = ['small', 'overwork', 'violation', 'warned', 'workRules', 'practised'] as const
/** So much told of what 先駆者 asks wants to be judged. */
const FLAGS_TOLD_MIN = 2

const find = ({ folded, figures: counted, known }: Heard): Inputs => {
  const people = peopleIn(counted)
  const negative = says(WANTS.doubted, folded) || undefined
  const flags = Object.fromEntries(FLAGS.map((name) => [name, stated(OF_PIONEERS[name], folded)]))
  // 就業規則にはないが、個別の規程はある: either will do.
  if (stated(OF_PIONEERS.ownRules, folded) === true) flags['workRules'] = true
  const figures = Object.fromEntries(ROLES.map((role) => [role, people[role]?.value]))
  const rough = ROLES.filter((role) => people[role]?.rough)
  const basic = says(TOPICS.hundred, folded) ? false : says(TOPICS.pioneer, folded) || undefined
  return given({ ...figures, employees: people.employees?.value ?? known.people, ...flags, basic, negative }, rough)
}

const told = (inputs: Inputs, names: readonly string[]): number =>
  names.filter((name) => inputs[name] !== undefined).length

/** Two figures want to be judged; fewer only where judgement is asked for. */
const isHeard = (inputs: Inputs, folded: string): boolean => {
  const figures = told(inputs, ROLES)
  if (figures >= 2 || told(inputs, FLAGS) >= FLAGS_TOLD_MIN) return true
  if (wishesJudgement(folded) && !says(WANTS.particulars, folded)) return true
  if (isStory(folded) || saysAny([WANTS.rule, WANTS.meaning], folded)) return false
  const judged = saysAny([WANTS.judgement, WANTS.ifPossible], folded)
  if (figures === 1 && judged) return true
  if (says(WANTS.particulars, folded)) return false
  const ours = says(WANTS.ofOurs, folded) && says(WANTS.toTakePart, folded)
  return ours || (judged && told(inputs, FLAGS) > 0)
}

/** The figures that only the hundred asks for, told together: who is meant names it no more. */
const meant = (heard: Heard): boolean => {
  const { folded } = heard
  const inputs = find({ ...heard, known: {} })
  const figures = told(inputs, ROLES)
  const own = inputs['meanDays'] !== undefined ? 1 : inputs['small'] === true ? 0 : null
  if (own === null || figures < 2 + own) return false
  return saysAny([WANTS.judgement, WANTS.ifPossible, WANTS.shortfall], folded) && !says(WANTS.meaning, folded)
}

const hear = (heard: Heard): Inputs | null => {
  const { folded } = heard
  if (!says(TOPICS.pioneer, folded)) return meant(heard) ? find(heard) : null
  if (says(WANTS.heads, folded) && find(heard)['employees'] !== undefined) return { ...find(heard), heads: true }
  if (saysAny([WANTS.counting, WANTS.threshold, WANTS.useOfTitle], folded)) return null
  return isHeard(find({ ...heard, known: {} }), folded) ? find(heard) : null
}

const ofMark = (checked: Checked[], mark: Checked['mark']): Checked[] => checked.filter((each) => each.mark === mark)

/** The figure that is asked for where it decides, or whether the body is small where everything hangs on that. */
const nextAsk = (inputs: Inputs, open: Checked[], kit: Kit, ask: Asker): Ask | null => {
  const names = new Set(open.filter(({ figure }) => figure).map(({ name }) => name))
  if (told(inputs, ROLES) === 0) return ask('all')
  if (names.has('eligible')) return ask(inputs['eligible'] === undefined ? 'eligible' : 'employees')
  if (names.has('practising')) return ask('practising')
  if (names.has('days')) return ask('meanDays')
  return smallMatters(inputs, kit.rules.pioneer) ? ask('small') : null
}

const openLine = (open: Checked[], kit: Kit): string => {
  const { say } = kit.words(ID)
  const rule = kit.rules.pioneer
  const limits = {
    open_eligible: { share: String(rule.eligibleShareMin), small: String(rule.eligibleShareMinSmall) },
    open_practising: { share: String(rule.practisingShareMin), people: String(rule.practisingMin) },
    open_days: { days: String(rule.meanDaysMin) },
  }
  const list = open.map(({ name }) => {
    const key = `open_${name}`
    return say(key, key in limits ? limits[key as keyof typeof limits] : {})
  })
  return list.length === 0 ? '' : say('openList', { list: list.join(say('and')) })
}

/** With the number that may but not the number employed: from how few people on the share is reached. */
const ceiling = (inputs: Inputs, kit: Kit): string => {
  const eligible = numberOf(inputs, 'eligible')
  if (eligible === null || numberOf(inputs, 'employees') !== null || inputs['eligibleShare'] !== undefined) return ''
  const { eligibleShareMin } = kit.rules.pioneer
  return kit.words(ID).say('fewer', {
    eligible: count(eligible),
    employees: count(Math.floor((eligible * 100) / eligibleShareMin)),
  })
}

/** 先駆者 asks no figures: whether it is laid down, done, and without a grave breach. */
const basicOutcome = (inputs: Inputs, basic: Checked[], kit: Kit): Outcome => {
  const { say } = kit.words(ID)
  const [unmet, open] = [ofMark(basic, 'unmet'), ofMark(basic, 'unknown')]
  const conclusion = say(unmet.length > 0 ? 'basicUnmet' : open.length > 0 ? 'basicOpen' : 'basicMet')
  return reply({
    verdict: unmet.length > 0 ? 'no' : open.length > 0 ? 'confirm' : 'yes',
    conclusion,
    details: [
      ...unmet.map(({ shown }) => shown),
      inputs['warned'] === true && inputs['violation'] === undefined ? say('warned') : '',
      unmet.length > 0 ? '' : openLine(open, kit),
    ],
    date: say('asOf', { year: kit.rules.pioneer.edition }),
    sources: kit.rules.pioneer.sources.toReversed(),
  })
}

const leadOf = (inputs: Inputs, all: Checked[], kit: Kit): string => {
  const { say } = kit.words(ID)
  const rule = kit.rules.pioneer
  if (ofMark(all, 'unmet').length > 0) return say('unmet')
  const small = smallMatters(inputs, rule)
  if (ofMark(all, 'unknown').length === 0) return say(small ? 'onSmall' : 'allMet')
  const figures = all.filter(({ figure }) => figure)
  if (figures.every(({ mark }) => mark === 'unknown')) {
    return say('nothing', {
      share: String(rule.eligibleShareMin),
      small: String(rule.eligibleShareMinSmall),
      practising: String(rule.practisingShareMin),
      people: String(rule.practisingMin),
      days: String(rule.meanDaysMin),
    })
  }
  if (small) return say('onSmall')
  return say(figures.every(({ mark }) => mark === 'met') ? 'figuresMet' : 'soFar')
}

/** Somebody fears that less than half is too little, where a hundred people make up for it. */
const byHeads = (inputs: Inputs, kit: Kit): string => {
  const { practisingMin, practisingShareMin } = kit.rules.pioneer
  const [practising, eligible] = [numberOf(inputs, 'practising'), numberOf(inputs, 'eligible')]
  const less = eligible !== null && practising !== null && practising * 100 < eligible * practisingShareMin
  if (inputs['negative'] !== true || practising === null || practising < practisingMin || !less) return ''
  const said = { people: count(practising), enough: String(practisingMin), share: String(practisingShareMin) }
  return kit.words(ID).say('byHeads', said)
}

const hundredOutcome = (inputs: Inputs, all: Checked[], kit: Kit, ask: Asker): Outcome => {
  const { say } = kit.words(ID)
  const rule = kit.rules.pioneer
  const [unmet, open, met] = [ofMark(all, 'unmet'), ofMark(all, 'unknown'), ofMark(all, 'met')]
  const shown = met.filter((each) => each.shown !== '')
  const failed = unmet.length > 0
  const warned = inputs['warned'] === true && inputs['violation'] === undefined ? say('warned') : ''
  const lines = failed
    ? [
        ...unmet.map((each) => say('failing', { text: each.shown })),
        ...shown.map((each) => say('holding', { text: each.shown })),
      ]
    : shown.map((each) => each.shown)
  return reply({
    verdict: failed ? 'no' : open.length > 0 || smallMatters(inputs, rule) ? 'confirm' : 'yes',
    conclusion: failed ? leadOf(inputs, all, kit) : `${byHeads(inputs, kit)}${leadOf(inputs, all, kit)}`,
    details: [warned, ...lines, failed ? '' : ceiling(inputs, kit), failed ? '' : openLine(open, kit)],
    date: say('asOf', { year: rule.edition }),
    ask: failed ? null : nextAsk(inputs, open, kit, ask),
    working: all.filter((each) => each.shown !== '').map((each) => ({ label: each.name, value: each.shown })),
    sources: rule.sources,
  })
}

/** How many people would have to be eligible, of so many employed. */
const headsOutcome = (inputs: Inputs, employees: number, kit: Kit): Outcome => {
  const { say } = kit.words(ID)
  const rule = kit.rules.pioneer
  const small = inputs['small'] === true
  const needed = (share: number): string => count(Math.ceil((employees * share) / 100))
  const share = small ? rule.eligibleShareMinSmall : rule.eligibleShareMin
  const said = { people: needed(share), employees: count(employees), share: String(share) }
  const other = { people: needed(rule.eligibleShareMinSmall), share: String(rule.eligibleShareMinSmall) }
  return reply({
    conclusion: say('heads', said),
    details: [small || inputs['small'] === false ? '' : say('headsSmall', other)],
    date: say('asOf', { year: rule.edition }),
    sources: rule.sources,
  })
}

/** Rough head counts; that the days are rough is said beside them. */
const isRough = (inputs: Inputs): boolean => {
  const rough = inputs[ROUGH]
  return Array.isArray(rough) && rough.some((name) => name !== 'meanDays')
}

/** The check of one's figures against the criteria as a procedure. */
export const pioneer = (kit: Kit): Procedure => {
  const rule = kit.rules.pioneer
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)

  const run = (inputs: Inputs): Outcome => {
    const employees = numberOf(inputs, 'employees')
    if (inputs['heads'] === true && employees !== null) return headsOutcome(inputs, employees, kit)
    const wrong = contradiction(inputs)
    if (wrong) return reply({ verdict: 'confirm', conclusion: say(wrong), sources: rule.sources })
    const { basic, hundred } = criteria(inputs, rule, say)
    const outcome =
      inputs['basic'] === true && told(inputs, ROLES) < FIGURES_OF_HUNDRED
        ? basicOutcome(inputs, basic, kit)
        : hundredOutcome(inputs, [...hundred, ...basic.filter(({ name }) => name !== 'practised')], kit, ask)
    return {
      ...outcome,
      offers: [
        { kind: 'ask', label: say('askCriteria'), value: say('askCriteria') },
        { kind: 'consult', label: say('consult') },
      ],
      details: isRough(inputs) ? [...outcome.details, say('rough')] : outcome.details,
    }
  }

  return assemble(ID, kit, { topic: TOPICS.pioneer, fields: FIELDS, hear, find, run, since: rule.asOf })
}
