import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'
import { type Outbound, refusal } from './outbound.ts'
import type { Account } from './settings.ts'

/** An assertion is used at once; it need not live longer. */
const ASSERTION_SECONDS = 600
/** A token is changed this long before its end, so that no request is under way when it ends. */
const SPARE_MS = 60_000

const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() })

export interface Tokens {
  current(): Promise<string>
  /** Whoever was refused with this token asks for another one. */
  forget(token: string): void
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const keyOf = (pem: string, hook: string): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch (thrown) {
    throw new Failure(
      'hooks.account',
      `${hook}: push.account.privateKey is no private key in PEM. Give the whole file; \\n may stand for its line ends.`,
      { cause: thrown },
    )
  }
}

/** Tokens for a service account: a JWT signed with its key (RS256) is changed for one (RFC 7523). */
export const createTokens = (parts: {
  hook: string
  account: Account
  url: string
  scope: string
  outbound: Outbound
  now: () => Date
}): Tokens => {
  const { account, url, scope, outbound, now } = parts
  const key = keyOf(account.privateKey, parts.hook)
  let held: { token: string; until: number } | null = null
  let asking: Promise<string> | null = null

  const assertion = (): string => {
    const issued = Math.floor(now().getTime() / 1_000)
    const claims = {
      iss: account.clientId,
      sub: account.serviceAccount,
      iat: issued,
      exp: issued + ASSERTION_SECONDS,
    }
    const body = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
    return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`
  }

  const ask = async (): Promise<string> => {
    const answer = await outbound.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        assertion: assertion(),
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        client_id: account.clientId,
        client_secret: account.clientSecret,
        scope,
      }).toString(),
    })
    if (answer.status !== 200) throw refusal('The token address', answer, now())
    let body: unknown
    try {
      body = JSON.parse(answer.text)
    } catch {
      body = null
    }
    const read = granted.safeParse(body)
    if (!read.success) {
      throw new Failure('hook.token', 'The token address answered 200 without a token. Check tokenUrl in HOOKS_FILE.')
    }
    held = { token: read.data.access_token, until: now().getTime() + read.data.expires_in * 1_000 - SPARE_MS }
    return held.token
  }

  return {
    async current() {
      if (held !== null && now().getTime() < held.until) return held.token
      // Everybody who waits gets the one token.
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    forget(token) {
      if (held?.token === token) held = null
    },
  }
}
