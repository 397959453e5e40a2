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
