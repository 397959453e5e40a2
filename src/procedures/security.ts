/** Which security paper suits an organisation: the guideline, or the guide with its checklists. */
import { form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, reply, type Kit } from './kit.ts'
import { fold } from '../japanese/numbers.ts'
import { asksMeaning } from './sentence.ts'
import type { Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'security-paper'
const FACTS = ['dedicated', 'budget', 'judgement', 'terms']

const STATEMENTS: [string, RegExp, boolean][] = [
  [
    'dedicated',
    /専任[^、。]{0,12}(?:いない|いません|居ない|なし|ない|不在|ゼロ|おらず)|(?:情シス|システム担当)[^、。]{0,6}(?:一人|1人|兼任|兼務|いない)|兼任|兼務/u,
    false,
  ],
  ['dedicated', /専任[^、。]{0,12}(?:います|いる|居る|居ます|あり|置いて)|セキュリティ部門が(?:ある|あり)/u, true],
  [
    'budget',
    /(?:外部委託|外注|委託)[^、。]{0,10}(?:難し|できない|できません|無理|ない|余裕)|予算[^、。]{0,4}(?:ない|なし|ありません|少な|厳し)/u,
    false,
  ],
  [
    'budget',
    /(?:外部委託|外注|委託)[^、。]{0,8}(?:できる|できます|可能|出せ|している|しています)|予算[^、。]{0,4}(?:ある|あり(?!ませ)|確保)/u,
    true,
  ],
  ['judgement', /抽象的[^、。]{0,12}(?:わから|分から|難し|困)/u, false],
  ['terms', /vpn[^、。]{0,14}(?:わから|分から|知らな|聞いたことは|聞いたことしか|理解できていな|詳しくな)/u, false],
  ['terms', /vpn[^、。]{0,14}(?:わかる|わかり(?!ませ)|分かる|分かり(?!ませ)|理解して(?!いな)|詳しい)/u, true],
]

const find = (folded: string): Findings => {
  const findings: Findings = {}
  for (const [name, pattern, value] of STATEMENTS) {
    if (!findings[name] && pattern.test(folded)) findings[name] = { value }
  }
  return findings
}

const PAPER = /ガイドライン|手引き|チェックリスト/u
const WHICH = /どちら|どっち|どれ|いずれ|何を(?:使|読|見)|選び|選べ|おすすめ|お勧め|向い/u

const recognise = (text: string): Inputs | null => {
  const folded = fold(text)
  if (
    asksMeaning(folded) ||
    !/セキュリティ|ガイドライン.*(?:手引き|チェックリスト)|(?:手引き|チェックリスト).*ガイドライン/u.test(folded)
  )
    return null
  const findings = find(folded)
  const told = Object.keys(findings).length > 0
  const advise =
    /(?:ガイドライン|手引き|チェックリスト|資料)(?:の|を)(?:選び方を?(?:診断|相談)|選びたい|選んで|診断して)/u.test(
      folded,
    )
  return PAPER.test(folded) && ((told && WHICH.test(folded)) || advise) ? toInputs(findings) : null
}

type Advice = 'guideline' | 'checklist' | 'both'

/** Without a dedicated person the checklist was written for them; with every condition met, the guideline was. */
const advise = (inputs: Inputs): Advice => {
  const told = FACTS.map((name) => inputs[name])
  if (inputs['dedicated'] === false || told.filter((fact) => fact === false).length >= 2) return 'checklist'
  return told.every((fact) => fact === true) ? 'guideline' : 'both'
}

export const securityPaper = (kit: Kit): Procedure => {
  const rule = kit.rules.security
  const { fields: fieldWords, say } = kit.words(ID)
  const fields: Field[] = FACTS.map((name) => ({
    name,
    kind: 'yes-no',
    unknown: true,
    // Nothing more needs asking once the answer cannot change.
    when: (inputs) => name === 'dedicated' || advise(inputs) !== 'checklist',
  }))
  const built = form(ID, kit.allWords, fieldWords, fields, find)

  const run = (inputs: Inputs): Outcome => {
    const advice = advise(inputs)
    const suited = advice === 'guideline' ? [rule.guidelineSource] : [rule.checklistSource]
    return reply({
      text: [say(advice), say(`${advice}Use`), say('edition')].join('\n'),
      working: built.told(inputs),
      sources: [...suited, ...rule.sources, rule.editionSource],
      caveats: [say('newer')],
      offers: [
        { kind: 'ask', label: say('askUse'), value: say('askUse') },
        { kind: 'consult', label: say('consult') },
      ],
    })
  }

  return assemble(ID, kit, built, { recognise, run, since: rule.asOf })
}
