import * as oidc from 'openid-client'
import { Failure, wordsOf } from '../../base/failure.ts'
import type { Role } from '../../store/store.ts'
import { isRole, mayAs } from './accounts.ts'

export interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string
  /** Where the roles are in the claims; dots lead inside, as in `realm_access.roles`. */
  roleClaim: string
}

/** What the browser carries between leaving for the issuer and coming back. */
interface Errand {
  state: string
  nonce: string
  verifier: string
}

export interface Arrived {
  login: string
  name: string
  /** Null: the issuer gave no role that this desk knows. */
  role: Role | null
}

const NAME_CHARACTERS_MAX = 60
const TIMEOUT_SECONDS = 10

const claimAt = (claims: unknown, path: string): unknown => {
  let found = claims
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<string, unknown>)[key]
  }
  return found
}

/** The highest of the roles that the issuer names; names of other programs' roles mean nothing here. */
const roleIn = (claim: unknown): Role | null => {
  const names: unknown[] = Array.isArray(claim) ? claim : [claim]
  let best: Role | null = null
  for (const name of names) {
    if (typeof name === 'string' && isRole(name) && (best === null || mayAs(name, best))) best = name
  }
  return best
}

const isLoopback = (url: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)

/** Sign-in at an OpenID Connect issuer by the code flow with PKCE. The issuer is asked for its addresses on first use. */
export const createOidc = (settings: OidcSettings) => {
  let known: Promise<oidc.Configuration> | null = null
  const issuer = new URL(settings.issuer)

  const configuration = (): Promise<oidc.Configuration> => {
    // Plain http is for an issuer on this very machine only.
    const execute = issuer.protocol === 'http:' && isLoopback(issuer) ? [oidc.allowInsecureRequests] : []
    known ??= oidc
      .discovery(issuer, settings.clientId, settings.clientSecret, undefined, { execute, timeout: TIMEOUT_SECONDS })
      .catch((thrown: unknown) => {
        known = null
        throw new Failure('oidc.discovery', `OIDC_ISSUER ${settings.issuer} cannot be asked: ${wordsOf(thrown)}.`, {
          retryable: true,
          cause: thrown,
        })
      })
    return known
  }

  return {
    async leave(redirect: string): Promise<{ to: string; errand: string }> {
      const config = await configuration()
      const errand: Errand = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      }
      const to = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirect,
        scope: 'openid profile',
        state: errand.state,
        nonce: errand.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(errand.verifier),
        code_challenge_method: 'S256',
      })
      return { to: to.href, errand: Buffer.from(JSON.stringify(errand)).toString('base64url') }
    },

    /** Throws where the answer is not the one to this errand. */
    async arrive(url: URL, carried: string): Promise<Arrived> {
      const config = await configuration()
      const errand = JSON.parse(Buffer.from(carried, 'base64url').toString()) as Errand
      const tokens = await oidc.authorizationCodeGrant(config, url, {
        expectedState: errand.state,
        expectedNonce: errand.nonce,
        pkceCodeVerifier: errand.verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Failure('oidc.claims', 'The issuer sent no id_token.')
      let role = roleIn(claimAt(claims, settings.roleClaim))
      let name = claims['name']
      if (role === null && config.serverMetadata().userinfo_endpoint !== undefined) {
        const more = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
        role = roleIn(claimAt(more, settings.roleClaim))
        name ??= more['name']
      }
      const shown = typeof name === 'string' && name.trim() !== '' ? name.trim() : claims.sub
      return {
        login: `${claims.iss}#${claims.sub}`,
        name: [...shown].slice(0, NAME_CHARACTERS_MAX).join(''),
        role,
      }
    },
  }
}
