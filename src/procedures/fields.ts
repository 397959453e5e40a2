/** The inputs of a procedure: how one is asked for, and what an answer to it says. One reader for all procedures. */
import { isAssent, isQuestionBack, listIndex } from '../question/circumstances/answers.ts'
import { findNumbers, fold, numeral, type Found } from '../japanese/numbers.ts'
import { costsIn } from '../question/circumstances/costs.ts'
import type { Ask, Choice, Field, FieldKind, Inputs, Value } from './shape.ts'
import { sentences, wordsOfProcedure, type FieldWords, type Words } from './words.ts'

/** Beyond these a figure is a slip of the finger, not an organisation. */
const COUNT_MAX = 10_000_000
const YEN_MAX = 1e13
const DAYS_MAX = 31
/** A bare "500" to a question about money is 500万円 as likely as 500円: below this the unit is asked for. */
const BARE_YEN_MIN = 10_000
const TEXT_CHARACTERS_MAX = 500
const WEEKS_A_MONTH = 52 / 12

type Read = { value: Value; rough?: boolean } | { problem: string }

const bounds: Partial<Record<FieldKind, number>> = { count: COUNT_MAX, yen: YEN_MAX, percent: 100, days: DAYS_MAX }
const unitOf: Partial<Record<FieldKind, Found['unit'][]>> = {
  count: ['people', 'times'],
  yen: ['yen'],
  percent: ['percent'],
  days: ['days', 'weekly-days'],
}

const monthly = (perWeek: number): number => Math.round(perWeek * WEEKS_A_MONTH * 10) / 10

/** A figure that fits the kind of the question, or why it does not. */
const fits = (kind: FieldKind, found: Pick<Found, 'value' | 'unit' | 'approx'>): Read => {
  const weekly = found.unit === 'weekly-days'
  const value = weekly ? monthly(found.value) : found.value
  if (value < 0) return { problem: 'negative' }
  if (value > (bounds[kind] ?? COUNT_MAX)) return { problem: kind === 'days' ? 'tooManyDays' : 'tooLarge' }
  if (kind === 'count' && !Number.isInteger(value)) return { problem: 'notWhole' }
  return { value: kind === 'yen' ? Math.round(value) : value, rough: found.approx || weekly }
}

const readNumber = (kind: FieldKind, folded: string): Read => {
  const found = findNumbers(folded)
  const fitting = found.filter((each) => unitOf[kind]?.includes(each.unit))
  const [only, second] = fitting.length > 0 ? fitting : found.filter((each) => each.unit === 'none')
  if (second) return { problem: 'several' }
  if (only) {
    if (kind === 'yen' && only.unit === 'none' && only.value < BARE_YEN_MIN) return { problem: 'yenUnit' }
    return fits(kind, only)
  }
  const spelled = numeral(folded)
  return spelled === null ? { problem: 'number' } : fits(kind, { value: spelled, unit: 'none', approx: false })
}

const contains = (folded: string, words: readonly string[]): boolean =>
  words.some((word) => folded.includes(fold(word)))

const readYesNo = (folded: string, words: Words, own: FieldWords): Read => {
  const also = (value: string) => own.choices.find((choice) => choice.value === value)?.also ?? []
  if (listIndex(folded) === 1) return { value: true }
  if (listIndex(folded) === 2) return { value: false }
  if (contains(folded, [...also('no'), ...words.answers.no])) return { value: false }
  if (contains(folded, [...also('yes'), ...words.answers.yes]) || isAssent(folded)) return { value: true }
  return { problem: 'yesNo' }
}

/** The choice that a sentence names: by number, by its label, or by the longest of its other names. */
export const choiceIn = (folded: string, own: FieldWords): string | null => {
  const index = listIndex(folded)
  if (index !== null) return own.choices[index - 1]?.value ?? null
  let best: { value: string; length: number } | null = null
  for (const choice of own.choices) {
    for (const name of [choice.label, ...choice.also]) {
      const length = fold(name).length
      if (folded.includes(fold(name)) && length > (best?.length ?? 0)) best = { value: choice.value, length }
    }
  }
  return best?.value ?? own.choices.find((choice) => fold(choice.value) === folded)?.value ?? null
}

const readKind = (field: Field, folded: string, words: Words, own: FieldWords): Read => {
  const named = field.read?.(folded)
  if (named !== undefined) return { value: named }
  if (contains(folded, words.answers.unknown)) return field.unknown ? { value: null } : { problem: 'unknown' }
  if (field.kind === 'yes-no') return readYesNo(folded, words, own)
  if (field.kind === 'choice') {
    const choice = choiceIn(folded, own)
    return choice === null ? { problem: 'choice' } : { value: choice }
  }
  if (field.kind === 'items') {
    const costs = costsIn(folded)
    return costs === null ? { problem: 'items' } : { value: costs.items, rough: costs.rough }
  }
  if (field.kind === 'text') return folded.length > TEXT_CHARACTERS_MAX ? { problem: 'tooLong' } : { value: folded }
  return readNumber(field.kind, folded)
}

const ownOf = (id: string, words: Words, name: string): FieldWords =>
  wordsOfProcedure(words, id).fields[name] ?? { label: sentences(`${id}.fields`, {})(name), question: '', choices: [] }

/** What an answer to the question says; a question put back, or something unreadable, is an error in words. */
export const readAnswer = (id: string, words: Words, field: Field, text: string): Inputs | { error: string } => {
  const errors = sentences('errors', words.errors)
  const folded = fold(text)
  const own = ownOf(id, words, field.name)
  // A pressed button says its label and nothing else.
  const pressed = own.choices.find((choice) => fold(choice.label) === folded)
  if (pressed && field.kind === 'choice') return { [field.name]: pressed.value }
  if (isQuestionBack(folded)) return { error: errors(field.kind === 'yes-no' ? 'yesNo' : field.kind) }
  const read = readKind(field, folded, words, own)
  if ('problem' in read) return { error: errors(read.problem) }
  return { [field.name]: read.value }
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
  return field.unknown && plain.length > 0 ? [...plain, { value: 'unknown', label: label('unknown') }] : plain
}

export const askOf = (id: string, words: Words, fields: readonly Field[], name: string): Ask => {
  const field = fields.find((each) => each.name === name) ?? { name, kind: 'text' as const }
  const own = ownOf(id, words, name)
  return { procedure: id, name, kind: field.kind, question: own.question, choices: choicesOf(field, own, words) }
}
