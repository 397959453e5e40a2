import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { at } from './pick.ts'
import type { Place, Timestamp, Verify } from './profile.ts'

export type Verdict = 'genuine' | 'signature' | 'timestamp'

/** A request as far as its proof goes. `fields` are parsed from `raw`, which alone is signed. */
export interface Evidence {
  raw: Uint8Array
  headers: Headers
  query: URLSearchParams
  fields: unknown
}

const MILLISECONDS: Record<Timestamp['unit'], (written: string) => number> = {
  seconds: (written) => (/^\d{1,11}$/u.test(written) ? Number(written) * 1_000 : NaN),
  milliseconds: (written) => (/^\d{1,14}$/u.test(written) ? Number(written) : NaN),
  iso: (written) => (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/u.test(written) ? Date.parse(written) : NaN),
}

const writtenIn = (place: Place, evidence: Evidence): string | null => {
  if ('query' in place) {
    // A raw + of base64 arrives as a space where the sender did not escape it.
    return evidence.query.get(place.query)?.replaceAll(' ', '+') ?? null
  }
  if ('body' in place) {
    const found = at(evidence.fields, place.body)
    return typeof found === 'string' || typeof found === 'number' ? String(found) : null
  }
  const found = evidence.headers.get(place.header)
  if (found === null || !found.startsWith(place.prefix)) return null
  return found.slice(place.prefix.length)
}

const firstIn = (places: readonly Place[], evidence: Evidence): string | null => {
  for (const place of places) {
    const written = writtenIn(place, evidence)
    if (written !== null && written !== '') return written
  }
  return null
}

const digestOf = (text: string) => createHash('sha256').update(text).digest()

/** Compares digests of both, which have one length whatever was sent. */
const same = (left: string, right: string): boolean => timingSafeEqual(digestOf(left), digestOf(right))

/** The signature that this key makes, as the platform writes it. */
export const signed = (
  rules: Extract<Verify, { kind: 'hmac' }>,
  key: string,
  timestamp: string,
  raw: Uint8Array,
): string => {
  const hmac = createHmac('sha256', Buffer.from(key, rules.key))
  if (rules.over === 'timestamp.body') hmac.update(`${timestamp}.`)
  return hmac.update(raw).digest(rules.encoding)
}

const timely = (rules: Timestamp | undefined, evidence: Evidence, now: Date): boolean => {
  if (rules === undefined) return true
  const written = writtenIn(rules.in, evidence)
  if (written === null) return !rules.required
  const apart = Math.abs(now.getTime() - MILLISECONDS[rules.unit](written))
  return apart <= rules.windowSeconds * 1_000
}

/** Whether whoever holds one of the keys sent exactly these bytes, and now. */
export const verified = (rules: Verify, keys: readonly string[], evidence: Evidence, now: Date): Verdict => {
  const given = firstIn(rules.in, evidence)
  if (given === null) return 'signature'
  const proof = rules.kind === 'hmac' && rules.encoding === 'hex' ? given.toLowerCase() : given
  const timestamp = rules.timestamp === undefined ? '' : (writtenIn(rules.timestamp.in, evidence) ?? '')
  // Every key is compared, so that the time taken does not tell which one was right.
  const matches = keys.map((key) =>
    same(rules.kind === 'token' ? key : signed(rules, key, timestamp, evidence.raw), proof),
  )
  if (!matches.includes(true)) return 'signature'
  return timely(rules.timestamp, evidence, now) ? 'genuine' : 'timestamp'
}

/** Whether every header that must hold a value holds it, such as the id of the bot that is meant. */
export const expected = (rules: readonly { header: string; is: string }[], headers: Headers): boolean =>
  rules.every(({ header, is }) => headers.get(header) === is)
