import { z } from 'zod'
import type { Inbound } from '../../vocabulary/types.ts'
import type { House, RequestLine } from '../channel.ts'
import { placeOf, SLACK } from './addresses.ts'
import { carried } from './offers.ts'

/** Conversations of a person that "my requests" looks through, newest first. */
const CONVERSATIONS_MAX = 50
const LINES_MAX = 20

const conversations = z.array(z.string())

export interface Keeper {
  /** Resolves once the message is on the disk. */
  keep(inbound: Omit<Inbound, 'receivedAt'>): Promise<'kept' | 'duplicate'>
  /** A person's own requests in all conversations they had with the desk here. */
  mine(user: string): Promise<RequestLine[]>
}

export const createKeeper = (house: House, onFault: (what: string, thrown: unknown) => void): Keeper => {
  const { shelf } = house
  const writing = new Map<string, Promise<void>>()

  const of = async (user: string): Promise<string[]> => carried(await shelf.get(`recent/${user}`), conversations) ?? []

  const remember = async (user: string, conversation: string) => {
    const known = await of(user)
    if (known[0] === conversation) return
    const next = [conversation, ...known.filter((each) => each !== conversation)].slice(0, CONVERSATIONS_MAX)
    await shelf.put(`recent/${user}`, JSON.stringify(next))
  }

  /** One after the other for each person, so that none of their conversations is written over. */
  const noted = (user: string, conversation: string): Promise<void> => {
    const line = (writing.get(user) ?? Promise.resolve())
      .then(() => remember(user, conversation))
      .catch((thrown: unknown) => onFault('slack.recent', thrown))
      .finally(() => {
        if (writing.get(user) === line) writing.delete(user)
      })
    writing.set(user, line)
    return line
  }

  return {
    async keep(inbound) {
      const [result = 'duplicate'] = await house.keep([{ ...inbound, receivedAt: house.now() }])
      const place = placeOf(inbound.from.conversation)
      const spoken = place?.kind === 'thread' || place?.kind === 'personal'
      if (result === 'kept' && spoken) void noted(inbound.person.id, inbound.from.conversation)
      return result
    },

    async mine(user) {
      await writing.get(user)
      const lines = await Promise.all(
        (await of(user)).map((conversation) => house.requests.mine({ channel: SLACK, conversation }, { id: user })),
      )
      return lines
        .flat()
        .sort((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, LINES_MAX)
    },
  }
}
