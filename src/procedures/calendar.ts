/** Events with what is over marked as over. */
import type { Day } from '../vocabulary/types.ts'
import { prefectureIn } from './bodies.ts'
import { fiscalYearOf, spoken } from '../japanese/days.ts'
import { form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, fitting, reply, type Kit } from './kit.ts'
import { fold } from '../japanese/numbers.ts'
import { asksMeaning } from './sentence.ts'
import type { EventRow, Inputs, Outcome, Procedure } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'event-calendar'
const pastMax = 3
const listRoom = 220
/** Questions about events are short. */
const RECOGNISED_CHARACTERS_MAX = 40

const EVENT = /イベント|セミナー|相談会|説明会|行事|催し|テレワーク月間|テレワーク・?デイ/u
const AHEAD =
  /今後|これから|今月|来月|次の|次回|近日|直近|近々|今度|予定を?(?:見|知|教|確認|一覧)|カレンダー|一覧|まだ間に合|申し込める/u
const KINDS: [RegExp, string][] = [
  [/相談会/u, '相談会'],
  [/セミナー/u, 'セミナー'],
  [/月間/u, '月間'],
  [/デイ/u, 'デイ'],
]

/** The table also keeps the periods of programmes, which nobody attends. */
const PERIOD = /期限|期間|実証|試行/u

const findIn =
  (kit: Kit) =>
  (folded: string): Findings => {
    const findings: Findings = {}
    const prefecture = prefectureIn(folded, kit.rules)
    if (prefecture) findings['prefecture'] = { value: prefecture }
    const kind = KINDS.find(([pattern]) => pattern.test(folded))?.[1]
    if (kind) findings['kind'] = { value: kind }
    return findings
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
          ? spoken(row.from)
          : `${spoken(row.from)}～${spoken(row.to)}`,
    title: row.title,
    state: say(`state_${whenIs(row, asOf)}`),
  })

export const eventCalendar = (kit: Kit): Procedure => {
  const { fields: fieldWords, say } = kit.words(ID)
  const fields: Field[] = [
    { name: 'kind', kind: 'text', when: () => false },
    { name: 'prefecture', kind: 'text', when: () => false },
  ]
  const find = findIn(kit)
  const built = form(ID, kit.allWords, fieldWords, fields, find)

  const recognise = (text: string): Inputs | null => {
    const folded = fold(text)
    // Who tells more than that asks about an event of their own.
    if (folded.length > RECOGNISED_CHARACTERS_MAX) return null
    return EVENT.test(folded) && AHEAD.test(folded) && !asksMeaning(folded.replace(/いつ(?:まで|から)/gu, ''))
      ? toInputs(find(folded))
      : null
  }

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const wanted = kit.tables.calendar.filter(
      (row) =>
        !PERIOD.test(row.kind) &&
        (typeof inputs['kind'] !== 'string' || `${row.kind}${row.title}`.includes(inputs['kind'])) &&
        (typeof inputs['prefecture'] !== 'string' || row.prefecture === inputs['prefecture']),
    )
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
      text: [
        say(lead, { today: spoken(asOf) }),
        ...shown.lines,
        ...(shown.left > 0 ? [say('more', { left: String(shown.left) })] : []),
      ].join('\n'),
      working: [...coming, ...past].map((row) => ({
        label: line(row, asOf, say),
        value: [row.prefecture, row.place, row.mode, row.contact, row.note]
          .filter((each) => each !== null && each !== '')
          .join('／'),
      })),
      sources: (listed.length > 0 ? listed : kit.tables.calendar.slice(0, 1)).flatMap((row) =>
        row.document === null ? [] : [{ document: row.document }],
      ),
      caveats: [say('asOf')],
    })
  }

  return assemble(ID, kit, built, { recognise, run })
}
