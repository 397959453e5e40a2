/** The questions of a procedure: which comes next, and what an answer to it says. One reader for all procedures. */
import { findNumbers, fold, numeral, count, percent, yen, type Found } from '../japanese/numbers.ts'
import { ROUGH, type Ask, type AskKind, type Choice, type Inputs, type Unreadable, type Value } from './shape.ts'
import { sentences, type FieldWords, type Words } from './words.ts'

/** Beyond these a figure is a slip of the finger, not an organisation. */
const countMax = 10_000_000
const yenMax = 1e13
const daysMax = 31
/** A bare "500" to a question about money is 500万円 as likely as 500円: below this the unit is asked for. */
const bareYenMin = 10_000
const textMax = 500
/** A longer sentence than this needs a word that says yes. */
const assentMax = 15
const weeksPerMonth = 52 / 12

export interface Finding {
  value: Value
  rough?: boolean
}

export interface Field {
  name: string
  kind: AskKind
  /** Whether 「わからない」 is an answer; it is kept as null. */
  unknown?: boolean
  /** Asked only when this holds for what is known so far. */
  when?: (inputs: Inputs) => boolean
  /** Reads an answer of its own kind in place of the reader for `kind`. */
  parse?: (folded: string) => Finding | null
}

export type Findings = Record<string, Finding>

export interface Form {
  next: (inputs: Inputs) => Ask | null
  read: (ask: Ask, text: string) => Inputs | Unreadable
  told: (inputs: Inputs) => { label: string; value: string }[]
}

export const toInputs = (findings: Findings): Inputs => {
  const inputs: Inputs = {}
  const rough: string[] = []
  for (const [name, finding] of Object.entries(findings)) {
    inputs[name] = finding.value
    if (finding.rough) rough.push(name)
  }
  if (rough.length > 0) inputs[ROUGH] = rough
  return inputs
}

/** What is known, with what was just said laid over it; a corrected figure loses its roughness with its value. */
export const mergeInputs = (known: Inputs, said: Inputs): Inputs => {
  const merged = { ...known, ...said }
  const before = Array.isArray(known[ROUGH]) ? known[ROUGH].filter((name) => typeof name === 'string') : []
  const added = Array.isArray(said[ROUGH]) ? said[ROUGH].filter((name) => typeof name === 'string') : []
  const rough = [...new Set([...before.filter((name) => !(name in said)), ...added])]
  if (rough.length > 0) merged[ROUGH] = rough
  else delete merged[ROUGH]
  return merged
}

const monthly = (perWeek: number): number => Math.round(perWeek * weeksPerMonth * 10) / 10

const asksBack = (folded: string): boolean =>
  /[?]$|(?:です|ます|でしょう)か[。.!]*$|とは$|って何|何ですか|教えて/u.test(folded)

/** A question put back, such as what would happen if: whatever it mentions is not what is the case. */
const wonders = (folded: string): boolean =>
  asksBack(folded) && /場合|だったら|なければ|どうな|どうす|どういう|とは|何|なに|教えて|いつ|なぜ|どこ/u.test(folded)

const contains = (folded: string, words: string[]): boolean => words.some((word) => folded.includes(fold(word)))

type Read = Finding | { problem: string }

const bounds: Partial<Record<AskKind, number>> = { count: countMax, yen: yenMax, percent: 100, days: daysMax }
const unitOf: Partial<Record<AskKind, Found['unit'][]>> = {
  count: ['people', 'times'],
  yen: ['yen'],
  percent: ['percent'],
  days: ['days', 'weekly-days'],
}

/** A figure that fits the kind of the question, or why it does not. */
export const fits = (kind: AskKind, found: { value: number; unit: Found['unit']; approx: boolean }): Read => {
  const weekly = found.unit === 'weekly-days'
  const value = weekly ? monthly(found.value) : found.value
  if (value < 0) return { problem: 'negative' }
  if (value > (bounds[kind] ?? countMax)) return { problem: kind === 'days' ? 'tooManyDays' : 'tooLarge' }
  if (kind === 'count' && !Number.isInteger(value)) return { problem: 'notWhole' }
  return { value: kind === 'yen' ? Math.round(value) : value, rough: found.approx || weekly }
}

const readNumber = (kind: AskKind, folded: string): Read => {
  const found = findNumbers(folded)
  const fitting = found.filter((each) => unitOf[kind]?.includes(each.unit))
  const bare = found.filter((each) => each.unit === 'none')
  const candidates = fitting.length > 0 ? fitting : bare
  const [only, second] = candidates
  if (second) return { problem: 'several' }
  if (only) {
    if (kind === 'yen' && only.unit === 'none' && only.value < bareYenMin) return { problem: 'yenUnit' }
    return fits(kind, only)
  }
  const spelled = numeral(folded.replace(/(?:です|だ|でした)?[。.]?$/u, ''))
  return spelled === null ? { problem: 'number' } : fits(kind, { value: spelled, unit: 'none', approx: false })
}

const readYesNo = (folded: string, words: Words, field: FieldWords): Read => {
  if (asksBack(folded)) return { problem: 'yesNo' }
  const own = (value: string) => field.choices.find((choice) => choice.value === value)?.also ?? []
  if (folded === '1') return { value: true }
  if (folded === '2') return { value: false }
  if (contains(folded, [...own('no'), ...words.answers.no])) return { value: false }
  if (contains(folded, [...own('yes'), ...words.answers.yes])) return { value: true }
  // 出せます and 残したい answer yes by their form alone, where nothing in them denies.
  if (folded.length <= assentMax && /(?:ます|です|した|たい|できる|いる|ある|出せる|多い)[。.!]*$/u.test(folded))
    return { value: true }
  return { problem: 'yesNo' }
}

