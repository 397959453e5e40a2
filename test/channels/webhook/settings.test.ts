import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { readyProfiles } from '../../../src/channels/webhook/profile.ts'
import { readHooks } from '../../../src/channels/webhook/settings.ts'
import { contractPage, createWebhooks, hookEnvironment, tryHook } from '../../../src/channels/webhook/webhook.ts'
import { chats, environment, hooksFile, lineworks, logo, post } from './chats.ts'
import { running, type Running } from './running.ts'

const faultOf = (entries: unknown, env = environment): string => {
  try {
    readHooks(hooksFile(entries), env)
  } catch (thrown) {
    return (thrown as Error).message
  }
  throw new Error('nothing was wrong')
}
const entry = logo.entry('https://relay.example.lg.jp')

let house: Running | null = null
afterEach(async () => {
  await house?.close()
  house = null
})

describe('the file of hooks', () => {
  it('becomes one channel for each entry, under its name', () => {
    const file = hooksFile(chats.map((chat) => chat.entry('https://far.example')))
    const never = () => ({ now: () => new Date(), shelf: {} }) as never
    const made = createWebhooks(never, { file, environment, prompts: 'prompts' })
    expect(made.map(({ name, paths }) => ({ name, paths }))).toEqual(
      chats.map(({ name }) => ({ name, paths: [`/hooks/${name}`] })),
    )
  })

  it('tells which names in the environment it needs', () => {
    const file = hooksFile([logo.entry('https://far.example'), lineworks.entry('https://far.example')])
    expect(hookEnvironment(file).sort()).toEqual(['LOGO_1', 'LOGO_2', 'LW_1', 'LW_2', 'LW_CLIENT', 'LW_KEY'])
  })

  it.each([
    ['a missing secret', [entry], 'logo: LOGO_1 is not set. Put it into the environment or .env.'],
    ['a secret in the file', [{ ...entry, keys: ['hunter2'] }], 'must be env:NAME'],
    ['three keys', [{ ...entry, keys: ['env:A', 'env:B', 'env:C'] }], 'at most two keys'],
    ['no key', [{ ...entry, keys: [] }], 'needs one key'],
    ['the name of another channel', [{ ...entry, name: 'slack' }], 'is the name of another channel'],
    ['a name that is no part of an address', [{ ...entry, name: '../x' }], 'must be of a–z'],
    ['one name twice', [entry, entry], 'two hooks have this name'],
    ['an unknown profile', [{ ...entry, profile: 'skype' }], 'Choose one of logo, chatwork, lineworks, mattermost'],
    ['an unknown setting', [{ ...entry, kees: [] }], 'kees'],
    ['no address', [{ ...entry, push: {} }], 'push.values.url is missing'],
    ['an address that is none', [{ ...entry, push: { values: { url: 'ftp://x' } } }], 'must be an http(s) address'],
    ['no list', { hooks: [] }, 'the file'],
    ['no YAML', '- name: [', 'Mend its YAML'],
  ])('with %s stops the start and says what to do', (_, entries, fault) => {
    const said = faultOf(entries, fault.includes('LOGO_1') ? {} : environment)
    expect(said).toContain(fault)
    expect(said).toContain('HOOKS_FILE')
  })

  it('tells all faults at once and never a secret', () => {
    const said = faultOf(
      [
        { name: 'cw', profile: 'chatwork', keys: ['env:CW_1'] },
        { name: 'lw', profile: 'lineworks', keys: ['env:LW_1'], push: { values: { url: 'https://x' } } },
      ],
      { CW_1: 'secret that is no base64!', LW_1: 'bot-secret-1' },
    )
    for (const part of ['CW_1 is no base64', 'push.values.accountId', 'push.key is missing', 'push.account', 'botId']) {
      expect(said).toContain(part)
    }
    expect(said).not.toContain('secret that')
    expect(said).not.toContain('bot-secret-1')
  })

  it('with a private key that is none stops the start', () => {
    const file = hooksFile([lineworks.entry('https://far.example')])
    const env = { ...environment, LW_KEY: 'no pem' }
    const never = () => ({ now: () => new Date(), shelf: {} }) as never
    expect(() => createWebhooks(never, { file, environment: env, prompts: 'prompts' })).toThrow(/privateKey/u)
  })

  it('may hold a profile of its own: another chat is no code', async () => {
    const profile = {
      title: '庁内チャット',
      verify: { kind: 'token', in: [{ header: 'x-city-token' }] },
      body: ['form'],
      fields: { id: ['/no'], room: ['/r'], person: ['/p'], text: ['/t'], direct: ['/r'] },
      reply: { mode: 'response', deadlineMs: 5_000, said: { message: { body: '{text}' } }, silent: { ok: true } },
      push: { url: '{url}', body: { text: '{text}' }, success: [200], auth: { kind: 'none' } },
      textMax: 1_000,
      example: {},
    }
    house = await running((far) => ({
      name: 'city',
      profile,
      keys: ['env:LOGO_1'],
      push: { values: { url: `${far}/relay` } },
    }))
    const { status, body } = await house.tell({
      path: '/hooks/city',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-city-token': 'logo-key-1' },
      body: new URLSearchParams({ no: '1', r: 'r', p: 'p', t: '費用は？' }).toString(),
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ message: { body: expect.stringContaining('「費用は？」について') as string } })
  })
})

