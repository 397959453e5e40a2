import { createHmac } from 'node:crypto'
import { Failure, wordsOf } from '../base/failure.ts'
import type { Route } from './dispatch.ts'
import { sha256 } from './receipt.ts'

const TIMEOUT_MS = 20_000
/** What is kept of the far side's answer. */
const ANSWER_CHARACTERS_MAX = 200
const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504])

const retryAfterMs = (header: string | null): number | undefined => {
  const seconds = Number(header)
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined
}

/** HMAC-SHA256 over `timestamp.body` in hex, as the far side verifies it. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')

/** The first of what the far side answers; the rest is not read, however much it sends. */
const beginningOf = async ({ body }: Response): Promise<string> => {
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    // Leaving the loop cancels the body.
    if (text.length >= ANSWER_CHARACTERS_MAX) break
  }
  return text.slice(0, ANSWER_CHARACTERS_MAX)
}

/** The sheet as JSON to an address that a secretariat gives, signed with a shared secret. */
export const createWebhookRoute = (parts: {
  url: string
  secret: string
  now: () => Date
  timeoutMs?: number
}): Route => ({
  name: 'webhook',
  timeoutMs: TIMEOUT_MS,
  async send(sheet, delivery) {
    const body = JSON.stringify({ version: 1, id: delivery.id, request: delivery.request, sheet })
    const timestamp = String(Math.floor(parts.now().getTime() / 1_000))
    let response: Response
    let answer: string
    try {
      response = await fetch(parts.url, {
        method: 'POST',
        body,
        // A redirect would carry personal data to an address that nobody configured.
        redirect: 'error',
        signal: AbortSignal.timeout(parts.timeoutMs ?? TIMEOUT_MS),
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Idempotency-Key': delivery.id,
          'X-Telework-Desk-Timestamp': timestamp,
          'X-Telework-Desk-Signature': `v1=${signatureOf(parts.secret, timestamp, body)}`,
        },
      })
      answer = await beginningOf(response)
    } catch (thrown) {
      throw new Failure('webhook.down', `The webhook could not be reached: ${wordsOf(thrown)}. It is tried again.`, {
        retryable: true,
        cause: thrown,
      })
    }
    if (response.ok) {
      return { state: 'sent', proof: JSON.stringify({ status: response.status, answer, body: sha256(body) }) }
    }
    throw new Failure(
      'webhook.refused',
      `The webhook answered ${response.status}. Check its address and secret, or send by another route.`,
      { retryable: AGAIN.has(response.status), retryAfterMs: retryAfterMs(response.headers.get('Retry-After')) },
    )
  },
})
