/** Telework pioneers (先駆者) and the pioneer hundred (百選): the published criteria against one's own figures. */
import { fits, form, toInputs, type Field, type Finding, type Findings } from './form.ts'
import { assemble, reply, type Kit } from './kit.ts'
import { findNumbers, fold, type Found } from '../japanese/numbers.ts'
import { contradiction, criteria, labelsOf, smallMatters, verdictOf } from './pioneer-criteria.ts'
import { around, asksIfPossible, asksMeaning, asksParticulars, wantsJudgement } from './sentence.ts'
import { ROUGH, type Inputs, type Outcome, type Procedure } from './shape.ts'

const ID = 'pioneer'

const roleOfPeople = (before: string, after: string): string | null => {
  if (/^(?:が|を|は|も)?対象/u.test(after)) return 'eligible'
  if (/^(?:が|は|も|ほど|くらい|程度)?(?:月|週|平均|実施|実践|利用|使|テレワーク|在宅|やっ|行)/u.test(after))
    return 'practising'
  if (/実施|実践|利用者|使って|した人|している人|やって/u.test(before)) return 'practising'
  if (/対象/u.test(before)) return 'eligible'
  if (/社員|従業員|職員|雇用|全体|会社|企業|スタッフ|人数|総勢/u.test(before)) return 'employees'
  return /^(?:中|のうち|の会社|の企業|規模|の中小|います|いて|の法人|の団体)/u.test(after) ? 'employees' : null
}

const roleOfShare = (before: string, after: string): string | null => {
  if (/^(?:くらい|程度|ほど)?(?:が|は|を)?対象/u.test(after)) return 'eligibleShare'
  if (/^(?:くらい|程度|ほど)?(?:が|は)?(?:実施|実践|利用|使|テレワーク|在宅|やっ)/u.test(after))
    return 'practisingShare'
  if (/実施率|実施割合|利用率|実施|実践/u.test(before)) return 'practisingShare'
  return /対象/u.test(before) ? 'eligibleShare' : null
}

const roleOf = (found: Found, before: string, after: string): [string, Finding] | null => {
  if (found.bound) return null
  const kind = found.unit === 'people' ? 'count' : found.unit === 'percent' ? 'percent' : 'days'
  const read = fits(kind, found)
  if ('problem' in read) return null
  if (found.unit === 'people') {
    const role = roleOfPeople(before, after)
    return role ? [role, read] : null
  }
  if (found.unit === 'percent') {
    const role = roleOfShare(before, after)
    return role ? [role, read] : null
  }
  const daily = found.unit === 'weekly-days' || (found.unit === 'days' && /平均|月|実施|日数/u.test(before + after))
  return daily ? ['meanDays', read] : null
}

/** In 「実施率45%（130名）」 the count is of the same people as the share before it. */
const inBrackets = (found: Found, before: string, last: string | null): [string, Finding] | null => {
  if (found.unit !== 'people' || !before.endsWith('(') || last === null) return null
  const role = { eligibleShare: 'eligible', practisingShare: 'practising' }[last]
  const read = fits('count', found)
  return role === undefined || 'problem' in read ? null : [role, read]
}

const STATEMENTS: [string, RegExp, boolean][] = [
  [
    'small',
    /小規模(?:事業者|企業)?(?:では(?:ない|ありません)|じゃない|には(?:当たら|あたら|該当し(?:ない|ませ)))/u,
    false,
  ],
  ['small', /小規模(?:事業者|企業)(?:です|に該当|に当た|にあた|なの|で、|で(?!は))/u, true],
  ['overwork', /長時間労働(?:の|防止)*対策[はがも]?(?:ない|なし|していない|していません|まだ|未)/u, false],
  ['overwork', /長時間労働(?:の|防止)*対策[はがもを]?(?:あり|ある|し(?:て|た)|実施|済|講じ|とって)/u, true],
  ['violation', /違反[はがも]?(?:一切|特に)?(?:ない|なし|ありません|無し|無い|していない|していません)/u, false],
  ['violation', /違反(?:が|を)?(?:ある|あった|あり(?!ませ)|しました|した)/u, true],
  [
    'workRules',
    /就業規則(?:には?|で|は|の規定は)?(?:ない|なし|未|書いていない|定めていない|規定していない|まだ)/u,
    false,
  ],
  [
    'workRules',
    /就業規則(?:の?規定|の定め)?(?:には?|で|も|は)?(?:あり|ある|定め(?!てい?な)|規定(?!していな|がない)|明記|書いて(?!いな)|整備)/u,
    true,
  ],
]

