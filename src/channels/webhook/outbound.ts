import { fetch, type RequestInit } from 'undici'
import { Failure, wordsOf } from '../../base/failure.ts'
import { createNetwork, type NetworkOptions } from '../../base/network.ts'

/** The way out: directly, or through the proxy of a closed network, trusting its own authority as well. */

const ANSWER_BYTES_MAX = 64 * 1024
const RETRY_AFTER_MS_MAX = 3_600_000
/** What may pass by itself. All else would fail again in the same way. */
const AGAIN = new Set([408, 425, 429])
/** An epoch in seconds is larger than any number of seconds that somebody would ask to wait. */
const EPOCH_SECONDS_MIN = 1_000_000_000

export interface OutboundOptions extends NetworkOptions {
  timeoutMs: number
}

export interface Answer {
  status: number
  headers: { get(name: string): string | null }
  text: string
}

export interface Outbound {
  /** Whatever the far side answers; throws a retryable Failure when it does not. */
  request(
    url: string,
    given: { method: 'POST' | 'PUT'; headers: Record<string, string>; body: string },
  ): Promise<Answer>
}

/** The innermost reason, since undici says “fetch failed” for everything; it never holds a body or a header. */
const reasonOf = (thrown: unknown): string => {
  if (thrown instanceof Error && thrown.cause instanceof Error) return reasonOf(thrown.cause)
  return wordsOf(thrown)
}

const answerOf = async (body: AsyncIterable<Uint8Array> | null): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > ANSWER_BYTES_MAX) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export const createOutbound = (options: OutboundOptions): Outbound => {
  const { timeoutMs } = options
  const network = createNetwork(options)

  return {
    async request(url, { method, headers, body }) {
      const to = new URL(url)
      try {
        const asked: RequestInit = {
          method,
          headers,
          body,
          // A redirect would carry people's words to an address that nobody configured.
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
          dispatcher: network.of(to),
        }
        const response = await fetch(to, asked)
        return { status: response.status, headers: response.headers, text: await answerOf(response.body) }
      } catch (thrown) {
        throw new Failure('hook.down', `${to.host} could not be reached: ${reasonOf(thrown)}. It is tried again.`, {
          retryable: true,
          cause: thrown,
        })
      }
    },
  }
}

const waitIn = (written: string | null, now: Date): number | undefined => {
  if (written === null) return undefined
  const seconds = Number(written)
  const ms = Number.isFinite(seconds)
    ? seconds >= EPOCH_SECONDS_MIN
      ? seconds * 1_000 - now.getTime()
      : seconds * 1_000
    : Date.parse(written) - now.getTime()
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), RETRY_AFTER_MS_MAX)
}

/** Why words were not taken, and whether trying again may help. */
export const refusal = (what: string, answer: Answer, now: Date, limitEnds?: string): Failure => {
  const { status, headers } = answer
  const retryable = AGAIN.has(status) || status >= 500
  const limit = status === 429 && limitEnds !== undefined ? headers.get(limitEnds) : null
  return new Failure(
    'hook.refused',
    `${what} answered ${status}. ${retryable ? 'It is tried again.' : 'Check its address and its key in HOOKS_FILE.'}`,
    { retryable, retryAfterMs: retryable ? waitIn(headers.get('retry-after') ?? limit, now) : undefined },
  )
}
