import type { ChannelShelf, SeenFrom } from '../channel.ts'

/**
 * A conversation is one person in one room, so that an open prompt and an open form are theirs. Both names are escaped:
 * no room can be written so that it reads as another's person.
 */
export interface Place {
  /** Empty: outside any room. */
  room: string
  person: string
}

export const conversationOf = ({ room, person }: Place): string =>
  `${encodeURIComponent(room)}/${encodeURIComponent(person)}`

/** Null when it was not made here. */
export const placeOf = (conversation: string): Place | null => {
  const [room, person, ...rest] = conversation.split('/')
  if (room === undefined || person === undefined || person === '' || rest.length > 0) return null
  try {
    return { room: decodeURIComponent(room), person: decodeURIComponent(person) }
  } catch {
    return null
  }
}

const TAKES_DIRECT = 'takes-direct'
const directKey = (conversation: string): string => `direct:${conversation}`

/** Remembers that the platform called this room a conversation with one person alone. */
export const noteDirect = async (shelf: ChannelShelf, conversation: string): Promise<void> => {
  await shelf.claim(directKey(conversation), 'yes')
}

/** Says whether the platform takes messages for one person, outside any room. */
export const noteTakesDirect = (shelf: ChannelShelf, takes: boolean): Promise<void> =>
  takes ? shelf.put(TAKES_DIRECT, 'yes') : shelf.remove(TAKES_DIRECT)

/**
 * A room may be read by anybody in it. A person is alone with the desk outside any room, in a room that the platform
 * calls direct, and where the platform takes messages for one person.
 */
export const seenByHook: SeenFrom = async (from, _, shelf) => {
  const place = placeOf(from.conversation)
  if (place === null || place.room === '') return { own: from, aside: from }
  if ((await shelf.get(directKey(from.conversation))) !== null) return { own: from, aside: from }
  const alone = conversationOf({ room: '', person: place.person })
  const takes = (await shelf.get(TAKES_DIRECT)) !== null
  return { own: takes ? { channel: from.channel, conversation: alone } : null, aside: from }
}
