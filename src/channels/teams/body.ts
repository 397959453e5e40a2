import { fill } from '../../words.ts'
import type { TeamsWords } from './words.ts'

/** A message of 8,000 characters with its entities, or a filled-in form, is far below this. */
const BODY_BYTES_MAX = 256 * 1024
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

export const problem = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status })

export const isLoopback = (url: string): boolean => LOOPBACK.has(new URL(url).hostname)

/** Reads no more than it may, whatever Content-Length says. */
const bytesOf = async (request: Request): Promise<Uint8Array | null> => {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX) return null
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body === null) return new Uint8Array()
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > BODY_BYTES_MAX) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The body as JSON, or the answer that refuses it. */
export const jsonIn = async (request: Request, words: TeamsWords): Promise<{ body: unknown } | Response> => {
  const { errors } = words
  if (request.method !== 'POST') {
    return problem(405, 'method', fill(errors.method, { method: request.method }))
  }
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return problem(415, 'body.type', errors.type)
  const bytes = await bytesOf(request)
  if (bytes === null) return problem(413, 'body.large', fill(errors.large, { max: BODY_BYTES_MAX / 1024 }))
  try {
    return { body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown }
  } catch {
    return problem(400, 'body.json', errors.json)
  }
}
