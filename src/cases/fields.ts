import type { FormField } from '../vocabulary/types.ts'
import { fill } from '../base/words.ts'
import { readAddress, readEmail, readPhone, tidy, type Read } from '../japanese/contact.ts'
import { type FieldName, fieldNames, optionLabel, type Words } from './words.ts'

export type Fields = Record<string, string>

interface Field {
  kind: FormField['kind']
  required: boolean
  charactersMax: number
}

const one = { required: true, charactersMax: 100 }

const shapes: Record<FieldName, Field> = {
  organisation: { ...one, kind: 'text' },
  kind: { ...one, kind: 'select' },
  contact: { ...one, kind: 'text' },
  address: { ...one, kind: 'text', charactersMax: 200 },
  prefecture: { ...one, kind: 'select' },
  email: { ...one, kind: 'text', charactersMax: 254 },
  phone: { ...one, kind: 'text' },
  topics: { ...one, kind: 'checks' },
  stage: { ...one, kind: 'select' },
  content: { kind: 'long', required: true, charactersMax: 2_000 },
  mode: { ...one, kind: 'select' },
  dates: { kind: 'text', required: false, charactersMax: 300 },
  sessionsUsed: { ...one, kind: 'select' },
}

export const isFieldName = (name: string): name is FieldName => fieldNames.some((each) => each === name)

/** Set where somebody only wishes to be called back. */
export const WISH = 'wish'
export const CALL = 'call'
/** What a wish to be called back asks for; one way to reach them is enough. */
const callNames: readonly FieldName[] = ['contact', 'phone', 'email', 'dates', 'content']

export const isCall = (fields: Fields): boolean => fields[WISH] === CALL

/** Fields as a form sent them: of a wish to be called back, they are the few that it asks for. */
export const asSent = (fields: Fields): Fields =>
  Object.hasOwn(fields, 'phone') && !Object.hasOwn(fields, 'organisation') ? { ...fields, [WISH]: CALL } : fields

export interface FormReader {
  /** What is asked for, in order: of a wish to be called back it is little. */
  names(fields: Fields): readonly FieldName[]
  /** Whether it must be answered, seeing what else was. */
  needed(name: FieldName, fields: Fields): boolean
  options(name: FieldName): { value: string; label: string }[]
  kindOf(name: FieldName): FormField['kind']
  /** One value as stored, or what is wrong with it in words. An empty value of an optional field is right. */
  read(name: FieldName, text: string, fields?: Fields): Read
  /** Every value as stored; what cannot be read stays as it was written, with what is wrong with it. */
  readAll(fields: Fields): { fields: Fields; problems: Fields }
  /** A stored value in words. */
  shown(name: FieldName, value: string): string
  form(fields: Fields, problems: Fields): FormField[]
  lines(fields: Fields): { name: FieldName; label: string; value: string }[]
}

const separators = /[,、，;；/／\s]+/u

const names = (fields: Fields): readonly FieldName[] => (isCall(fields) ? callNames : fieldNames)
const needed = (name: FieldName, fields: Fields): boolean => {
  if (!isCall(fields)) return shapes[name].required
  return name === 'phone' && (fields['email'] ?? '').trim() === ''
}

