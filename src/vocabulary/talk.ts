import type { Inbound, Memory, Taken } from './types.ts'

/**
 * A dialogue that owns the conversation while it is open, such as the consultation form or a procedure. The desk asks
 * its talks in order; what none of them takes is a question.
 */
export interface Talk {
  readonly name: string
  /**
   * Takes the message when the dialogue is open in this memory or the message opens it; null leaves it to the next.
   * Each talk keeps its state under its own name in memory and returns the whole memory.
   */
  take(message: Inbound, memory: Memory): Promise<Taken | null>
}
