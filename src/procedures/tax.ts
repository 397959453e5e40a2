/** The special allocation tax for telework of local bodies' staff: a rough estimate before the fiscal-strength correction. */
import type { Day } from '../vocabulary/types.ts'
import { bodyIn, type Body } from './bodies.ts'
import { costsIn } from './costs.ts'
import { fiscalYearOf, spokenFiscalYear } from '../japanese/days.ts'
import { form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, fitting, reply, textMax, type Kit } from './kit.ts'
import { fold, yen } from '../japanese/numbers.ts'
import type { Rules } from './rules.ts'
import { asksAmount, asksMeaning } from './sentence.ts'
import type { CostItem, Inputs, Outcome, Procedure, Value } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'allocation-tax'
const LOCAL: ReadonlySet<Body> = new Set<Body>(['prefecture', 'designated-city', 'municipality', 'other-local'])
/** A name to show for items nobody named. */
const namesRoom = 120

type Rule = Rules['allocationTax']

interface Judged {
  item: CostItem
  /** The listed cost that it falls under; null when the list does not name it. */
  under: string | null
}

const sum = (some: Judged[]) => some.reduce((total, { item }) => total + item.yen, 0)

const itemsOf = (value: Value | undefined): CostItem[] =>
  Array.isArray(value) ? value.filter((each) => typeof each !== 'string') : []

const judge = (item: CostItem, rule: Rule): Judged => {
  const name = fold(item.name)
  const unlisted = rule.unlisted.some((word) => name.includes(fold(word)))
  const hits = rule.eligible
    .flatMap((cost) => cost.words.map((word) => ({ cost: cost.name, word: fold(word) })))
    .filter(({ word }) => name.includes(word))
    .sort((a, b) => b.word.length - a.word.length)
  return { item, under: unlisted ? null : (hits[0]?.cost ?? null) }
}

const sourcesAt = (asOf: Day, rule: Rule) => (asOf >= rule.asOf ? rule.sources : rule.earlierSources)

const yearNote = (asOf: Day, rule: Rule, say: Says): string => {
  const year = fiscalYearOf(asOf)
  if (year < rule.firstFiscalYear) return say('before', { year: spokenFiscalYear(rule.firstFiscalYear) })
  return year > rule.lastKnownFiscalYear ? say('after', { year: spokenFiscalYear(rule.lastKnownFiscalYear) }) : ''
}

const FIELDS: Field[] = [
  { name: 'local', kind: 'yes-no', when: (inputs) => inputs['local'] !== true },
  { name: 'staff', kind: 'yes-no', unknown: true, when: (inputs) => inputs['local'] === true },
  {
    name: 'items',
    kind: 'items',
    when: (inputs) => inputs['local'] === true && inputs['staff'] !== false,
    parse: (folded) => {
      const read = costsIn(folded)
      return read ? { value: read.items, rough: read.rough } : null
    },
  },
]
const findIn = (folded: string, rules: Rules): Findings => {
  const findings: Findings = {}
  const costs = costsIn(folded)
  if (costs) findings['items'] = { value: costs.items, rough: costs.rough }
  const body = bodyIn(folded, rules)
  if (body) findings['local'] = { value: LOCAL.has(body) }
  if (/職員(?:向け|用|の(?:テレワーク|在宅)|が(?:テレワーク|在宅))/u.test(folded)) findings['staff'] = { value: true }
  if (/(?:住民|企業|移住者|民間)(?:向け|用)/u.test(folded)) findings['staff'] = { value: false }
  return findings
}
export const allocationTax = (kit: Kit): Procedure => {
  const rule = kit.rules.allocationTax
  const words = kit.words(ID)
  const { say } = words
  const find = (folded: string) => findIn(folded, kit.rules)
  const built = form(ID, kit.allWords, words.fields, FIELDS, find)

  const recognise = (text: string): Inputs | null => {
    const folded = fold(text)
    if (!/特別交付税|特交|交付税措置/u.test(folded)) return null
    const findings = find(folded)
    const wanted = /試算|見積|計算して|計算したい|シミュレーション|概算/u.test(folded)
    return (findings['items'] && asksAmount(folded)) || (wanted && !asksMeaning(folded)) ? toInputs(findings) : null
  }

  const refused = (key: string, inputs: Inputs, asOf: Day): Outcome =>
    reply({ verdict: 'no', text: say(key), working: built.told(inputs), sources: sourcesAt(asOf, rule) })

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    if (inputs['local'] === false) return refused('notLocal', inputs, asOf)
    if (inputs['staff'] === false) return refused('notStaff', inputs, asOf)
    const judged = itemsOf(inputs['items']).map((item) => judge(item, rule))
    const [listed, open] = [judged.filter((each) => each.under !== null), judged.filter((each) => each.under === null)]
    const low = Math.floor(sum(listed) * rule.rate)
    const high = Math.floor(sum(judged) * rule.rate)
    const named = fitting(
      open.map(({ item }) => item.name || say('unnamed')),
      namesRoom,
    )
    const lines = [
      low === high
        ? say('exact', { amount: yen(low) })
        : low === 0
          ? say('open', { amount: yen(high) })
          : say('range', { low: yen(low), high: yen(high) }),
      open.length > 0
        ? say('openItems', { names: named.lines.join('、') + (named.left > 0 ? say('others') : '') })
        : '',
      say('notFinal'),
      yearNote(asOf, rule, say),
    ]
    const working = [
      ...judged.map(({ item, under }) => ({
        label: `${item.name || say('unnamed')} ${yen(item.yen)}`,
        value: under === null ? say('notListed') : say('listed', { name: under }),
      })),
      { label: say('listedSum'), value: `${yen(sum(listed))}×${rule.rate}＝${yen(low)}` },
      ...(open.length > 0 ? [{ label: say('allSum'), value: `${yen(sum(judged))}×${rule.rate}＝${yen(high)}` }] : []),
    ]
    const caveats = [say('correction'), say('noCap'), ...(inputs['rough'] ? [say('rough')] : [])]
    return reply({
      verdict: 'confirm',
      text: lines
        .filter((line) => line !== '')
        .join('\n')
        .slice(0, textMax),
      working,
      sources: sourcesAt(asOf, rule),
      caveats,
      offers: [
        { kind: 'ask', label: say('askCosts'), value: say('askCosts') },
        { kind: 'consult', label: say('consult') },
      ],
    })
  }

  return assemble(ID, kit, built, { recognise, run })
}
