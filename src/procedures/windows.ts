/** Consultation windows of a prefecture by topic, and the national one where the data has none. */
import type { Day } from '../vocabulary/types.ts'
import { dayName } from '../japanese/calendar.ts'
import { prefectureIn } from '../japanese/places.ts'
import { says } from '../question/circumstances/pattern.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import { choiceIn } from './fields.ts'
import { asker, assemble, fitting, given, isStory, reply, type Kit } from './kit.ts'
import type { Field, Heard, Inputs, Outcome, Procedure, WindowRow } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'consultation-windows'
const NATIONAL = '全国'
const GENERAL = '全般'
/** Every topic: what a sentence that names none is answered for. */
const ANY = 'any'
/** What is left of the answer for the list itself. */
const LIST_CHARACTERS_MAX = 230
const FIELDS: Field[] = [
  { name: 'prefecture', kind: 'text', read: (folded) => prefectureIn(folded) ?? undefined },
  { name: 'topic', kind: 'choice', unknown: true },
]

const usable = (row: WindowRow): boolean => row.phone !== null || row.email !== null || row.address !== null

const covers = (row: WindowRow, topic: string): boolean =>
  topic === ANY || row.topics.includes(topic) || row.topics.includes(GENERAL)

const known = (row: WindowRow, asOf: Day): boolean => row.as_of === null || row.as_of <= asOf

const newestFirst = (rows: WindowRow[]): WindowRow[] =>
  [...rows].sort((a, b) => (b.as_of ?? '').localeCompare(a.as_of ?? ''))

const waysOf = (row: WindowRow, say: Says): string => {
  const ways = [
    row.phone && say('phone', { phone: row.phone }),
    row.email && say('email', { email: row.email }),
    row.url,
  ]
  return ways.filter((way) => way !== null && way !== '').join('、') || (row.address ?? say('noWay'))
}

const lineOf = (row: WindowRow, say: Says): string =>
  say('line', {
    name: row.name,
    ways: waysOf(row, say),
    hours: row.hours === null ? '' : say('hours', { hours: row.hours }),
  })

const findFor =
  (kit: Kit) =>
  ({ folded, apart, known }: Heard): Inputs => {
    const own = kit.words(ID).fields['topic'] ?? { label: '', question: '', choices: [] }
    return given({ prefecture: prefectureIn(apart) ?? known.prefecture, topic: choiceIn(folded, own) })
  }

/** The windows of a prefecture as a procedure. */
export const consultationWindows = (kit: Kit): Procedure => {
  const { say } = kit.words(ID)
  const ask = asker(ID, kit, FIELDS)
  const find = findFor(kit)

  const hear = (heard: Heard): Inputs | null => {
    const { folded } = heard
    if (isStory(folded) || says(WANTS.meaning, folded) || !says(TOPICS.window, folded)) return null
    const inputs = find(heard)
    // The ministry's own windows are answered from the notices that name them.
    if (says(TOPICS.ministry, folded) || says(WANTS.otherThanContact, folded)) return null
    return inputs['prefecture'] !== undefined || says(WANTS.near, folded) || says(TOPICS.findWindow, folded)
      ? inputs
      : null
  }

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const prefecture = typeof inputs['prefecture'] === 'string' ? inputs['prefecture'] : ''
    const topic = typeof inputs['topic'] === 'string' ? inputs['topic'] : ANY
    const rows = newestFirst(kit.tables.windows.filter((row) => known(row, asOf)))
    const local = rows.filter((row) => row.prefecture === prefecture)
    const found = local.filter((row) => usable(row) && covers(row, topic))
    const national = rows.find((row) => row.prefecture === NATIONAL && covers(row, topic))
    const shown = fitting(
      found.map((row) => lineOf(row, say)),
      LIST_CHARACTERS_MAX,
    )
    const date = found[0]?.as_of ?? null
    const nameOnly = local.some((row) => !usable(row))
    const lead =
      found.length > 0
        ? say('found', { prefecture, date: date === null ? say('undated') : dayName(date) })
        : say(nameOnly ? 'nameOnly' : 'none', { prefecture })
    const nationalLine = (row: WindowRow) =>
      say('nationalLine', {
        name: row.name,
        ways: waysOf(row, say),
        date: row.as_of === null ? say('undated') : dayName(row.as_of),
      })
    const cited = [...(found.length > 0 ? found : local), ...(national ? [national] : [])]
    return reply({
      conclusion:
        prefecture === '' ? (national ? say('national', { line: nationalLine(national) }) : say('noNational')) : lead,
      details: [
        ...shown.lines,
        shown.left > 0 ? say('more', { left: String(shown.left) }) : '',
        prefecture === '' ? '' : national ? say('national', { line: nationalLine(national) }) : say('noNational'),
      ],
      ask: prefecture === '' ? ask('prefecture') : null,
      working: [...found, ...(national ? [national] : [])].map((row) => ({
        label: row.name,
        value: [row.prefecture, row.topics.join('・'), row.address, row.phone, row.email, row.url, row.hours, row.note]
          .filter((each) => each !== null && each !== '')
          .join('／'),
      })),
      sources: cited.flatMap((row) => (row.document === null ? [] : [{ document: row.document }])),
      offers: [{ kind: 'consult', label: say('consult') }],
    })
  }

  return assemble(ID, kit, { topic: TOPICS.window, lists: true, fields: FIELDS, hear, find, run })
}
