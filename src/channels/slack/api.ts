import type { KnownBlock } from '@slack/types'
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api'
import { Failure, wordsOf } from '../../base/failure.ts'
import { quiet } from './quiet.ts'

/** Slack answers in well under a second; waiting longer holds up everybody behind. */
const CALL_MS_MAX = 8_000
/** Calls that change nothing, or nothing twice, are tried again at once; the rest is the deliverer's affair. */
const RETRIES = 2
const RETRY_MS = 200
const CONCURRENCY_MAX = 20

export interface ApiOptions {
  apiUrl?: string | undefined
  /** For a proxy or an own certificate authority. */
  fetch?: typeof globalThis.fetch | undefined
}

export interface Api {
  /** For what may be repeated: views, reactions, looking up. */
  again: WebClient
  /** For what may not: a post whose answer was lost may have arrived. */
  once: WebClient
}

export const clientOptions = (options: ApiOptions, retries: number): WebClientOptions => ({
  ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  retryConfig: { retries, minTimeout: RETRY_MS, maxTimeout: RETRY_MS * 2, factor: 1 },
  timeout: CALL_MS_MAX,
  rejectRateLimitedCalls: true,
  maxRequestConcurrency: CONCURRENCY_MAX,
  allowAbsoluteUrls: false,
  logger: quiet,
})

/** The token is asked for at each call: it may have been renewed, or be that of another installation by now. */
export const createApi = (tokenOf: () => Promise<string>, options: ApiOptions): Api => {
  const call = options.fetch ?? globalThis.fetch
  const withToken: typeof globalThis.fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${await tokenOf()}`)
    return call(input, { ...init, headers })
  }
  const own = { ...options, fetch: withToken }
  return {
    again: new WebClient(undefined, clientOptions(own, RETRIES)),
    once: new WebClient(undefined, clientOptions(own, 0)),
  }
}

/** Says something and gives its id. Nothing is unfurled: a source's own picture of itself is not what was asked for. */
export const say = async (
  client: WebClient,
  message: { channel: string; thread: string | null; text: string; blocks?: KnownBlock[] },
): Promise<string> => {
  const { channel, thread, text, blocks } = message
  const { postMessage } = client.chat
  const { ts } = await postMessage({
    channel,
    text,
    unfurl_links: false,
    unfurl_media: false,
    link_names: false,
    ...(blocks === undefined ? {} : { blocks }),
    ...(thread === null ? {} : { thread_ts: thread }),
  })
  return ts ?? ''
}

/** Slack's word for what was wrong, where it said one. */
export const slackWord = (thrown: unknown): string | null =>
  thrown instanceof WebAPIPlatformError ? thrown.data.error : null

const TOKEN_CODE = 'slack.token'
/** How what was not said for want of a token is recognised when there is one again. */
export const TOKEN_REFUSED = 'Slack refuses the token'

/** The app was taken out, or its token is no more. */
const GONE = new Set([
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_authed',
  'org_login_required',
])
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
  // A stream that is about to end: it can be changed in a moment.
  'streaming_state_conflict',
])

export const isGone = (thrown: unknown): boolean => GONE.has(slackWord(thrown) ?? '')

/** Slack takes the token no more. */
export const isTokenRefused = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === TOKEN_CODE

/** Nobody knows whether it was done: Slack neither took nor refused it. */
export const isUnheard = (thrown: unknown): boolean =>
  slackWord(thrown) === null && !(thrown instanceof WebAPIRateLimitedError) && !(thrown instanceof WebAPIHTTPError)

/** What a call threw as a Failure that the deliverer understands. */
export const failureOf = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown
  // What the token was asked from may have refused, which the client wraps.
  const original =
    thrown instanceof Error && 'original' in thrown ? thrown.original : thrown instanceof Error ? thrown.cause : null
  if (original instanceof Failure) return original
  if (thrown instanceof WebAPIRateLimitedError) {
    const retryAfterMs = thrown.retryAfter * 1_000
    return new Failure('slack.rate', `Slack asks to wait ${thrown.retryAfter} s.`, { retryable: true, retryAfterMs })
  }
  const word = slackWord(thrown)
  if (thrown instanceof WebAPIHTTPError && thrown.statusCode >= 400 && thrown.statusCode < 500) {
    const retryable = thrown.statusCode === 408 || thrown.statusCode === 429
    return new Failure('slack.http', `Slack refused with HTTP ${thrown.statusCode}.`, { retryable, cause: thrown })
  }
  if (word === null) {
    const what = thrown instanceof WebAPIHTTPError ? `HTTP ${thrown.statusCode}` : wordsOf(thrown)
    return new Failure('slack.reach', `Slack did not answer: ${what}.`, { retryable: true, cause: thrown })
  }
  if (GONE.has(word)) {
    const message = `${TOKEN_REFUSED} (${word}). Install the app again and set SLACK_BOT_TOKEN.`
    return new Failure(TOKEN_CODE, message, { cause: thrown })
  }
  const retryable = PASSING.has(word)
  return new Failure(`slack.${word}`, `Slack refused: ${word}.`, { retryable, cause: thrown })
}
