import { createServer, type Server } from 'node:http'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, ORIGIN, type Rig, rig } from './rig.ts'

/** A real OpenID provider on loopback; whoever types a name at it has the roles listed here. */
const people: Record<string, { name: string; roles: string[] }> = {
  sato: { name: '佐藤', roles: ['other-program', 'viewer', 'supervisor'] },
  guest: { name: '客', roles: ['somebody'] },
}

const startProvider = async (): Promise<{ issuer: string; stop: () => Promise<void> }> => {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'desk',
        client_secret: 'a-secret-of-this-test',
        redirect_uris: [`${ORIGIN}/console/oidc/callback`],
      },
    ],
    cookies: { keys: ['of-this-test'] },
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => Promise.resolve({ sub: id, ...people[id] }) }),
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  return { issuer, stop: () => new Promise((resolve) => server.close(() => resolve())) }
}

/** Goes through the provider's own pages as a browser would, and gives the address it sends back to. */
const visitProvider = async (start: string, name: string): Promise<string> => {
  const jar = new Map<string, string>()
  const go = async (url: string, body?: URLSearchParams): Promise<Response> => {
    const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body ? { method: 'POST', body } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(key, value)
    }
    return response
  }
  let url = start
  let response = await go(url)
  for (let step = 0; step < 12; step++) {
    const location = response.headers.get('location')
    if (location !== null) {
      url = new URL(location, url).href
      if (url.startsWith(ORIGIN)) return url
      response = await go(url)
      continue
    }
    const page = await response.text()
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? url
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? 'login'
    url = new URL(action, url).href
    response = await go(url, new URLSearchParams({ prompt, login: name, password: 'x' }))
  }
  throw new Error(`the provider never sent back: ${url}`)
}

describe('signing in at an OpenID provider', () => {
  let desk: Rig
  let provider: Awaited<ReturnType<typeof startProvider>>
  beforeAll(async () => {
    provider = await startProvider()
    const { issuer } = provider
    desk = await rig({ oidc: { issuer, clientId: 'desk', clientSecret: 'a-secret-of-this-test', roleClaim: 'roles' } })
  })
  afterAll(async () => {
    await desk.close()
    await provider.stop()
  })

  const arrive = async (name: string) => {
    const client = clientOf(desk.console.handle)
    const left = await client.get('/console/oidc/start')
    expect(left.status).toBe(303)
    const back = await visitProvider(left.headers.get('location') ?? '', name)
    return { client, back: new URL(back).pathname + new URL(back).search }
  }

  it('is the way in where it is configured, and then no first link is offered', async () => {
    expect(await desk.console.signInConfigured()).toBe(true)
    expect(await desk.console.signInLink(ORIGIN)).toBeNull()
    expect(await desk.client().text('/console/sign-in')).toContain('組織のアカウントでログイン')
  })

  it('makes an operator with the highest role that the claim names, and follows the claim at the next sign-in', async () => {
    const { client, back } = await arrive('sato')
    expect((await client.get(back)).headers.get('location')).toBe('/console')
    expect(await client.text('/console/audit')).toContain('佐藤')
    people['sato'] = { name: '佐藤', roles: ['operator'] }
    const later = await arrive('sato')
    await later.client.get(later.back)
    expect((await later.client.get('/console/audit')).status).toBe(403)
    expect((await client.get('/console/audit')).status).toBe(403)
    expect((await desk.store.operators.all(10)).map(({ name, role, source }) => [name, role, source])).toEqual([
      ['佐藤', 'operator', 'oidc'],
    ])
  })

  it('lets nobody in whom the issuer gives no role here', async () => {
    const { client, back } = await arrive('guest')
    const refused = await client.get(back)
    expect(refused.status).toBe(403)
    expect(client.jar.has('desk_console')).toBe(false)
    expect(await desk.store.operators.byLogin(`${provider.issuer}#guest`)).toBeNull()
  })

  it('refuses an answer that belongs to another browser, was changed, or comes twice', async () => {
    const { client, back } = await arrive('sato')
    expect((await clientOf(desk.console.handle).get(back)).status).toBe(400)
    const other = await arrive('sato')
    expect((await other.client.get(back)).status).toBe(400)
    expect(other.client.jar.has('desk_console')).toBe(false)
    expect((await client.get(back.replace(/code=[^&]+/, 'code=forged'))).status).toBe(400)
    expect(client.jar.has('desk_console')).toBe(false)
  })

  it('takes no password for an operator who belongs to the issuer', async () => {
    const client = desk.client()
    await client.get('/console/sign-in')
    const form = client.jar.get('desk_form') ?? ''
    const done = await client.post('/console/sign-in', { login: `${provider.issuer}#sato`, password: '', form })
    expect(done.status).toBe(401)
  })

  it('says so when the issuer cannot be reached', async () => {
    const alone = await rig({
      oidc: { issuer: 'http://127.0.0.1:9', clientId: 'desk', clientSecret: 'x', roleClaim: 'roles' },
    })
    const response = await alone.client().get('/console/oidc/start')
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('認証基盤に接続できませんでした')
    expect(alone.faults).toHaveLength(1)
    await alone.close()
  })
})
