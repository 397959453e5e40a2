import type { AuditEntry } from '../../store/store.ts'
import { roles } from '../access/accounts.ts'
import type { Desk } from '../parts.ts'
import { isFiled } from '../views.ts'

const ROSTER_MAX = 1_000

/** What entries name by an id, in words. */
export interface Named {
  /** Operators by id. */
  operators: ReadonlyMap<string, string>
  /** Requests by id; empty where one has no number. */
  numbers: ReadonlyMap<string, string>
  managers: ReadonlyMap<string, string>
  settings: ReadonlyMap<string, string>
}

/** Everything that the subjects and details of these entries name. */
export const namesIn = async (
  { store, room }: Desk,
  entries: readonly AuditEntry[],
  operators: ReadonlyMap<string, string>,
): Promise<Named> => {
  const numbers = new Map<string, string>()
  for (const { subject, detail } of entries) {
    for (const id of [subject, detail['into'], detail['from']]) {
      if (typeof id !== 'string' || numbers.has(id) || id.includes(':') || isFiled(id)) continue
      numbers.set(id, (await store.requests.get(id))?.number ?? '')
    }
  }
  const managers = new Map((await store.roster.all(ROSTER_MAX)).map(({ id, name }) => [id, name]))
  const settings = new Map((await room.settings()).map(({ name, label }) => [name as string, label]))
  return { operators, numbers, managers, settings }
}

/** What an entry is about: a request by its number, an operator by name, a setting by its label. */
export const subjectInWords = (subject: string, named: Named, { words }: Desk): string => {
  const [kind = '', ...rest] = subject.split(':')
  const id = rest.join(':')
  const kinds = words.audit.subjects
  if (id === '') return (named.numbers.get(subject) || kinds[subject]) ?? subject
  const known: Record<string, ReadonlyMap<string, string>> = {
    operator: named.operators,
    manager: named.managers,
    setting: named.settings,
  }
  const label = kinds[kind]
  const name = known[kind]?.get(id)
  if (name !== undefined) return label === undefined ? name : `${label}：${name}`
  return label ?? subject
}

const isRole = (text: string): text is (typeof roles)[number] => roles.some((role) => role === text)

/** Keys that tell a person nothing. */
const SILENT = new Set(['sha256', 'content'])

type InWords = (text: string, named: Named, desk: Desk) => string

const stateOrNumber: InWords = (text, named, { room }) =>
  isFiled(text) ? room.stateLabel(text) : named.numbers.get(text) || text
const listed: InWords = (text, _, { room }) => text.split(',').map(room.routeLabel).join('、')

/** How the values of some keys are read. */
const readers: Record<string, InWords> = {
  from: stateOrNumber,
  to: stateOrNumber,
  into: stateOrNumber,
  role: (text, _, { words }) => (isRole(text) ? words.roles[text] : text),
  manager: (text, named) => named.managers.get(text) ?? text,
  owner: (text, named) => named.operators.get(text) ?? text,
  name: (text, named) => named.settings.get(text) ?? text,
  changed: (text, _, { room }) => text.split(',').map(room.fieldLabel).join('、'),
  routes: listed,
  route: listed,
}

const valueInWords = (key: string, value: unknown, named: Named, desk: Desk): string => {
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ'
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
  if (text === '') return '（なし）'
  return readers[key]?.(text, named, desk) ?? desk.words.audit.values[text] ?? text
}

/** What belongs to an entry, as one reads it: 前の状態：受付済み、後の状態：対応中. */
export const detailInWords = (detail: AuditEntry['detail'], named: Named, desk: Desk): string => {
  const { from, to, ...rest } = detail
  const stayed = from !== undefined && from === to
  return Object.entries(stayed ? rest : detail)
    .filter(([key]) => !SILENT.has(key))
    .map(([key, value]) => `${desk.words.audit.keys[key] ?? key}：${valueInWords(key, value, named, desk)}`)
    .join('、')
}
