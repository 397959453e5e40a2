import { z } from 'zod'
import type { Memory, Offer } from '../vocabulary/types.ts'
import { fill } from '../base/words.ts'
import { type Fields, type FormReader, isCall } from './fields.ts'
import { type FieldName, fieldNames, type Words } from './words.ts'

/** The consultation form as questions and answers: where a person stands in it, and what comes next. All pure. */

const pointer = z.strictObject({
  request: z.string(),
  step: z.enum([...fieldNames, 'final', 'which']),
  /** Questions answered before this one, for 「戻る」. */
  trail: z.array(z.enum(fieldNames)),
  /** One field is being corrected from the summary. */
  editing: z.boolean(),
})
const pointers = z.record(z.string(), pointer)

export type Pointer = z.infer<typeof pointer>

/** The name under which the dialogue keeps its state in a conversation's memory. */
export const TALK = 'consult'
/** People with an open form in one conversation; the oldest pointer gives way, its draft remains. */
const PEOPLE_MAX = 20
/** Beyond this a select is asked for in words, since nobody counts through such a list. */
const CHOICES_MAX = 12
/** Asked for as a count: in a numbered list, the number and the count would be two things. */
const COUNTED: FieldName = 'sessionsUsed'

const isListed = (name: FieldName, options: readonly unknown[]): boolean =>
  name !== COUNTED && options.length <= CHOICES_MAX

/** A group's conversation has one memory, so each person has a pointer of their own. */
export const pointerOf = (memory: Memory, person: string): Pointer | null => {
  const read = pointers.safeParse(memory[TALK] ?? {})
  return read.success ? (read.data[person] ?? null) : null
}

export const withPointer = (memory: Memory, person: string, next: Pointer | null): Memory => {
  const read = pointers.safeParse(memory[TALK] ?? {})
  const others = Object.entries(read.success ? read.data : {}).filter(([id]) => id !== person)
  const all = [...others.slice(-PEOPLE_MAX + 1), ...(next ? [[person, next] as const] : [])]
  const { [TALK]: _, ...rest } = memory
  return all.length === 0 ? rest : { ...rest, [TALK]: Object.fromEntries(all) }
}

/** The first question still to be asked after a place in the form; the inquiry is confirmed even where it is known. */
export const nextStep = (after: FieldName | null, fields: Fields, reader: FormReader): FieldName | 'final' => {
  const names = reader.names(fields)
  const from = after === null ? 0 : names.indexOf(after) + 1
  const { problems } = reader.readAll(fields)
  const call = isCall(fields)
  return (
    names.slice(from).find((name) => {
      const empty = (fields[name] ?? '') === ''
      // One way to reach them is enough, and what it is about is known from what led here.
      if (call && (name === 'contact' || name === 'dates' || (name === 'email' && fields['phone']))) return false
      if (call && name === 'content') return empty
      // The prefecture follows from an address that names it.
      if (name === 'prefecture' && problems[name] === undefined) return false
      return empty || problems[name] !== undefined || name === 'content'
    }) ?? 'final'
  )
}

/** Where to go on after days: the first required question without a right answer. */
export const resumeStep = (fields: Fields, reader: FormReader): FieldName | 'final' => {
  const { problems } = reader.readAll(fields)
  return reader.names(fields).find((name) => problems[name] !== undefined) ?? 'final'
}

const choice = (label: string, value = label): Offer => ({ kind: 'choice', label, value })

/** What a place in the form is shown over: the draft's values, and whether others would read them here. */
export interface Shown {
  fields: Fields
  lead: string[]
  /** Others read along: nothing that was told is repeated. */
  shared: boolean
}

