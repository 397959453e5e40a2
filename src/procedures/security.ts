/** Which security paper suits an organisation: the guideline, or the guide with its checklists, and how it is used. */
import { bodyIn } from '../japanese/bodies.ts'
import { says, stated } from '../question/circumstances/pattern.ts'
import { OF_SECURITY } from '../question/circumstances/statements.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { PAPERS } from '../question/circumstances/papers.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import { asker, assemble, given, isStory, reply, type Kit } from './kit.ts'
import type { Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'security-paper'
const FACTS = ['dedicated', 'budget', 'judgement', 'terms'] as const
const FIELDS: Field[] = FACTS.map((name) => ({ name, kind: 'yes-no', unknown: true }))
const LOCAL = new Set(['municipality', 'prefecture', 'designated-city', 'other-local'])

const find = ({ folded, apart, known }: Heard): Inputs => {
  const facts = Object.fromEntries(FACTS.map((name) => [name, stated(OF_SECURITY[name], folded)]))
  return given({
    ...facts,
    body: bodyIn(apart) ?? known.body,
    management: says(PAPERS.management, folded) || undefined,
  })
}

const toldOf = (inputs: Inputs): number => FACTS.filter((name) => inputs[name] !== undefined).length

/** How the checklists are used, where that is asked instead of which paper. */
const useIn = (folded: string): string | null => {
  if (says(PAPERS.settings, folded)) return 'settings'
  if (says(PAPERS.method, folded)) return 'methods'
  return says(PAPERS.priority, folded) ? 'priority' : null
}

/** Tells how it stands with security and asks what to read, naming neither paper. */
const meant = (inputs: Inputs, folded: string): boolean =>
  inputs['dedicated'] !== undefined && says(TOPICS.which, folded) && says(PAPERS.reading, folded)

const hear = (heard: Heard): Inputs | null => {
  const { folded } = heard
  const inputs = find(heard)
  if (!says(TOPICS.paper, folded) && !meant(inputs, folded)) return null
  if (says(WANTS.meaning, folded)) return null
  const use = useIn(folded)
  if (use !== null) return isStory(folded) ? null : { ...inputs, use }
  if (!says(TOPICS.which, folded)) return null
  if (typeof inputs['body'] === 'string' && LOCAL.has(inputs['body']))
    return says(PAPERS.municipal, folded) ? { ...inputs, use: 'municipal' } : null
  return toldOf(inputs) > 0 || says(PAPERS.either, folded) || inputs['management'] === true ? inputs : null
}

type Advice = 'guideline' | 'checklist' | 'both'

/** Without a dedicated person the checklist was written for them; a dedicated one, or managers, read the guideline. */
const advise = (inputs: Inputs): Advice => {
  const told = FACTS.map((name) => inputs[name])
  const [no, yes] = [false, true].map((answer) => told.filter((fact) => fact === answer).length)
  if (inputs['dedicated'] === false || (no ?? 0) >= 2 || ((no ?? 0) > 0 && yes === 0)) return 'checklist'
  return inputs['dedicated'] === true || inputs['management'] === true ? 'guideline' : 'both'
}

/** Which paper suits, as a procedure. */
export const securityPaper = (kit: Kit): Procedure => {
  const rule = kit.rules.security
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)

  const useOutcome = (use: string): Outcome =>
    reply({
      conclusion: say(use),
      details: [use === 'methods' ? say('noMethods') : ''],
      date: say(use === 'municipal' ? 'municipalEdition' : 'edition'),
      sources:
        use === 'municipal' ? [rule.municipalSource] : [rule.useSources[use as 'settings'] ?? rule.checklistSource],
    })

  const run = (inputs: Inputs): Outcome => {
    if (typeof inputs['use'] === 'string') return useOutcome(inputs['use'])
    const advice = advise(inputs)
    return reply({
      conclusion: say(advice),
      details: [advice === 'guideline' ? say('management') : ''],
      date: say('edition'),
      ask: advice === 'both' ? ask('dedicated') : null,
      sources: [
        advice === 'guideline' ? rule.guidelineSource : rule.checklistSource,
        ...rule.sources,
        rule.editionSource,
      ],
      offers: [
        { kind: 'ask', label: say('askUse'), value: say('askUse') },
        { kind: 'consult', label: say('consult') },
      ],
    })
  }

  return assemble(ID, kit, { topic: TOPICS.paper, fields: FIELDS, hear, find, run, since: rule.asOf })
}
