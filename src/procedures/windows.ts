/** Consultation windows of a prefecture by topic, and the national one where the data has none. */
import type { Day } from '../vocabulary/types.ts'
import { prefectureIn } from './bodies.ts'
import { spoken } from '../japanese/days.ts'
import { choiceIn, form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, fitting, reply, type Kit } from './kit.ts'
import { fold } from '../japanese/numbers.ts'
import { asksMeaning } from './sentence.ts'
import type { Inputs, Outcome, Procedure, WindowRow } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'consultation-windows'
const NATIONAL = '全国'
const GENERAL = '全般'
/** Every topic: what a sentence that names none is answered for. */
const ANY = 'any'
/** What is left of the answer for the list itself. */
const listRoom = 230

const WINDOW =
  /窓口(?!業務|対応|担当|の?仕事|職員|での)|相談先|どこに(?:相談|聞|問い?合わせ)|どこで相談|相談できる(?:所|ところ|場所|機関)|問い?合わせ先/u
const SEARCH = /(?:地域|近く|最寄り?|地元|都道府県別?)の?(?:相談)?(?:窓口|相談先)を?(?:探|調べ|検索|知りた|案内)/u

const usable = (row: WindowRow): boolean => row.phone !== null || row.email !== null || row.address !== null

const covers = (row: WindowRow, topic: string): boolean =>
  topic === ANY || row.topics.includes(topic) || row.topics.includes(GENERAL)

const known = (row: WindowRow, asOf: Day): boolean => row.as_of === null || row.as_of <= asOf

const newestFirst = (rows: WindowRow[]): WindowRow[] =>
  [...rows].sort((a, b) => (b.as_of ?? '').localeCompare(a.as_of ?? ''))

const findIn =
  (kit: Kit) =>
  (folded: string): Findings => {
    const findings: Findings = {}
    const prefecture = prefectureIn(folded, kit.rules)
    if (prefecture) findings['prefecture'] = { value: prefecture }
    const topic = choiceIn(folded, kit.words(ID).fields['topic'] ?? { label: '', question: '', choices: [] })
    if (topic && !/^\d+$/u.test(folded)) findings['topic'] = { value: topic }
    return findings
  }

const line = (row: WindowRow, say: Says): string => {
  const ways = [
    row.phone && say('phone', { phone: row.phone }),
    row.email && say('email', { email: row.email }),
    row.url,
  ]
  const place = ways.filter((way) => way !== null && way !== '').join('、') || (row.address ?? say('noWay'))
  return say('line', {
    name: row.name,
    ways: place,
    topics: row.topics.join('・') || say('noTopic'),
    hours: row.hours === null ? '' : say('hours', { hours: row.hours }),
  })
}

export const consultationWindows = (kit: Kit): Procedure => {
  const { fields: fieldWords, say } = kit.words(ID)
  const fields: Field[] = [
    {
      name: 'prefecture',
      kind: 'text',
      parse: (folded) => {
        const value = prefectureIn(folded, kit.rules)
        return value === null ? null : { value }
      },
    },
    { name: 'topic', kind: 'choice', unknown: true },
  ]
  const find = findIn(kit)
  const built = form(ID, kit.allWords, fieldWords, fields, find)

  const recognise = (text: string): Inputs | null => {
    const folded = fold(text)
    if (asksMeaning(folded)) return null
    const findings = find(folded)
    if (findings['prefecture'] && WINDOW.test(folded)) return { topic: ANY, ...toInputs(findings) }
    return SEARCH.test(folded) ? toInputs(findings) : null
  }

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const prefecture = typeof inputs['prefecture'] === 'string' ? inputs['prefecture'] : ''
    const topic = typeof inputs['topic'] === 'string' ? inputs['topic'] : ANY
    const rows = newestFirst(kit.tables.windows.filter((row) => known(row, asOf)))
    const local = rows.filter((row) => row.prefecture === prefecture)
    const found = local.filter((row) => usable(row) && covers(row, topic))
    const national = rows.find((row) => row.prefecture === NATIONAL && covers(row, topic))
    const shown = fitting(
      found.map((row) => `・${line(row, say)}`),
      listRoom,
    )
    const date = found[0]?.as_of ?? null
    const nameOnly = local.some((row) => !usable(row))
    const lead =
      found.length > 0
        ? say('found', { prefecture, date: date === null ? say('undated') : spoken(date) })
        : say(nameOnly ? 'nameOnly' : 'none', { prefecture })
    const lines = [
      lead,
      ...shown.lines,
      shown.left > 0 ? say('more', { left: String(shown.left) }) : '',
      found.length > 0 ? say('dated') : '',
      national ? say('national', { line: line(national, say) }) : say('noNational'),
    ]
    const cited = [...(found.length > 0 ? found : local), ...(national ? [national] : [])]
    return reply({
      text: lines.filter((each) => each !== '').join('\n'),
      working: [...found, ...(national ? [national] : [])].map((row) => ({
        label: row.name,
        value: [row.prefecture, row.topics.join('・'), row.address, row.phone, row.email, row.url, row.hours, row.note]
          .filter((each) => each !== null && each !== '')
          .join('／'),
      })),
      sources: cited.flatMap((row) => (row.document === null ? [] : [{ document: row.document }])),
      caveats: found.length > 0 ? [say('dated')] : [],
      offers: [{ kind: 'consult', label: say('consult') }],
    })
  }

  return assemble(ID, kit, built, { recognise, run })
}
