import type { Bell } from '../spine/bell.ts'
import type { Store } from '../store/store.ts'
import type { Kit } from './kit.ts'
import { perform } from './perform.ts'
import type { Actor } from './states.ts'

/** What a delivery status notification (RFC 3464) says of one letter. */
export interface Bounce {
  /** The message id of the letter, without its angle brackets. */
  letter: string
  recipient: string
  /** RFC 3463, such as 5.1.1. */
  status: string
  /** The far side's own words, one line. */
  why: string
}

const WHY_CHARACTERS_MAX = 300

/** The value of a header or of a field of the report; folded lines become one. */
const fieldIn = (text: string, name: string): string => {
  const found = new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'imu').exec(text)
  return (found?.[1] ?? '').replaceAll(/\r?\n[ \t]+/gu, ' ').trim()
}

/** “rfc822; someone@example.jp” and “smtp; 550 no such user” tell the kind before the value. */
const valueOf = (field: string): string => field.replace(/^[\w-]+\s*;\s*/u, '')

/**
 * Reads a notification that a letter could not be delivered; null where it is none, or tells only of a delay. The letter
 * is known by its message id, which stands in the part that gives back the letter or its headers.
 */
export const readBounce = (raw: string): Bounce | null => {
  const report =
    /content-type:\s*message\/(?:global-)?delivery-status[^\n]*\r?\n([\s\S]*?)(?=\r?\n--|$(?![\s\S]))/iu.exec(raw)
  const said = report?.[1]
  if (said === undefined || fieldIn(said, 'Action').toLowerCase() !== 'failed') return null
  const after = raw.slice((report?.index ?? 0) + (report?.[0].length ?? 0))
  const letter = /^message-id:\s*<([^<>\s]+)>/imu.exec(after)?.[1]
  if (letter === undefined) return null
  const why = valueOf(fieldIn(said, 'Diagnostic-Code')) || fieldIn(said, 'Status')
  return {
    letter,
    recipient: valueOf(fieldIn(said, 'Final-Recipient')) || valueOf(fieldIn(said, 'Original-Recipient')),
    status: fieldIn(said, 'Status'),
    why: why.slice(0, WHY_CHARACTERS_MAX),
  }
}

const postmaster: Actor = { kind: 'system', id: 'postmaster', name: '' }

/**
 * Takes a notification to the request whose sheet it is about: the dispatch counts as undelivered, and operators hear of
 * it wherever they are. Null where it is about none of ours.
 */
export const takeBounce = async (
  parts: { store: Store; kit: Kit; bell?: Bell; now: () => Date },
  raw: string,
): Promise<{ request: string; bounce: Bounce } | null> => {
  const { store, kit, now } = parts
  const bounce = readBounce(raw)
  if (bounce === null) return null
  const [id = ''] = bounce.letter.split('@')
  const taken = await store.transaction(async (tx) => {
    const dispatch = await tx.dispatches.get(id)
    if (dispatch === null) return null
    const given = { text: `${bounce.status} ${bounce.why}`.trim(), fields: { dispatch: id } }
    const done = await perform(tx, kit, {
      request: dispatch.request,
      act: 'bounced',
      by: postmaster,
      given,
      now: now(),
    })
    if (!done.ok) return null
    await tx.outbox.add(
      done.replies.map(({ to, reply }) => ({ id: kit.newId(), to, turn: null, reply })),
      now(),
    )
    return { request: dispatch.request, bounce }
  })
  if (taken !== null) parts.bell?.ring('outbox')
  return taken
}
