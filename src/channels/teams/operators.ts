import type { Address } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import { rootOf } from './activity.ts'
import type { TeamsMemory } from './memory.ts'
import type { Place, Sdk } from './sdk.ts'
import type { TeamsWords } from './words.ts'

/** How long a look into the roster counts. Who leaves the team is out by then. */
const MEMBER_MS = 60_000
const MEMBERS_MAX = 1_000

/** Where operators are told of requests, as the house keeps it. */
export interface OperatorPlaces {
  list(): Promise<Address[]>
  register(address: Address): Promise<void>
  unregister(address: Address): Promise<void>
}

/** Written among the ids: whoever is in the operators' place may act there. */
const MEMBERS = 'members'

const fold = (text: string) =>
  text
    .normalize('NFKC')
    .replaceAll(/\s+/gu, '')
    .replace(/[。.!]+$/u, '')
const says = (text: string, commands: readonly string[]) => commands.some((each) => fold(each) === fold(text))

export const createOperators = (parts: {
  channel: string
  places: OperatorPlaces
  /** Entra object ids of those who may choose the operators' place. Empty: nobody may; null: anyone. */
  allowed: readonly string[] | null
  sdk: Sdk
  memory: TeamsMemory
  words: TeamsWords
  now: () => Date
}) => {
  const { channel, places, sdk, memory, words, now } = parts
  const allowed = parts.allowed === null ? null : new Set(parts.allowed.map((id) => id.toLowerCase()))
  /** Those who may act are those who are named, unless every member of the place may. */
  const named = allowed === null || allowed.has(MEMBERS) ? null : allowed
  const seen = new Map<string, number>()

  const isMember = async (place: Place): Promise<boolean> => {
    const key = `${place.conversation}\n${place.user.id}`
    const at = now().getTime()
    if ((seen.get(key) ?? -MEMBER_MS) > at - MEMBER_MS) return true
    const member = (await sdk.member(place, place.user.id)) !== null
    if (member) seen.set(key, at)
    const [oldest] = seen.keys()
    if (seen.size > MEMBERS_MAX && oldest !== undefined) seen.delete(oldest)
    return member
  }

  return {
    /**
     * Whether whoever pressed is an operator: the press comes from an operators' place, which Teams vouches for with
     * its token, the roster there knows the person now, and they are named where only some are.
     */
    async mayAct(place: Place, person: string): Promise<boolean> {
      if (named !== null && !named.has(person.toLowerCase())) return false
      const root = { ...place, conversation: rootOf(place.conversation) }
      const known = (await places.list()).some(
        (address) => address.channel === channel && address.conversation === root.conversation,
      )
      return known && (await isMember(root))
    },

    /** Whether somebody is an operator wherever they are: one of those named, or in the roster of an operators' place now. */
    async isOperator(account: string, person: string): Promise<boolean> {
      if (named !== null) return named.has(person.toLowerCase())
      for (const { channel: name, conversation } of await places.list()) {
        const place = name === channel ? await memory.place(conversation) : null
        const user = { id: account, name: '' }
        if (place !== null && (await isMember({ ...place, conversation: rootOf(conversation), user }))) return true
      }
      return false
    },

    /** What is said to someone who chooses or gives up the operators' place; null when the words are no command. */
    async command(text: string, place: Place, person: string): Promise<string | null> {
      const register = says(text, words.operators.register)
      if (!register && !says(text, words.operators.unregister)) return null
      if (allowed !== null && !allowed.has(person.toLowerCase())) return words.operators.refused
      if (place.scope === 'personal') return words.operators.notHere
      const root = rootOf(place.conversation)
      const address = { channel, conversation: root }
      if (!register) {
        await places.unregister(address)
        return words.operators.unregistered
      }
      // The place itself is reached from now on, not only the thread in which it was chosen.
      await memory.keepPlace({ ...place, conversation: root })
      await places.register(address)
      return fill(words.operators.registered, {})
    },
  }
}

export type Operators = ReturnType<typeof createOperators>
