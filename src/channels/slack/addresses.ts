import type { Address } from '../../vocabulary/types.ts'
import type { SeenFrom } from '../channel.ts'

export const SLACK = 'slack'

/**
 * Where in Slack a conversation is.
 *
 * - **thread**: a thread of a channel or of a direct message, by the message that began it.
 * - **personal**: a conversation with one person that began without a message (a command, the Home tab, a shortcut). It
 *   becomes a thread of their direct messages once something is said in it.
 * - **aside**: words for one person's eyes, inside somebody's thread.
 * - **operators**: the channel whose members are operators; **operator**: words for one of them there.
 */
export type Place =
  | { kind: 'thread'; team: string; channel: string; ts: string }
  | { kind: 'personal'; team: string; user: string; key: string }
  | { kind: 'aside'; team: string; channel: string; ts: string; user: string }
  | { kind: 'operators'; channel: string }
  | { kind: 'operator'; channel: string; user: string }

const conversationOf = (place: Place): string => {
  if (place.kind === 'thread') return `t/${place.team}/${place.channel}/${place.ts}`
  if (place.kind === 'personal') return `p/${place.team}/${place.user}/${place.key}`
  if (place.kind === 'aside') return `a/${place.team}/${place.channel}/${place.ts}/${place.user}`
  // An operator's own continues that of all operators, which is how the desk knows that an operator speaks.
  return `operators/${place.channel}${place.kind === 'operator' ? `/${place.user}` : ''}`
}

export const addressOf = (place: Place): Address => ({ channel: SLACK, conversation: conversationOf(place) })

/** Null when it is no conversation of Slack: one of another channel, or a value that somebody made up. */
export const placeOf = (conversation: string): Place | null => {
  const [kind, ...rest] = conversation.split('/')
  const [a = '', b = '', c = '', d = ''] = rest
  if (rest.some((part) => part === '')) return null
  if (kind === 't' && rest.length === 3) return { kind: 'thread', team: a, channel: b, ts: c }
  if (kind === 'p' && rest.length === 3) return { kind: 'personal', team: a, user: b, key: c }
  if (kind === 'a' && rest.length === 4) return { kind: 'aside', team: a, channel: b, ts: c, user: d }
  if (kind === 'operators' && rest.length === 1) return { kind: 'operators', channel: a }
  return kind === 'operators' && rest.length === 2 ? { kind: 'operator', channel: a, user: b } : null
}

/** One conversation for all that a person consults about outside a thread; its draft is taken up again. */
export const CONSULT_KEY = 'consult'

/** A channel is read by its members; what is a person's own goes on in their direct messages. */
export const seenInSlack: SeenFrom = (from, { id: user }) => {
  const place = placeOf(from.conversation)
  const own = (team: string): Address => addressOf({ kind: 'personal', team, user, key: CONSULT_KEY })
  if (place?.kind === 'aside') return Promise.resolve({ own: own(place.team), aside: from })
  if (place?.kind !== 'thread' || place.channel.startsWith('D')) {
    const cases = place?.kind === 'personal' && place.key === CONSULT_KEY
    return Promise.resolve({ own: from, aside: from, ...(cases ? { cases: true as const } : {}) })
  }
  const { team, channel, ts } = place
  return Promise.resolve({ own: own(team), aside: addressOf({ kind: 'aside', team, channel, ts, user }) })
}
