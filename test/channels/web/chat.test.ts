import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWeb, type WebHouse } from '../../../src/channels/web/web.ts'
import type { Address } from '../../../src/vocabulary/types.ts'
import { startHouse, type RunningHouse } from '../../support/server.ts'
import { smallDesk } from '../../support/small-desk.ts'
import { databases, type Opened } from '../../support/stores.ts'
import { browserOf, eventsUntil } from './browser.ts'

const web = (house: WebHouse) => [createWeb(house, { prompts: 'prompts', secure: false })]

describe.each(databases)('the browser chat on $name', ({ open }) => {
  let database: Opened
  let house: RunningHouse

  beforeEach(async () => {
    database = await open()
    house = await startHouse({ store: database.store, desk: smallDesk(), channels: web })
  })

  afterEach(async () => {
    await house.stop()
    await database.close()
  })

  /** Asks and waits until the answer is in the conversation. */
  const answered = async (browser: ReturnType<typeof browserOf>, id: string, text: string) => {
    expect((await browser.say(id, text)).status).toBe(202)
    await expect.poll(async () => (await browser.thread()).waiting).toEqual([])
    return browser.thread()
  }

  it('answers a question with its sources as cards', async () => {
    const thread = await answered(browserOf(house), 'm1', '費用はかかりますか')
    expect(thread.lines.map(({ by }) => by)).toEqual(['person', 'desk'])
    const [, answer] = thread.lines
    for (const shown of [
      '現行',
      '終了',
      '旧',
      '令和5年12月27日',
      '<blockquote>',
      'class="marker"',
      '引用の続きを読む',
    ]) {
      expect(answer?.html).toContain(shown)
    }
    expect(answer?.html).toContain('href="https://example.go.jp/telework/manager.html"')
  })

  it('keeps the conversation over a restart, for this browser alone', async () => {
    const browser = browserOf(house)
    await answered(browser, 'm1', '費用はかかりますか')
    const before = await browser.thread()
    await house.stop()
    house = await startHouse({ store: await database.again(), desk: smallDesk(), channels: web })
    const again = browserOf(house)
    again.setCookie(browser.cookie())
    expect((await again.thread()).lines.map(({ id }) => id)).toEqual(before.lines.map(({ id }) => id))
    expect(await again.page()).toContain('費用はかかりますか')
    expect((await browserOf(house).thread()).lines).toEqual([])
  })

  it('does not let one browser take the id of another’s message', async () => {
    const [one, other] = [browserOf(house), browserOf(house)]
    expect(await (await one.say('m1', '一つ目')).json()).toEqual({ id: 'm1', kept: 'kept' })
    expect(await (await other.say('m1', '二つ目')).json()).toEqual({ id: 'm1', kept: 'kept' })
    expect(await (await one.say('m1', '一つ目')).json()).toEqual({ id: 'm1', kept: 'duplicate' })
  })

  it('records a verdict with its reason, and shows it on the next look', async () => {
    const browser = browserOf(house)
    await answered(browser, 'm1', '費用はかかりますか')
    const [delivery] = await house.store.outbox.since(house.kept[0]!.from, 0, 10)
    const turn = delivery!.turn!
    await browser.press('a1', { kind: 'feedback', turn, verdict: 'bad', reason: '内容が古い' })
    expect(house.kept.at(-1)?.action).toEqual({ kind: 'feedback', turn, verdict: 'bad', reason: '内容が古い' })
    const { lines } = await browser.thread()
    expect(lines[1]?.html).toMatch(/aria-pressed="true">.*役に立たなかった/su)
  })

  it('streams progress and the reply, and after a cut only what is new', async () => {
    const browser = browserOf(house)
    await answered(browser, 'm1', '一つ目')
    const { after } = await browser.thread()
    const stream = await browser.request(`/chat/events?after=${after}`)
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    await browser.say('m2', '二つ目')
    const seen = await eventsUntil(stream, ({ event }) => event === 'reply')
    expect(seen.filter(({ event }) => event === 'progress').map(({ data }) => data['stage'])).toEqual(
      expect.arrayContaining(['searching', 'writing']),
    )
    const reply = seen.at(-1)
    expect(reply?.data['html']).toContain('二つ目')
    expect(Number(reply?.id)).toBeGreaterThan(after)
    await answered(browser, 'm3', '三つ目')
    const resumed = await browser.request('/chat/events', { headers: { 'last-event-id': reply?.id ?? '' } })
    const more = await eventsUntil(resumed, ({ event }) => event === 'reply')
    const replies = more.filter(({ event }) => event === 'reply')
    expect(replies).toHaveLength(1)
    expect(replies[0]?.data['html']).toContain('三つ目')
  })

  it('streams what another replica answered', async () => {
    const idle = await startHouse({
      store: await database.again(),
      desk: smallDesk(),
      channels: web,
      work: false,
      deliver: false,
    })
    const browser = browserOf(house)
    await answered(browser, 'm1', '一つ目')
    const there = browserOf(idle)
    there.setCookie(browser.cookie())
    const stream = await there.request('/chat/events')
    const seen = await eventsUntil(stream, ({ event }) => event === 'reply')
    expect(seen.at(-1)?.data['html']).toContain('一つ目')
    await idle.stop()
  })

  it('tells live that an operator writes, and the operator that the person does', async () => {
    let heard: Address | null = null
    let written: Address | null = null
    const isSame = (a: Address | null, b: Address) => a?.conversation === b.conversation
    await house.stop()
    const writes = (from: Address) => Promise.resolve(isSame(heard, from))
    const isAnswered = (of: Address) => Promise.resolve(isSame(written, of))
    house = await startHouse({
      store: database.store,
      desk: smallDesk(),
      channels: web,
      requests: { writes, isAnswered },
    })
    const [browser, stranger] = [browserOf(house), browserOf(house)]
    expect(await (await browser.post('/chat/writing', {})).json()).toEqual({ heard: false })
    await answered(browser, 'm1', '一つ目')
    await answered(stranger, 'm1', '一つ目')
    const [own] = house.kept
    heard = own?.from ?? null
    expect(await (await browser.post('/chat/writing', {})).json()).toEqual({ heard: true })
    expect(await (await stranger.post('/chat/writing', {})).json()).toEqual({ heard: false })
    expect((await browser.post('/chat/writing', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const { after } = await browser.thread()
    const stream = await browser.request(`/chat/events?after=${after}`)
    written = own?.from ?? null
    setTimeout(() => (written = null), 1_500)
    const seen = await eventsUntil(stream, ({ event, data }) => event === 'writing' && data['on'] === false)
    expect(seen.filter(({ event }) => event === 'writing').map(({ data }) => data)).toEqual([
      { on: true },
      { on: false },
    ])
  })

  it('works as plain forms without a script', async () => {
    const browser = browserOf(house)
    const page = await browser.page()
    const ticket = /name="ticket" value="([^"]+)"/u.exec(page)?.[1] ?? ''
    const sent = await browser.form({ id: 'm1', ticket, text: '費用はかかりますか' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/#latest'])
    // The double click of an impatient person, whose browser had no cookie yet.
    await browserOf(house).form({ id: 'm1', ticket, text: '費用はかかりますか' })
    expect(house.kept).toHaveLength(1)
    const after = await browser.page()
    expect(after).toContain('テレワークマネージャーの派遣は無料')
    expect(after).not.toContain('http-equiv="refresh"')
    expect(after).toMatch(/id="latest"[^>]*><\/span><article class="line you"/u)
    const action = /name="action" value="([^"]*consult[^"]*)"/u.exec(after)?.[1]?.replaceAll('&quot;', '"') ?? ''
    expect((await browser.form({ id: 'm2', action })).status).toBe(303)
    expect(house.kept.at(-1)?.action?.kind).toBe('consult')
  })

  it('starts a fresh conversation and keeps the person', async () => {
    const browser = browserOf(house)
    await answered(browser, 'm1', '一つ目')
    expect((await browser.form({ again: 'yes' })).status).toBe(303)
    expect((await browser.thread()).lines).toEqual([])
    await answered(browser, 'm1', '二つ目')
    const [one, two] = house.kept
    expect(one?.from).not.toEqual(two?.from)
    expect(one?.person).toEqual(two?.person)
  })
})

describe('the browser chat towards browsers', () => {
  let database: Opened
  let house: RunningHouse
  let checked: Record<string, string> = {}

  beforeEach(async () => {
    database = await databases[0]!.open()
    checked = {}
    const requests = { check: () => checked }
    house = await startHouse({ store: database.store, desk: smallDesk(), channels: web, requests })
  })

  afterEach(async () => {
    await house.stop()
    await database.close()
  })

  it('sends its pages under a strict policy, uncached and without a cookie', async () => {
    const response = await fetch(house.url)
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(rule)
    }
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
    expect(response.headers.get('cache-control')).toBe('no-store')
    // A visit from another site carries no strict cookie; setting one here would end a running conversation.
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await response.text()).not.toMatch(/<script>|style="|onclick=/u)
  })

  it('holds the conversation in a cookie that scripts and other sites cannot use', async () => {
    const response = await browserOf(house).say('m1', 'はい')
    expect(response.headers.get('set-cookie')).toMatch(
      /^desk-chat=[\w-]{22}\.[\w-]{22}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/u,
    )
    const secret = /desk-chat=([^;]+)/u.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? 'none'
    expect(JSON.stringify(house.kept)).not.toContain(secret)
  })

  it('asks for TLS with its cookie where TLS is declared', async () => {
    const secure = await startHouse({
      store: database.store,
      desk: smallDesk(),
      channels: (h) => [createWeb(h, { prompts: 'prompts', secure: true })],
      work: false,
    })
    const response = await browserOf(secure).say('m1', 'はい')
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-desk-chat=.*; Secure$/u)
    await secure.stop()
  })

  it('refuses a form sent from another site, with or without fetch metadata', async () => {
    const from = (headers: Record<string, string>) =>
      fetch(house.url, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: 'id=m1&text=yes',
      })
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ]) {
      expect((await from(headers)).status).toBe(403)
    }
    expect(house.kept).toEqual([])
    expect((await from({ origin: house.url })).status).toBe(303)
  })

  it('is not there for other sites’ pages unless the office names them', async () => {
    for (const path of ['/embed', '/widget.js']) expect((await fetch(`${house.url}${path}`)).status).toBe(404)
  })

  it('takes a form through a proxy that changes the host, once its public address is told', async () => {
    const behind = await startHouse({
      store: database.store,
      desk: smallDesk(),
      channels: (h) => [createWeb(h, { prompts: 'prompts', secure: false, publicUrl: 'https://desk.example.lg.jp' })],
      work: false,
    })
    const headers = { 'content-type': 'application/json', origin: 'https://desk.example.lg.jp' }
    const body = JSON.stringify({ id: 'm1', text: 'はい' })
    expect((await fetch(`${behind.url}/chat/messages`, { method: 'POST', headers, body })).status).toBe(202)
    await behind.stop()
  })

  it('serves its files for ever under their fingerprint, and nothing else', async () => {
    const page = await (await fetch(house.url)).text()
    const files = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/gu)].map(([, path]) => path ?? '')
    expect(files).toHaveLength(4)
    for (const path of files) {
      const file = await fetch(`${house.url}${path}`)
      expect(file.status).toBe(200)
      expect(file.headers.get('cache-control')).toContain('immutable')
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(100)
    }
    for (const path of ['/assets/../web.ts', '/assets/%2e%2e%2fweb.ts', '/assets/web.ts', '/chat/nothing']) {
      expect((await fetch(`${house.url}${path}`)).status).toBe(404)
    }
  })

  it('gives back what was typed when it cannot be taken', async () => {
    const browser = browserOf(house)
    const long = await browser.form({ id: 'm1', text: 'あ'.repeat(8_001) })
    expect(long.status).toBe(422)
    expect(await long.text()).toContain('8000文字以内')
    house.breakStore(true)
    const down = await browser.form({ id: 'm1', text: '大事な質問' })
    expect(down.status).toBe(503)
    expect(await down.text()).toMatch(/<textarea id="question"[^>]*>大事な質問/u)
    expect(house.kept).toEqual([])
  })

  it('tells what a consultation form lacks and keeps nothing of it', async () => {
    checked = { organisation: '名称をご記入ください。' }
    const browser = browserOf(house)
    const action = { kind: 'submit', request: 'r1', version: 1, fields: { organisation: '' }, consent: false }
    const refused = await browser.press('a1', action)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'form.faults',
        fields: { organisation: '名称をご記入ください。', consent: expect.any(String) as string },
      },
    })
    expect(house.kept).toEqual([])
    checked = {}
    expect((await browser.press('a1', { ...action, consent: true })).status).toBe(202)
    const sent = await browser.form({
      id: 'a2',
      request: 'r1',
      version: '1',
      'field.organisation': '市',
      consent: 'yes',
    })
    expect(sent.status).toBe(303)
    expect(house.kept.map(({ action: kept }) => kept)).toEqual([
      { ...action, consent: true },
      { ...action, fields: { organisation: '市' }, consent: true },
    ])
  })

  it('opens no more than four live streams for one conversation', async () => {
    const browser = browserOf(house)
    await browser.say('m1', 'はい')
    const streams = await Promise.all(Array.from({ length: 5 }, () => browser.request('/chat/events')))
    expect(streams.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 503])
    for (const stream of streams) await stream.body?.cancel()
  })

  it('gives no stream to a browser without a conversation', async () => {
    expect((await fetch(`${house.url}/chat/events`)).status).toBe(404)
  })
})
