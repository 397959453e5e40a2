import { describe, expect, it } from 'vitest'
import { addressOf } from '../../../src/channels/slack/addresses.ts'
import { TOKEN_REFUSED, type SlackOptions } from '../../../src/channels/slack/slack.ts'
import { reviveDead } from '../../../src/spine/revive.ts'
import type { Store } from '../../../src/store/store.ts'
import { CLIENT_ID, CLIENT_SECRET, type Allowed } from './double/installations.ts'
import { eventBody, messageEvent, send, signed } from './double/people.ts'
import { BOT, TEAM, type Args, type Tenant } from './double/workspace.ts'
import { still, until } from './house.ts'
import { createSetting, type Given, type Setting } from './setting.ts'

const settings = createSetting()
const INSTALL_SECRET = 'a secret of more than thirty-two characters'

const NORTH: Allowed = { team: 'T10', name: '北市', bot: BOT }
const SOUTH: Allowed = { team: 'T20', name: '南市', bot: BOT }

const oauth = (workspaces: string[]): Partial<SlackOptions> => ({
  botToken: undefined,
  oauth: {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    installSecret: INSTALL_SECRET,
    publicUrl: 'https://desk.example.lg.jp/',
    workspaces,
  },
})

const open = (workspaces = ['T10', 'T20'], more: Partial<Given> = {}) =>
  settings.open({ slack: oauth(workspaces), far: { tokens: new Map<string, Tenant>() }, ...more })

/** An administrator goes to Slack and back in the browser. */
const install = async (
  { house, double }: Setting,
  allowed: Allowed,
  given: { cookie?: string; state?: string } = {},
) => {
  const away = await fetch(`${house.url}/slack/install`, { redirect: 'manual' })
  const to = new URL(away.headers.get('location') ?? '')
  const [cookie = ''] = (away.headers.get('set-cookie') ?? '').split(';')
  const back = new URL(`${house.url}/slack/oauth_redirect`)
  back.searchParams.set('code', double.installations.allow(allowed))
  back.searchParams.set('state', given.state ?? to.searchParams.get('state') ?? '')
  const answer = await fetch(back, { headers: { cookie: given.cookie ?? cookie } })
  return { to, answer, page: await answer.text() }
}

const from = (team: string, event: Args, more: Args = {}) => ({
  ...eventBody(event, `Ev-${crypto.randomUUID()}`),
  team_id: team,
  ...more,
})
const tell = ({ house }: Setting, body: Args) => send(house.url, signed(JSON.stringify(body)))
const ask = async (setting: Setting, team: string, channel: string, more: Args = {}) => {
  const ts = setting.double.newTs()
  setting.double.place(channel, { ts, thread_ts: null, text: '費用は', user: 'U1' })
  const answer = await tell(setting, from(team, messageEvent({ channel, text: '費用は', ts }), more))
  expect(answer.status).toBe(200)
  return ts
}
const tokensOf = ({ double }: Setting, channel: string) =>
  new Set(
    double.calls.filter(({ args, error }) => args['channel'] === channel && error === null).map(({ team }) => team),
  )
const ready = ({ house }: Setting) => house.channels[0]?.ready()
const dump = (store: Store) => store.shelf.list('test', 'install/', 10)

