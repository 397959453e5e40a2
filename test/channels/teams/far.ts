import { createSign, generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FarAnswer } from '../conformance.ts'
import { createStreamingRule } from './streaming-rule.ts'

/** The far sides of Teams on loopback: the connector, the issuer of its tokens, and the identity endpoint of Azure. */

export const APP = '6f1c3a52-8d1e-4f55-9d61-0c5a4f0a7b10'
export const TENANT = '0a4e7c1d-1111-4222-8333-944455556666'

/** One call as it came over the wire. */
export interface Call {
  method: string
  path: string
  authorization: string
  /** The bytes of the body as text, before anything reads them. */
  raw: string
  body: Record<string, unknown>
  at: number
  /** The id that the far side gave to what was said. */
  said?: string
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** What a call is, for a double that must answer differently. */
export const isMessage = ({ method, body }: Call): boolean => method !== 'GET' && body['type'] === 'message'

const say = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

export const startConnector = async () => {
  const calls: Call[] = []
  let next: FarAnswer[] = []
  const profiles = new Map<string, { name: string; email?: string; userPrincipalName?: string; userRole?: string }>()
  let members: ((conversation: string, account: string) => boolean) | null = null
  let answer: ((call: Call) => FarAnswer | undefined) | null = null
  let count = 0
  const streams = createStreamingRule()
  const server = createServer((request, response) => {
    void (async () => {
      const raw = await readAll(request)
      const path = decodeURIComponent(request.url ?? '')
      const call: Call = {
        method: request.method ?? '',
        path,
        authorization: request.headers.authorization ?? '',
        raw,
        body: raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>),
        at: Date.now(),
      }
      const member = /\/v3\/conversations\/(.+)\/members\/(.+)$/u.exec(path)
      if (member) {
        const [, conversation = '', account = ''] = member
        calls.push(call)
        const isIn = members === null || members(conversation, account)
        if (isIn) say(response, 200, { id: account, name: '', ...profiles.get(account) })
        else say(response, 404, { error: { code: 'MemberNotFoundInConversation' } })
        return
      }
      // Typing comes and goes by itself; what a test prepares is for the next words.
      const prepared = answer?.(call) ?? (isMessage(call) ? next.shift() : undefined)
      if (prepared?.hangUp) {
        request.socket.destroy()
        return
      }
      if (prepared && prepared.status >= 400) {
        const headers: Record<string, string> =
          prepared.retryAfterSeconds === undefined ? {} : { 'retry-after': String(prepared.retryAfterSeconds) }
        calls.push(call)
        say(response, prepared.status, { error: { code: 'Prepared' } }, headers)
        return
      }
      const said = `a-${++count}`
      const broken = streams.check(call, said)
      if (broken !== null) {
        calls.push(call)
        say(response, 403, { error: { code: 'ContentStreamNotAllowed', message: broken } })
        return
      }
      calls.push({ ...call, said })
      say(response, request.method === 'POST' ? 201 : 200, { id: said })
    })()
  })
  const url = await listen(server)
  return {
    url: `${url}/teams/`,
    calls,
    streams,
    /** What the roster knows of an account. */
    profiles,
    /** Messages that people can see, in order: posted or replaced. */
    messages: () => calls.filter(isMessage),
    answerNext(answers: FarAnswer[]) {
      next = answers
    },
    answerBy(by: (call: Call) => FarAnswer | undefined) {
      answer = by
    },
    membersAre(known: (conversation: string, account: string) => boolean) {
      members = known
    },
    close: () => close(server),
  }
}

export type Connector = Awaited<ReturnType<typeof startConnector>>

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Key {
  kid: string
  endorsements?: string[]
}

// Making a key takes a while; who holds which one is the same for every test.
const KEYS = [
  { kid: 'good', endorsements: ['msteams'] },
  { kid: 'elsewhere', endorsements: ['webchat'] },
  { kid: 'unendorsed', endorsements: [] },
].map((key: Key) => ({ ...key, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) }))
const STRANGER = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

/** An issuer with its own keys; `token` signs whatever it is told to. */
export const startIssuer = async () => {
  let down = false
  const server = createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    if (down) {
      response.writeHead(503).end()
      return
    }
    response.setHeader('content-type', 'application/json')
    if (request.url === '/openid') {
      response.end(JSON.stringify({ issuer: base, jwks_uri: `${base}/keys` }))
      return
    }
    const jwks = KEYS.map(({ kid, endorsements, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      use: 'sig',
      endorsements,
    }))
    response.end(JSON.stringify({ keys: jwks }))
  })
  const url = await listen(server)
  return {
    openId: `${url}/openid`,
    issuer: 'https://issuer.example',
    token(claims: Record<string, unknown>, { kid = 'good', forged = false } = {}): string {
      const at = Math.floor(Date.now() / 1_000)
      const all = { iss: 'https://issuer.example', aud: APP, nbf: at - 60, exp: at + 3_600, ...claims }
      const signed = `${base64url({ alg: 'RS256', typ: 'JWT', kid })}.${base64url(all)}`
      const key = forged ? STRANGER : KEYS.find((each) => each.kid === kid)?.privateKey
      const signature = createSign('RSA-SHA256').update(signed)
      return `${signed}.${signature.sign(key ?? STRANGER).toString('base64url')}`
    },
    setDown(value: boolean) {
      down = value
    },
    close: () => close(server),
  }
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>

/** The app's own settings, with tokens of this issuer. */
export const credentialsBy = ({ openId, issuer }: Pick<Issuer, 'openId' | 'issuer'>) => ({
  MicrosoftAppId: APP,
  MicrosoftAppType: 'UserAssignedMSI' as const,
  MicrosoftAppTenantId: TENANT,
  ToBotFromChannelOpenIdMetadataUrl: openId,
  ToBotFromChannelTokenIssuer: issuer,
})

let identity: Promise<{ expire(value: boolean): void }> | null = null

/**
 * The endpoint that Azure gives to an app with a managed identity; the SDK's real client speaks to it. There is one for
 * all tests of a process, since the client remembers the first address that it has seen.
 */
export const startIdentity = () => {
  identity ??= (async () => {
    let expired = false
    let given = 0
    const server = createServer((_, response) => {
      if (expired) {
        say(response, 400, { error: 'invalid_client', error_description: 'AADSTS7000222: The secret is expired.' })
        return
      }
      const until = Math.floor(Date.now() / 1_000) + 86_400
      const token = { access_token: `token-${++given}`, expires_on: String(until), resource: 'x', token_type: 'Bearer' }
      say(response, 200, token)
    })
    process.env['IDENTITY_ENDPOINT'] = `${await listen(server)}/token`
    process.env['IDENTITY_HEADER'] = 'loopback'
    server.unref()
    return {
      expire(value: boolean) {
        expired = value
      },
    }
  })()
  return identity
}
