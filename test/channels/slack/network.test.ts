import { listening } from '../../support/listening.ts'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, createServer as createTcp, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { APP_TOKEN } from './double/workspace.ts'
import { eventBody, messageEvent } from './double/people.ts'
import { still, until } from './house.ts'
import { createSetting } from './setting.ts'

const settings = createSetting()
/** Resolved by nobody but the proxy, so that a call beside it goes nowhere. */
const HOST = 'slack.office.test'
const folder = mkdtempSync(join(tmpdir(), 'desk-slack-ca-'))
const file = (name: string) => join(folder, name)
const closing: (() => Promise<unknown>)[] = []

beforeAll(() => {
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`]
  const files = ['-keyout', file('key.pem'), '-out', file('ca.pem')]
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject]
  execFileSync('openssl', made, { stdio: 'ignore' })
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const portOf = async (server: Server): Promise<number> => {
  const { port, close } = await listening(server)
  closing.push(close)
  return port
}

const joined = (a: Socket, b: Socket) => {
  a.on('error', () => b.destroy())
  b.on('error', () => a.destroy())
  a.pipe(b).pipe(a)
}

/** TLS with the office's own certificate in front of the double. */
const secured = (port: number) => {
  const keys = { key: readFileSync(file('key.pem')), cert: readFileSync(file('ca.pem')) }
  return portOf(createTls(keys, (socket) => joined(socket, connect(port, '127.0.0.1'))))
}

const startProxy = async (to: number) => {
  const tunnels: string[] = []
  const server = createServer((_, response) => response.writeHead(502).end())
  server.on('connect', ({ url = '' }, socket: Socket) => {
    tunnels.push(url)
    if (url !== `${HOST}:443`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    return joined(socket, connect(to, '127.0.0.1'))
  })
  return { url: `http://127.0.0.1:${await portOf(server)}`, tunnels }
}

describe('Slack behind the proxy of an office', () => {
  it('is reached through it alone, by calls and by the socket, under the office’s own authority', async () => {
    // The addresses are known only once the far side stands, and are then put in the way.
    const relay: { port: number } = { port: 0 }
    const front = await portOf(createTcp((socket) => joined(socket, connect(relay.port, '127.0.0.1'))))
    const proxy = await startProxy(front)
    const { double, house } = await settings.open({
      slack: {
        signingSecret: undefined,
        appToken: APP_TOKEN,
        apiUrl: `https://${HOST}/api/`,
        network: { proxy: proxy.url, extraCaFile: file('ca.pem') },
      },
      prepare: async (far) => {
        relay.port = await secured(far.port)
        far.setLinkUrl(`wss://${HOST}`)
      },
    })
    await until('the socket', () => double.sockets.size === 1)
    const ts = double.newTs()
    await double.push('events_api', eventBody(messageEvent({ text: '費用は', ts })))
    await still(house)
    await until('the answer', () => double.posts('D1', ts).length === 1)
    expect(double.of('apps.connections.open')).toHaveLength(1)
    // One tunnel for the socket at least, one for the calls, and nothing anywhere else.
    expect(proxy.tunnels.length).toBeGreaterThanOrEqual(2)
    expect(new Set(proxy.tunnels)).toEqual(new Set([`${HOST}:443`]))
  })

  it('is not trusted without that authority', async () => {
    const relay: { port: number } = { port: 0 }
    const front = await portOf(createTcp((socket) => joined(socket, connect(relay.port, '127.0.0.1'))))
    const proxy = await startProxy(front)
    const { house, double } = await settings.open({
      slack: { apiUrl: `https://${HOST}/api/`, network: { proxy: proxy.url } },
      prepare: async (far) => {
        relay.port = await secured(far.port)
      },
    })
    expect(await house.channels[0]?.ready()).toMatchObject({ ok: false })
    expect(double.calls).toEqual([])
  })

  it('is reached directly where NO_PROXY says so', async () => {
    const { people, double, house } = await settings.open({
      slack: { network: { proxy: 'http://127.0.0.1:9', noProxy: ['127.0.0.1'] } },
    })
    const ts = await people.say({ text: '費用は' })
    await still(house)
    expect(double.posts('D1', ts)).toHaveLength(1)
  })
})
