/** A share of one's own: worked out from two counts, and set against what the surveys tell of others. */
import { bodyIn } from '../japanese/bodies.ts'
import { count } from '../japanese/numbers.ts'
import { says } from '../question/circumstances/pattern.ts'
import { OWN_SHARE, ownShareIn, twoCountsIn } from '../question/circumstances/shares.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { assemble, given, numberOf, reply, type Kit } from './kit.ts'
import type { Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'own-rate'
const FIELDS: Field[] = [
  { name: 'whole', kind: 'count' },
  { name: 'part', kind: 'count' },
]

/** Bodies that count as local ones. */
const LOCAL_UNITS = /市町村|自治体|団体/u

const rounded = (value: number): number => Math.round(value * 10) / 10
const rate = (value: number): string => `${rounded(value)}%`

const industryIn = (folded: string, kit: Kit): string | undefined =>
  kit.rules.benchmark.company.industries.find(({ words }) => words.some((word) => folded.includes(word)))?.name

const find =
  (kit: Kit) =>
  ({ folded, apart }: Heard): Inputs => {
    const share = ownShareIn(folded)
    if (share === null) {
      const counts = says(OWN_SHARE.practised, folded) ? twoCountsIn(folded) : null
      return given({ ...counts, practised: counts === null ? undefined : true })
    }
    const industry = industryIn(folded, kit)
    const local =
      industry === undefined && (share.unit === null ? bodyIn(apart) === 'municipality' : LOCAL_UNITS.test(share.unit))
    const either = says(OWN_SHARE.either, folded)
    return given({
      part: share.part ?? undefined,
      whole: share.whole ?? undefined,
      percent: share.percent,
      industry,
      local: local || undefined,
      claim: either
        ? undefined
        : says(OWN_SHARE.higher, folded)
          ? 'higher'
          : says(OWN_SHARE.lower, folded)
            ? 'lower'
            : undefined,
    })
  }

const INTRODUCED = /導入|入れて|テレワーク/u

const hearFor =
  (kit: Kit) =>
  (heard: Heard): Inputs | null => {
    const { folded } = heard
    if (says(TOPICS.pioneer, folded)) return null
    const inputs = find(kit)(heard)
    if (inputs['practised'] === true) return inputs
    const compared = says(OWN_SHARE.compared, folded) && INTRODUCED.test(folded)
    return inputs['percent'] !== undefined && compared ? inputs : null
  }

const quotient = (inputs: Inputs, unit: string): string => {
  const [part, whole] = [numberOf(inputs, 'part'), numberOf(inputs, 'whole')]
  return part === null || whole === null ? '' : `${count(part)}${unit}÷${count(whole)}${unit}`
}

/** What one's own share is set against: the own industry, all municipalities, or all companies. */
const othersOf = (inputs: Inputs, kit: Kit, say: Says) => {
  const { company, municipal } = kit.rules.benchmark
  const industry = company.industries.find(({ name }) => name === inputs['industry'])
  if (industry !== undefined)
    return {
      name: say('industry', { name: industry.name }),
      rate: industry.rate,
      survey: company.survey,
      sources: company.industrySources,
    }
  return inputs['local'] === true
    ? { name: say('municipal'), rate: municipal.overall.rate, survey: municipal.survey, sources: municipal.sources }
    : { name: say('company'), rate: company.overall, survey: company.survey, sources: company.sources }
}

const comparedOutcome = (inputs: Inputs, percent: number, kit: Kit): Outcome => {
  const { say } = kit.words(ID)
  const others = othersOf(inputs, kit, say)
  const own = rounded(percent)
  const points = String(rounded(Math.abs(own - others.rate)))
  const key = own === others.rate ? 'same' : own > others.rate ? 'above' : 'below'
  const claim = inputs['claim']
  const right = claim === (key === 'above' ? 'higher' : 'lower') && key !== 'same'
  const lead = claim === undefined ? '' : say(right ? 'yes' : 'no')
  const working = quotient(inputs, '')
  return reply({
    verdict: claim === undefined ? null : right ? 'yes' : 'no',
    conclusion: `${lead}${say(key, { own: rate(percent), others: others.name, rate: rate(others.rate), points })}`,
    details: [working === '' ? '' : say('working', { working, own: rate(percent) })],
    date: say('survey', { survey: others.survey }),
    sources: others.sources,
  })
}

/** The share of one's own as a procedure. */
export const ownRate = (kit: Kit): Procedure => {
  const { say } = kit.words(ID)
  const run = (inputs: Inputs): Outcome => {
    const [part, whole] = [numberOf(inputs, 'part'), numberOf(inputs, 'whole')]
    const percent =
      numberOf(inputs, 'percent') ?? (part !== null && whole !== null && whole > 0 ? (part / whole) * 100 : null)
    const { trial } = kit.rules.benchmark
    if (percent === null) return reply({ verdict: 'confirm', conclusion: say('none'), sources: trial.sources })
    if (inputs['practised'] !== true) return comparedOutcome(inputs, percent, kit)
    return reply({
      conclusion: say('practised', { own: rate(percent), working: quotient(inputs, say('people')) }),
      details: [say('definition')],
      sources: trial.sources,
    })
  }
  return assemble(ID, kit, { topic: TOPICS.rate, fields: FIELDS, hear: hearFor(kit), find: find(kit), run })
}
