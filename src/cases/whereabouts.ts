import type { Address, Person, Reply } from '../vocabulary/types.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import type { Seen } from '../channels/channel.ts'
import type { Kit } from './kit.ts'

/** Where people are reached, and what may be said there. */

export const isSame = (a: Address, b: Address): boolean => a.channel === b.channel && a.conversation === b.conversation

/** The channel under which a browser that a link has let in speaks for one request. */
const LINKED = 'web'
const LINKED_PREFIX = 'case/'

/** The conversation of a request with whoever opened its link; no browser can name it by itself. */
export const linkedAddress = (request: string): Address => ({
  channel: LINKED,
  conversation: `${LINKED_PREFIX}${request}`,
})

/** The request that a conversation of that kind is about. */
export const linkedRequest = ({ channel, conversation }: Address): string | null =>
  channel === LINKED && conversation.startsWith(LINKED_PREFIX) ? conversation.slice(LINKED_PREFIX.length) : null

/** Where words for this person can go, seen from where they write. */
export const seenFrom = (
  tx: Pick<Repositories, 'shelf'>,
  kit: Pick<Kit, 'seen'>,
  from: Address,
  person: Pick<Person, 'id'>,
): Promise<Seen> => {
  const look = kit.seen(from.channel)
  const shelf = { get: (key: string) => tx.shelf.get(from.channel, key) }
  return look?.(from, person, shelf) ?? Promise.resolve({ own: from, aside: from })
}

/** Whose a request is: whoever began it, whoever has found it since, and whoever holds a link to it. */
export const isTheirs = async (
  tx: Pick<Repositories, 'requests'>,
  request: StoredRequest,
  by: { id: string },
  from: Address | undefined,
): Promise<boolean> => {
  if (from === undefined) return false
  if (linkedRequest(from) === request.id) return true
  if (request.person.id === by.id && request.address.channel === from.channel) return true
  const adopted = await tx.requests.adopted(request.id)
  return adopted.some(({ address, person }) => person === by.id && address.channel === from.channel)
}

/** Everywhere that a person is told of their request, without the places where others would read along. */
export const listeners = async (
  tx: Pick<Repositories, 'requests' | 'shelf'>,
  kit: Pick<Kit, 'seen'>,
  request: StoredRequest,
): Promise<{ to: Address; shared: boolean }[]> => {
  const all = [{ address: request.address, person: request.person.id }, ...(await tx.requests.adopted(request.id))]
  const heard: { to: Address; shared: boolean }[] = []
  for (const { address, person } of all) {
    if (linkedRequest(address) !== null) continue
    const { own } = await seenFrom(tx, kit, address, { id: person })
    const to = own ?? address
    if (!heard.some((each) => isSame(each.to, to))) heard.push({ to, shared: own === null })
  }
  return heard
}

export interface Said {
  to: Address
  reply: Reply
}
