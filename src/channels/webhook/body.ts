import { bytesOf } from '../../base/bytes.ts'

/** A question of 8,000 characters fits in any escaping. */
const BODY_BYTES_MAX = 256 * 1024
/** The body as it came; null when it is too large. */
export const rawOf = (request: Request): Promise<Uint8Array | null> => bytesOf(request, BODY_BYTES_MAX)

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
