import type { Inbound, Memory, Taken } from './types.ts'

/** What a message can want of the cases, beside a question to the desk. */
export const caseActs = ['file', 'person', 'call', 'withdraw', 'status', 'add'] as const
export type CaseAct = (typeof caseActs)[number]

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

/** What was understood of a message that wants something of the cases; slots are named as the form's fields are. */
export interface CaseWish {
  act: CaseAct
  slots: Readonly<Record<string, string>>
}

/** The dialogue of consultation requests, and what comes before and beside it. */
export interface CaseTalk extends Talk {
  /**
   * Asked before anything else: a turn, where the words are for the operators; or the message as the desk is to hear it.
   */
  route(message: Inbound, memory: Memory): Promise<{ taken: Taken } | { message: Inbound }>
  /** Whether the writer has any request here, open or ended, or speaks for one. */
  has(message: Inbound): Promise<boolean>
  /** Does what a message was understood to want: opens the form with all that was said, and so on. */
  act(message: Inbound, memory: Memory, wish: CaseWish): Promise<Taken>
}
