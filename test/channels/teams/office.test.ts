import { listening } from '../../support/listening.ts'
import { execFileSync } from 'node:child_process'
import { createPublicKey, createVerify, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecure } from 'node:https'
import https from 'node:https'
import { connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTeams, type TeamsOptions } from '../../../src/channels/teams/teams.ts'
import { startHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { databases } from '../../support/stores.ts'
import { startIssuer, TENANT } from './far.ts'
import { OPERATOR, placesIn, setScene, until } from './scene.ts'

/** Nobody but the proxy knows where these are, so that a call beside it goes nowhere. */
const LOGIN = 'login.microsoftonline.com'
const KEYS = 'login.botframework.com'
const CONNECTOR = 'smba.trafficmanager.net'
const HOSTS = [LOGIN, KEYS, CONNECTOR]

const folder = mkdtempSync(join(tmpdir(), 'desk-teams-ca-'))
const file = (name: string) => join(folder, name)
const closing: (() => Promise<unknown>)[] = []
const agentBefore = https.globalAgent

const certificate = (name: string, subject: string[]) =>
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      file(`${name}.key`),
      '-out',
      file(`${name}.pem`),
      ...subject,
    ],
    { stdio: 'ignore' },
  )

beforeAll(() => {
  const names = HOSTS.map((host) => `DNS:${host}`).join(',')
  certificate('office', ['-subj', '/CN=office', '-addext', `subjectAltName=${names}`])
  certificate('app', ['-subj', '/CN=telework-desk'])
  writeFileSync(file('both.pem'), readFileSync(file('app.key'), 'utf8') + readFileSync(file('app.pem'), 'utf8'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(() => {
  https.globalAgent = agentBefore
})

const portOf = async (server: Server): Promise<number> => {
  const { port, close } = await listening(server)
  closing.push(close)
  return port
}

/** An app of its own: a token of another file's app is remembered by the whole process. */
const OWN = '0f1c3a52-8d1e-4f55-9d61-0c5a4f0a7b1f'

interface Heard {
  host: string
  path: string
  authorization: string
  body: string
}

/** Microsoft behind the office's own TLS: the token endpoint, the keys of the issuer, and the connector. */
const startMicrosoft = async (issuer: Awaited<ReturnType<typeof startIssuer>>) => {
  const heard: Heard[] = []
  const answerOf = async ({ host, path }: Heard): Promise<unknown> => {
    if (host === LOGIN) return { token_type: 'Bearer', expires_in: 3_599, access_token: 'token-of-the-app' }
    if (host === CONNECTOR) return { id: `a-${heard.length}` }
    if (path.includes('openidconfiguration')) {
      return { issuer: 'https://api.botframework.com', jwks_uri: `https://${KEYS}/keys` }
    }
    return (await fetch(issuer.openId.replace('/openid', '/keys'))).json()
  }
  const tls = { key: readFileSync(file('office.key')), cert: readFileSync(file('office.pem')) }
  const server = createSecure(tls, (request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { host = '', authorization = '' } = request.headers
      const call = { host, path: request.url ?? '', authorization, body: Buffer.concat(chunks).toString('utf8') }
      heard.push(call)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(await answerOf(call)))
    })()
  })
  return { port: await portOf(server), heard }
}

const startProxy = async (to: number) => {
  const tunnels: string[] = []
  const server = createServer((_, response) => response.writeHead(502).end())
  server.on('connect', ({ url = '' }, socket: Socket) => {
    tunnels.push(url)
    socket.on('error', () => {})
    if (!HOSTS.some((host) => url === `${host}:443`)) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    const far = connect(to, '127.0.0.1')
    far.on('error', () => socket.destroy())
    return socket.pipe(far).pipe(socket)
  })
  return { url: `http://127.0.0.1:${await portOf(server)}`, tunnels }
}

const open = async (
  credentials: Partial<TeamsOptions['credentials']>,
  network: (proxy: string) => TeamsOptions['network'] = (proxy) => ({ proxy, extraCaFile: file('office.pem') }),
) => {
  const [sqlite] = databases
  if (!sqlite) throw new Error('no database to test on')
  const database = await sqlite.open()
  const issuer = await startIssuer()
  const microsoft = await startMicrosoft(issuer)
  const proxy = await startProxy(microsoft.port)
  const faults: unknown[] = []
  const house = await startHouse({
    room: 'teams',
    store: database.store,
    desk: smallDesk(),
    channels: (h) => [
      createTeams(h, {
        prompts: 'prompts',
        loopback: false,
        credentials: {
          MicrosoftAppId: OWN,
          MicrosoftAppType: 'SingleTenant',
          MicrosoftAppTenantId: TENANT,
          ...credentials,
        },
        allowedTenants: [],
        operators: { allowed: [OPERATOR.aadObjectId], places: placesIn(database.store) },
        network: network(proxy.url),
        onFault: (_, thrown) => void faults.push(thrown),
      }),
    ],
  })
  closing.push(
    () => database.close(),
    () => issuer.close(),
    () => house.stop(),
  )
  const scene = await setScene()
  closing.push(() => scene.close())
  const says = (text: string) => {
    const serviceUrl = `https://${CONNECTOR}/teams/`
    const token = issuer.token({ serviceurl: serviceUrl, aud: OWN, iss: 'https://api.botframework.com' })
    return fetch(`${house.url}/api/messages`, {
      method: 'POST',
      headers: scene.headers(token),
      body: JSON.stringify(scene.activity({ serviceUrl, text })),
    })
  }
  return { house, microsoft, proxy, says, channel: house.channels[0], faults }
}

describe('Teams from within an office', () => {
  it('is reached through its proxy alone, for keys, tokens and words, under its own authority', async () => {
    const { microsoft, proxy, says, channel } = await open({ MicrosoftAppPassword: 'secret' })
    expect((await says('テレワークとは')).status).toBe(200)
    const words = await until(() =>
      microsoft.heard.find(({ host, body }) => host === CONNECTOR && body.includes('お答え')),
    )
    expect(words.authorization).toBe('Bearer token-of-the-app')
    expect(await channel?.ready()).toMatchObject({ ok: true })
    const reached = new Set(proxy.tunnels)
    expect([...reached].toSorted()).toEqual(HOSTS.map((host) => `${host}:443`).toSorted())
    const hosts = new Set(microsoft.heard.map(({ host }) => host))
    expect([...hosts].toSorted()).toEqual([...HOSTS].toSorted())
  })

  it('is not trusted without that authority', async () => {
    const { microsoft, proxy, channel } = await open({ MicrosoftAppPassword: 'secret' }, (url) => ({ proxy: url }))
    expect(await channel?.ready()).toMatchObject({ ok: false })
    expect(proxy.tunnels).toContain(`${LOGIN}:443`)
    expect(microsoft.heard).toEqual([])
  })

  it('is signed in to by a certificate', async () => {
    const { microsoft, channel } = await open({ MicrosoftAppCertificateFile: file('both.pem') })
    expect(await channel?.ready()).toMatchObject({ ok: true })
    const asked = new URLSearchParams(microsoft.heard.find(({ host }) => host === LOGIN)?.body)
    expect(asked.get('client_secret')).toBeNull()
    const [head = '', claims = '', signature = ''] = (asked.get('client_assertion') ?? '').split('.')
    const pem = readFileSync(file('app.pem'), 'utf8')
    const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { x5t: string }
    const thumb = new X509Certificate(pem).fingerprint.replaceAll(':', '')
    expect(Buffer.from(header.x5t, 'base64url').toString('hex').toUpperCase()).toBe(thumb)
    const signed = createVerify('RSA-SHA256').update(`${head}.${claims}`)
    expect(signed.verify(createPublicKey(pem), signature, 'base64url')).toBe(true)
  })

  it.each([
    [{}, /MicrosoftAppCertificateFile/u],
    [{ MicrosoftAppPassword: 'x', MicrosoftAppCertificateFile: 'y.pem' }, /beside/u],
    [{ MicrosoftAppCertificateFile: '/nowhere.pem' }, /cannot be read/u],
  ])('says what is wrong with %j', async (credentials, words) => {
    await expect(open(credentials)).rejects.toThrow(words)
  })
})