describe('several workspaces', () => {
  it('are added over the browser and served side by side, each by its own token', async () => {
    const setting = await open()
    const { double, house } = setting
    expect(await ready(setting)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('/slack/install') as string,
    })
    const { to, answer, page } = await install(setting, NORTH)
    expect(answer.status).toBe(200)
    expect(page).toContain('北市')
    expect(to.searchParams.get('client_id')).toBe(CLIENT_ID)
    expect(to.searchParams.get('scope')).toContain('chat:write')
    expect(to.searchParams.get('redirect_uri')).toBe('https://desk.example.lg.jp/slack/oauth_redirect')
    await install(setting, SOUTH)
    const [north, south] = [await ask(setting, 'T10', 'D10'), await ask(setting, 'T20', 'D20')]
    await still(house)
    expect(double.posts('D10', north)).toHaveLength(1)
    expect(double.posts('D20', south)).toHaveLength(1)
    expect([...tokensOf(setting, 'D10')]).toEqual(['T10'])
    expect([...tokensOf(setting, 'D20')]).toEqual(['T20'])
    expect((await ready(setting))?.detail).toContain('北市、南市')
  })

  it('keep their tokens unreadable in the database', async () => {
    const setting = await open()
    await install(setting, NORTH)
    const kept = await dump(setting.house.store)
    expect(kept).toHaveLength(1)
    expect(kept[0]?.value).not.toMatch(/xoxb/u)
    expect(Buffer.from(kept[0]?.value ?? '', 'base64').toString('latin1')).not.toMatch(/xoxb/u)
  })

  it('are not added by strangers, by another browser, or without an administrator', async () => {
    const setting = await open(['T10'])
    const refused = await install(setting, SOUTH)
    expect([refused.answer.status, refused.page.includes('SLACK_WORKSPACES')]).toEqual([403, true])
    expect((await install(setting, NORTH, { cookie: 'none=1' })).answer.status).toBe(400)
    expect((await install(setting, NORTH, { state: 'made-up' })).answer.status).toBe(400)
    const denied = await fetch(`${setting.house.url}/slack/oauth_redirect?error=access_denied`)
    expect(denied.status).toBe(400)
    expect(await dump(setting.house.store)).toEqual([])
  })

  it('of one organization need one installation, and others are not answered', async () => {
    const setting = await open(['E77'])
    await install(setting, { team: 'T77', name: '県庁', bot: BOT, enterprise: 'E77' })
    const ts = await ask(setting, 'T71', 'D71', { enterprise_id: 'E77' })
    await ask(setting, 'T99', 'D99')
    await ask(setting, 'T72', 'D72', { enterprise_id: 'E77', api_app_id: 'A99' })
    await still(setting.house)
    expect(setting.double.posts('D71', ts)).toHaveLength(1)
    expect(setting.house.kept).toHaveLength(1)
    expect(setting.faults.filter(({ what }) => what === 'slack.sender')).toHaveLength(2)
  })

  it('have their tokens renewed before they expire', async () => {
    const setting = await open()
    const { double, house } = setting
    // Within two hours of its end a token is renewed at its next use.
    await install(setting, { ...NORTH, expiresIn: 3_600 })
    const first = [...double.installations.tokens.keys()][0]
    const ts = await ask(setting, 'T10', 'D10')
    await still(house)
    expect(double.posts('D10', ts)).toHaveLength(1)
    expect(double.of('oauth.v2.access').some(({ args }) => args['grant_type'] === 'refresh_token')).toBe(true)
    expect(double.installations.tokens.has(first ?? '')).toBe(false)
    expect(double.calls.filter(({ method, error }) => error !== null && method !== 'users.info')).toEqual([])
  })

  it('are named by readiness when the app was taken out of one, and served again when it is back', async () => {
    const revived: number[] = []
    let store: Store | null = null
    const setting = await settings.open({
      slack: {
        ...oauth(['T10', 'T20']),
        revive: async () =>
          store !== null && revived.push(await reviveDead(store.outbox, 'slack', TOKEN_REFUSED, new Date())),
      },
      far: { tokens: new Map<string, Tenant>() },
    })
    const { double, house } = setting
    store = house.store
    await install(setting, NORTH)
    await install(setting, SOUTH)
    expect(await ready(setting)).toMatchObject({ ok: true })
    double.installations.revoke('T10')
    await tell(setting, from('T10', { type: 'app_uninstalled' }))
    expect(await ready(setting)).toMatchObject({ ok: false, detail: expect.stringContaining('T10') as string })
    expect(await dump(house.store)).toHaveLength(1)
    // What is promised meanwhile cannot be said, and is not lost.
    const to = addressOf({ kind: 'thread', team: 'T10', channel: 'D10', ts: '1763700001.000100' })
    const reply = { outcome: 'notice' as const, text: '担当が決まりました', citations: [], notices: [], offers: [] }
    await house.store.outbox.add([{ id: crypto.randomUUID(), to, turn: null, reply }], new Date())
    house.bell.ring('outbox')
    await until('the dead reply', async () => (await house.store.outbox.counts()).dead === 1)
    const south = await ask(setting, 'T20', 'D20')
    await still(house)
    expect(double.posts('D20', south)).toHaveLength(1)
    await install(setting, NORTH)
    house.bell.ring('outbox')
    await until('the reply', () => double.posts('D10', '1763700001.000100').length === 1)
    expect(await ready(setting)).toMatchObject({ ok: true })
    expect(revived.some((count) => count > 0)).toBe(true)
  })
})

describe('one workspace by its token', () => {
  it('answers its own workspace and its own app only', async () => {
    const setting = await settings.open({ slack: { appId: 'A01' } })
    const ts = await ask(setting, TEAM, 'D1')
    await ask(setting, 'T99', 'D9')
    await ask(setting, TEAM, 'D8', { api_app_id: 'A99' })
    await still(setting.house)
    expect(setting.double.posts('D1', ts)).toHaveLength(1)
    expect(setting.house.kept).toHaveLength(1)
  })

  it('says at once that its token is refused, and says what was left unsaid once it is good again', async () => {
    let store: Store | null = null
    const setting = await settings.open({
      slack: {
        revive: () =>
          store === null ? Promise.resolve(0) : reviveDead(store.outbox, 'slack', TOKEN_REFUSED, new Date()),
      },
    })
    const { people, double, house } = setting
    store = house.store
    expect(await ready(setting)).toMatchObject({ ok: true })
    double.revoke(true)
    const ts = await people.say({ text: '費用は' })
    await until('the dead reply', async () => (await house.store.outbox.counts()).dead === 1)
    expect(await ready(setting)).toMatchObject({ ok: false })
    double.revoke(false)
    // Looked at every minute, and at each start.
    await house.channels[0]?.stop?.()
    await house.channels[0]?.start?.()
    await until('it is due again', async () => (await house.store.outbox.counts()).dead === 0)
    house.bell.ring('outbox')
    await until('the answer', () => double.posts('D1', ts).length === 1)
    expect(await ready(setting)).toMatchObject({ ok: true })
  })

  it('believes an event over a method that lags behind it', async () => {
    const setting = await settings.open()
    await setting.people.event({ type: 'app_uninstalled' })
    expect(await ready(setting)).toMatchObject({ ok: false })
  })
})
