import { createHash } from 'node:crypto'
import type { Condition, Profile } from './profile.ts'
import { filled, type Values } from './template.ts'

/** What one request says, taken out of its body by the profile's pointers. */
export interface Picked {
  id: string
  /** Empty: the person writes to the desk outside any room. */
  room: string
  person: string
  name: string | null
  /** Groups that open documents which are not for everyone. */
  groups: string[]
  text: string
  direct: boolean
  /** The platform itself says that the desk is meant. */
  mentioned: boolean
}

export type Pick =
  | { kind: 'message'; message: Picked }
  | { kind: 'ignored'; why: 'other' | 'edit-or-bot' | 'empty' }
  | { kind: 'version' }
  | { kind: 'missing'; field: string }

/** Longer ids are kept as their digest; the inbox compares them whole. */
const ID_CHARACTERS_MAX = 200
/** Rooms and people become part of a conversation's name. */
const NAME_CHARACTERS_MAX = 200
/** Nobody is in more groups than a platform tells of. */
const GROUPS_MAX = 200
/** A question longer than this is a document; its beginning is taken. */
const TEXT_CHARACTERS_MAX = 8_000

/** The value at a JSON pointer (RFC 6901); undefined where there is none. */
export const at = (value: unknown, pointer: string): unknown => {
  let found = value
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (found === null || typeof found !== 'object' || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

/** Platforms write ids as texts or numbers; empty where there is neither. */
const textAt = (body: unknown, pointers: readonly string[]): string => {
  for (const pointer of pointers) {
    const found = at(body, pointer)
    if (typeof found === 'string' && found !== '') return found
    if (typeof found === 'number' && Number.isFinite(found)) return String(found)
  }
  return ''
}

/** Names of groups; platforms write them as a list of texts, or of things with a name or an id. */
const groupsAt = (body: unknown, pointers: readonly string[]): string[] => {
  const listed = pointers.map((pointer) => at(body, pointer)).find((found) => Array.isArray(found)) ?? []
  return (listed as unknown[])
    .slice(0, GROUPS_MAX)
    .map((group) => (typeof group === 'string' ? group : textAt(group, ['/name', '/id'])))
    .filter((group) => group !== '' && group.length <= NAME_CHARACTERS_MAX)
}

const isSet = (found: unknown): boolean =>
  found !== undefined && found !== null && found !== false && found !== '' && found !== 'false' && found !== 0

const holds = (body: unknown, { at: pointers, is }: Condition, values: Values): boolean =>
  is === 'set'
    ? pointers.some((pointer) => isSet(at(body, pointer)))
    : is.map((value) => filled(value, values)).includes(textAt(body, pointers))

const digestOf = (raw: Uint8Array | string): string => createHash('sha256').update(raw).digest('hex')

const short = (id: string): string => (id.length > ID_CHARACTERS_MAX ? digestOf(id) : id)

/** Takes the mention and the trigger word away, since the desk reads only what it is asked. */
const wordsIn = (body: unknown, profile: Profile, values: Values): string => {
  const { fields, strip } = profile
  const whole = textAt(body, fields.text)
  let text = whole
  const trigger = fields.trigger === undefined ? '' : textAt(body, fields.trigger)
  if (trigger !== '' && text.startsWith(trigger)) text = text.slice(trigger.length).replace(/^[\s　:：、,]+/u, '')
  for (const pattern of strip) text = text.replaceAll(new RegExp(filled(pattern, values), 'gu'), '')
  // A mention and nothing else is still somebody who calls.
  const clean = (text.trim() === '' ? whole : text).toWellFormed()
  return clean.length > TEXT_CHARACTERS_MAX ? clean.slice(0, TEXT_CHARACTERS_MAX).toWellFormed() : clean
}

const identified = (profile: Profile, raw: Uint8Array, body: unknown): string =>
  profile.fields.id === 'digest' ? digestOf(raw) : short(textAt(body, profile.fields.id))

export const pick = (profile: Profile, raw: Uint8Array, body: unknown, values: Values): Pick => {
  const { fields, version } = profile
  if (version !== undefined) {
    const said = at(body, version.at)
    if (said !== undefined && textAt(body, [version.at]) !== version.is) return { kind: 'version' }
  }
  if (!profile.take.every((condition) => holds(body, condition, values))) return { kind: 'ignored', why: 'other' }
  if (profile.ignore.some((condition) => holds(body, condition, values))) {
    return { kind: 'ignored', why: 'edit-or-bot' }
  }
  const id = identified(profile, raw, body)
  const room = textAt(body, fields.room)
  const person = textAt(body, fields.person)
  const missing = [
    ['id', id],
    ['person', person],
    // Only a chat with an address for direct messages can be answered outside a room.
    ['room', room === '' && profile.push.directUrl === undefined ? '' : 'known'],
    ['room', room.length > NAME_CHARACTERS_MAX ? '' : 'short'],
    ['person', person.length > NAME_CHARACTERS_MAX ? '' : 'short'],
  ].find(([, value]) => value === '')
  if (missing) return { kind: 'missing', field: missing[0] ?? '' }
  if (fields.text.every((pointer) => typeof at(body, pointer) !== 'string')) return { kind: 'missing', field: 'text' }
  const text = wordsIn(body, profile, values)
  if (text.trim() === '') return { kind: 'ignored', why: 'empty' }
  const name = fields.name === undefined ? '' : textAt(body, fields.name)
  const direct = room === '' || (fields.direct ?? []).some((pointer) => isSet(at(body, pointer)))
  return {
    kind: 'message',
    message: {
      id,
      room,
      person,
      name: name === '' ? null : name.slice(0, NAME_CHARACTERS_MAX),
      // In a room of several people, an answer is read by those who may not read its source.
      groups: direct ? groupsAt(body, fields.groups ?? []) : [],
      text,
      direct,
      mentioned: profile.mentioned.some((condition) => holds(body, condition, values)),
    },
  }
}