/** The choice that a sentence names: by number, by its label, or by the longest of its other names. */
export const choiceIn = (folded: string, field: FieldWords): string | null => {
  const index = /^(\d{1,2})番?(?:目|です)?$/u.exec(folded)
  if (index) return field.choices[Number(index[1]) - 1]?.value ?? null
  let best: { value: string; length: number } | null = null
  for (const choice of field.choices) {
    for (const name of [choice.label, ...choice.also]) {
      const length = fold(name).length
      if (folded.includes(fold(name)) && length > (best?.length ?? 0)) best = { value: choice.value, length }
    }
  }
  return best?.value ?? field.choices.find((choice) => fold(choice.value) === folded)?.value ?? null
}

const readField = (field: Field, folded: string, words: Words, own: FieldWords): Read => {
  if (folded === '') return { problem: 'empty' }
  // 「わからない」 is the last choice where there are choices, and a word everywhere else.
  const last = String(choicesOf(field, own, words).length)
  const given = field.kind === 'yes-no' || field.kind === 'choice' ? folded === last && field.unknown === true : false
  if (given || contains(folded, words.answers.unknown)) {
    return field.unknown ? { value: null } : { problem: 'unknown' }
  }
  if (field.parse) return field.parse(folded) ?? { problem: field.kind }
  if (field.kind === 'yes-no') return readYesNo(folded, words, own)
  if (field.kind === 'choice') {
    const value = choiceIn(folded, own)
    return value === null ? { problem: 'choice' } : { value }
  }
  if (field.kind === 'text' || field.kind === 'items') {
    return folded.length > textMax ? { problem: 'tooLong' } : { value: folded }
  }
  return readNumber(field.kind, folded)
}

const choicesOf = (field: Field, own: FieldWords, words: Words): Choice[] => {
  const label = (key: string) => words.labels[key] ?? key
  const plain: Choice[] =
    field.kind === 'yes-no'
      ? ['yes', 'no'].map((value) => ({
          value,
          label: own.choices.find((choice) => choice.value === value)?.label ?? label(value),
        }))
      : own.choices.map((choice) => ({ value: choice.value, label: choice.label }))
  return field.unknown ? [...plain, { value: 'unknown', label: label('unknown') }] : plain
}

const shown = (field: Field, own: FieldWords, words: Words, value: Value): string => {
  if (value === null) return words.labels['unknown'] ?? ''
  if (typeof value === 'boolean') return words.labels[value ? 'yes' : 'no'] ?? ''
  if (typeof value === 'number') {
    return field.kind === 'yen' ? yen(value) : field.kind === 'percent' ? percent(value) : count(value)
  }
  if (typeof value === 'string') return own.choices.find((choice) => choice.value === value)?.label ?? value
  return value.map((each) => (typeof each === 'string' ? each : `${each.name} ${yen(each.yen)}`)).join('、')
}

const numeric = (kind: AskKind): boolean => kind in bounds

const problemOf: Partial<Record<AskKind, string>> = { 'yes-no': 'yesNo' }

/** Builds the questions of one procedure; `find` names the inputs that a sentence states by itself. */
export const form = (
  id: string,
  words: Words,
  fieldWords: Record<string, FieldWords>,
  fields: Field[],
  find: (folded: string) => Findings,
): Form => {
  const errors = sentences('errors', words.errors)
  const ownOf = (name: string): FieldWords =>
    fieldWords[name] ?? { label: sentences(`${id}.fields`, {})(name), question: '', choices: [] }
  const askFor = (field: Field): Ask => ({
    procedure: id,
    name: field.name,
    kind: field.kind,
    question: ownOf(field.name).question,
    choices: choicesOf(field, ownOf(field.name), words),
  })
  return {
    next(inputs) {
      const open = fields.find((field) => inputs[field.name] === undefined && (field.when?.(inputs) ?? true))
      return open ? askFor(open) : null
    },
    read(ask, text) {
      const field = fields.find((each) => each.name === ask.name)
      if (!field) return { error: errors('stale') }
      const folded = fold(text)
      if (wonders(folded)) return { error: errors(problemOf[field.kind] ?? field.kind) }
      const found = find(folded)
      // A pressed button says its label and nothing else.
      const pressed = ownOf(field.name).choices.find((choice) => fold(choice.label) === folded)
      if (pressed && field.kind === 'choice') return toInputs({ [field.name]: { value: pressed.value } })
      if (found[field.name]) return toInputs(found)
      // A figure that names another input belongs there, not to the question that happens to be open.
      if (numeric(field.kind) && Object.keys(found).length > 0) return toInputs(found)
      const read = readField(field, folded, words, ownOf(field.name))
      if ('problem' in read) {
        return Object.keys(found).length > 0 ? toInputs(found) : { error: errors(read.problem) }
      }
      return toInputs({ ...found, [field.name]: read })
    },
    told(inputs) {
      return fields
        .filter((field) => inputs[field.name] !== undefined)
        .map((field) => ({
          label: ownOf(field.name).label,
          value: shown(field, ownOf(field.name), words, inputs[field.name] ?? null),
        }))
    },
  }
}
