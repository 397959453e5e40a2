import { z } from 'zod'
import { Failure } from '../../base/failure.ts'

/** Statuses after which the same words may still arrive: throttled, out of step, or the far side is not well. */
const RETRYABLE: ReadonlySet<number> = new Set([401, 408, 412, 425, 429])
/** Teams never asks for more; a strange header must not park a conversation for days. */
const RETRY_AFTER_MS_MAX = 60 * 60_000

/** The shape of a RestError of the SDK, as far as it is needed. */
const restError = z.object({
  statusCode: z.int(),
  response: z
    .object({
      headers: z.custom<{ get(name: string): string | undefined }>(
        (headers) => typeof (headers as { get?: unknown } | null)?.get === 'function',
      ),
      bodyAsText: z.string().nullish(),
    })
    .optional()
    .catch(undefined),
})
const errorBody = z.object({ error: z.object({ code: z.string().max(100) }) })

/** `Retry-After` in seconds or as a date, as milliseconds from now; undefined when it says nothing usable. */
const retryAfterMs = (header: string | undefined): number | undefined => {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  const ms = Number.isNaN(seconds) ? new Date(header).getTime() - Date.now() : seconds * 1_000
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), RETRY_AFTER_MS_MAX)
}

const codeIn = (body: string | null | undefined): string => {
  try {
    return errorBody.parse(JSON.parse(body ?? '')).error.code
  } catch {
    return ''
  }
}

/** The bot was removed or blocked where it wanted to speak: trying again changes nothing. */
export const FORBIDDEN = 'teams.forbidden'
/** More than Teams takes in one message. */
export const TOO_LARGE = 'teams.413'
/** What was to be changed is not there any more. */
export const MISSING = 'teams.missing'

/** Whatever a call to the connector threw, as the fault the deliverer understands. Never quotes what was sent. */
export const failureOf = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown
  const known = restError.safeParse(thrown)
  if (!known.success) {
    return new Failure('teams.unreachable', 'Teams did not answer, or no token could be had for it.', {
      retryable: true,
      cause: thrown,
    })
  }
  const { statusCode, response } = known.data
  const code = codeIn(response?.bodyAsText)
  const told = `Teams answered ${statusCode}${code === '' ? '' : ` (${code})`}.`
  if (statusCode === 403) return new Failure(FORBIDDEN, `${told} The app was removed or blocked there.`)
  if (statusCode === 404) return new Failure(MISSING, `${told} The conversation or message is gone.`)
  const retryable = RETRYABLE.has(statusCode) || statusCode >= 500
  return new Failure(`teams.${statusCode}`, told, {
    retryable,
    retryAfterMs: retryable ? retryAfterMs(response?.headers.get('retry-after')) : undefined,
  })
}
