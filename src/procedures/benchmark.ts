/** The adoption rate of bodies of one's own size, as far as the surveys have classes for it. */
import type { Day } from '../vocabulary/types.ts'
import { bodyIn, type Body } from './bodies.ts'
import { spoken } from '../japanese/days.ts'
import { choiceIn, fits, form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, reply, type Kit } from './kit.ts'
import { count, findNumbers, fold } from '../japanese/numbers.ts'
import type { Rules } from './rules.ts'
import { around, asksMeaning, speaksOfSelf } from './sentence.ts'
import type { Inputs, Outcome, Procedure } from './shape.ts'
import type { Says } from './words.ts'

const ID = 'adoption-benchmark'
const COMPANY: ReadonlySet<Body> = new Set<Body>(['company', 'npo', 'other-corporate', 'sole'])
const SIZED = new Set(['company', 'municipality'])

const RATE =
  /導入率|導入状況|導入割合|普及率|導入の割合|何割|何%|どのくらい(?:の割合|導入|普及|やって|の(?:会社|企業|自治体|団体|市町村))|どれくらい(?:の割合|導入|普及|やって|の(?:会社|企業|自治体|団体|市町村))|平均(?:と|に)?比|ベンチマーク/u
const PEERS = /同規模|同じ(?:くらいの)?(?:規模|大きさ)|似た規模|規模が(?:同じ|近い)|ベンチマーク/u

const groupOf = (body: Body | null): string | null => {
  if (body === null) return null
  if (COMPANY.has(body)) return 'company'
  return body === 'prefecture' || body === 'designated-city' ? 'prefecture' : 'municipality'
}

const groupIn = (folded: string, kit: Kit): string | null =>
  groupOf(bodyIn(folded, kit.rules)) ??
  (/職員/u.test(folded) ? 'municipality' : /社員|従業員/u.test(folded) ? 'company' : null)

const findIn =
  (kit: Kit) =>
  (folded: string): Findings => {
    const findings: Findings = {}
    const group = groupIn(folded, kit)
    if (group) findings['group'] = { value: group }
    const found = findNumbers(folded)
    const size = found.find((each, at) => {
      if (each.unit !== 'people' || each.bound) return false
      const { before, after } = around(
        folded,
        found[at - 1]?.end ?? 0,
        found[at + 1]?.start ?? folded.length,
        each.start,
        each.end,
      )
      if (/人口/u.test(before)) return false
      return (
        /社員|従業員|職員|会社|企業|人数|規模|うち|当社|弊社|当市|当町|当村/u.test(before) ||
        /^(?:くらい|ぐらい|程度|ほど)?(?:の|規模|です|で|が|いる|い|、|$)/u.test(after)
      )
    })
    const read = size ? fits('count', size) : null
    if (read && !('problem' in read)) findings['size'] = read
    return findings
  }

const forCompany = (size: number, company: Rules['benchmark']['company'], say: Says): Outcome => {
  const { survey, sources } = company
  const overall = say('companyOverall', { rate: String(company.overall) })
  const found = company.classes.find((each) => size >= each.from && (each.to === null || size <= each.to))
  const text = found
    ? say('company', { size: count(size), name: found.name, rate: String(found.rate), survey })
    : say('companySmall', { size: count(size), from: count(company.surveyedFrom), survey })
  return reply({
    text: [text, overall, say('companyNote')].join('\n'),
    working: company.classes.map((each) => ({
      label: say('companyClass', { name: each.name }),
      value: `${each.rate}%${each === found ? say('here') : ''}`,
    })),
    sources,
    // The source's class of 300 and more is not cut at 2,000.
    caveats: [say('companyNote'), ...(found && found.to !== null && found.from >= 300 ? [say('companyOver')] : [])],
  })
}

const forMunicipality = (size: number, municipal: Rules['benchmark']['municipal'], say: Says): Outcome => {
  const { survey, sources, overall } = municipal
  const all = say('municipalOverall', { rate: String(overall.rate), bodies: count(overall.bodies) })
  const found = municipal.classes.find((each) => size >= each.from && size <= each.to)
  const range = (each: { from: number; to: number }) =>
    each.from === 0
      ? say('upTo', { to: count(each.to) })
      : say('between', { from: count(each.from), to: count(each.to) })
  const text = found
    ? say('municipal', { size: count(size), range: range(found), rate: String(found.rate), survey })
    : say('municipalLarge', { size: count(size), survey })
  return reply({
    text: `${text}\n${all}\n${say('municipalNote')}`,
    working: municipal.classes.map((each) => ({
      label: say('municipalClass', { range: range(each) }),
      value: `${each.rate}%${each === found ? say('here') : ''}`,
    })),
    sources,
    caveats: [say('municipalNote')],
    offers: [{ kind: 'consult', label: say('consult') }],
  })
}

export const adoptionBenchmark = (kit: Kit): Procedure => {
  const { municipal, company } = kit.rules.benchmark
  const { fields: fieldWords, say } = kit.words(ID)
  const groupWords = fieldWords['group'] ?? { label: '', question: '', choices: [] }
  const fields: Field[] = [
    {
      name: 'group',
      kind: 'choice',
      parse: (folded) => {
        const value = choiceIn(folded, groupWords) ?? groupIn(folded, kit)
        return value === null ? null : { value }
      },
    },
    {
      name: 'size',
      kind: 'count',
      when: (inputs) => typeof inputs['group'] === 'string' && SIZED.has(inputs['group']),
    },
  ]
  const find = findIn(kit)
  const built = form(ID, kit.allWords, fieldWords, fields, find)

  const recognise = (text: string): Inputs | null => {
    const folded = fold(text)
    if (
      asksMeaning(folded) ||
      !(RATE.test(folded) || PEERS.test(folded)) ||
      /百選|先駆者|事例|交付税|補助|費用|経費/u.test(folded)
    )
      return null
    const findings = find(folded)
    if (findings['size']) return toInputs(findings)
    return PEERS.test(folded) && speaksOfSelf(folded) && RATE.test(folded) ? toInputs(findings) : null
  }

  const compare = (inputs: Inputs): Outcome => {
    const size = typeof inputs['size'] === 'number' ? inputs['size'] : 0
    if (inputs['group'] === 'prefecture') {
      const { survey, prefectureSources } = municipal
      return reply({
        text: say('prefecture', { survey, rate: String(municipal.prefectureRate) }),
        sources: prefectureSources,
      })
    }
    const sources = inputs['group'] === 'company' ? company.sources : municipal.sources
    if (size === 0) return reply({ verdict: 'confirm', text: say('nobody'), sources })
    return inputs['group'] === 'company' ? forCompany(size, company, say) : forMunicipality(size, municipal, say)
  }

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const outcome = compare(inputs)
    const since = inputs['group'] === 'company' ? company.asOf : municipal.asOf
    const younger = asOf < since ? [say('younger', { date: spoken(since) })] : []
    return { ...outcome, caveats: [...outcome.caveats, ...younger] }
  }

  return assemble(ID, kit, built, { recognise, run })
}