/** One question with its choices. */
export const question = (
  name: FieldName,
  { fields: told, lead, shared }: Shown,
  words: Words,
  reader: FormReader,
): { text: string; offers: Offer[] } => {
  const { dialogue, fields, call } = words
  const value = told[name] ?? ''
  const names = reader.names(told)
  const progress = isCall(told) ? '' : fill(dialogue.progress, { n: names.indexOf(name) + 1, all: names.length })
  const options = reader.options(name)
  const current = value === '' || shared ? [] : [fill(dialogue.current, { value: reader.shown(name, value) })]
  const { hint } = fields[name]
  const asked = isCall(told) && name === 'phone' ? call.phone : fields[name].question
  const optional = value === '' && !reader.needed(name, told)
  const offers = [
    ...(isListed(name, options) ? options.map(({ label }) => choice(label)) : []),
    ...(value === '' ? [] : [choice(dialogue.keepValueLabel)]),
    ...(optional || (isCall(told) && name === 'phone') ? [choice(dialogue.skipLabel)] : []),
  ]
  return {
    text: [...lead, `${asked}${progress}`, ...(hint === '' ? [] : [hint]), ...current].join('\n'),
    offers,
  }
}

export const summary = ({ fields, lead, shared }: Shown, about: string, words: Words, reader: FormReader) => {
  const { dialogue, form, call } = words
  const lines = shared ? [call.hidden] : reader.lines(fields).map(({ label, value }) => `・${label}：${value}`)
  const consent = isCall(fields) ? call.consent : form.consent
  return {
    text: [...lead, dialogue.summary, ...lines, '', about, consent, '', dialogue.final].join('\n').trim(),
    offers: [choice(dialogue.sendLabel), choice(dialogue.editLabel), choice(dialogue.keepLabel)],
  }
}

export const which = (names: readonly FieldName[], words: Words) => ({
  text: words.dialogue.whichField,
  offers: names.map((name) => choice(words.fields[name].label)),
})

export const told = ({ fields, shared }: Omit<Shown, 'lead'>, words: Words, reader: FormReader): string => {
  if (shared) return words.call.hidden
  const lines = reader.lines(fields).map(({ label, value }) => `・${label}：${value}`)
  return lines.length === 0 ? words.dialogue.nothingTold : [words.dialogue.told, ...lines].join('\n')
}

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/gu, '')
    .replace(/[。.!]+$/u, '')

type Command = 'courtesies' | 'triggers' | 'mine' | 'back' | 'cancel' | 'check' | 'skip' | 'send' | 'edit' | 'keep'

export const isCommand = (text: string, command: Command, words: Words): boolean => {
  const said = fold(text)
  return words.dialogue[command].some((word) => fold(word) === said)
}

/** A question to the desk rather than an answer to a form: it ends as questions do. */
export const asksBack = (text: string): boolean =>
  /(?:[?？]|(?:です|ます|でしょう|ません|ました)か[。.]?|(?:教えて|おしえて)(?:ください|下さい)?[。.]?)$/u.test(
    text.trim(),
  )

/** The numbers of choices in an answer such as 「1、3」 or 「１と３」; null when it is anything else. */
const numbersIn = (text: string): number[] | null => {
  const said = text.normalize('NFKC').trim()
  if (!/^\d{1,2}番?(?:\s*(?:[,、・/と]|\s)\s*\d{1,2}番?)*(?:です|をお願いします|お願いします)?[。.]?$/u.test(said))
    return null
  return (said.match(/\d{1,2}/gu) ?? []).map(Number)
}

/** An answer with its numbers put into the words of the choices that they stand for. */
export const spelledOut = (name: FieldName, text: string, reader: FormReader): string => {
  const options = reader.options(name)
  const kind = reader.kindOf(name)
  if ((kind !== 'select' && kind !== 'checks') || !isListed(name, options)) return text
  const numbers = numbersIn(text)
  if (numbers === null || (kind === 'select' && numbers.length !== 1)) return text
  const picked = numbers.map((n) => options[n - 1]?.value)
  return picked.some((value) => value === undefined) ? text : picked.join(',')
}

/** The field that a person names to correct it: 「電話番号」, 「電話番号を直す」. */
export const fieldNamed = (text: string, words: Words): FieldName | null => {
  const said = fold(text).replace(/(?:の項目)?(?:を(?:直す|直したい|修正する|修正したい|修正|訂正))?(?:です)?$/u, '')
  return fieldNames.find((name) => fold(words.fields[name].label) === said) ?? null
}
