/** The level of a described task by ease of introduction, and where it may be done when residents' data is involved. */
import { fold } from '../japanese/numbers.ts'
import { says, saysAny, stated } from '../question/circumstances/pattern.ts'
import {
  A_JOB,
  departmentIn,
  EASIER,
  EQUAL,
  itemsListed,
  jobsIn,
  LISTED,
  PLACES_OF_WORK,
  RESIDENTS,
} from '../question/circumstances/tasks.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { asksIfPossible, WANTS } from '../question/circumstances/wants.ts'
import { asker, assemble, given, isStory, reply, type Kit } from './kit.ts'
import type { Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'
import { kindOfJob, kindsNamed, type TaskKind } from './task-kinds.ts'

const ID = 'task-level'
const ROMAN = ['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ']
const FIELDS: Field[] = [
  { name: 'task', kind: 'text' },
  { name: 'residents', kind: 'choice', unknown: true },
  { name: 'place', kind: 'choice', unknown: true },
  { name: 'equal', kind: 'yes-no', unknown: true },
]

/** Whose matter it is when nobody asks for a level. */
const OTHERS = [TOPICS.tax, TOPICS.iot, TOPICS.pioneer, TOPICS.consultation, TOPICS.report]

const residentsIn = (folded: string): string | null => {
  if (says(RESIDENTS.none, folded)) return 'none'
  if (!says(RESIDENTS.about, folded)) return null
  if (says(RESIDENTS.large, folded)) return 'large'
  return says(RESIDENTS.small, folded) ? 'small' : null
}

const placeIn = (folded: string): string | null =>
  (['satellite', 'home', 'mobile'] as const).find((name) => says(PLACES_OF_WORK[name], folded)) ?? null

const findFor =
  (kit: Kit) =>
  ({ folded, apart }: Heard): Inputs => {
    const department = departmentIn(apart)
    // The name of a department says nothing of its jobs.
    const described = department === null ? apart : apart.replace(department, '')
    const listed = itemsListed(described)
    const jobs = listed.length > 1 ? listed : jobsIn(described).filter((job) => kindOfJob(job, kit) !== null)
    return given({
      task: jobs.length > 0 ? jobs : undefined,
      residents: residentsIn(folded),
      place: placeIn(folded),
      equal: stated(EQUAL, folded),
      department,
      level: says(TOPICS.level, folded) || undefined,
      each: says(WANTS.each, folded) || listed.length > 1 || undefined,
      homeToo: (says(PLACES_OF_WORK.satellite, folded) && says(PLACES_OF_WORK.home, folded)) || undefined,
      which: says(TOPICS.which, folded) || undefined,
      lgwan: says(RESIDENTS.lgwan, folded) || undefined,
      easier: says(EASIER, folded) || undefined,
    })
  }

/** Asked for a level: of a job, a department, or of work that the guide may not have. */
const namesWork = (inputs: Inputs, folded: string): boolean =>
  inputs['task'] !== undefined ||
  inputs['department'] !== undefined ||
  says(WANTS.wish, folded) ||
  (folded.length <= BARE_CHARACTERS_MAX && !says(TOPICS.levelsThemselves, folded)) ||
  (says(TOPICS.ownJob, folded) && !says(TOPICS.levelsThemselves, folded))

/** Asked whether one's own work may be done elsewhere: the level answers that, the place where residents are concerned. */
const asksOfOwnWork = (inputs: Inputs, folded: string, kit: Kit): boolean => {
  const possible = asksIfPossible(folded) && !says(WANTS.openEnded, folded)
  if (inputs['residents'] === 'large' && inputs['place'] !== undefined)
    return possible || says(TOPICS.placeAsked, folded)
  if (!possible) return false
  if (isStory(folded) || !says(TOPICS.telework, folded)) return false
  const department = inputs['department'] !== undefined
  if (department && inputs['task'] === undefined) return true
  const [hardest] = kindsNamed(folded, kit)
  if (hardest === undefined) return false
  // 課税の入力、在宅でできる？: few words, a place, and a job that is hard to do there.
  const plain = folded.length <= PLAIN_CHARACTERS_MAX && placeIn(folded) !== null
  return department || says(TOPICS.ownJob, folded) || (plain && hardest.level === HARDEST_LEVEL)
}

const PLAIN_CHARACTERS_MAX = 30

/** Several jobs of the guide in a row, counted as a list or to be compared, and nothing else. */
const listsJobs = ({ folded, apart }: Heard, kit: Kit): boolean => {
  if (saysAny(OTHERS, folded)) return false
  const listed = itemsListed(apart)
  const jobs = listed.length > 1 ? listed : jobsIn(apart)
  const named = jobs.filter((job) => kindsNamed(job, kit).length > 0)
  return named.length > 1 && (says(EASIER, folded) || (says(LISTED, folded) && jobs.length - named.length <= 1))
}

/** Nothing but the wish for a level: the job is asked for. */
const BARE_CHARACTERS_MAX = 12

const hearFor =
  (kit: Kit) =>
  (heard: Heard): Inputs | null => {
    const { folded } = heard
    if (saysAny([TOPICS.namesLevel, WANTS.meaning], folded)) return null
    const level = says(TOPICS.level, folded) || listsJobs(heard, kit)
    if (!level && (saysAny(OTHERS, folded) || !saysAny([TOPICS.telework, RESIDENTS.about], folded))) return null
    const inputs = findFor(kit)(heard)
    return (level ? namesWork(inputs, folded) : asksOfOwnWork(inputs, folded, kit)) ? inputs : null
  }

/** What the place rule says for large or sensitive residents' data on the LGWAN side. */
const placeKey = (inputs: Inputs): 'home' | 'equal' | 'unequal' | 'askEqual' | 'rule' => {
  const place = inputs['place']
  if (place === 'home' || place === 'mobile') return 'home'
  if (place !== 'satellite') return 'rule'
  return inputs['equal'] === true ? 'equal' : inputs['equal'] === false ? 'unequal' : 'askEqual'
}

const PLACE_VERDICT = { home: 'no', unequal: 'no', equal: 'yes', askEqual: 'confirm', rule: 'confirm' } as const

const jobsOf = (inputs: Inputs): string[] => {
  const task = inputs['task']
  if (typeof task === 'string') return jobsIn(fold(task))
  return Array.isArray(task) ? task.filter((each) => typeof each === 'string') : []
}

interface Placed {
  job: string
  kind: TaskKind | null
}

/** The job in its own words, as far as they fit a line. */
const jobName = (job: string, kind: TaskKind | null): string => {
  const word = kind?.words.map(fold).find((each) => job.includes(each))
  return job.length <= JOB_CHARACTERS_MAX ? job : (word ?? job.slice(0, JOB_CHARACTERS_MAX))
}
const JOB_CHARACTERS_MAX = 22
const JOB_TOLD_MAX = 30

const HARDEST_LEVEL = 4

const levelOf = (kind: TaskKind): string => ROMAN[kind.level] ?? ''

const severalLines = (placed: Placed[], kit: Kit): string[] => {
  const { say } = kit.words(ID)
  return placed.map(({ job, kind }) =>
    kind === null
      ? say('unmatchedOne', { job: jobName(job, kind) })
      : say('levelOne', {
          job: jobName(job, kind),
          level: levelOf(kind),
          name: kind.name,
          meaning: say(`meaning_${kind.level}`),
        }),
  )
}

const levelOutcome = (inputs: Inputs, placed: Placed[], kit: Kit): Outcome => {
  const { say } = kit.words(ID)
  const rule = kit.rules.taskLevels
  const kinds = placed.map(({ kind }) => kind).filter((kind) => kind !== null)
  const hardest = kinds.reduce<TaskKind | null>(
    (top, kind) => (top === null || kind.level > top.level ? kind : top),
    null,
  )
  const offers: Outcome['offers'] = [{ kind: 'consult', label: say('consult') }]
  const large = inputs['residents'] === 'large'
  const placeLine = large ? say(`place_${placeKey(inputs)}`) : ''
  if (hardest === null)
    return reply({
      verdict: 'confirm',
      conclusion: say('unmatched'),
      details: [placeLine],
      sources: rule.sources,
      offers,
    })
  const several = new Set(kinds).size > 1 || (inputs['each'] === true && placed.length > 1)
  const lines = severalLines(placed, kit)
  // Of what is hard to do elsewhere, the branch is what may help.
  const branch = hardest.level === 4 && inputs['place'] === 'satellite'
  const single = [
    say('level', { level: levelOf(hardest), name: hardest.name, meaning: say(`meaning_${hardest.level}`) }),
    hardest.advice,
  ]
  const levels = placed.map(({ kind }) => kind?.level ?? HARDEST_LEVEL + 1)
  const lowest = levels.indexOf(Math.min(...levels))
  const lead = placed[lowest]
  const easiest =
    several && inputs['easier'] === true && lead?.kind && new Set(levels).size > 1
      ? [say('easiest', { job: jobName(lead.job, lead.kind), level: levelOf(lead.kind) })]
      : []
  const [first = '', ...rest] = several ? [...easiest, ...lines] : branch ? single.toReversed() : single
  return reply({
    verdict: hardest.level === 4 ? 'no' : hardest.level === 3 ? 'confirm' : 'yes',
    conclusion: first,
    details: [...rest, placeLine],
    date: say('byTask'),
    working: kinds.map((kind) => ({ label: say('kindLabel', { level: levelOf(kind) }), value: kind.name })),
    sources: [...kinds.map(({ source }) => source), ...(large ? [rule.placeSource] : []), ...rule.sources],
    offers,
  })
}

/** The level of a task as a procedure. */
export const taskLevel = (kit: Kit): Procedure => {
  const rule = kit.rules.taskLevels
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)

  const placeOutcome = (inputs: Inputs): Outcome => {
    const key = placeKey(inputs)
    const which = key === 'equal' && inputs['which'] === true && inputs['homeToo'] === true
    return reply({
      verdict: PLACE_VERDICT[key],
      conclusion: say(which ? 'place_equalWhich' : `place_${key}`),
      details: [
        key === 'home' ? say('place_homeElse') : '',
        key !== 'home' && inputs['homeToo'] === true ? say('place_homeToo') : '',
      ],
      // 受給者の台帳 may lie in a system of the individual numbers, which the rule for the LGWAN side does not cover.
      assumption: key === 'equal' && inputs['lgwan'] !== true ? say('assume', { list: say('assumeLgwan') }) : null,
      date: say('byTask'),
      ask: key === 'askEqual' ? ask('equal') : null,
      sources: [rule.placeSource, ...rule.sources],
      offers: [{ kind: 'consult', label: say('consult') }],
    })
  }

  const run = (inputs: Inputs): Outcome => {
    if (inputs['residents'] === 'large' && inputs['place'] !== undefined && inputs['level'] !== true)
      return placeOutcome(inputs)
    const placed = jobsOf(inputs).map((job) => ({ job, kind: kindOfJob(job, kit) }))
    if (placed.length > 0) return levelOutcome(inputs, placed, kit)
    if (typeof inputs['department'] === 'string')
      return reply({
        verdict: 'confirm',
        conclusion: say('department', { department: inputs['department'] }),
        date: say('byTask'),
        ask: ask('task'),
        sources: rule.sources,
      })
    return inputs['level'] === true
      ? reply({ verdict: 'confirm', conclusion: say('unmatched'), ask: ask('task'), sources: rule.sources })
      : reply({ verdict: 'confirm', conclusion: say('none'), ask: ask('task'), sources: rule.sources })
  }

  /** After a level was asked for, another job in a few words: 窓口で紙の届出うけるやつ. */
  const goOn = (heard: Heard, before: Inputs): Inputs | null => {
    const { folded } = heard
    if (before['level'] !== true || folded.length > JOB_TOLD_MAX || !says(A_JOB, folded)) return null
    const found = findFor(kit)(heard)
    return found['task'] === undefined ? null : { ...found, level: true }
  }

  return assemble(ID, kit, {
    topic: TOPICS.level,
    fields: FIELDS,
    hear: hearFor(kit),
    find: findFor(kit),
    goOn,
    run,
    since: rule.asOf,
  })
}
