import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTeams, type TeamsOptions } from '../../../src/channels/teams/teams.ts'
import type { Channel } from '../../../src/channels/channel.ts'
import { type RunningHouse, startHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { APP, TENANT } from './far.ts'
import { BOT, PERSONAL, placesIn, type Scene, setScene } from './scene.ts'

let scene: Scene
let database: Opened
let house: RunningHouse

beforeAll(async () => {
  const [sqlite] = databases
  if (!sqlite) throw new Error('no database to test on')
  database = await sqlite.open()
  scene = await setScene()
  const { store } = database
  house = await startHouse({ store, desk: smallDesk(), channels: (h) => [scene.channel(h, store)], work: false })
})

afterAll(async () => {
  await house.stop()
  await scene.close()
  await database.close()
})

const send = async (body: unknown, headers: Record<string, string> = scene.headers(), to = house) => {
  const response = await fetch(`${to.url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, text: await response.text() }
}
const bearer = (token: string) => scene.headers(token)
const signed = (claims: Record<string, unknown> = {}, how: { kid?: string; forged?: boolean } = {}) =>
  bearer(scene.issuer.token({ serviceurl: scene.connector.url, ...claims }, how))
const past = () => Math.floor(Date.now() / 1_000) - 3_600

describe('whom the desk believes to be Teams', () => {
  beforeEach(() => {
    house.kept.length = 0
  })

  it.each(['webchat', 'emulator', 'AseChannel'])(
    'knows %s for another platform once it knows the sender',
    async (other) => {
      const activity = scene.activity({ channelId: other })
      expect((await send(activity, { 'content-type': 'application/json' })).status).toBe(401)
      expect((await send(activity, signed({}, { kid: 'elsewhere' }))).status).toBe(401)
      expect((await send(activity)).status).toBe(403)
      expect(house.kept).toEqual([])
    },
  )

  it('takes a token that expired within the skew', async () => {
    expect((await send(scene.activity(), signed({ nbf: past(), exp: past() + 3_600 - 60 }))).status).toBe(200)
  })

  it('takes a message with a good token', async () => {
    expect((await send(scene.activity())).status).toBe(200)
    expect(house.kept).toHaveLength(1)
  })

  const refused: Record<string, () => Record<string, string>> = {
    'no token': () => ({ 'content-type': 'application/json' }),
    'an empty token': () => ({ 'content-type': 'application/json', authorization: '' }),
    'another scheme': () => ({ ...scene.headers(), authorization: 'Basic YTpi' }),
    garbage: () => bearer('garbage'),
    'three parts of garbage': () => bearer('a.b.c'),
    'no signature': () => {
      const [head, body] = scene.issuer.token({ serviceurl: scene.connector.url }).split('.')
      return bearer(`${head}.${body}.`)
    },
    'the algorithm “none”': () => {
      const [, body] = scene.issuer.token({ serviceurl: scene.connector.url }).split('.')
      return bearer(`${Buffer.from('{"alg":"none","kid":"good"}').toString('base64url')}.${body}.`)
    },
    'a stranger’s signature': () => signed({}, { forged: true }),
    'a key that nobody knows': () => signed({}, { kid: 'unknown' }),
    'a wrong audience': () => signed({ aud: `${APP}0` }),
    'a wrong issuer': () => signed({ iss: 'https://evil.example' }),
    'the emulator’s issuer': () => signed({ iss: `https://sts.windows.net/${TENANT}/`, appid: APP, ver: '1.0' }),
    'a wrong serviceUrl': () => signed({ serviceurl: 'https://evil.example/' }),
    'no serviceUrl': () => signed({ serviceurl: undefined }),
    'a skill’s token': () =>
      signed({
        appid: 'b2f5c1d0-8d1e-4f55-9d61-0c5a4f0a7b11',
        ver: '1.0',
        azp: 'x',
        iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      }),
    'a token expired beyond the skew': () => signed({ nbf: past(), exp: past() + 3_600 - 400 }),
    'an expired token': () => signed({ nbf: past() - 3_600, exp: past() }),
    'a token of the future': () => signed({ nbf: past() + 7_200, exp: past() + 10_800 }),
    'a key endorsed for another channel': () => signed({}, { kid: 'elsewhere' }),
    'a key endorsed for nothing': () => signed({}, { kid: 'unendorsed' }),
  }
  it.each(Object.keys(refused))('refuses %s with 401 and stores nothing', async (what) => {
    const { status, text } = await send(scene.activity(), refused[what]?.() ?? {})
    expect(status).toBe(401)
    expect(text).not.toMatch(/jwt|claim|AppId|node_modules/iu)
    expect(house.kept).toEqual([])
    expect(await house.store.shelf.list('test', 'place:evil', 10)).toEqual([])
  })

  it('refuses a conversation that names another tenant, in any place', async () => {
    const elsewhere = { id: PERSONAL, conversationType: 'personal', tenantId: 'b'.repeat(36) }
    expect((await send(scene.activity({ conversation: elsewhere }))).status).toBe(403)
    expect((await send(scene.activity({ channelData: { tenant: { id: 'c' } } }))).status).toBe(403)
    const nowhere = { conversation: { id: PERSONAL, conversationType: 'personal' }, channelData: {} }
    expect((await send(scene.activity(nowhere))).status).toBe(403)
    expect(house.kept).toEqual([])
  })

  it('asks Teams to come again while the issuer’s keys cannot be read', async () => {
    const other = await setScene()
    other.issuer.setDown(true)
    const house2 = await startHouse({
      store: database.store,
      desk: smallDesk(),
      channels: (h) => [other.channel(h, database.store)],
      work: false,
    })
    const body = other.activity()
    expect((await send(body, other.headers(), house2)).status).toBe(503)
    other.issuer.setDown(false)
    expect((await send(body, other.headers(), house2)).status).toBe(200)
    await house2.stop()
    await other.close()
  })
})

