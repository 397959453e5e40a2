/** Events with what is over marked as over. */
import type { Day } from '../vocabulary/types.ts'
import { dayName, fiscalYearOf, dayWords } from '../japanese/calendar.ts'
import { prefectureIn } from '../japanese/places.ts'
import { EVENTS, eventKindIn, monthDayIn } from '../question/circumstances/events.ts'
import { says } from '../question/circumstances/pattern.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import { assemble, fitting, given, reply, type Kit } from './kit.ts'
import type { EventRow, Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'event-calendar'
const pastMax = 3
const listRoom = 220
/** Questions about events are short. */
const RECOGNISED_CHARACTERS_MAX = 40

const FIELDS: Field[] = [
  { name: 'kind', kind: 'text' },
  { name: 'prefecture', kind: 'text' },
]

/** The table also keeps the periods of programmes, which nobody attends. */
const PERIODS = ['期限', '期間', '実証', '試行']

const find = ({ folded }: Heard): Inputs =>
  given({
    prefecture: prefectureIn(folded),
    kind: eventKindIn(folded),
    monthDay: monthDayIn(folded),
    join: says(WANTS.toJoin, folded) || undefined,
  })

const hear = (heard: Heard): Inputs | null => {
  const { folded } = heard
  // Who tells more than that asks about an event of their own.
  if (folded.length > RECOGNISED_CHARACTERS_MAX) return null
  if (!says(EVENTS.event, folded) || says(WANTS.meaning, folded)) return null
  const inputs = find(heard)
  if (inputs['join'] === true && (inputs['prefecture'] !== undefined || inputs['monthDay'] !== undefined)) return inputs
  return says(EVENTS.ahead, folded) && !says(EVENTS.checks, folded) ? inputs : null
}

type When = 'ahead' | 'running' | 'past' | 'openEnded' | 'undated'

/** An event without an end that began in an earlier fiscal year is over: calls are made by the year. */
const whenIs = (row: EventRow, asOf: Day): When => {
  // The table gives such a row the span in which it must have been; nobody knows its day.
  if (row.title.includes('日程未定') && (row.to ?? row.from) >= asOf) return 'undated'
  if (row.from > asOf) return 'ahead'
  if (row.to !== null) return row.to >= asOf ? 'running' : 'past'
  if (row.from === asOf) return 'running'
  return fiscalYearOf(row.from) === fiscalYearOf(asOf) ? 'openEnded' : 'past'
}

/** The next day that matters of an event: its beginning, or once it runs its end; what has no day comes last. */
const nextDay = (row: EventRow, asOf: Day): Day => {
  const when = whenIs(row, asOf)
  if (when === 'undated') return '9999'
  return when === 'running' ? (row.to ?? row.from) : row.from
}

const inOrder = (rows: EventRow[], asOf: Day): EventRow[] =>
  rows.sort((a, b) => nextDay(a, asOf).localeCompare(nextDay(b, asOf)) || a.title.localeCompare(b.title))

const line = (row: EventRow, asOf: Day, say: Says): string =>
  say('line', {
    date:
      whenIs(row, asOf) === 'undated'
        ? say('noDate')
        : row.to === null || row.to === row.from
          ? dayWords(row.from)
          : `${dayWords(row.from)}～${dayWords(row.to)}`,
    title: row.title,
    state: say(`state_${whenIs(row, asOf)}`),
  })

/** Who wants to join what is over is told so first. */
const overOutcome = (rows: EventRow[], asOf: Day, say: Says): Outcome | null => {
  const last = [...rows].sort((a, b) => b.from.localeCompare(a.from))[0]
  if (last === undefined || rows.some((row) => whenIs(row, asOf) !== 'past')) return null
  const until = last.to === null || last.to === last.from ? '' : `～${dayName(last.to)}`
  return reply({
    verdict: 'no',
    conclusion: say('over', { title: last.title, date: `${dayName(last.from)}${until}` }),
    details: [say('overNext')],
    sources: last.document === null ? [] : [{ document: last.document }],
    offers: [{ kind: 'consult', label: say('consult') }],
  })
}

/** What is ahead, as a procedure. */
export const eventCalendar = (kit: Kit): Procedure => {
  const { say } = kit.words(ID)

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const wanted = kit.tables.calendar.filter(
      (row) =>
        !PERIODS.some((period) => row.kind.includes(period)) &&
        (typeof inputs['kind'] !== 'string' || `${row.kind}${row.title}`.includes(inputs['kind'])) &&
        (typeof inputs['prefecture'] !== 'string' || row.prefecture === inputs['prefecture']) &&
        (typeof inputs['monthDay'] !== 'string' || row.from.endsWith(inputs['monthDay'])),
    )
    const joined = inputs['join'] === true ? overOutcome(wanted, asOf, say) : null
    if (joined !== null) return joined
    const coming = inOrder(
      wanted.filter((row) => whenIs(row, asOf) !== 'past'),
      asOf,
    )
    const past = wanted
      .filter((row) => whenIs(row, asOf) === 'past')
      .sort((a, b) => b.from.localeCompare(a.from))
      .slice(0, pastMax)
    const rows = coming.length > 0 ? coming : past
    const shown = fitting(
      rows.map((row) => line(row, asOf, say)),
      listRoom,
    )
    const lead = coming.length > 0 ? 'coming' : past.length > 0 ? 'onlyPast' : 'none'
    const listed = rows.slice(0, shown.lines.length)
    return reply({
      verdict: coming.length > 0 ? null : 'confirm',
      conclusion: say(lead, { today: dayWords(asOf) }),
      details: [...shown.lines, shown.left > 0 ? say('more', { left: String(shown.left) }) : ''],
      working: [...coming, ...past].map((row) => ({
        label: line(row, asOf, say),
        value: [row.prefecture, row.place, row.mode, row.contact, row.note]
          .filter((each) => each !== null && each !== '')
          .join('／'),
      })),
      sources: (listed.length > 0 ? listed : kit.tables.calendar.slice(0, 1)).flatMap((row) =>
        row.document === null ? [] : [{ document: row.document }],
      ),
      date: say('asOf'),
    })
  }

  return assemble(ID, kit, { topic: EVENTS.event, lists: true, fields: FIELDS, hear, find, run })
}
