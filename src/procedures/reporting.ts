/** Ways of reporting the start and end of work, compared by what an office needs. */
import { sizeIn } from '../question/circumstances/people.ts'
import { says, stated } from '../question/circumstances/pattern.ts'
import { METHODS } from '../question/circumstances/methods.ts'
import { OF_REPORTING } from '../question/circumstances/statements.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import { count } from '../japanese/numbers.ts'
import { asker, assemble, given, numberOf, reply, type Kit } from './kit.ts'
import type { Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'reporting-methods'
const FACTS = ['crowd', 'record', 'shared', 'talk'] as const
const FIELDS: Field[] = [
  { name: 'people', kind: 'count' },
  ...FACTS.map((name): Field => ({ name, kind: 'yes-no', unknown: true })),
]
/** The guide gives no number for 大人数: from so many on the desk takes it for that, and says so. */
const CROWD_MIN = 40

type Method = Kit['rules']['reporting']['methods'][number]

const find = ({ folded, figures, known }: Heard): Inputs => {
  const facts = Object.fromEntries(FACTS.map((name) => [name, stated(OF_REPORTING[name], folded)]))
  const methods = (Object.keys(METHODS) as (keyof typeof METHODS)[]).filter((name) => says(METHODS[name], folded))
  const people = sizeIn(figures)?.value ?? known.people ?? undefined
  return given({ people, ...facts, methods: methods.length > 0 ? methods : undefined })
}

const hear = (heard: Heard): Inputs | null => {
  const { folded } = heard
  if (!says(TOPICS.report, folded) || says(WANTS.meaning, folded)) return null
  const inputs = find(heard)
  if (says(WANTS.wish, folded)) return inputs
  return says(TOPICS.choose, folded) ? inputs : null
}

/** What speaks against a method under the conditions that were told, as names of sentences. */
const drawbacks = (method: Method, inputs: Inputs, crowd: boolean): string[] => [
  ...(inputs['record'] === true && !method.record ? ['noRecord'] : []),
  ...(inputs['shared'] === true && !method.shared ? ['notShared'] : []),
  ...(crowd && method.crowd === false ? ['burden'] : []),
]

const advantages = (method: Method, inputs: Inputs, crowd: boolean): number =>
  (crowd && method.crowd === true ? 2 : 0) +
  (inputs['talk'] === true && method.talk ? 1 : 0) +
  (inputs['shared'] === true && method.shared ? 1 : 0) +
  (inputs['record'] === true && method.record ? 1 : 0)

/** Weaknesses of a method, whoever asks. */
const weaknesses = (method: Method): string[] => [
  ...(method.record ? [] : ['noRecord']),
  ...(method.crowd === false ? ['burden'] : []),
]

const listed = (value: Inputs[string] | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

const choose = (methods: Method[], inputs: Inputs, crowd: boolean) => {
  const judged = methods.map((method) => ({
    method,
    against: drawbacks(method, inputs, crowd).length,
    score: advantages(method, inputs, crowd),
  }))
  const best = judged.toSorted((a, b) => a.against - b.against || b.score - a.score)
  const [first] = best
  const top = best.filter(({ score, against }) => score === first?.score && against === first.against)
  return { top: top.map(({ method }) => method), fits: (first?.against ?? 0) === 0 }
}

/** The choice of a way to report as a procedure. */
export const reportingMethods = (kit: Kit): Procedure => {
  const rule = kit.rules.reporting
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)
  const names = (methods: Method[]) => methods.map(({ name }) => name).join(say('and'))
  const lineOf = (method: Method) => say('line', { name: method.name, note: method.note })
  const againstLine = (method: Method, keys: string[]) =>
    say('against', { name: method.name, reasons: keys.map((key) => say(key)).join(say('and')) })
  const common = { date: say('edition'), offers: [{ kind: 'consult' as const, label: say('consult') }] }

  /** Nothing is told that would decide: what was named side by side, or the four in a sentence. */
  const undecided = (named: Method[], people: number | null): Outcome => {
    if (named.length >= 2) {
      const sources = [...named.map(({ source }) => source), ...rule.sources]
      return reply({
        conclusion: say('compared', { names: names(named) }),
        details: named.map(lineOf),
        sources,
        ...common,
      })
    }
    const [only] = named
    const against = only === undefined ? [] : weaknesses(only)
    const praise = only === undefined ? say('overview') : say('one', { name: only.name, note: only.note })
    return reply({
      conclusion: only !== undefined && against.length > 0 ? againstLine(only, against) : praise,
      details: only !== undefined && against.length > 0 ? [say('overview')] : [],
      ask: people === null && only === undefined ? ask('people') : null,
      sources: [...rule.methods.map(({ source }) => source), ...rule.sources],
      ...common,
    })
  }

  const run = (inputs: Inputs): Outcome => {
    const people = numberOf(inputs, 'people')
    const assumed = inputs['crowd'] === undefined && people !== null && people >= CROWD_MIN
    const crowd = inputs['crowd'] === true || assumed
    const named = rule.methods.filter(({ id }) => listed(inputs['methods']).includes(id))
    if (!crowd && FACTS.every((name) => inputs[name] !== true)) return undecided(named, people)
    // Who uses one method and asks for another compares it with all.
    const methods = named.length >= 2 ? named : rule.methods
    const { top, fits } = choose(methods, inputs, crowd)
    const others = methods
      .filter((method) => !top.includes(method))
      .map((method) => ({ method, against: drawbacks(method, inputs, crowd) }))
      .filter(({ against }) => against.length > 0)
    return reply({
      conclusion: say(fits ? 'fit' : 'least', { names: names(top) }),
      details: [...top.map(lineOf), ...others.map(({ method, against }) => againstLine(method, against))],
      assumption: assumed ? say('assume', { list: say('assumeCrowd', { people: count(people) }) }) : null,
      sources: [...top.map(({ source }) => source), ...rule.sources],
      ...common,
    })
  }

  return assemble(ID, kit, { topic: TOPICS.report, fields: FIELDS, hear, find, run, since: rule.asOf })
}
