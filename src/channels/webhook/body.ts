/** A question of 8,000 characters fits in any escaping. */
const BODY_BYTES_MAX = 256 * 1024
/**
 * What is too large is still read away up to this, because a connection cut in the middle of sending often hides the
 * refusal from whoever sends.
 */
const DRAINED_BYTES_MAX = 2 * 1024 * 1024

/** Reads no more than it may keep, whatever Content-Length says; null when there is more. */
export const rawOf = async (request: Request): Promise<Uint8Array | null> => {
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body === null) return new Uint8Array()
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size <= BODY_BYTES_MAX) chunks.push(chunk)
    else if (size > DRAINED_BYTES_MAX) return null
  }
  return size > BODY_BYTES_MAX ? null : Buffer.concat(chunks)
}

const json = (text: string): unknown => {
  const parsed: unknown = JSON.parse(text)
  return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : undefined
}

/** The fields of a body in one of the forms that the chat sends; undefined when it is in none of them. */
export const fieldsOf = (raw: Uint8Array, type: string, forms: readonly ('json' | 'form')[]): unknown => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw)
    if (forms.includes('form') && type.startsWith('application/x-www-form-urlencoded')) {
      return Object.fromEntries(new URLSearchParams(text))
    }
    return forms.includes('json') ? json(text) : undefined
  } catch {
    return undefined
  }
}