describe('the contract page', () => {
  const line = (page: string, name: string) => new RegExp(`^${name}: +(.+)$`, 'mu').exec(page)?.[1] ?? ''
  const sign = async (key: Uint8Array<ArrayBuffer>, message: string) => {
    const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return Buffer.from(await crypto.subtle.sign('HMAC', imported, new TextEncoder().encode(message)))
  }

  it('of the desk’s own contract holds an example that another program computes alike', async () => {
    const page = contractPage('logo', 'prompts')
    const [key, timestamp, body] = ['key', 'timestamp', 'body'].map((name) => line(page, name)) as [
      string,
      string,
      string,
    ]
    const made = (await sign(new TextEncoder().encode(key), `${timestamp}.${body}`)).toString('hex')
    expect(line(page, 'signature')).toBe(made)
    expect(page).toContain(`-H 'x-desk-signature: ${made}'`)
    expect(page).toContain(`--data-binary '${body}'`)
    expect(JSON.parse(body)).toMatchObject({ user: { name: '山田花子' }, direct: true })
    for (const code of ['400', '401', '413', '503']) expect(page).toContain(code)
  })

  it.each([
    ['chatwork', (key: string) => Uint8Array.from(Buffer.from(key, 'base64'))],
    ['lineworks', (key: string) => new TextEncoder().encode(key)],
  ] as const)('of %s signs as that chat does', async (name, keyOf) => {
    const page = contractPage(name, 'prompts')
    const made = (await sign(keyOf(line(page, 'key')), line(page, 'body'))).toString('base64')
    expect(line(page, 'signature')).toBe(made)
  })

  it('is there for each ready profile, with every field and setting and no place left open', () => {
    for (const [name, profile] of readyProfiles()) {
      const page = contractPage(name, 'prompts')
      expect(page).toContain(profile.title)
      const { id, ...fields } = profile.fields
      for (const pointer of Object.values(fields).flat()) expect(page).toContain(pointer)
      expect(page).toContain(id === 'digest' ? 'SHA-256 (body)' : id[0])
      expect(page).not.toMatch(/\{(?:curl|openssl|signed|proof|window|fields|settings|said)\}/u)
    }
    expect(() => contractPage('skype', 'prompts')).toThrow('Choose one of logo')
  })

  it.each([...readyProfiles().keys()])('of %s shows an entry that the desk starts with', (name) => {
    const page = contractPage(name, 'prompts')
    const entry = /```yaml\n([\s\S]+?)\n```/u.exec(page)?.[1] ?? ''
    const file = hooksFile(entry.replaceAll(/'<[^>]+>'/gu, 'https://far.example'))
    const env = Object.fromEntries(hookEnvironment(file).map((secret) => [secret, btoa(secret)]))
    expect(readHooks(file, env)).toMatchObject([{ name, keys: [env[`HOOK_${name.toUpperCase()}_KEY`]] }])
  })

  it.for(['logo', 'chatwork', 'lineworks'])('of %s shows a command that computes the signature', (name, { skip }) => {
    const page = contractPage(name, 'prompts')
    const command = page.split('\n').find((text) => text.includes('openssl dgst')) ?? ''
    const env = Object.fromEntries(['key', 'timestamp', 'body'].map((field) => [field, line(page, field)]))
    const made = spawnSync('sh', ['-c', command], { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' })
    skip(made.stderr.includes('not found'), 'no openssl here')
    expect(made.stdout.split(/\s/u)[0]).toBe(line(page, 'signature'))
  })

  it('is a request that the hook takes, once its time is right', async () => {
    house = await running(logo.entry, { now: () => new Date('2026-01-01T00:00:10Z'), work: false })
    const page = contractPage('logo', 'prompts')
    const { headers, body } = JSON.parse(
      JSON.stringify({
        headers: Object.fromEntries([...page.matchAll(/-H '([^:]+): ([^']+)'/gu)].map((m) => [m[1]!, m[2]!])),
        body: line(page, 'body'),
      }),
    ) as { headers: Record<string, string>; body: string }
    // Its key is the page's own and none of ours.
    expect((await post(house.url, { path: '/hooks/logo', headers, body })).status).toBe(401)
    await house.close()
    house = await running(logo.entry, {
      now: () => new Date('2026-01-01T00:00:10Z'),
      work: false,
      hook: { environment: { ...environment, LOGO_1: line(page, 'key') } },
    })
    expect((await post(house.url, { path: '/hooks/logo', headers, body })).status).toBe(200)
    expect(house.kept).toMatchObject([{ id: 'msg-0001' }])
  })
})

describe('trying one’s own hook', () => {
  it.each(chats)('$name hears it', async (chat) => {
    house = await running(chat.entry, { work: false })
    const given = { url: `${house.url}/hooks/${chat.name}`, profile: chat.name, text: 'テスト' }
    const values = { botId: '2000001', accountId: '99' }
    const told = await tryHook({ ...given, key: chat.keys[0], values })
    expect(told.status).toBe(200)
    expect(house.kept).toMatchObject([{ text: 'テスト' }])
    expect((await tryHook({ ...given, key: btoa('wrong'), values })).status).toBe(401)
  })

  it('says what is wrong when nothing listens', async () => {
    const nowhere = tryHook({ url: 'http://127.0.0.1:1/hooks/logo', profile: 'logo', key: 'k', text: 'x' })
    await expect(nowhere).rejects.toThrow('Is the desk running there?')
  })
})
