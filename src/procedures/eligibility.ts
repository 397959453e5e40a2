/** Whether a body may consult a Telework Manager, by the edition that speaks for the year or day asked about. */
import type { Day } from '../vocabulary/types.ts'
import { bodyIn, corporationIn } from '../japanese/bodies.ts'
import { dayIn, yearsIn } from '../japanese/dates.ts'
import { fiscalYearOf, dayName, fiscalYearName } from '../japanese/calendar.ts'
import { findNumbers } from '../japanese/numbers.ts'
import { sizeIn } from '../question/circumstances/people.ts'
import { says } from '../question/circumstances/pattern.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import {
  asker,
  assemble,
  bodyName,
  bodyOf,
  bodyTold,
  given,
  isStory,
  numberOf,
  reply,
  type Asker,
  type Kit,
} from './kit.ts'
import type { Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'
import { editionFor, standingOf, withinPeriod, type Edition } from './standing.ts'

const ID = 'consultation-eligibility'
const FIELDS: Field[] = [
  { name: 'body', kind: 'choice' },
  { name: 'year', kind: 'count' },
  { name: 'day', kind: 'text' },
  { name: 'sessions', kind: 'count' },
]

const find = ({ folded, apart, figures, day, known }: Heard): Inputs => {
  const years = yearsIn(folded, day)
  const times = findNumbers(folded).filter((each) => each.unit === 'times' && !each.bound)
  const counts = times.map(({ value }) => value)
  const more = says(WANTS.onceMore, folded) ? counts.reduce((sum, each) => sum + each, 0) : Math.max(...counts)
  const sessions = counts.length > 0 ? more : undefined
  return given({
    body: bodyIn(apart) ?? known.body,
    corporation: corporationIn(apart),
    year: years.fiscal[0] ?? years.calendar[0],
    day: dayIn(folded),
    sessions,
    limit: says(WANTS.sessions, folded) || undefined,
    calls: says(WANTS.calls, folded) || undefined,
    also: says(WANTS.calls, folded) && says(WANTS.toTakePart, folded) ? true : undefined,
    charge: says(WANTS.charge, folded) || undefined,
    size: sizeIn(figures) !== null || says(WANTS.anySize, folded) || undefined,
  })
}

const hear = (heard: Heard): Inputs | null => {
  const { folded, apart } = heard
  if (isStory(folded) || !says(TOPICS.consultation, folded)) return null
  if (says(WANTS.meaning, folded) || says(TOPICS.case, folded)) return null
  const inputs = find(heard)
  if (inputs['calls'] === true) return inputs
  const told = bodyIn(apart) !== null || inputs['year'] !== undefined || inputs['day'] !== undefined
  const year = inputs['year']
  if (typeof year === 'number' && year < FIRST_EDITION) return null
  if (inputs['limit'] === true)
    return (told || inputs['body'] !== undefined) && (year === undefined || Number(year) <= LAST_LIMIT) ? inputs : null
  return says(WANTS.wish, folded) || asksOwnPart(inputs, heard) ? inputs : null
}

/** Whether one's own body may take part, and not how one applies. */
const asksOwnPart = (inputs: Inputs, { folded, apart }: Heard): boolean => {
  if (!says(WANTS.toTakePart, folded) || says(WANTS.howToApply, folded)) return false
  return bodyIn(apart) !== null || says(WANTS.ofSelf, folded) || inputs['body'] !== undefined
}

/** Earlier years are told by the documents alone. */
const FIRST_EDITION = 2019

/** After this year nothing is told of sessions. */
const LAST_LIMIT = 2023

type Writing = { edition: Edition; year: string; body: string; kit: Kit; asOf: Day }

const endOf = (edition: Edition): string => edition.toWords ?? (edition.to === null ? '' : dayName(edition.to))

const periodLine = ({ edition, kit, asOf }: Writing): string => {
  const { say } = kit.words(ID)
  if (edition.to === null) return ''
  const from = edition.from === null ? '' : say('from', { day: dayName(edition.from) })
  const over = withinPeriod(edition, asOf) === 'after'
  return say(over ? 'period' : 'periodOpen', { from, to: endOf(edition) })
}

const limitLine = ({ edition, year, kit }: Writing): string => {
  const { say } = kit.words(ID)
  if (edition.sessionsMax === null) return say('noLimit', { year })
  const [max, hours] = [edition.sessionsMax, edition.hoursMax ?? 0]
  return say('limit', { max: String(max), hours: String(hours), total: String(max * hours) })
}

/** What settles the matter before the kind of body is looked at: the deadline, the sessions, the day. */
const refusal = (inputs: Inputs, { edition, year, kit, asOf }: Writing): string | null => {
  const { say } = kit.words(ID)
  const told = typeof inputs['day'] === 'string' ? inputs['day'] : null
  const named = told !== null || inputs['year'] !== undefined
  // Without a day or a year it is the day asked about that counts; what is long over is told as over.
  const day = named || withinPeriod(edition, asOf) === 'after' ? told : asOf
  const sessions = numberOf(inputs, 'sessions')
  if (day !== null && edition.applyBy !== null && day > edition.applyBy)
    return say('closed', { applyBy: dayName(edition.applyBy), day: dayName(day) })
  if (day !== null) {
    const within = withinPeriod(edition, day)
    if (within === 'after') return say('dayAfter', { day: dayName(day), year, to: endOf(edition) })
    if (within === 'unsure') return say('dayUnsure', { day: dayName(day), year, to: endOf(edition) })
  }
  return sessions !== null && edition.sessionsMax !== null && sessions > edition.sessionsMax
    ? say('over', {
        sessions: String(sessions),
        year,
        max: String(edition.sessionsMax),
        hours: String(edition.hoursMax ?? ''),
      })
    : null
}

const listedNames = (edition: Edition, kit: Kit): string =>
  edition.to === null
    ? kit.words(ID).say('scopeNow')
    : edition.listed.map((kind) => bodyName(kit, kind)).join(kit.words(ID).say('and'))

/** The year of the last edition that named the body, where the newest is silent. */
const earlierEdition = (kind: string, { edition, kit }: Writing): string | null => {
  if (edition.to !== null) return null
  const before = kit.rules.consultation.editions.findLast(
    (each) => each !== edition && standingOf(each, kind) === 'listed',
  )
  return before === undefined ? null : fiscalYearName(before.fiscalYear)
}

/** The standing of the body in a sentence, and whether it is a yes. */
const conclusionOf = (inputs: Inputs, writing: Writing): { verdict: Outcome['verdict']; conclusion: string } => {
  const { edition, year, body, kit, asOf } = writing
  const { say } = kit.words(ID)
  const kind = bodyOf(inputs)
  const named = edition.to !== null
  if (kind === null) return { verdict: 'confirm', conclusion: say(named ? 'anyBody' : 'anyBodyNow', { year }) }
  const standing = standingOf(edition, kind)
  if (standing === 'outside')
    return { verdict: 'no', conclusion: say(kind === 'individual' ? 'outside' : 'outsideBody', { year, body }) }
  const before = earlierEdition(kind, writing)
  if (standing === 'others' && before !== null)
    return { verdict: 'confirm', conclusion: say('wasEarlier', { year, body, before }) }
  if (standing === 'others')
    return { verdict: 'confirm', conclusion: say('notListed', { year, body, listed: listedNames(edition, kit) }) }
  if (!named) return { verdict: 'confirm', conclusion: say('condition', { year, body }) }
  const sessions = numberOf(inputs, 'sessions')
  if (sessions !== null && edition.sessionsMax !== null) {
    const said = {
      sessions: String(sessions),
      year,
      max: String(edition.sessionsMax),
      hours: String(edition.hoursMax ?? ''),
    }
    return { verdict: 'yes', conclusion: say('within', said) }
  }
  const open = withinPeriod(edition, asOf) === 'in'
  return { verdict: open ? 'yes' : 'confirm', conclusion: say(open ? 'wasOpen' : 'was', { year, body }) }
}

/** Whether 「電話代もタダ？」 is asked alone: asked whether one may take part as well, that comes first. */
const callsFirst = (inputs: Inputs): boolean =>
  inputs['calls'] === true && !(inputs['also'] === true && bodyOf(inputs) !== null)

/** What stands below the conclusion: the other half of what was asked, then period, deadline, cost, contact. */
const detailsOf = (
  inputs: Inputs,
  judged: { verdict: Outcome['verdict']; conclusion: string },
  writing: Writing,
  now: string,
): string[] => {
  const { edition, kit } = writing
  const { say } = kit.words(ID)
  const later = edition.to === null
  const calls = inputs['calls'] === true
  const first = callsFirst(inputs)
  const another = (inputs['limit'] === true || first) && bodyOf(inputs) !== null
  const size = inputs['size'] === true && edition.fiscalYear <= EVERY_SIZE_UNTIL ? say('sizes') : ''
  const told = [another ? judged.conclusion : '', calls && !first ? say('calls') : '', size]
  if (judged.verdict === 'no') return told
  return [
    ...told,
    periodLine(writing),
    edition.applyBy === null ? '' : say('applied', { applyBy: dayName(edition.applyBy) }),
    inputs['charge'] === true && !calls ? say(later ? 'freeNow' : 'free') : '',
    later ? now : '',
  ]
}

const outcomeOf = (inputs: Inputs, writing: Writing, now: string, ask: Asker): Outcome => {
  const { edition, year, kit } = writing
  const { say } = kit.words(ID)
  const offers: Outcome['offers'] = [{ kind: 'consult', label: say('consult') }]
  const refused = refusal(inputs, writing)
  const later = edition.to === null
  const sources = later ? [...edition.sources, ...kit.rules.consultation.sources] : edition.sources
  const date = later ? say('nowUnknown', { year }) : null
  if (refused !== null)
    return reply({ verdict: 'no', conclusion: refused, details: [periodLine(writing)], sources, offers })
  const judged = conclusionOf(inputs, writing)
  const outside = judged.verdict === 'no'
  const limited = inputs['limit'] === true
  const asksBody = bodyOf(inputs) === null && !limited && inputs['calls'] !== true
  return reply({
    verdict: judged.verdict,
    conclusion: callsFirst(inputs) ? say('calls') : limited ? limitLine(writing) : judged.conclusion,
    details: detailsOf(inputs, judged, writing, now),
    date: outside ? null : date,
    ask: asksBody ? ask('body') : null,
    sources,
    offers,
  })
}

/** Up to this year the leaflets say that the size of a company does not matter. */
const EVERY_SIZE_UNTIL = 2020

/** What held for a body in the last year before that has a source. */
const nearestLine = (year: number | null, body: string | null, kit: Kit): string => {
  const before = kit.rules.consultation.editions.findLast((edition) => year !== null && edition.fiscalYear < year)
  if (before === undefined || body === null || standingOf(before, body) !== 'listed') return ''
  return kit.words(ID).say('wasBefore', { year: fiscalYearName(before.fiscalYear), body: bodyName(kit, body) })
}

/** Whether somebody may consult, as a procedure. */
export const eligibility = (kit: Kit): Procedure => {
  const { say } = kit.words(ID)
  const table = kit.rules.consultation
  const ask = asker(ID, kit, FIELDS)
  const contact = kit.tables.programmes.find((programme) => programme.id === table.programme)?.contact

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const day = typeof inputs['day'] === 'string' ? inputs['day'] : null
    const year = numberOf(inputs, 'year') ?? (day === null ? null : fiscalYearOf(day))
    const edition =
      editionFor(table, year, asOf) ??
      (year !== null && year > fiscalYearOf(table.asOf) ? editionFor(table, null, asOf) : null)
    const known = contact && contact.asOf !== null && contact.asOf <= asOf
    const now = known ? say('now', { contact: contact.text }) : ''
    if (!edition)
      return reply({
        verdict: 'confirm',
        conclusion: say('noEdition', { year: year === null ? '' : fiscalYearName(year) }),
        details: [nearestLine(year, bodyOf(inputs), kit), now],
        sources: table.sources,
      })
    const body = bodyTold(kit, inputs)
    return outcomeOf(inputs, { edition, year: fiscalYearName(edition.fiscalYear), body, kit, asOf }, now, ask)
  }

  return assemble(ID, kit, { topic: TOPICS.consultation, fields: FIELDS, hear, find, run })
}
