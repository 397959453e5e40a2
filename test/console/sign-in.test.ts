import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { generateSync } from 'otplib'
import { noteCaller } from '../../src/base/caller.ts'
import { createWaits } from '../../src/console/access/waits.ts'
import { type Client, clientOf, formOf, ORIGIN, PASSWORD, type Rig, rig } from './rig.ts'

const HOUR = 3_600_000

describe('signing in', () => {
  let desk: Rig
  beforeEach(async () => {
    desk = await rig()
  })
  afterEach(() => desk.close())

  const first = async (token: string, client = desk.client(), given: Record<string, string> = {}) => {
    await client.get(`/console/first?token=${token}`)
    const form = client.jar.get('desk_form') ?? ''
    const fields = { token, form, name: '山田', login: 'yamada', password: PASSWORD, ...given }
    return { client, response: await client.post('/console/first', fields) }
  }
  const link = async () => new URL((await desk.console.signInLink(ORIGIN)) ?? 'none:').searchParams.get('token') ?? ''

  it('offers the first link while nobody can sign in, and never again after it was used', async () => {
    expect(await desk.console.signInConfigured()).toBe(false)
    const token = await link()
    const { client, response } = await first(token)
    expect(response.status).toBe(303)
    expect((await client.get('/console')).status).toBe(200)
    expect(await desk.console.signInConfigured()).toBe(true)
    expect(await desk.console.signInLink(ORIGIN)).toBeNull()
    expect((await desk.client().get(`/console/first?token=${token}`)).status).toBe(403)
    const again = await first(token, desk.client(), { login: 'other' })
    expect(again.response.status).toBe(403)
    expect(await desk.store.operators.count()).toBe(1)
  })

  it('gives the first link to one of two who use it at once', async () => {
    const token = await link()
    const all = await Promise.all(['a1', 'b1'].map((login) => first(token, desk.client(), { login })))
    expect(all.map(({ response }) => response.status).sort((a, b) => a - b)).toEqual([303, 403])
    expect(await desk.store.operators.count()).toBe(1)
  })

  it('changes nothing when the first link is only looked at, mistyped or too late', async () => {
    const token = await link()
    for (let n = 0; n < 3; n++) expect((await desk.client().get(`/console/first?token=${token}`)).status).toBe(200)
    const short = await first(token, desk.client(), { password: 'short' })
    expect(short.response.status).toBe(422)
    expect(await short.response.text()).toContain('12〜200文字')
    desk.later(HOUR)
    expect((await first(token)).response.status).toBe(403)
    expect(await desk.store.operators.count()).toBe(0)
  })

  it('refuses a sign-in form that this browser was not given', async () => {
    const operator = await desk.local('operator')
    const login = (await desk.store.operators.get(operator.operator))?.login ?? ''
    const stranger = desk.client()
    const fields = { login, password: PASSWORD, form: 'forged' }
    expect((await stranger.post('/console/sign-in', fields)).status).toBe(403)
    await stranger.get('/console/sign-in')
    const mine = { ...fields, form: stranger.jar.get('desk_form') ?? '' }
    expect((await stranger.post('/console/sign-in', mine, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await stranger.post('/console/sign-in', mine)).status).toBe(303)
  })

  /** Signs in from an address, as the server notes it; from this machine where none is given. */
  const attempt = async (login: string, password: string, given: { from?: string; code?: string } = {}) => {
    const { from, code = '' } = given
    const client = clientOf((request) => {
      if (from !== undefined) noteCaller(request, from)
      return desk.console.handle(request)
    })
    await client.get('/console/sign-in')
    const fields = { login, password, code, form: formOf(client) }
    return { client, response: await client.post('/console/sign-in', fields) }
  }
  const loginOf = async ({ operator }: { operator: string }) => (await desk.store.operators.get(operator))?.login ?? ''

  it('makes wrong tries wait longer and longer, and the right one goes in after the wait', async () => {
    const login = await loginOf(await desk.local('operator'))
    const from = '203.0.113.9'
    for (let n = 0; n < 5; n++) expect((await attempt(login, 'wrong password', { from })).response.status).toBe(401)
    const waits: number[] = []
    for (let n = 0; n < 6; n++) {
      const told = await (await attempt(login, PASSWORD, { from })).response.text()
      const [, count = '', unit] = /あと(\d+)(秒|分)ほど/u.exec(told) ?? []
      waits.push(Number(count) * (unit === '分' ? 60 : 1))
      desk.later(Number(count) * (unit === '分' ? 60_000 : 1_000))
      expect((await attempt(login, 'wrong password', { from })).response.status).toBe(401)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32])
    desk.later(64_000)
    expect((await attempt(login.toUpperCase(), PASSWORD, { from })).response.status).toBe(303)
  })

  it('locks nobody out of their own login, whoever else tries it from wherever', async () => {
    const login = await loginOf(await desk.local('operator'))
    const waits = createWaits({ store: desk.store, now: desk.now })
    for (let n = 0; n < 300; n++) await waits.take(login, `198.51.100.${n}`)
    expect(await waits.take(login, '203.0.113.8')).toBeLessThanOrEqual(5_000)
    desk.later(5_000)
    const mine = await attempt(login, PASSWORD, { from: '203.0.113.9' })
    expect(mine.response.status).toBe(303)
  })

  it('makes an address wait that tries many logins', async () => {
    const login = await loginOf(await desk.local('operator'))
    for (let n = 0; n < 21; n++) await attempt(`nobody-${n}`, 'wrong password', { from: '198.51.100.7' })
    const waiting = await attempt(login, PASSWORD, { from: '198.51.100.7' })
    expect(await waiting.response.text()).toContain('まちがいが続いたため')
    expect((await attempt(login, PASSWORD, { from: '203.0.113.9' })).response.status).toBe(303)
  }, 60_000)

  it.each([
    ['short', 'みじかい', '12〜200文字'],
    ['common', 'password1234', '推測されやすい'],
    ['of the house', 'telework2026!', '推測されやすい'],
    ['of themselves', 'hanako-suzuki', '推測されやすい'],
  ])('takes no password that is %s', async (_, password, told) => {
    const boss = await desk.local('supervisor')
    const given = { name: 'hanako suzuki', login: 'hanako', role: 'operator', password }
    const refused = await boss.post('/console/operators/add', given)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain(told)
  })

  /** Sets up the second proof on the own page; gives the secret. */
  const enrolled = async (client: Client): Promise<string> => {
    const secret = /name="secret" value="([A-Z2-7]+)"/u.exec(await client.text('/console/me'))?.[1] ?? ''
    const code = codeOf(secret)
    expect((await client.post('/console/me/totp', { secret, code: '000000', old: PASSWORD })).status).toBe(422)
    expect((await client.post('/console/me/totp', { secret, code, old: 'not the password' })).status).toBe(422)
    expect((await client.post('/console/me/totp', { secret, code, old: PASSWORD })).status).toBe(303)
    return secret
  }
  const codeOf = (secret: string) => generateSync({ secret, epoch: Math.floor(desk.now().getTime() / 1_000) })

  it('asks for a second proof where one is set up, and takes each code once', async () => {
    const client = await desk.local('operator')
    const login = await loginOf(client)
    const secret = await enrolled(client)
    // Every session ends with the change.
    expect((await client.get('/console')).status).toBe(303)
    expect((await attempt(login, PASSWORD)).response.status).toBe(401)
    expect((await attempt(login, PASSWORD, { code: '123456' })).response.status).toBe(401)
    const code = codeOf(secret)
    const signedIn = await attempt(login, PASSWORD, { code })
    expect(signedIn.response.status).toBe(303)
    const again = await attempt(login, PASSWORD, { code })
    expect(again.response.status).toBe(401)
    desk.later(60_000)
    const off = { old: PASSWORD, code: codeOf(secret) }
    expect((await signedIn.client.post('/console/me/totp-off', { ...off, code: '000000' })).status).toBe(422)
    expect((await signedIn.client.post('/console/me/totp-off', off)).status).toBe(303)
    expect((await attempt(login, PASSWORD)).response.status).toBe(303)
    const acts = (await desk.store.audit.of(`operator:${client.operator}`, 50)).map(({ act }) => act)
    expect(acts).toEqual(expect.arrayContaining(['operator.totp.on', 'operator.totp.off']))
  })

  it('lets a supervisor take the second proof off whoever lost it, on record', async () => {
    const client = await desk.local('operator')
    await enrolled(client)
    const boss = await desk.local('supervisor')
    expect(await boss.text('/console/operators')).toContain('二段階認証を外す')
    expect((await boss.post('/console/operators/totp-off', { id: client.operator })).status).toBe(303)
    expect((await attempt(await loginOf(client), PASSWORD)).response.status).toBe(303)
    const last = (await desk.store.audit.of(`operator:${client.operator}`, 50)).findLast(
      ({ act }) => act === 'operator.totp.off',
    )
    expect(last?.actor).toBe(boss.operator)
  })

  it('opens nothing but the own page without a second proof, where one is required', async () => {
    const strict = await rig({ totpRequired: true })
    const client = await strict.local('supervisor')
    for (const path of ['/console', '/console/operators', '/console/audit']) {
      expect((await client.get(path)).headers.get('location')).toBe('/console/me?needs=totp')
    }
    expect(await client.text('/console/me?needs=totp')).toContain('二段階認証の設定が必要です')
    const secret = /name="secret" value="([A-Z2-7]+)"/u.exec(await client.text('/console/me'))?.[1] ?? ''
    const at = () => Math.floor(strict.now().getTime() / 1_000)
    const code = generateSync({ secret, epoch: at() })
    expect((await client.post('/console/me/totp', { secret, code, old: PASSWORD })).status).toBe(303)
    await client.get('/console/sign-in')
    const login = (await strict.store.operators.get(client.operator))?.login ?? ''
    const next = { login, password: PASSWORD, code: generateSync({ secret, epoch: at() }), form: formOf(client) }
    expect((await client.post('/console/sign-in', next)).status).toBe(303)
    expect((await client.get('/console')).status).toBe(200)
    await strict.close()
  })

  it('says the same of a login that does not exist as of a wrong password', async () => {
    const operator = await desk.local('operator')
    const login = (await desk.store.operators.get(operator.operator))?.login ?? ''
    const texts = [await attempt(login, 'wrong password'), await attempt('nobody', 'wrong password')].map(
      async ({ response }) => /role="alert">([^<]+)</.exec(await response.text())?.[1],
    )
    const [known, unknown] = await Promise.all(texts)
    expect(known).toBe(unknown)
  })

  it('keeps the session in a cookie that scripts and other sites do not get', async () => {
    const secure = await rig({ secure: true })
    await secure.local('operator')
    const client = secure.client()
    await client.get('/console/sign-in')
    await secure.local('viewer')
    const operator = (await secure.store.operators.all(5))[0]
    const done = await client.post('/console/sign-in', {
      login: operator?.login ?? '',
      password: PASSWORD,
      form: client.jar.get('__Host-desk_form') ?? '',
    })
    const cookie = done.headers.getSetCookie().find((line) => line.startsWith('__Host-desk_console=')) ?? ''
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax; Secure$/)
    // What the prefix asks for; other hosts of the domain can neither read nor set it.
    expect(cookie).toContain('Path=/;')
    expect(cookie).not.toContain('Domain')
    const token = /^__Host-desk_console=([^;]+)/.exec(cookie)?.[1] ?? ''
    expect(await secure.store.operators.session(token)).toBeNull()
    await secure.close()
  })

  it('ends a session that is left alone, and any session after half a day', async () => {
    const idle = await desk.local('operator')
    desk.later(2 * HOUR)
    expect((await idle.get('/console')).status).toBe(303)
    const busy = await desk.local('operator')
    for (let n = 0; n < 11; n++) {
      desk.later(HOUR)
      expect((await busy.get('/console')).status).toBe(200)
    }
    desk.later(HOUR)
    expect((await busy.get('/console')).headers.get('location')).toBe('/console/sign-in?next=%2Fconsole')
  })

  it('is left alone although an open page refreshes itself, unless somebody writes there', async () => {
    const client = await desk.local('operator')
    const id = await desk.filed()
    const poll = { 'hx-request': 'true' }
    const csrf = await client.csrf()
    desk.later(HOUR)
    await client.get('/console/queue', poll)
    await client.post(`/console/requests/${id}/presence`, { typing: '1', csrf }, poll)
    desk.later(HOUR)
    expect((await client.get('/console/queue', poll)).status).toBe(200)
    desk.later(HOUR)
    expect((await client.get('/console/queue', poll)).status).toBe(401)
  })

  it('looks at the role again on every request', async () => {
    const client = await desk.local('supervisor')
    expect((await client.get('/console/audit')).status).toBe(200)
    await desk.store.operators.change(client.operator, { role: 'viewer' })
    expect((await client.get('/console/audit')).status).toBe(403)
    await desk.store.operators.change(client.operator, { disabled: true })
    expect((await client.get('/console')).status).toBe(303)
  })

  it('signs out here, and everywhere', async () => {
    const one = await desk.local('operator')
    expect((await one.post('/console/sign-out')).status).toBe(303)
    expect(one.jar.has('desk_console')).toBe(false)
    const two = await desk.local('operator')
    const stolen = desk.client()
    stolen.jar.set('desk_console', two.jar.get('desk_console') ?? '')
    expect((await stolen.get('/console')).status).toBe(200)
    await two.post('/console/sign-out-everywhere')
    expect((await stolen.get('/console')).status).toBe(303)
  })

  it('leads on only inside the console after signing in', async () => {
    const page = await desk.client().text('/console/sign-in?next=https://evil.example/')
    expect(page).toContain('name="next" value="/console"')
    const inside = await desk.client().text('/console/sign-in?next=%2Fconsole%2Frequests%2Fabc')
    expect(inside).toContain('name="next" value="/console/requests/abc"')
    for (const way of [
      '//evil.example',
      '/console/..//evil.example',
      '/console/../../evil',
      '/console/%2e%2e//evil.example',
      '/console//evil.example',
      '/console/%2f%2fevil.example',
      '/console/..',
      '/consoleevil',
    ]) {
      const shown = await desk.client().text(`/console/sign-in?next=${encodeURIComponent(way)}`)
      expect([way, /name="next" value="([^"]*)"/u.exec(shown)?.[1]]).toEqual([way, '/console'])
    }
  })

  it('lets supervisors keep the operators, and never loses the last supervisor', async () => {
    const boss = await desk.local('supervisor')
    const given = { name: '佐藤', login: 'Ｓａｔｏ', role: 'operator', password: PASSWORD }
    expect((await boss.post('/console/operators/add', given)).status).toBe(303)
    expect((await boss.post('/console/operators/add', given)).status).toBe(422)
    const sato = await desk.store.operators.byLogin('sato')
    expect(sato).toMatchObject({ name: '佐藤', role: 'operator' })
    const last = await boss.post('/console/operators/change', { id: boss.operator, role: 'viewer', disabled: '0' })
    expect(last.status).toBe(422)
    expect((await desk.store.operators.get(boss.operator))?.role).toBe('supervisor')
    const { client } = await attempt('sato', PASSWORD)
    expect((await client.get('/console')).status).toBe(200)
    await boss.post('/console/operators/change', { id: sato?.id ?? '', role: 'operator', disabled: '1' })
    expect((await client.get('/console')).status).toBe(303)
    const { entries, fault } = await desk.store.audit.verify()
    expect(fault).toBeNull()
    expect(entries).toBeGreaterThan(3)
  })

  it('changes an own password only with the old one, and signs out every page', async () => {
    const client = await desk.local('operator')
    const wrong = await client.post('/console/me/password', { old: 'not this one', password: 'another password' })
    expect(wrong.status).toBe(422)
    // Guessing here is no quicker than at the door.
    const guesses = []
    for (let n = 0; n < 6; n++) {
      guesses.push(
        await (await client.post('/console/me/password', { old: `guess ${n}`, password: 'another password' })).text(),
      )
    }
    expect(guesses.at(-1)).toContain('まちがいが続いたため')
    desk.later(60_000)
    const done = await client.post('/console/me/password', { old: PASSWORD, password: 'another password' })
    expect(done.headers.get('location')).toBe('/console/sign-in')
    const login = (await desk.store.operators.get(client.operator))?.login ?? ''
    expect((await attempt(login, PASSWORD)).response.status).toBe(401)
    expect((await attempt(login, 'another password')).response.status).toBe(303)
    const acts = (await desk.store.audit.of(`operator:${client.operator}`, 50)).map(({ act }) => act)
    expect(acts).toContain('operator.password.own')
  })
})