const find = (folded: string): Findings => {
  const findings: Findings = {}
  const found = findNumbers(folded)
  let last: string | null = null
  found.forEach((each, at) => {
    const from = found[at - 1]?.end ?? 0
    const to = found[at + 1]?.start ?? folded.length
    const { before, after } = around(folded, from, to, each.start, each.end)
    const role = roleOf(each, before, after) ?? inBrackets(each, before, last)
    if (role && !findings[role[0]]) findings[role[0]] = role[1]
    last = role?.[0] ?? null
  })
  for (const [name, pattern, value] of STATEMENTS) {
    if (!findings[name] && pattern.test(folded)) findings[name] = { value }
  }
  return findings
}

const FIGURES = ['employees', 'eligible', 'practising', 'meanDays', 'eligibleShare', 'practisingShare']

/** The number that the criteria want is asked for, and not whether one's own is enough. */
const ASKS_RULE = /何(?:日|人|%|割|社)以上|(?:基準|要件|条件)(?:は|って)(?:何|なに|なん|どう)|必要だった/u

const recognise = (text: string): Inputs | null => {
  const folded = fold(text)
  if (!/百選|先駆者/u.test(folded)) return null
  const findings = find(folded)
  const figures = FIGURES.filter((name) => findings[name]).length
  const judged = wantsJudgement(folded) || asksIfPossible(folded)
  if (ASKS_RULE.test(folded)) return null
  if (figures >= 2) return toInputs(findings)
  if (figures === 1 && judged) return toInputs(findings)
  const own = /(?:うち|当社|弊社|自社|当法人|当団体|私たち|わが社|我が社)/u.test(folded)
  const wanted = /診断|判定|チェックし|満たしているか|満たしてるか|満たすか(?:確認|調べ|見)|該当するか|照らし/u.test(
    folded,
  )
  return !asksMeaning(folded) && (wanted || (own && judged && !asksParticulars(folded))) ? toInputs(findings) : null
}

const untold = (share: string) => (inputs: Inputs) => typeof inputs[share] !== 'number'
/** Shares are taken when told, and not asked for: the counts say more. */
const never = () => false

const fieldsFor = (rule: Kit['rules']['pioneer']): Field[] => {
  return [
    { name: 'employees', kind: 'count', unknown: true, when: untold('eligibleShare') },
    { name: 'eligible', kind: 'count', unknown: true, when: untold('eligibleShare') },
    { name: 'eligibleShare', kind: 'percent', unknown: true, when: never },
    { name: 'practising', kind: 'count', unknown: true, when: untold('practisingShare') },
    { name: 'practisingShare', kind: 'percent', unknown: true, when: never },
    { name: 'meanDays', kind: 'days', unknown: true },
    { name: 'small', kind: 'yes-no', unknown: true, when: (inputs) => smallMatters(inputs, rule) },
    { name: 'overwork', kind: 'yes-no', unknown: true },
    { name: 'violation', kind: 'yes-no', unknown: true },
    { name: 'workRules', kind: 'yes-no', unknown: true },
  ]
}

export const pioneer = (kit: Kit): Procedure => {
  const rule = kit.rules.pioneer
  const { fields, say } = kit.words(ID)
  const built = form(ID, kit.allWords, fields, fieldsFor(rule), find)

  const run = (inputs: Inputs): Outcome => {
    const wrong = contradiction(inputs)
    const sources = rule.sources
    if (wrong) return reply({ verdict: 'confirm', text: say(wrong), working: built.told(inputs), sources })
    const { basic, hundred } = criteria(inputs, rule, say)
    const all = [...hundred, ...basic]
    const verdict = verdictOf(all)
    const [unmet, unknown] = [labelsOf(all, 'unmet'), labelsOf(all, 'unknown')]
    const lines = [
      say(`hundred_${verdict}`, { year: rule.edition }),
      unmet === '' ? '' : say('unmet', { labels: unmet }),
      unknown === '' ? '' : say('unknown', { labels: unknown }),
      say(`basic_${verdictOf(basic)}`),
      say('notFinal', { year: rule.edition }),
    ]
    const smallOpen = smallMatters(inputs, rule) && typeof inputs['small'] !== 'boolean'
    return reply({
      verdict,
      text: lines.filter((line) => line !== '').join('\n'),
      working: all.map((each) => ({ label: each.label, value: `${each.shown}：${say(`mark_${each.mark}`)}` })),
      sources,
      caveats: [
        ...(smallOpen ? [say('smallUnknown')] : []),
        ...(inputs[ROUGH] === undefined ? [] : [say('rough')]),
        say('asOf', { year: rule.edition }),
      ],
      offers: [
        { kind: 'ask', label: say('askCriteria'), value: say('askCriteria') },
        { kind: 'consult', label: say('consult') },
      ],
    })
  }

  return assemble(ID, kit, built, { recognise, run, since: rule.asOf })
}
