/** The adoption rate of bodies of one's own size, as far as the surveys have classes for it. */
import { bodyIn, type Body } from '../japanese/bodies.ts'
import { dayWords } from '../japanese/calendar.ts'
import { count } from '../japanese/numbers.ts'
import { peopleIn, sizeIn, sizesIn } from '../question/circumstances/people.ts'
import { says } from '../question/circumstances/pattern.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import type { Day } from '../vocabulary/types.ts'
import { asker, assemble, given, isStory, numberOf, reply, type Asker, type Kit } from './kit.ts'
import type { Rules } from './rules.ts'
import type { Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'adoption-benchmark'
const FIELDS: Field[] = [
  { name: 'group', kind: 'choice' },
  { name: 'size', kind: 'count' },
]

/** Whom the survey of local bodies counts. */
const OFFICIALS = /一般行政職/u

const GROUPS: Partial<Record<Body, string>> = {
  company: 'company',
  npo: 'company',
  'other-corporate': 'company',
  sole: 'company',
  prefecture: 'prefecture',
  'designated-city': 'prefecture',
  municipality: 'municipality',
  'other-local': 'municipality',
}

const find = ({ folded, figures, apart, known }: Heard): Inputs => {
  const body = bodyIn(apart) ?? known.body ?? (OFFICIALS.test(folded) ? 'municipality' : null)
  const sizes = sizesIn(figures)
  return given({
    group: body === null ? undefined : GROUPS[body],
    size: sizeIn(figures)?.value ?? known.people,
    sizes: sizes.length > 1 ? sizes.map(String) : undefined,
    apart: says(WANTS.apart, folded) || undefined,
  })
}

const hear = (heard: Heard): Inputs | null => {
  const { folded } = heard
  if (isStory(folded) || says(WANTS.meaning, folded) || says(TOPICS.otherRate, folded)) return null
  const [rate, peers] = [says(TOPICS.rate, folded), says(TOPICS.peers, folded)]
  // How many of one's own people do it is no rate of bodies that have introduced it.
  if (!rate || peopleIn(heard.figures).practising !== undefined) return null
  const inputs = find(heard)
  if (sizeIn(heard.figures) !== null) return inputs
  return peers ? inputs : null
}

type Municipal = Rules['benchmark']['municipal']
type Company = Rules['benchmark']['company']

const rangeOf = (each: { from: number; to: number }, say: Says): string =>
  each.from === 0 ? say('upTo', { to: count(each.to) }) : say('between', { from: count(each.from), to: count(each.to) })

const municipalClass = (each: Municipal['classes'][number], say: Says) =>
  say('municipalClass', { range: rangeOf(each, say) })
const companyClass = (each: Company['classes'][number], say: Says) => say('companyClass', { name: each.name })

type MunicipalClass = Municipal['classes'][number]

/** The classes of several sizes, each once, in the order named. */
const classesOf = (inputs: Inputs, classes: readonly MunicipalClass[]): MunicipalClass[] => {
  const { sizes } = inputs
  const told = Array.isArray(sizes) ? sizes.map(Number) : []
  const found = told.map((size) => classes.find((each) => size >= each.from && size <= each.to))
  return [...new Set(found.filter((each) => each !== undefined))]
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10)

/** How far one's own class lies from another that was named, or from all. */
const apartFrom = (own: MunicipalClass, other: MunicipalClass | undefined, municipal: Municipal, say: Says): string => {
  const others = other?.rate ?? municipal.overall.rate
  return say(own.rate >= others ? 'above' : 'below', {
    rate: String(own.rate),
    class: municipalClass(own, say),
    other: other === undefined ? say('all') : municipalClass(other, say),
    otherRate: String(others),
    points: rounded(Math.abs(own.rate - others)),
  })
}

/** Several classes side by side, or how far they lie apart; null where only one is asked for. */
const sideBySide = (inputs: Inputs, municipal: Municipal, say: Says): Outcome | null => {
  const named = classesOf(inputs, municipal.classes)
  const own = named[0] ?? municipal.classes.find(({ from, to }) => isWithin(numberOf(inputs, 'size'), from, to))
  const { survey, sources } = municipal
  if (inputs['apart'] === true && own !== undefined) {
    return reply({
      conclusion: apartFrom(own, named[1], municipal, say),
      date: say('survey', { survey }),
      sources,
    })
  }
  if (named.length < 2) return null
  const rows = named.map((each) => say('row', { class: municipalClass(each, say), rate: String(each.rate) }))
  return reply({ conclusion: say('eitherSize', { rows: rows.join('、'), survey }), sources })
}

const isWithin = (size: number | null, from: number, to: number): boolean => size !== null && size >= from && size <= to

const forMunicipality = (size: number | null, municipal: Municipal, say: Says, ask: Asker): Outcome => {
  const { survey, sources, overall, classes } = municipal
  const whole = say('wholeMunicipal', { rate: String(overall.rate), bodies: count(overall.bodies) })
  if (size === null) {
    const rows = classes.map((each) => say('row', { class: municipalClass(each, say), rate: String(each.rate) }))
    return reply({
      conclusion: say('eitherSize', { rows: rows.join('、'), survey }),
      details: [whole],
      ask: ask('size'),
      sources,
    })
  }
  const found = classes.find((each) => size >= each.from && size <= each.to)
  const large = { rate: String(overall.rate), bodies: count(overall.bodies), survey }
  return reply({
    conclusion: found
      ? say('rate', { rate: String(found.rate), class: municipalClass(found, say), survey })
      : say('municipalLarge', large),
    details: found ? [whole] : [],
    working: classes.map((each) => ({ label: municipalClass(each, say), value: `${each.rate}%` })),
    sources,
    offers: [{ kind: 'consult', label: say('consult') }],
  })
}

const forCompany = (size: number | null, company: Company, say: Says, ask: Asker): Outcome => {
  const { survey, sources, classes, surveyedFrom } = company
  const whole = say('whole', { group: say('company'), rate: String(company.overall) })
  const rest = { details: [whole], date: say('companyNote'), sources }
  if (size === null) {
    const rows = classes.map((each) => say('row', { class: companyClass(each, say), rate: String(each.rate) }))
    return reply({ conclusion: say('eitherSize', { rows: rows.join('、'), survey }), ...rest, ask: ask('size') })
  }
  const found = classes.find((each) => size >= each.from && (each.to === null || size <= each.to))
  const small = { size: count(size), from: count(surveyedFrom), rate: String(classes[0]?.rate ?? ''), survey }
  return reply({
    conclusion: found
      ? say('rate', { rate: String(found.rate), class: companyClass(found, say), survey })
      : say('companySmall', small),
    working: classes.map((each) => ({ label: companyClass(each, say), value: `${each.rate}%` })),
    ...rest,
  })
}

/** Neither told whether a company or a municipality: both rows of the size, and one question. */
const forEither = (size: number, { municipal, company }: Rules['benchmark'], say: Says, ask: Asker): Outcome => {
  const ours = municipal.classes.find((each) => size >= each.from && size <= each.to)
  const theirs = company.classes.find((each) => size >= each.from && (each.to === null || size <= each.to))
  if (!ours) return forCompany(size, company, say, ask)
  if (!theirs) return forMunicipality(size, municipal, say, ask)
  return reply({
    conclusion: say('eitherGroup', {
      municipal: String(ours.rate),
      municipalClass: municipalClass(ours, say),
      municipalSurvey: municipal.survey,
      company: String(theirs.rate),
      companyClass: companyClass(theirs, say),
      companySurvey: company.survey,
    }),
    ask: ask('group'),
    sources: [...municipal.sources, ...company.sources],
  })
}

/** The rate of one's own class as a procedure. */
export const adoptionBenchmark = (kit: Kit): Procedure => {
  const { municipal, company } = kit.rules.benchmark
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)

  const compare = (inputs: Inputs): Outcome => {
    const size = numberOf(inputs, 'size')
    const { group } = inputs
    if (group === 'prefecture')
      return reply({
        conclusion: say('prefecture', { survey: municipal.survey, rate: String(municipal.prefectureRate) }),
        sources: municipal.prefectureSources,
      })
    if (size === 0) return reply({ verdict: 'confirm', conclusion: say('nobody'), sources: municipal.sources })
    if (group === 'company') return forCompany(size, company, say, ask)
    const beside = group === 'municipality' ? sideBySide(inputs, municipal, say) : null
    if (beside !== null) return beside
    if (group === 'municipality' || size === null) return forMunicipality(size, municipal, say, ask)
    return forEither(size, kit.rules.benchmark, say, ask)
  }

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const outcome = compare(inputs)
    const since = inputs['group'] === 'company' ? company.asOf : municipal.asOf
    return asOf < since
      ? { ...outcome, details: [...outcome.details, say('younger', { date: dayWords(since) })] }
      : outcome
  }

  return assemble(ID, kit, { topic: TOPICS.rate, fields: FIELDS, hear, find, run })
}
