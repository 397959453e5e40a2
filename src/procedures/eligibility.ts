/** Whether a body may consult a Telework Manager, by the edition that speaks for the day asked about. */
import type { Day } from '../vocabulary/types.ts'
import { bodyAnswer, bodyIn } from './bodies.ts'
import { fiscalYearIn, fiscalYearOf, spoken, spokenFiscalYear } from '../japanese/days.ts'
import { form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, reply, type Kit } from './kit.ts'
import { findNumbers, fold } from '../japanese/numbers.ts'
import { asksIfPossible, asksMeaning, asksParticulars, speaksOfSelf } from './sentence.ts'
import type { Inputs, Outcome, Procedure } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'consultation-eligibility'
const TOPIC =
  /テレワークマネージャー|テレワークマネジャー|テレマネ|twm|専門家(?:派遣|相談|に相談|の派遣|の相談)|相談事業|派遣事業|無料相談/u
const INTRODUCES = /(?:です|なの|なん)(?:です)?(?:が|けど|けれど|、|。)|として/u
const WANTED =
  /対象(?:か|になるか|に入るか)(?:どうか)?(?:を|も)?(?:確認|調べ|判定|診断|チェック|知りた)|(?:利用|相談)資格を?(?:確認|判定|診断)|対象(?:の|を)?(?:判定|診断)/u

type Edition = Kit['rules']['consultation']['editions'][number]
type State = 'open' | 'closed' | 'unsure' | 'ended' | 'unknown' | 'later'

const stateAt = (edition: Edition, asOf: Day): State => {
  if (edition.to === null) return fiscalYearOf(asOf) > edition.fiscalYear ? 'later' : 'unknown'
  if (asOf > (edition.toLatest ?? edition.to)) return 'ended'
  if (asOf > edition.to) return 'unsure'
  return edition.applyBy !== null && asOf > edition.applyBy ? 'closed' : 'open'
}

const standing = (edition: Edition, body: unknown): 'listed' | 'others' | 'outside' => {
  if (edition.listed.some((kind) => kind === body)) return 'listed'
  return edition.others.some((kind) => kind === body) ? 'others' : 'outside'
}

const judge = (
  kind: 'listed' | 'others' | 'outside',
  state: State,
  over: boolean,
  named: boolean,
): Outcome['verdict'] => {
  if (kind === 'outside' || over || state === 'closed') return 'no'
  if (state === 'ended') return named ? 'no' : 'confirm'
  return kind === 'listed' && (state === 'open' || state === 'unknown') ? 'yes' : 'confirm'
}

const findIn =
  (kit: Kit) =>
  (folded: string): Findings => {
    const findings: Findings = {}
    const body = bodyIn(folded, kit.rules)
    if (body) findings['body'] = { value: body }
    const year = fiscalYearIn(folded)
    if (year !== null) findings['year'] = { value: String(year) }
    const times = findNumbers(folded).find((each) => each.unit === 'times' && !each.bound && each.value >= 0)
    if (times) findings['sessions'] = { value: times.value }
    return findings
  }

/** The edition of the year that was named, or else the newest one that speaks for the day. */
const editionFor = (kit: Kit, inputs: Inputs, asOf: Day): Edition | null => {
  const year = typeof inputs['year'] === 'string' ? Number(inputs['year']) : null
  const { editions } = kit.rules.consultation
  if (year !== null) return editions.find((edition) => edition.fiscalYear === year) ?? null
  return editions.findLast((edition) => edition.fiscalYear <= fiscalYearOf(asOf)) ?? null
}

const endOf = (edition: Edition, say: Says): string =>
  edition.toWords ?? (edition.to === null ? say('unwritten') : spoken(edition.to))

const periodLine = (edition: Edition, state: State, say: Says): string =>
  say(`state_${state}`, {
    year: spokenFiscalYear(edition.fiscalYear),
    to: endOf(edition, say),
    applyBy: edition.applyBy === null ? '' : spoken(edition.applyBy),
  })

const limitLine = (edition: Edition, over: boolean, say: Says): string =>
  edition.sessionsMax === null
    ? ''
    : say(over ? 'sessionsOver' : 'sessions', {
        year: spokenFiscalYear(edition.fiscalYear),
        max: String(edition.sessionsMax),
        hours: String(edition.hoursMax ?? ''),
      })

export const eligibility = (kit: Kit): Procedure => {
  const { fields: fieldWords, say } = kit.words(ID)
  const bodyWords = fieldWords['body'] ?? { label: '', question: '', choices: [] }
  const fields: Field[] = [
    {
      name: 'body',
      kind: 'choice',
      parse: (folded) => {
        const value = bodyAnswer(folded, bodyWords, kit.rules)
        return value === null ? null : { value }
      },
    },
    { name: 'year', kind: 'text', when: () => false },
    { name: 'sessions', kind: 'count', when: () => false },
  ]
  const find = findIn(kit)
  const built = form(ID, kit.allWords, fieldWords, fields, find)
  const contact = kit.tables.programmes.find((programme) => programme.id === kit.rules.consultation.programme)?.contact

  const recognise = (text: string): Inputs | null => {
    const folded = fold(text)
    if (!TOPIC.test(folded) || asksMeaning(folded)) return null
    const findings = find(folded)
    const own = speaksOfSelf(folded) || INTRODUCES.test(folded)
    return WANTED.test(folded) || (findings['body'] && own && asksIfPossible(folded) && !asksParticulars(folded))
      ? toInputs(findings)
      : null
  }

  const consult: Outcome['offers'] = [{ kind: 'consult', label: say('consult') }]

  /** Where to ask now, if that was known on the day. */
  const nowAt = (asOf: Day): string =>
    contact && contact.asOf !== null && contact.asOf <= asOf ? say('contact', { text: contact.text }) : ''

  const working = (edition: Edition, inputs: Inputs): Outcome['working'] => [
    ...built.told(inputs),
    { label: say('editionLabel'), value: spokenFiscalYear(edition.fiscalYear) },
    { label: say('periodLabel'), value: endOf(edition, say) },
    ...(edition.applyBy === null ? [] : [{ label: say('applyLabel'), value: spoken(edition.applyBy) }]),
  ]

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const edition = editionFor(kit, inputs, asOf)
    const newest = kit.rules.consultation.sources
    if (!edition) {
      const text = [say('noEdition'), nowAt(asOf)].filter((line) => line !== '').join('\n')
      return reply({ verdict: 'confirm', text, sources: newest, offers: consult })
    }
    const kind = standing(edition, inputs['body'])
    const state = stateAt(edition, asOf)
    const over = edition.sessionsMax !== null && Number(inputs['sessions'] ?? 0) > edition.sessionsMax
    const verdict = judge(kind, state, over, inputs['year'] !== undefined)
    const body = built.told({ body: inputs['body'] ?? null })[0]?.value ?? ''
    const lines = [
      say(`verdict_${verdict ?? 'confirm'}`),
      say(`kind_${kind}`, { year: spokenFiscalYear(edition.fiscalYear), body }),
      periodLine(edition, state, say),
      limitLine(edition, over, say),
      state === 'open' || state === 'closed' ? '' : nowAt(asOf),
    ]
    return reply({
      verdict,
      text: lines.filter((line) => line !== '').join('\n'),
      working: working(edition, inputs),
      sources: state === 'later' ? [...edition.sources, ...newest] : edition.sources,
      caveats: [say('considering')],
      offers: consult,
    })
  }

  return assemble(ID, kit, built, { recognise, run })
}
