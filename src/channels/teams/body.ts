import { fill } from '../../base/words.ts'
import { bytesOf } from '../../base/bytes.ts'
import type { TeamsWords } from './words.ts'

/** A message of 8,000 characters with its entities, or a filled-in form, is far below this. */
const BODY_BYTES_MAX = 256 * 1024
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

export const problem = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status })

export const isLoopback = (url: string): boolean => LOOPBACK.has(new URL(url).hostname)

/** The body as JSON, or the answer that refuses it. */
export const jsonIn = async (request: Request, words: TeamsWords): Promise<{ body: unknown } | Response> => {
  const { errors } = words
  if (request.method !== 'POST') {
    return problem(405, 'method', fill(errors.method, { method: request.method }))
  }
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return problem(415, 'body.type', errors.type)
  const bytes = await bytesOf(request, BODY_BYTES_MAX)
  if (bytes === null) return problem(413, 'body.large', fill(errors.large, { max: BODY_BYTES_MAX / 1024 }))
  try {
    return { body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown }
  } catch {
    return problem(400, 'body.json', errors.json)
  }
}
