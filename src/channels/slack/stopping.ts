import { z } from 'zod'
import type { Address, Reply } from '../../vocabulary/types.ts'
import type { Store } from '../../store/store.ts'
import type { ChannelShelf, House } from '../channel.ts'
import { SLACK } from './addresses.ts'
import { carried } from './offers.ts'

/** What may be under way in one conversation when somebody presses stop. */
const LINES_MAX = 20

const shape = z.object({ inbounds: z.array(z.string()), turns: z.array(z.string()) })

/** What a person did not want to hear any more, kept until it would have been said. */
export interface Stopping {
  /** Marks all that is awaited in the conversation; false where nothing is. */
  stop(address: Address): Promise<boolean>
  isStopped(address: Address, reply: Reply): Promise<boolean>
}

/** Only an answer can be stopped: a receipt, a form or a person's words were promised and are said. */
const isAnswer = ({ outcome, receipt, form, speaker }: Reply): boolean =>
  outcome !== 'notice' && receipt === undefined && form === undefined && speaker === undefined

const keyOf = ({ conversation }: Address): string => `stopped/${conversation}`

export const createStopping = (parts: {
  shelf: ChannelShelf
  thread: Store['outbox']['thread']
  house: Pick<House, 'answerTo'>
}): Stopping => {
  const { shelf, thread, house } = parts
  return {
    async stop(address) {
      const lines = await thread(address, LINES_MAX)
      const inbounds = lines.filter(({ by, state }) => by === 'person' && state === 'waiting').map(({ id }) => id)
      const turns = lines
        .filter(({ by, state, reply }) => by === 'desk' && state === 'due' && reply !== null && isAnswer(reply))
        .flatMap(({ reply }) => reply?.turn ?? [])
      if (inbounds.length + turns.length === 0) return false
      await shelf.put(keyOf(address), JSON.stringify({ inbounds, turns }))
      return true
    },

    async isStopped(address, reply) {
      if (reply.turn === undefined || !isAnswer(reply)) return false
      const marked = carried(await shelf.get(keyOf(address)), shape)
      if (marked === null) return false
      if (marked.turns.includes(reply.turn)) return true
      for (const inbound of marked.inbounds) {
        if ((await house.answerTo(SLACK, inbound, 0))?.turn === reply.turn) return true
      }
      return false
    },
  }
}
