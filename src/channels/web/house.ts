import type { Address } from '../../vocabulary/types.ts'
import type { Delivery, Said } from '../../store/store.ts'
import type { House } from '../channel.ts'

/** The browser chat shows a conversation from the house's own record, which no other channel needs. */
export interface WebHouse extends House {
  /** The newest `limit` lines of a conversation, newest last. */
  thread(address: Address, limit: number): Promise<Said[]>
  /** What was put in the outbox after that sequence, oldest first. */
  since(address: Address, after: number, limit: number): Promise<Delivery[]>
}
