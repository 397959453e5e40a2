import type { Inbound } from '../../vocabulary/types.ts'
import type { House, RequestLine } from '../channel.ts'
import { SLACK } from './addresses.ts'

const LINES_MAX = 20

export interface Keeper {
  /** Resolves once the message is on the disk. */
  keep(inbound: Omit<Inbound, 'receivedAt'>): Promise<'kept' | 'duplicate'>
  /** A person's own requests, whatever conversation they were begun in. */
  mine(user: string): Promise<RequestLine[]>
}

export const createKeeper = (house: House): Keeper => ({
  async keep(inbound) {
    const [result = 'duplicate'] = await house.keep([{ ...inbound, receivedAt: house.now() }])
    return result
  },

  async mine(user) {
    const lines = await house.requests.mine({ channel: SLACK, conversation: '' }, { id: user })
    return lines.slice(0, LINES_MAX)
  },
})
