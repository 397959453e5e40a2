/** The regional IoT subsidy as it was in FY2020: half of the cost, capped, without prefectures and designated cities. */
import type { Day } from '../vocabulary/types.ts'
import { bodyAnswer, bodyIn } from './bodies.ts'
import { fiscalYearOf } from '../japanese/days.ts'
import { fits, form, toInputs, type Field, type Finding, type Findings } from './form.ts'
import { assemble, reply, type Kit } from './kit.ts'
import { findNumbers, fold, isMoney, yen } from '../japanese/numbers.ts'
import type { Rules } from './rules.ts'
import { asksAmount, asksIfPossible, asksMeaning, isLimit, speaksOfSelf, wantsJudgement } from './sentence.ts'
import type { Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'regional-iot'
const TOPIC = /地域iot|iot実装|共同利用推進事業|ふるさとテレワークの?補助/u

const costIn = (folded: string): Finding | null => {
  const first = findNumbers(folded).find((each) => isMoney(folded, each) && !each.bound && !isLimit(folded, each.start))
  if (!first) return null
  const read = fits('yen', first)
  return 'problem' in read ? null : read
}

const planIn = (folded: string): Finding | null => {
  if (!/計画/u.test(folded)) return null
  if (/計画(?:は|を|が|も)?(?:まだ|未|ない|なし|ありません|策定していな|作っていな|つくっていな)/u.test(folded))
    return { value: false }
  return /計画(?:は|を|が|も)?(?:あり|ある|策定済|策定し|提出でき|作っ|作成済|つくっ)/u.test(folded)
    ? { value: true }
    : null
}

const findIn = (folded: string, rules: Rules): Findings => {
  const findings: Findings = {}
  const [kind, cost, plan] = [bodyIn(folded, rules), costIn(folded), planIn(folded)]
  if (kind) findings['body'] = { value: kind }
  if (cost) findings['cost'] = cost
  if (plan) findings['plan'] = plan
  return findings
}
const recogniseIn = (text: string, rules: Rules): Inputs | null => {
  const folded = fold(text)
  if (!TOPIC.test(folded) && !/iot.*補助|補助.*iot/u.test(folded)) return null
  const findings = findIn(folded, rules)
  if (findings['cost']) return asksAmount(folded) ? toInputs(findings) : null
  const own = findings['body'] !== undefined && speaksOfSelf(folded) && asksIfPossible(folded)
  return !asksMeaning(folded) &&
    (own || (/試算|見積|計算して|シミュレーション/u.test(folded) && wantsJudgement(folded)))
    ? toInputs(findings)
    : null
}

export const regionalIot = (kit: Kit): Procedure => {
  const rule = kit.rules.regionalIot
  const words = kit.words(ID)
  const { say } = words
  const bodyField = words.fields['body'] ?? { label: '', question: '', choices: [] }
  const body = (folded: string): Finding | null => {
    const value = bodyAnswer(folded, bodyField, kit.rules)
    return value === null ? null : { value }
  }
  const needsPlan = (inputs: Inputs) => rule.planRequired.some((kind) => kind === inputs['body'])
  const excluded = (inputs: Inputs) => rule.excluded.some((kind) => kind === inputs['body'])
  const fields: Field[] = [
    { name: 'body', kind: 'choice', parse: body },
    { name: 'cost', kind: 'yen', when: (inputs) => !excluded(inputs) },
    { name: 'plan', kind: 'yes-no', unknown: true, when: needsPlan },
  ]
  const find = (folded: string) => findIn(folded, kit.rules)
  const built = form(ID, kit.allWords, words.fields, fields, find)

  const recognise = (text: string) => recogniseIn(text, kit.rules)

  const run = (inputs: Inputs, asOf: Day): Outcome => {
    const ended = fiscalYearOf(asOf) !== rule.fiscalYear
    const kind = inputs['body']
    const listed = rule.eligible.some((each) => each === kind)
    const sources = rule.sources
    const caveats = [
      say(ended ? 'ended' : 'notFinal', { year: rule.edition }),
      ...(inputs['rough'] ? [say('rough')] : []),
    ]
    const offers: Outcome['offers'] = [{ kind: 'consult', label: say('consult') }]
    if (excluded(inputs)) {
      const text = `${say('excluded', { year: rule.edition })}\n${say(ended ? 'ended' : 'notFinal', { year: rule.edition })}`
      return reply({ verdict: 'no', text, working: built.told(inputs), sources, caveats, offers })
    }
    const cost = typeof inputs['cost'] === 'number' ? inputs['cost'] : 0
    const half = Math.floor(cost * rule.rate)
    const granted = Math.min(half, rule.capYen)
    const planMissing = needsPlan(inputs) && inputs['plan'] !== true
    const lines = [
      say(half > rule.capYen ? 'capped' : 'half', { year: rule.edition, amount: yen(granted), cap: yen(rule.capYen) }),
      listed ? '' : say('unlisted'),
      needsPlan(inputs) ? say(inputs['plan'] === false ? 'planMissing' : 'planNeeded') : '',
      say(ended ? 'ended' : 'notFinal', { year: rule.edition }),
    ]
    const verdict =
      !ended && listed && inputs['plan'] === false ? 'no' : ended || !listed || planMissing ? 'confirm' : 'yes'
    return reply({
      verdict,
      text: lines.filter((line) => line !== '').join('\n'),
      working: [
        { label: say('costLabel'), value: yen(cost) },
        { label: say('halfLabel'), value: `${yen(cost)}×${rule.rate}＝${yen(half)}` },
        { label: say('capLabel'), value: yen(rule.capYen) },
        { label: say('grantedLabel'), value: yen(granted) },
      ],
      sources,
      caveats,
      offers,
    })
  }

  return assemble(ID, kit, built, { recognise, run, since: rule.asOf })
}
