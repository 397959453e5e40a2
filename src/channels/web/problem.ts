import { Failure } from '../../base/failure.ts'
import type { WebWords } from './words.ts'

/** Why something is not taken: an expected outcome, told in Japanese with its remedy. */
export interface Problem {
  status: 400 | 403 | 404 | 405 | 413 | 415 | 422 | 429 | 500 | 503 | 504
  code: string
  message: string
  /** What is wrong field by field, where a form was sent. */
  fields?: Record<string, string>
  retryAfterSeconds?: number
}

export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem }

export const taken = <T>(value: T): Result<T> => ({ ok: true, value })
export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem })

const RETRY_SECONDS = 5

/** A fault as people may see it: nothing of its inside. Retrying helps where the Failure says so. */
export const problemOf = (thrown: unknown, words: WebWords): Problem => {
  if (thrown instanceof Failure && thrown.retryable) {
    const seconds = Math.max(1, Math.ceil((thrown.retryAfterMs ?? RETRY_SECONDS * 1_000) / 1_000))
    return { status: 503, code: thrown.code, message: words.errors.busy, retryAfterSeconds: seconds }
  }
  return { status: 500, code: 'internal', message: words.errors.fault }
}

export const problemJson = ({ status, code, message, fields, retryAfterSeconds }: Problem): Response =>
  Response.json(
    { error: { code, message, ...(fields === undefined ? {} : { fields }) } },
    {
      status,
      headers: {
        'cache-control': 'no-store',
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      },
    },
  )
