/**
 * The one thing thrown on purpose. Expected outcomes are values; a Failure is a fault whose message names the
 * thing, its value and the remedy, so that whoever catches it at an edge (HTTP, worker, process) can show it as it is.
 */
export class Failure extends Error {
  readonly code: string
  /** Whether trying the same thing again later may succeed. */
  readonly retryable: boolean
  /** How long the far side asked to be left alone, where it did. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.retryable = options.retryable ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The words of whatever was thrown, for one log line. */
export const wordsOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
