import type { Desk } from '../../src/spine/worker.ts'
import type { CaseTalk } from '../../src/vocabulary/talk.ts'
import type { Inbound, Memory, Reply, Taken } from '../../src/vocabulary/types.ts'
import { replied, traced } from './messages.ts'

/** A desk that has the real dialogue of requests and answers everything else as the test says. */
export const caseDesk = (talk: CaseTalk, answer: (message: Inbound) => Reply): Desk => {
  const take = async (given: Inbound, memory: Memory): Promise<Taken> => {
    const routed = await talk.route(given, memory)
    if ('taken' in routed) return routed.taken
    const { message } = routed
    const taken = await talk.take(message, memory)
    return taken ?? { reply: answer(message), memory, trace: traced(), effects: [] }
  }
  return { take: (message, { memory }) => take(message, memory), apology: (reference) => replied(reference) }
}
