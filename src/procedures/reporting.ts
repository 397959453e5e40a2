/** Ways of reporting the start and end of work, compared by what an office needs. */
import { fits, form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, reply, type Kit } from './kit.ts'
import { findNumbers, fold } from '../japanese/numbers.ts'
import { asksMeaning, speaksOfSelf } from './sentence.ts'
import type { Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'reporting-methods'

type Method = Kit['rules']['reporting']['methods'][number]

const STATEMENTS: [string, RegExp, boolean][] = [
  ['crowd', /少人数|数人|数名/u, false],
  ['crowd', /大人数|人数が多|多人数|大勢/u, true],
  ['record', /(?:記録|履歴)[^、。]{0,6}(?:不要|いらない|要らない|なくて)/u, false],
  ['record', /(?:記録|履歴)[^、。]{0,6}(?:残|必要|欲し|ほし|要る|とり|取り)/u, true],
  ['shared', /(?:共有)[^、。]{0,6}(?:不要|いらない|要らない|しなくて)/u, false],
  ['shared', /(?:同僚|チーム|職場|皆|みんな)[^、。]{0,8}(?:共有|見え|わか|分か)|共有(?:したい|が必要|できる)/u, true],
  ['talk', /(?:会話|話す|声)[^、。]{0,8}(?:機会|時間|聞|したい|大事|ほし|欲し)/u, true],
]
const FACTS = ['crowd', 'record', 'shared', 'talk']

const find = (folded: string): Findings => {
  const findings: Findings = {}
  const people = findNumbers(folded).find((each) => each.unit === 'people' && !each.bound)
  const read = people ? fits('count', people) : null
  if (read && !('problem' in read)) findings['people'] = read
  for (const [name, pattern, value] of STATEMENTS) {
    if (!findings[name] && pattern.test(folded)) findings[name] = { value }
  }
  return findings
}

const TOPIC = /(?:始業|終業|始終業|勤務(?:開始|終了)|業務(?:開始|終了)|出退勤)[^。?]{0,14}(?:報告|連絡|把握|記録|管理)/u
const CHOOSE =
  /どの方法|どれ|どの(?:手段|やり方)|おすすめ|お勧め|向い|選び|選び?たい|比較して|比べて|何が(?:いい|良い|よい)|適し/u

const recognise = (text: string): Inputs | null => {
  const folded = fold(text)
  if (!TOPIC.test(folded) || asksMeaning(folded)) return null
  const findings = find(folded)
  const told = Object.keys(findings).length
  const chooses = CHOOSE.test(folded)
  const asked = /(?:報告|連絡)(?:の)?(?:方法|手段)を?(?:比較して|比べて|選びたい|選んで|診断)/u.test(folded)
  return (told > 0 && chooses) || asked || (speaksOfSelf(folded) && chooses) ? toInputs(findings) : null
}

/** What speaks against a method under the conditions that were told, as names of sentences. */
const drawbacks = (method: Method, inputs: Inputs): string[] => [
  ...(inputs['record'] === true && !method.record ? ['noRecord'] : []),
  ...(inputs['shared'] === true && !method.shared ? ['notShared'] : []),
  ...(inputs['crowd'] === true && method.crowd === false ? ['burden'] : []),
]

const advantages = (method: Method, inputs: Inputs): number =>
  (inputs['crowd'] === true && method.crowd === true ? 1 : 0) +
  (inputs['talk'] === true && method.talk ? 1 : 0) +
  (inputs['shared'] === true && method.shared ? 1 : 0) +
  (inputs['record'] === true && method.record ? 1 : 0)

export const reportingMethods = (kit: Kit): Procedure => {
  const rule = kit.rules.reporting
  const { fields: fieldWords, say } = kit.words(ID)
  const fields: Field[] = [
    { name: 'people', kind: 'count', when: () => false },
    ...FACTS.map((name): Field => ({ name, kind: 'yes-no', unknown: true })),
  ]
  const built = form(ID, kit.allWords, fieldWords, fields, find)

  const run = (inputs: Inputs): Outcome => {
    const judged = rule.methods.map((method) => ({
      method,
      against: drawbacks(method, inputs),
      score: advantages(method, inputs),
    }))
    const fit = judged.filter(({ against }) => against.length === 0).sort((a, b) => b.score - a.score)
    // Without a method that meets everything, the one with the least against it comes first.
    const best =
      fit.length > 0 ? fit : [...judged].sort((a, b) => a.against.length - b.against.length || b.score - a.score)
    const top = best.filter(
      ({ score, against }) => score === best[0]?.score && against.length === best[0]?.against.length,
    )
    const reasons = (keys: string[]) => keys.map((key) => say(key)).join('、')
    const lines = [
      say(fit.length > 0 ? 'fit' : 'least', { names: top.map(({ method }) => method.name).join('、') }),
      ...top.map(({ method, against }) =>
        say('line', {
          name: method.name,
          note: method.note,
          against: against.length > 0 ? say('but', { reasons: reasons(against) }) : '',
        }),
      ),
      inputs['people'] === undefined ? '' : say('noLimit'),
    ]
    return reply({
      text: lines.filter((line) => line !== '').join('\n'),
      working: judged.map(({ method, against }) => ({
        label: method.name,
        value: `${against.length === 0 ? say('noDrawback') : reasons(against)}／${method.note}`,
      })),
      sources: [...top.map(({ method }) => method.source), ...rule.sources],
      caveats: [say('edition')],
      offers: [{ kind: 'consult', label: say('consult') }],
    })
  }

  return assemble(ID, kit, built, { recognise, run, since: rule.asOf })
}
