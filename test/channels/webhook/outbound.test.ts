import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isDirect } from '../../../src/base/network.ts'
import type { WebhookOptions } from '../../../src/channels/webhook/webhook.ts'
import { chats, logo, type Chat } from './chats.ts'
import { startFar, type Far } from './far.ts'
import { running, type Running } from './running.ts'

const HOST = 'chat.example.lg.jp'
const folder = mkdtempSync(join(tmpdir(), 'desk-ca-'))
const file = (name: string) => join(folder, name)
const makeCertificate = (): boolean => {
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`]
  const files = ['-keyout', file('key.pem'), '-out', file('ca.pem')]
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

/** A proxy behind which the chat stands: it opens no connection of its own, so that any other one is the desk's. */
const startProxy = async (far: Far) => {
  const asked: string[] = []
  const chat = createHttps({ key: readFileSync(file('key.pem')), cert: readFileSync(file('ca.pem')) }, far.listener)
  const server = createHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    far.listener(request, response)
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => void sockets.add(socket))
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    if (request.url !== `${HOST}:443`) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    chat.emit('connection', socket)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Every connection but those to the given ports is refused and noted. */
const denyOthers = () => {
  const allowed = new Set<number>()
  const denied: string[] = []
  // eslint-disable-next-line typescript/unbound-method
  const { connect } = Socket.prototype
  const guarded = function (this: Socket, ...args: unknown[]): Socket {
    const [first] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
    const { host = '', port = 0 } = (first ?? {}) as { host?: string; port?: number | string }
    if (!allowed.has(Number(port))) {
      denied.push(`${host}:${port}`)
      process.nextTick(() => this.destroy(new Error(`denied: ${host}:${port}`)))
      return this
    }
    return Reflect.apply(connect, this, args) as Socket
  }
  Socket.prototype.connect = guarded
  return {
    allowed,
    denied,
    end: () => void (Socket.prototype.connect = connect),
  }
}

const can = makeCertificate()

describe.skipIf(!can)('with nothing reachable but the proxy (skipped where there is no openssl)', () => {
  let far: Far
  let proxy: Awaited<ReturnType<typeof startProxy>>
  let wall: ReturnType<typeof denyOthers>
  let house: Running | null = null
  beforeAll(async () => {
    far = await startFar()
    proxy = await startProxy(far)
  })
  afterAll(async () => {
    await proxy.close()
    await far.close()
  })
  beforeEach(() => {
    far.taken.length = 0
    proxy.asked.length = 0
    wall = denyOthers()
    wall.allowed.add(proxy.port)
  })
  afterEach(async () => {
    wall.end()
    await house?.stop()
    await house?.database.close()
    house = null
  })

  const open = async (chat: Chat, base: string, hook: Partial<WebhookOptions> = {}) => {
    const all = { proxy: proxy.url, extraCaFile: file('ca.pem'), ...hook }
    house = await running(() => chat.entry(base), { far, hook: all })
    wall.allowed.add(Number(new URL(house.url).port))
    return house
  }

  it.each(chats)('$name hears and answers', async (chat) => {
    const h = await open(chat, `https://${HOST}`)
    expect((await h.tell(await chat.message({ id: '1', text: 'はい', at: new Date() }))).status).toBe(200)
    await h.quiet()
    expect(far.taken).toHaveLength(1)
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${HOST}:443`]))
    expect(wall.denied).toEqual([])
  })

  it('asks the proxy itself for an address without TLS, since tunnels are for TLS', async () => {
    const h = await open(logo, `http://${HOST}:8080`)
    await h.tell(await logo.message({ id: '1', text: 'はい' }))
    await h.quiet()
    expect(proxy.asked).toEqual([`POST http://${HOST}:8080/relay`])
    expect(wall.denied).toEqual([])
  })

  it('reaches what NO_PROXY names by itself', async () => {
    const h = await open(logo, far.url, { noProxy: ['localhost', '127.0.0.1'] })
    wall.allowed.add(Number(new URL(far.url).port))
    await h.tell(await logo.message({ id: '1', text: 'はい' }))
    await h.quiet()
    expect(far.taken).toHaveLength(1)
    expect(proxy.asked).toEqual([])
  })

  it('trusts no authority that it was not told of, and keeps the words', async () => {
    const h = await open(logo, `https://${HOST}`, { extraCaFile: undefined })
    await h.tell(await logo.message({ id: '1', text: 'はい' }))
    while (h.faults.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(h.faults[0]?.thrown).toMatchObject({ code: 'hook.down', retryable: true })
    expect(far.taken).toEqual([])
    await expect(h.store.outbox.counts()).resolves.toMatchObject({ due: 1, dead: 0 })
  })

  it('does not go around a proxy that refuses', async () => {
    const h = await open(logo, 'https://elsewhere.example')
    await h.tell(await logo.message({ id: '1', text: 'はい' }))
    while (h.faults.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(proxy.asked).toEqual(['CONNECT elsewhere.example:443'])
    expect(wall.denied).toEqual([])
    await expect(h.store.outbox.counts()).resolves.toMatchObject({ due: 1, dead: 0 })
  })
})

describe('NO_PROXY', () => {
  const direct = (url: string, ...names: string[]) => isDirect(new URL(url), names)
  it('means hosts, what is below them, ports, or everything', () => {
    expect(direct('https://chat.example.jp/', 'chat.example.jp')).toBe(true)
    expect(direct('https://a.chat.example.jp/', 'chat.example.jp', 'x')).toBe(true)
    expect(direct('https://a.example.jp/', '.example.jp')).toBe(true)
    expect(direct('https://a.example.jp/', '*.example.jp')).toBe(true)
    expect(direct('https://A.Example.JP:8443/', 'a.example.jp:8443')).toBe(true)
    expect(direct('http://[::1]:80/', '::1')).toBe(true)
    expect(direct('https://anything/', '*')).toBe(true)
  })
  it('means nothing that only looks alike', () => {
    expect(direct('https://notexample.jp/', 'example.jp', '')).toBe(false)
    expect(direct('https://example.jp.evil/', 'example.jp')).toBe(false)
    expect(direct('https://a.example.jp:8443/', 'a.example.jp:443')).toBe(false)
    expect(direct('https://a.example.jp/')).toBe(false)
  })
})