export const createFormReader = (words: Words, prefectures: readonly string[]): FormReader => {
  const options = (name: FieldName): { value: string; label: string }[] => {
    if (name === 'prefecture') return prefectures.map((value) => ({ value, label: value }))
    if (!(name in words.options)) return []
    const labels: Record<string, string> = words.options[name as keyof Words['options']]
    return Object.entries(labels).map(([value, label]) => ({ value, label }))
  }
  const problem = (name: FieldName, key: keyof Words['problems'], values: Record<string, string | number> = {}) => ({
    problem: fill(words.problems[key], { label: words.fields[name].label, ...values }),
  })
  const labels = (name: FieldName) => ({
    options: options(name)
      .map(({ label }) => label)
      .join('、'),
  })

  /** By value, by label, or for prefectures by the name without its last character. */
  const choice = (name: FieldName, text: string): string | null => {
    const folded = tidy(text)
    const short = name === 'prefecture'
    const found = options(name).find(
      ({ value, label }) =>
        folded === value || folded === tidy(label) || (short && value !== '北海道' && folded === value.slice(0, -1)),
    )
    return found?.value ?? null
  }

  const readKind = (name: FieldName, text: string): Read => {
    const { kind } = shapes[name]
    if (kind === 'select') {
      const value = choice(name, text)
      return value === null ? problem(name, 'choice', labels(name)) : { value }
    }
    if (kind === 'checks') {
      const values = text
        .split(separators)
        .filter((part) => part !== '')
        .map((part) => choice(name, part))
      const known = new Set(values)
      if (known.has(null) || known.size === 0) return problem(name, 'choice', labels(name))
      return {
        value: options(name)
          .map(({ value }) => value)
          .filter((value) => known.has(value))
          .join(','),
      }
    }
    if (name === 'phone') return said(name, readPhone(text))
    if (name === 'email') return said(name, readEmail(text))
    if (name === 'address') return said(name, readAddress(text, prefectures))
    return { value: kind === 'long' ? text.replaceAll('\r\n', '\n').trim() : tidy(text.replaceAll('\n', ' ')) }
  }
  const said = (name: FieldName, read: Read): Read =>
    'problem' in read ? problem(name, read.problem as keyof Words['problems']) : read

  const read = (name: FieldName, text: string, fields: Fields = {}): Read => {
    const { charactersMax } = shapes[name]
    if (text.trim() === '') return needed(name, fields) ? problem(name, 'required') : { value: '' }
    const { length } = [...text.trim()]
    if (length > charactersMax) return problem(name, 'tooLong', { max: charactersMax, length })
    return readKind(name, text)
  }

  const shown = (name: FieldName, value: string): string =>
    name in words.options
      ? value
          .split(',')
          .map((part) => optionLabel(words, name as keyof Words['options'], part))
          .join('、')
      : value

  return {
    names,
    needed,
    options,
    read,
    shown,
    kindOf: (name) => shapes[name].kind,
    readAll(fields) {
      const kept: Fields = isCall(fields) ? { [WISH]: CALL } : {}
      const problems: Fields = {}
      // An address that names its prefecture answers that question too.
      const address = readAddress(fields['address'] ?? '', prefectures)
      const given =
        'prefecture' in address && (fields['prefecture'] ?? '') === ''
          ? { ...fields, prefecture: address.prefecture }
          : fields
      for (const name of names(fields)) {
        const text = given[name] ?? ''
        const value = read(name, text, given)
        if ('problem' in value) {
          problems[name] = value.problem
          if (text.trim() !== '') kept[name] = text.slice(0, shapes[name].charactersMax * 2)
        } else if (value.value !== '') kept[name] = value.value
      }
      if (
        'prefecture' in address &&
        !isCall(fields) &&
        !problems['prefecture'] &&
        kept['prefecture'] !== address.prefecture
      ) {
        problems['prefecture'] = fill(words.problems.prefectureDiffers, {
          address: address.prefecture,
          chosen: kept['prefecture'] ?? '',
        })
      }
      return { fields: kept, problems }
    },
    form: (fields, problems) =>
      names(fields).map((name) => {
        const { label, hint } = words.fields[name]
        const { kind } = shapes[name]
        const required = needed(name, fields)
        const choices = options(name)
        const error = problems[name]
        return {
          name,
          label,
          kind,
          value: fields[name] ?? '',
          required,
          ...(choices.length > 0 ? { options: choices } : {}),
          ...(hint === '' ? {} : { hint }),
          ...(error === undefined ? {} : { error }),
        }
      }),
    lines: (fields) =>
      fieldNames
        .filter((name) => (fields[name] ?? '') !== '')
        .map((name) => ({ name, label: words.fields[name].label, value: shown(name, fields[name] ?? '') })),
  }
}
