/** The ten introduction steps: what was done, told by number or as deeds, and what comes next with its check items. */
import {
  LAST_STEP,
  BEGINNINGS,
  GOINGS_ON,
  stepReached,
  stepsNamed,
  stepUnderWay,
} from '../question/circumstances/deeds.ts'
import { says } from '../question/circumstances/pattern.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import { asker, assemble, fitting, given, isStory, numberOf, reply, type Kit } from './kit.ts'
import type { Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'introduction-steps'
/** What is left of the answer for the check items. */
const CHECKS_CHARACTERS_MAX = 120

/** Of 1 and 3 only the first is behind them: the second is still to come. */
const withoutGap = (named: readonly number[]): number => {
  const [first = 0, ...rest] = [...named].sort((a, b) => a - b)
  return rest.reduce((last, step) => (step === last + 1 ? step : last), first)
}

const doneIn = (folded: string): number | null => {
  const named = stepsNamed(folded)
  if (named.length === 0) {
    const [reached, underWay] = [stepReached(folded), stepUnderWay(folded)]
    return underWay !== null && underWay > (reached ?? 0) ? underWay : reached
  }
  if (says(BEGINNINGS.unfinished, folded)) return Math.min(...named) - 1
  return says(BEGINNINGS.finished, folded) ? withoutGap(named) : null
}

const FIELDS: Field[] = [
  { name: 'done', kind: 'text', read: (folded) => doneIn(folded) ?? stepsNamed(folded).at(-1) ?? undefined },
]

const find = ({ folded }: Heard): Inputs => {
  const done = doneIn(folded)
  const underWay = stepsNamed(folded).length === 0 && stepUnderWay(folded) === done
  return given({
    done: done ?? undefined,
    doing: done !== null && done > 0 ? underWay : undefined,
    rest: says(GOINGS_ON.rest, folded) || undefined,
  })
}

/** それ終わったら: one step on from what was answered last. */
const goOn = ({ folded }: Heard, before: Inputs): Inputs | null => {
  if (!says(GOINGS_ON.onward, folded)) return null
  const done = numberOf(before, 'done') ?? 0
  return { done: Math.min(done + (says(GOINGS_ON.twice, folded) ? 2 : 1), LAST_STEP), doing: false }
}

const hear = (heard: Heard): Inputs | null => {
  const { folded } = heard
  const named = stepsNamed(folded).length > 0
  const told = !named && says(TOPICS.step, folded) && (doneIn(folded) ?? 0) > 0
  if (!told && (isStory(folded) || says(BEGINNINGS.supposes, folded))) return null
  if (!named && !says(TOPICS.step, folded) && !says(TOPICS.track, folded)) return null
  const inputs = find(heard)
  if (!named && says(TOPICS.track, folded)) return inputs
  if (!says(TOPICS.step, folded))
    return named && inputs['done'] !== undefined && !says(WANTS.particulars, folded) ? inputs : null
  if (inputs['done'] !== undefined) return inputs
  return !named && says(WANTS.ofSelf, folded) && says(TOPICS.introduction, folded) ? inputs : null
}

/** What comes next as a procedure. */
export const introductionSteps = (kit: Kit): Procedure => {
  const { sources, steps } = kit.rules.steps
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)

  const run = (inputs: Inputs): Outcome => {
    const told = numberOf(inputs, 'done')
    const done = Math.min(told ?? 0, LAST_STEP)
    const at = Math.min(done, LAST_STEP - 1)
    const next = steps[at]
    const number = String(at + 1)
    const state = (index: number) => (index < done ? 'done' : index === at ? 'next' : 'open')
    const working = steps.map((step, index) => ({
      label: say('stepLabel', { number: String(index + 1), name: step.name }),
      value: `${say(`state_${state(index)}`)}：${step.checks.join('、')}`,
    }))
    if (next === undefined) return reply({ conclusion: say('edition'), sources })
    const left = working.slice(at + 1).map(({ label }) => label)
    const checks = fitting(next.checks, CHECKS_CHARACTERS_MAX).lines
    return reply({
      conclusion:
        done >= LAST_STEP
          ? say('allDone', { name: next.name })
          : inputs['doing'] === true
            ? say('nextWhen', {
                now: String(done),
                nowName: steps[done - 1]?.name ?? '',
                number,
                name: next.name,
                phase: next.phase,
              })
            : say('next', { number, name: next.name, phase: next.phase }),
      details: [
        say('checks', { checks: checks.join('、') }),
        inputs['rest'] === true && left.length > 0 ? say('rest', { list: left.join('、') }) : '',
      ],
      assumption: told === null ? say('assume', { list: say('assumeNothing') }) : null,
      date: say('edition'),
      ask: told === null ? ask('done') : null,
      working,
      sources: [next.source, ...sources],
      offers: [{ kind: 'ask', label: say('what', { number }), value: say('what', { number }) }],
    })
  }

  return assemble(ID, kit, { topic: TOPICS.step, fields: FIELDS, hear, find, goOn, run, since: kit.rules.steps.asOf })
}
