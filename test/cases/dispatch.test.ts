import { pdfText } from '../whole-way/mailbox.ts'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBell } from '../../src/spine/bell.ts'
import {
  createDispatcher,
  createFaxRoute,
  createMailRoute,
  createWebhookRoute,
  previewSheet,
  registerOperators,
  requestDesk,
  retryDispatch,
  type Route,
  unregisterOperators,
} from '../../src/cases/cases.ts'
import type { Store } from '../../src/store/store.ts'
import { databases, type Opened } from '../support/stores.ts'
import { ann, deliveries, filledIn, friday, house, type House, makeKit, words } from './room.ts'

/** What the mail server does with the next message. */
type Mood = 'takes' | 'defers' | 'rejects' | 'hangs' | 'stalls' | 'drops'

/** The server's own ends of its connections, to cut them as a network does. */
const connectionsOf = (server: SMTPServer): Iterable<{ _socket: Socket }> =>
  (server as unknown as { connections: Set<{ _socket: Socket }> }).connections

const mailServer = async () => {
  const taken: string[] = []
  let mood: Mood = 'takes'
  const server = new SMTPServer({
    authOptional: true,
    // Who still hangs here when a test ends is not waited for.
    closeTimeout: 50,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo(_address, _session, callback) {
      if (mood !== 'stalls') callback()
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (mood === 'hangs' || mood === 'drops') {
          taken.push(Buffer.concat(chunks).toString('utf8'))
          if (mood === 'drops') for (const { _socket } of connectionsOf(server)) _socket.destroy()
          return
        }
        if (mood === 'takes') {
          taken.push(Buffer.concat(chunks).toString('utf8'))
          callback(null, 'queued')
          return
        }
        const code = mood === 'defers' ? 451 : 550
        callback(Object.assign(new Error(mood === 'defers' ? 'greylisted' : 'no such user'), { responseCode: code }))
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    is: (next: Mood) => {
      mood = next
    },
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}

describe.each(databases)('sending a request on $name', ({ name }) => {
  let opened: Opened
  let store: Store
  let h: House
  let mail: Awaited<ReturnType<typeof mailServer>>
  let directory: string
  const hooks: { headers: IncomingMessage['headers']; body: string }[] = []
  let hook: (response: ServerResponse) => void = (response) => response.writeHead(200).end('{"id":"w1"}')
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      hooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      hook(response)
    })
  })
  let routes: Route[] = []
  let n = 0
  const secret = 'between the two of us'

  beforeAll(async () => {
    opened = await databases.find((database) => database.name === name)!.open()
    store = opened.store
    h = house(store, { hasForms: true, kit: makeKit({ routes: ['mail', 'webhook', 'fax'] }) })
    mail = await mailServer()
    directory = await mkdtemp(join(tmpdir(), 'desk-fax-'))
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve)
    })
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/in`
    routes = [
      createMailRoute({
        smtpUrl: mail.url,
        from: 'テレワーク窓口 <desk@desk.example>',
        words,
        silenceMs: 300,
        finalMs: 400,
      }),
      createWebhookRoute({ url, secret, now: () => friday, timeoutMs: 300 }),
      createFaxRoute({ directory, words }),
    ]
  })
  afterAll(async () => {
    await mail.close()
    await new Promise((resolve) => http.close(resolve))
    await rm(directory, { recursive: true, force: true })
    await opened.close()
  })

  const setMail = (value: string, name = 'secretariatMail') =>
    h.kit.settings.change(store, {
      name,
      value,
      source: '公募案内',
      asOf: '2026-04-01',
      certain: true,
      by: 'sue',
      now: friday,
    })

  const file = async (fields = filledIn) => {
    const from = { channel: 'chat', conversation: `d${++n}` }
    const { request } = await requestDesk({ store, kit: h.kit, now: h.now }).form(from, { id: 'p1' }, null)
    await h.tell({ from, action: { kind: 'submit', request, fields, consent: true } })
    return { from, request }
  }

  /** Runs the dispatcher until the request's dispatches satisfy; tries follow each other quickly. */
  const run = async (request: string, until: (states: string[], attempts: number) => boolean) => {
    const dispatcher = createDispatcher({
      store,
      kit: h.kit,
      routes,
      bell: createBell(),
      owner: randomUUID(),
      now: () => new Date(),
      onFault: () => {},
      idleMs: 5,
      backoffMs: 1,
    })
    dispatcher.start()
    const look = () => store.dispatches.of(request)
    for (let i = 0; i < 2_000; i++) {
      const now = await look()
      if (
        until(
          now.map(({ state }) => state),
          Math.max(0, ...now.map(({ attempts }) => attempts)),
        )
      )
        break
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await dispatcher.stop()
    return look()
  }
  const allSent = (states: string[]) => states.length > 0 && states.every((state) => state === 'sent')

  it('goes by mail with the sheet attached, its message id kept as proof', async () => {
    await setMail('madoguchi@centre.example')
    const { from, request } = await file()
    await h.operate(request, 'send', { fields: { routes: 'mail' } })
    const [dispatch] = await run(request, allSent)
    const parsed = await PostalMime.parse(mail.taken.at(-1)!)
    const proof = JSON.parse(dispatch!.proof!) as { messageId: string; response: string; to: string }
    expect(parsed.messageId).toBe(proof.messageId)
    expect(parsed.messageId).toContain(dispatch!.id)
    expect(proof).toMatchObject({ response: expect.stringContaining('250'), to: 'madoguchi@centre.example' })
    const { number } = (await store.requests.get(request))!
    expect(parsed.subject).toBe(`【テレワークマネージャー相談】(株)みどり商事（受付番号 ${number}）`)
    expect(parsed.replyTo?.[0]?.address).toBe('soumu@example.jp')
    expect(parsed.text).toContain('ご住所：〒310-0011 茨城県水戸市三の丸1-5-38')
    const attached = parsed.attachments[0]!
    expect(attached.filename).toBe(`${number}.pdf`)
    const { text } = await pdfText(new Uint8Array(attached.content as ArrayBuffer))
    expect(text).toContain('就業規則をどう変えればよいですか')
    const heard = (await deliveries(store)).filter(({ to }) => to.conversation === from.conversation)
    expect(heard.at(-1)?.reply.text).toContain('事務局へ送りました')
    const events = await store.requests.events(request, 10)
    expect(events.at(-1)?.act).toBe('delivered')
  })

  it('waits for a server that defers or stalls, and sends the same message once it takes it', async () => {
    await setMail('madoguchi@centre.example')
    const { request } = await file()
    const before = mail.taken.length
    mail.is('defers')
    await h.operate(request, 'send', { fields: { routes: 'mail' } })
    const [deferred] = await run(request, (_, attempts) => attempts >= 1)
    expect(deferred).toMatchObject({ state: 'due', error: expect.stringContaining('451') })
    mail.is('stalls')
    const [hung] = await run(request, (_, attempts) => attempts > deferred!.attempts)
    expect(hung!.state).toBe('due')
    expect(mail.taken).toHaveLength(before)
    mail.is('takes')
    const [sent] = await run(request, allSent)
    expect(sent!.id).toBe(deferred!.id)
    const ids = await Promise.all(mail.taken.slice(before).map(async (raw) => (await PostalMime.parse(raw)).messageId))
    expect(new Set(ids)).toEqual(new Set([(JSON.parse(sent!.proof!) as { messageId: string }).messageId]))
  })

  it.each(['hangs', 'drops'] as const)(
    'sends no second copy where the server %s after the final dot, and asks an operator',
    async (mood) => {
      await setMail('madoguchi@centre.example')
      const { from, request } = await file()
      const before = mail.taken.length
      mail.is(mood)
      await h.operate(request, 'send', { fields: { routes: 'mail' } })
      const [unsure] = await run(request, (states) => states.includes('uncertain'))
      expect(unsure).toMatchObject({ state: 'uncertain', attempts: 1, error: expect.stringContaining('did not say') })
      mail.is('takes')
      await run(request, () => true)
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(mail.taken).toHaveLength(before + 1)
      const said = async () =>
        (await deliveries(store)).findLast(({ to }) => to.conversation === from.conversation)?.reply.text
      expect(await said()).not.toContain('事務局へ送りました')
      expect((await store.dispatches.resting(50)).map(({ id }) => id)).toContain(unsure!.id)
      await h.operate(request, 'confirm', { fields: { dispatch: unsure!.id } })
      await expect(store.dispatches.get(unsure!.id)).resolves.toMatchObject({ state: 'sent' })
      expect(await said()).toContain('事務局へ送りました')
    },
  )

  it('leaves what a server has not answered for to an operator when the desk is stopped', async () => {
    const { request } = await file()
    mail.is('hangs')
    const slow = createMailRoute({ smtpUrl: mail.url, from: 'desk@desk.example', words, silenceMs: 300 })
    const usual = routes
    routes = [slow]
    const before = mail.taken.length
    await h.operate(request, 'send', { fields: { routes: 'mail' } })
    await run(request, () => mail.taken.length > before)
    expect((await store.dispatches.of(request))[0]).toMatchObject({ state: 'uncertain' })
    routes = usual
    mail.is('takes')
  })

  it.each([false, true])('speaks to another machine only over TLS, unless the operator says so (%s)', async (clear) => {
    // An address that is not this machine's loopback by name, and still leads to the server of this test.
    const smtpUrl = mail.url.replace('127.0.0.1', '0.0.0.0')
    const route = createMailRoute({ smtpUrl, from: 'desk@desk.example', words, clear, silenceMs: 300 })
    const { request } = await file()
    const { sheet } = await previewSheet(store, h.kit, (await store.requests.get(request))!)
    mail.is('takes')
    const before = mail.taken.length
    const sending = route.send({ ...sheet, to: { ...sheet.to, mail: 'a@b.example' } }, { id: 'x', request, attempt: 1 })
    await expect(
      sending.then(
        ({ state }) => state,
        () => 'refused',
      ),
    ).resolves.toBe(clear ? 'sent' : 'refused')
    expect(mail.taken).toHaveLength(before + (clear ? 1 : 0))
  })

  it('shows operators a route that failed for good, and goes by another', async () => {
    await registerOperators(store.shelf, { channel: 'ops', conversation: 'triage' }, friday)
    const { from, request } = await file()
    mail.is('rejects')
    await h.operate(request, 'send', { fields: { routes: 'mail' } })
    const [dead] = await run(request, (states) => states.includes('dead'))
    expect(dead).toMatchObject({ state: 'dead', attempts: 1, error: expect.stringContaining('550') })
    expect((await store.dispatches.dead(50)).map(({ id }) => id)).toContain(dead!.id)
    const cards = (await deliveries(store)).filter(
      ({ to, reply }) => to.channel === 'ops' && reply.card?.request === request,
    )
    expect(cards.at(-1)?.reply.text).toContain('送れませんでした（mail）')
    await unregisterOperators(store.shelf, { channel: 'ops', conversation: 'triage' })

    await setMail('03-5253-5111', 'secretariatFax')
    await h.operate(request, 'send', { fields: { routes: 'fax' } })
    const both = await run(request, (states) => states.includes('printed'))
    expect(both.map(({ route, state }) => [route, state])).toEqual([
      ['mail', 'dead'],
      ['fax', 'printed'],
    ])
    const told = async () =>
      JSON.stringify((await deliveries(store)).filter(({ to }) => to.conversation === from.conversation))
    expect(await told()).not.toContain('事務局へ送りました')
    await h.operate(request, 'confirm', { fields: { dispatch: both[1]!.id } })
    expect(await told()).toContain('事務局へ送りました')
    const proof = JSON.parse(both[1]!.proof!) as { file: string }
    expect(await readdir(directory)).toContain(proof.file)
    expect((await pdfText(await readFile(join(directory, proof.file)))).text).toContain('みどり商事')
    mail.is('takes')
    await expect(retryDispatch(store, dead!.id, ann, friday)).resolves.toBe(true)
    await expect(retryDispatch(store, dead!.id, ann, friday)).resolves.toBe(false)
    const after = await run(request, allSent)
    expect(after.every(({ state }) => state === 'sent')).toBe(true)
    // A bounce that came back later is recorded by the operator who read it.
    await h.operate(request, 'bounced', { text: '宛先不明', fields: { dispatch: dead!.id } })
    await expect(store.dispatches.get(dead!.id)).resolves.toMatchObject({ state: 'dead', error: '宛先不明' })
    const twice = await h.operate(request, 'bounced', { text: '宛先不明', fields: { dispatch: dead!.id } })
    expect(twice).toMatchObject({ ok: false, text: words.invalid.dispatch })
  })

  it('asks for the secretariat’s address where nobody has set it, instead of guessing one', async () => {
    await setMail('')
    const { request } = await file()
    const refused = await h.operate(request, 'send', { fields: { routes: 'mail' } })
    expect(refused).toMatchObject({ ok: false, why: 'invalid' })
    expect(await store.dispatches.of(request)).toEqual([])
    await setMail('madoguchi@centre.example')
  })

  it('goes by a webhook that anyone with the secret can verify', async () => {
    const { request } = await file()
    await h.operate(request, 'send', { fields: { routes: 'webhook' } })
    const [dispatch] = await run(request, allSent)
    const { headers, body } = hooks.at(-1)!
    const timestamp = headers['x-telework-desk-timestamp']
    const expected = createHmac('sha256', secret)
      .update(`${String(timestamp)}.${body}`)
      .digest('hex')
    expect(headers['x-telework-desk-signature']).toBe(`v1=${expected}`)
    expect(headers['idempotency-key']).toBe(dispatch!.id)
    const { number } = (await store.requests.get(request))!
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      request,
      sheet: { number, fields: { email: 'soumu@example.jp' } },
    })
  })

  it('comes again to a webhook that is busy or hangs, and gives up on one that refuses', async () => {
    const { request } = await file()
    hook = (response) => response.writeHead(503).end()
    await h.operate(request, 'send', { fields: { routes: 'webhook' } })
    const [busy] = await run(request, (_, attempts) => attempts >= 1)
    expect(busy).toMatchObject({ state: 'due', error: expect.stringContaining('503') })
    hook = () => {}
    const [hung] = await run(request, (_, attempts) => attempts > busy!.attempts)
    expect(hung).toMatchObject({ state: 'due' })
    hook = (response) => response.writeHead(410).end()
    const [refused] = await run(request, (states) => states.includes('dead'))
    expect(refused?.error).toContain('410')
    hook = (response) => response.writeHead(302, { Location: 'http://127.0.0.1:9/' }).end()
    await retryDispatch(store, refused!.id, ann, friday)
    const [led] = await run(request, (_, attempts) => attempts >= 1)
    expect(led?.state).toBe('due')
    // However much it answers, no more than the beginning is read.
    let written = 0
    hook = (response) => {
      response.writeHead(200)
      const more = () => {
        let room = true
        while (room && !response.destroyed && written < 64 * 1024 * 1024) {
          written += 64 * 1024
          room = response.write('x'.repeat(64 * 1024))
        }
        if (room) response.end()
        else response.once('drain', more)
      }
      more()
    }
    const [endless] = await run(request, allSent)
    expect((JSON.parse(endless!.proof!) as { answer: string }).answer).toHaveLength(200)
    expect(written).toBeLessThan(16 * 1024 * 1024)
    hook = (response) => response.writeHead(200).end()
  })

  it('prints a sheet that says exactly what was submitted, over as many pages as it takes', async () => {
    const content = Array.from(
      { length: 40 },
      (_, i) => `${i + 1}．在宅でLGWAN端末を使う手順、費用、規程の例を知りたい。`,
    ).join('\n')
    const { request } = await file({ ...filledIn, organisation: '髙﨑市役所😀', content, dates: '12月' })
    const { sheet, pdf } = await previewSheet(store, h.kit, (await store.requests.get(request))!)
    const printed = await pdf()
    expect(printed.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await pdf()).equals(printed)).toBe(true)
    const { pages, text } = await pdfText(printed)
    expect(pages).toBeGreaterThan(1)
    const plain = (words: string) => words.replaceAll(/\s+/gu, '').replaceAll('😀', '〓')
    for (const { label, value } of sheet.lines.filter(({ name: field }) => field !== 'content')) {
      expect(text).toContain(plain(`${label}${value}`))
    }
    for (const line of content.split('\n')) expect(text).toContain(plain(line))
    expect(text).toContain(sheet.sha256)
  })
})
