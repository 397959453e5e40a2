import type { Sheet } from './sheet.ts'

/**
 * The port of a way to send a request to the programme's secretariat. Each route has its own proof of delivery. A route
 * throws a Failure: retryable, or not, which dead-letters the dispatch where operators see it.
 */
export interface Route {
  readonly name: string
  readonly timeoutMs: number
  /** Resolves with the proof, as one line of JSON, once the far side has accepted the sheet. */
  send(sheet: Sheet, delivery: Sending): Promise<string>
}

export interface Sending {
  /** The same on each attempt, so that the far side can recognise a repetition. */
  id: string
  request: string
  /** 1 on the first attempt. */
  attempt: number
}
