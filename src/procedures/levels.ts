/** The level of a described task by ease of introduction, and where it may be done when residents' data is involved. */
import { form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, reply, type Kit } from './kit.ts'
import { fold } from '../japanese/numbers.ts'
import { asksIfPossible, asksMeaning, asksParticulars, speaksOfSelf } from './sentence.ts'
import type { Inputs, Outcome, Procedure, Source } from './shape.ts'

const ID = 'task-level'
const ROMAN = ['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ']

type Kind = Kit['rules']['taskLevels']['kinds'][number]

/** In 「会議の議事録」 the minutes are the task and the meeting only says which: a word before another one gives way. */
const modifies = (folded: string, word: string, at: number, all: string[]): boolean => {
  const rest = folded.slice(at + word.length).replace(/^[のでに]/u, '')
  return all.some((other) => rest.startsWith(other))
}

const named = (folded: string, kind: Kind, all: string[]): string[] =>
  kind.words.filter((word) => {
    const at = folded.indexOf(fold(word))
    // Individual numbers and special equipment stay in the way whatever follows them.
    return at >= 0 && (kind.level === 4 || !modifies(folded, fold(word), at, all))
  })

/** The kinds of task whose words a description holds; the hardest first. */
const kindsIn = (folded: string, kit: Kit): Kind[] => {
  const { kinds } = kit.rules.taskLevels
  const all = kinds.flatMap((kind) => kind.words.map(fold))
  return kinds.filter((kind) => named(folded, kind, all).length > 0).sort((a, b) => b.level - a.level)
}

const residentsIn = (folded: string): string | null => {
  if (/住民(?:の)?(?:個人)?(?:情報|データ)(?:は|を|も)?(?:扱わ|使わ|含ま|見)(?:ない|ず|ません)/u.test(folded))
    return 'none'
  if (!/住民|市民|町民|村民|区民/u.test(folded) || !/情報|データ|台帳/u.test(folded)) return null
  if (/大量|機微|センシティブ|要配慮|全住民|全市民/u.test(folded)) return 'large'
  return /少量|一部だけ|少しだけ/u.test(folded) ? 'small' : null
}

const placeIn = (folded: string): string | null => {
  if (/サテライト|支所|公民館/u.test(folded)) return 'satellite'
  if (/在宅|自宅|家で|家から/u.test(folded)) return 'home'
  return /モバイル|外出先|出張先|移動中/u.test(folded) ? 'mobile' : null
}

const findIn =
  (kit: Kit) =>
  (folded: string): Findings => {
    const findings: Findings = {}
    if (kindsIn(folded, kit).length > 0) findings['task'] = { value: folded }
    const [residents, place] = [residentsIn(folded), placeIn(folded)]
    if (residents) findings['residents'] = { value: residents }
    if (place) findings['place'] = { value: place }
    if (/(?:庁舎|本庁)と同等/u.test(folded))
      findings['equal'] = { value: !/同等(?:では|で)?(?:ない|ありません)/u.test(folded) }
    return findings
  }

const WANTS_LEVEL =
  /(?:レベル|lv\.?)(?:は|って|を|の)?(?:どれ|どの|いくつ|何番|何(?!です|を)|判定|診断|教えて|\?|調べ)|どの(?:レベル|lv)|レベル(?:いくつ|分けして|判定)/u
const NAMES_LEVEL = /(?:レベル|lv\.?)(?:[1-4](?!つ)|i{1,3}|iv|一|二|三|四)/u
const TELEWORK = /テレワーク|在宅|自宅|サテライト|リモート|モバイル/u

/** What the place rule says for large or sensitive residents' data on the LGWAN side. */
const placeKey = (inputs: Inputs): 'home' | 'equal' | 'unequal' | 'askEqual' | 'rule' => {
  const place = inputs['place']
  if (place === 'home' || place === 'mobile') return 'home'
  if (place !== 'satellite') return 'rule'
  return inputs['equal'] === true ? 'equal' : inputs['equal'] === false ? 'unequal' : 'askEqual'
}

const judge = (level: number, large: boolean, place: ReturnType<typeof placeKey>): Outcome['verdict'] => {
  if (level === 4 || (large && (place === 'home' || place === 'unequal'))) return 'no'
  return level === 3 || (large && place !== 'equal') ? 'confirm' : 'yes'
}

const large = (inputs: Inputs): boolean => inputs['residents'] === 'large'

export const taskLevel = (kit: Kit): Procedure => {
  const rule = kit.rules.taskLevels
  const { fields: fieldWords, say } = kit.words(ID)
  const fields: Field[] = [
    { name: 'task', kind: 'text' },
    { name: 'residents', kind: 'choice', unknown: true },
    { name: 'place', kind: 'choice', unknown: true, when: large },
    {
      name: 'equal',
      kind: 'yes-no',
      unknown: true,
      when: (inputs) => large(inputs) && inputs['place'] === 'satellite',
    },
  ]
  const find = findIn(kit)
  const built = form(ID, kit.allWords, fieldWords, fields, find)

  const recognise = (text: string): Inputs | null => {
    const folded = fold(text)
    if (asksMeaning(folded) || NAMES_LEVEL.test(folded)) return null
    const findings = find(folded)
    if (/業務(?:の)?レベル(?:を|の)?(?:判定|診断)/u.test(folded)) return toInputs(findings)
    if (!findings['task']) return null
    const own = speaksOfSelf(folded) || /担当し|担当です|担当なの|の担当(?:者|で)|の係/u.test(folded)
    const possible = asksIfPossible(folded) && !asksParticulars(folded) && TELEWORK.test(folded)
    return WANTS_LEVEL.test(folded) || (own && possible) ? toInputs(findings) : null
  }

  const run = (inputs: Inputs): Outcome => {
    const described = typeof inputs['task'] === 'string' ? fold(inputs['task']) : ''
    const [hardest, ...others] = kindsIn(described, kit)
    const isLarge = large(inputs)
    const unsure = inputs['residents'] === null || inputs['residents'] === undefined
    const place = placeKey(inputs)
    const placeLine = isLarge ? say(`place_${place}`) : unsure ? say('place_rule') : ''
    const sources: Source[] = [...(isLarge || unsure ? [rule.placeSource] : []), ...rule.sources]
    if (!hardest) {
      const verdict = isLarge && (place === 'home' || place === 'unequal') ? 'no' : 'confirm'
      const text = [say('unmatched'), placeLine, say('byTask')].filter((line) => line !== '').join('\n')
      return reply({
        verdict,
        text,
        working: built.told(inputs),
        sources,
        offers: [{ kind: 'consult', label: say('consult') }],
      })
    }
    const level = ROMAN[hardest.level] ?? ''
    const lines = [
      say('level', { level, name: hardest.name }),
      say(`meaning_${hardest.level}`),
      hardest.advice,
      placeLine,
      say('byTask'),
    ]
    return reply({
      verdict: judge(hardest.level, isLarge, place),
      text: lines.filter((line) => line !== '').join('\n'),
      working: [hardest, ...others].map((kind) => ({
        label: say('kindLabel', { level: ROMAN[kind.level] ?? '' }),
        value: `${kind.name}（${kind.words.filter((word) => described.includes(fold(word))).join('、')}）`,
      })),
      sources: [hardest.source, ...sources],
      caveats: [say('edition')],
      offers: [{ kind: 'consult', label: say('consult') }],
    })
  }

  return assemble(ID, kit, built, { recognise, run, since: rule.asOf })
}