describe('malformed activities', () => {
  it.each([{}, { type: 5 }, [], null, 7, 'text', { type: 'message' }, { type: 'invoke', value: {} }])(
    'refuses %j with 400',
    async (body) => {
      expect((await send(body)).status).toBe(400)
    },
  )

  it('answers 500 generated bodies with a 2xx or 4xx, and lives', { timeout: 60_000 }, async () => {
    const names = Object.keys(scene.activity())
    const mutated = fc
      .tuple(fc.constantFrom(...names, 'value', 'entities', 'membersAdded', 'action', 'replyToId'), fc.jsonValue())
      .map(([name, junk]) => ({ whole: false, body: scene.activity({ [name]: junk }) }))
    const invoked = fc
      .tuple(fc.constantFrom('adaptiveCard/action', 'message/submitAction', 'x'), fc.jsonValue(), fc.jsonValue())
      .map(([name, value, data]) => {
        const invoke = { type: 'invoke', name, value: name === 'x' ? value : { action: { data }, actionValue: value } }
        return { whole: false, body: scene.activity(invoke) }
      })
    const junk = fc.jsonValue().map((body) => ({ whole: true, body }))
    const headers = scene.headers()
    await fc.assert(
      fc.asyncProperty(fc.oneof(junk, mutated, invoked), async ({ whole, body }) => {
        const { status, text } = await send(body, headers)
        expect(status, `${JSON.stringify(body)} → ${text}`).toBeLessThan(500)
        expect(whole ? status : 400).toBe(400)
        expect(text).not.toMatch(/at \S+ \(|node_modules/u)
      }),
      { numRuns: 500 },
    )
    expect((await send(scene.activity())).status).toBe(200)
  })
})

describe('starting', () => {
  const options = (more: Partial<TeamsOptions>): TeamsOptions => ({
    prompts: 'prompts',
    loopback: false,
    credentials: {},
    allowedTenants: [],
    operators: { allowed: [], places: placesIn(database.store) },
    ...more,
  })
  const full = { MicrosoftAppId: APP, MicrosoftAppTenantId: TENANT }

  it('refuses to listen for others without an app id', () => {
    expect(() => createTeams(house.house, options({}))).toThrow(/MicrosoftAppId/u)
  })

  it.each([
    ['no type', full, /MicrosoftAppType/u],
    ['no tenant', { MicrosoftAppId: APP, MicrosoftAppType: 'SingleTenant' as const }, /MicrosoftAppTenantId/u],
    ['no password', { ...full, MicrosoftAppType: 'SingleTenant' as const }, /MicrosoftAppPassword/u],
    [
      'a password beside a managed identity',
      { ...full, MicrosoftAppType: 'UserAssignedMSI' as const, MicrosoftAppPassword: 'secret' },
      /UserAssignedMSI/u,
    ],
  ])('names what is wrong with %s', (_, credentials, words) => {
    expect(() => createTeams(house.house, options({ credentials }))).toThrow(words)
  })

  it('takes unsigned messages on loopback only, and from this machine only', async () => {
    const near = await startHouse({
      store: database.store,
      desk: smallDesk(),
      channels: (h) => [createTeams(h, options({ loopback: true }))],
      work: false,
    })
    const json = { 'content-type': 'application/json' }
    expect((await send(scene.activity(), json, near)).status).toBe(200)
    for (const headers of [
      { ...json, origin: 'https://evil.example' },
      { ...json, 'x-forwarded-for': '203.0.113.7' },
    ])
      expect((await send(scene.activity(), headers, near)).status).toBe(403)
    expect((await send(scene.activity({ serviceUrl: 'https://evil.example/' }), json, near)).status).toBe(403)
    const register = {
      text: '<at>相談窓口</at> 担当者チャネルに設定',
      conversation: { id: '19:trial', conversationType: 'groupChat' },
    }
    const entities = [{ type: 'mention', mentioned: BOT, text: '<at>相談窓口</at>' }]
    expect((await send(scene.activity({ ...register, entities }), json, near)).status).toBe(200)
    // Whoever tries the desk on this machine may be its operator, named nowhere.
    expect(await placesIn(database.store).list()).toContainEqual({ channel: 'teams', conversation: '19:trial' })
    const [channel] = near.channels
    expect((await channel?.ready())?.ok).toBe(true)
    const reply = { outcome: 'notice' as const, text: 'はい', citations: [], notices: [], offers: [] }
    await channel?.send({ channel: 'teams', conversation: PERSONAL }, reply, { id: 'd-1', attempt: 1 })
    expect(scene.connector.messages().at(-1)).toMatchObject({ authorization: '', body: { text: 'はい' } })
    await near.stop()
  })
})

describe('readiness', () => {
  const readyOf = async (credentials: TeamsOptions['credentials'], now = () => new Date()) => {
    const made: Channel = createTeams(
      { ...house.house, now },
      {
        prompts: 'prompts',
        loopback: false,
        credentials,
        allowedTenants: [],
        operators: { allowed: [], places: placesIn(database.store) },
      },
    )
    return made
  }
  const managed = { MicrosoftAppId: APP, MicrosoftAppTenantId: TENANT, MicrosoftAppType: 'UserAssignedMSI' as const }

  it('finds out that credentials have expired while the last token still works', async () => {
    let at = Date.now()
    const channel = await readyOf(managed, () => new Date(at))
    expect(await channel.ready()).toMatchObject({ ok: true })
    scene.identity.expire(true)
    expect(await channel.ready()).toMatchObject({ ok: true })
    at += 11 * 60_000
    const found = await channel.ready()
    scene.identity.expire(false)
    expect(found.ok).toBe(false)
    expect(found.detail).not.toContain('secret')
    at += 30_000
    expect(await channel.ready()).toMatchObject({ ok: true })
  })

  it('says so when no token can be had with a client secret', async () => {
    const channel = await readyOf({
      MicrosoftAppId: 'e7a1a1a0-0000-4000-8000-000000000009',
      MicrosoftAppTenantId: TENANT,
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppPassword: 'a-very-secret-value',
      ToChannelFromBotLoginUrl: 'https://127.0.0.1:9/login',
    })
    const state = await channel.ready()
    expect(state.ok).toBe(false)
    expect(state.detail).not.toContain('a-very-secret-value')
  })
})
