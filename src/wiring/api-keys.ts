/** Keys for programs: made once, shown once, kept as a hash; each with what it may do and how often. */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { callerOf } from '../base/caller.ts'
import { createRate, type Rate } from '../base/rate.ts'
import type { ChannelShelf } from '../channels/channel.ts'
import { Failure } from '../base/failure.ts'
import type { Mounted } from './http.ts'

/** What a key may be used for. */
export const SCOPES = ['ask', 'mcp'] as const
export type Scope = (typeof SCOPES)[number]

/** The room of the store's shelf that keys are kept in. */
export const KEYS_ROOM = 'api-keys'
const KEYS_MAX = 1_000
const SECRET_BYTES = 32
const PREFIX = 'twd_'

const keyShape = z.object({
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  perMinute: z.number().int().positive(),
  madeAt: z.string(),
})
export type ApiKey = z.infer<typeof keyShape>

// The secret is random and long, so that a plain hash of it cannot be guessed back.
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Keys of this name, oldest first; while a key is rotated there are two of them. */
export const keysNamed = async (shelf: ChannelShelf, name?: string): Promise<{ hash: string; key: ApiKey }[]> => {
  const rows = await shelf.list('', KEYS_MAX)
  return rows
    .map(({ key, value }) => ({ hash: key, key: keyShape.parse(JSON.parse(value)) }))
    .filter(({ key }) => name === undefined || key.name === name)
    .toSorted((a, b) => a.key.madeAt.localeCompare(b.key.madeAt))
}

/** Makes a key and returns its secret, which is nowhere afterwards. */
export const makeKey = async (shelf: ChannelShelf, key: ApiKey): Promise<string> => {
  if ((await keysNamed(shelf)).length >= KEYS_MAX) {
    throw new Failure('keys.many', `There are ${KEYS_MAX} keys already. Revoke some first.`)
  }
  const secret = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`
  await shelf.put(hashOf(secret), JSON.stringify(keyShape.parse(key)))
  return secret
}

export interface KeyedParts {
  shelf: ChannelShelf
  scope: Scope
  /** Without a key nothing is taken. */
  required: boolean
  /** What whoever has no key may ask a minute; null where somebody else counts that. */
  keylessPerMinute: number | null
}

const refusal = (status: number, code: string, message: string, headers: Record<string, string> = {}): Response =>
  Response.json({ error: { code, message } }, { status, headers: { 'cache-control': 'no-store', ...headers } })

const tooOften = (waitMs: number): Response =>
  refusal(429, 'rate', '短い時間に要求が続いています。少し待ってから、もう一度お試しください。', {
    'retry-after': String(Math.ceil(waitMs / 1_000)),
  })

const bearerIn = (request: Request): string | null =>
  /^Bearer +(\S+)$/iu.exec(request.headers.get('authorization') ?? '')?.[1] ?? null

const challenge = { 'www-authenticate': 'Bearer realm="telework-desk"' }

/** Asks for a key where one is needed, and holds each to what it may do. */
export const keyed = (mounted: Pick<Mounted, 'handle'>, parts: KeyedParts): Mounted['handle'] => {
  const { shelf, scope, required, keylessPerMinute } = parts
  /** One rate for each number of requests a minute that some key has. */
  const rates = new Map<number, Rate>()
  const waitOf = (name: string, perMinute: number): number => {
    const rate = rates.get(perMinute) ?? createRate(perMinute)
    rates.set(perMinute, rate)
    return rate.take(name)
  }
  const keyless = async (request: Request): Promise<Response> => {
    if (required) return refusal(401, 'key.missing', 'API キーが必要です（Authorization: Bearer …）。', challenge)
    const caller = callerOf(request)
    const wait = caller === null || keylessPerMinute === null ? 0 : waitOf(`address ${caller}`, keylessPerMinute)
    return wait > 0 ? tooOften(wait) : mounted.handle(request)
  }
  return async (request) => {
    const secret = bearerIn(request)
    if (secret === null) return keyless(request)
    const hash = hashOf(secret)
    const kept = await shelf.get(hash)
    if (kept === null) return refusal(401, 'key.unknown', 'この API キーは使えません。', challenge)
    const key = keyShape.parse(JSON.parse(kept))
    if (!key.scopes.includes(scope)) {
      return refusal(403, 'key.scope', `この API キーでは使えません（必要な範囲：${scope}）。`)
    }
    const wait = waitOf(hash, key.perMinute)
    return wait > 0 ? tooOften(wait) : mounted.handle(request)
  }
}

/** A channel whose programs' path asks for keys; its other paths go by as they are. */
export const withKeys = (mounted: Mounted, path: string, parts: KeyedParts): Mounted => {
  const guarded = keyed(mounted, parts)
  return {
    paths: mounted.paths,
    handle: (request) => (new URL(request.url).pathname === path ? guarded(request) : mounted.handle(request)),
  }
}
