import type { SeenFrom } from '../channel.ts'
import { Failure } from '../../base/failure.ts'
import { placeIn } from './activity.ts'
import type { TeamsMemory } from './memory.ts'
import type { Place, Sdk } from './sdk.ts'

/** Names a person's own conversation before Teams has given it an id. */
const PREFIX = 'own:'

/** Groups and channels are read by their members; what is a person's own goes on in their chat with the app. */
export const seenInTeams: SeenFrom = async (from, { id: person }, shelf) => {
  const kept = await shelf.get(`place:${placeIn(from.conversation)}`)
  const scope = kept === null ? null : (JSON.parse(kept) as Place).scope
  if (scope === 'personal') return { own: from, aside: from }
  if (from.conversation.startsWith(PREFIX)) {
    // What was begun before Teams had named it is the chat in which the person now writes.
    const own = { ...from, conversation: (await shelf.get(from.conversation)) ?? from.conversation }
    return { own, aside: own }
  }
  const conversation = (await shelf.get(`${PREFIX}${person}`)) ?? `${PREFIX}${person}`
  return { own: { ...from, conversation }, aside: from }
}

/**
 * The place of a conversation; where it is a person's own and they never wrote to the app alone, it is opened now.
 * Teams gives the same conversation however often it is asked for.
 */
export const ownPlace = async (memory: TeamsMemory, sdk: Sdk, conversation: string): Promise<Place | null> => {
  if (!conversation.startsWith(PREFIX)) return null
  const person = conversation.slice(PREFIX.length)
  const known = await memory.own(person)
  if (known !== null) return memory.place(known)
  const account = await memory.account(person)
  if (account === null) throw new Failure('teams.place', 'Nobody of this name has written to the desk yet.')
  const opened: Place = { ...account, conversation: await sdk.open(account), scope: 'personal' }
  await memory.keepPlace(opened)
  await memory.noteOwn(person, opened)
  return opened
}
