import { request } from 'node:http'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/wiring/config.ts'
import { callerIn } from '../../src/wiring/doors.ts'
import { type Running, startServer } from '../../src/wiring/main.ts'
import { startDesk } from '../support/desk-process.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'

const PUBLIC = 'desk.example.lg.jp'
const quiet = { info: () => {}, warn: () => {}, fault: () => {} }

let folder: string
let knowledge: string
let desk: Running

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-doors-'))
  knowledge = await smallKnowledge(folder)
  const env = {
    PORT: '0',
    PUBLIC_URL: `https://${PUBLIC}/`,
    METRICS_TOKEN: 'a token for the scraper',
    ADDRESS_ASKS_PER_MINUTE: '3',
    ADDRESS_STREAMS: '2',
  }
  desk = await startServer(readConfig({ data: join(folder, 'data'), knowledge }, env), quiet)
})
afterAll(async () => {
  await desk.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Bytes of memory that a process holds. */
const residentOf = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+) kB/u.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024

/** Memory once what a start does behind its first answer is done: the threads are up and the index is warm. */
const settledResident = async (pid: number, last = 0): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const now = await residentOf(pid)
  return Math.abs(now - last) < 1024 * 1024 ? now : settledResident(pid, now)
}

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** A request as anything but a browser can make it: any host, any headers, any body. */
const ask = (
  path: string,
  given: {
    url?: string
    method?: string
    headers?: Record<string, string>
    body?: (write: (chunk: Buffer) => boolean) => boolean
  } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(given.url ?? desk.url)
    const sent = request(
      { hostname, port, path, method: given.method ?? 'GET', headers: given.headers ?? {} },
      (got) => {
        let text = ''
        got.on('data', (chunk: Buffer) => (text += chunk.toString()))
        got.on('end', () => resolve({ status: got.statusCode ?? 0, headers: got.headers, text }))
      },
    )
    sent.once('error', reject)
    const { body } = given
    const more = () => {
      let room = true
      let goesOn = body !== undefined
      while (room && goesOn && !sent.destroyed) goesOn = body?.((chunk) => (room = sent.write(chunk))) ?? false
      if (goesOn) sent.once('drain', more)
      else sent.end()
    }
    more()
  })

const question = (from: string) =>
  ask('/api/ask', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: (write) => (write(Buffer.from(JSON.stringify({ question: 'こんにちは' }))), false),
  })

describe('the doors of the house', () => {
  it('answer to the names of the house and to no other', async () => {
    for (const host of [PUBLIC, `${PUBLIC}:443`, 'localhost:3978', '127.0.0.1', '[::1]:3978']) {
      expect((await ask('/', { headers: { host } })).status).toBe(200)
    }
    for (const host of ['evil.example', `${PUBLIC}.evil.example`, '10.0.0.8']) {
      const refused = await ask('/', { headers: { host } })
      expect([host, refused.status]).toEqual([host, 421])
      expect(refused.text).not.toContain('evil')
      expect((await ask('/healthz', { headers: { host } })).status).toBe(200)
    }
  })

  it('tell browsers to come over TLS only, and keep the console’s cookies to this very host', async () => {
    for (const path of ['/', '/healthz', '/console/sign-in', '/nowhere']) {
      expect((await ask(path)).headers['strict-transport-security']).toMatch(/^max-age=31536000/u)
    }
    const [cookie = ''] = (await ask('/console/sign-in')).headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-desk_form=[^;]+; Path=\/; .*; Secure$/u)
  })

  it('ask for the metrics’ token on this machine as well, where one is set', async () => {
    expect((await ask('/metrics')).status).toBe(401)
    expect((await ask('/metrics', { headers: { authorization: 'Bearer a token for the scraper' } })).status).toBe(200)
  })

  it('let one address ask so often, whatever it claims to come from', async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => question(`9.9.9.${n}, 203.0.113.7`)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const refused = await question('8.8.8.8, 203.0.113.7')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await question('203.0.113.8')).status).toBe(200)
  })

  it('let one address hold so many live pages, and leave the others theirs', async () => {
    const open = async (from: string) => {
      const page = await fetch(`${desk.url}/chat/again`, { method: 'POST' })
      const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
      const stop = new AbortController()
      const headers = { cookie, 'x-forwarded-for': from }
      const { status } = await fetch(`${desk.url}/chat/events`, { headers, signal: stop.signal })
      return { status, end: () => stop.abort() }
    }
    const all = [
      await open('203.0.113.9'),
      await open('203.0.113.9'),
      await open('203.0.113.9'),
      await open('203.0.113.10'),
    ]
    expect(all.map(({ status }) => status)).toEqual([200, 200, 503, 200])
    for (const { end } of all) end()
  })

  it('read no more of a body than a form may have, before anybody is signed in', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const large = async (url: string, path: string): Promise<number> => {
      let left = (19 * 1024 * 1024) / chunk.byteLength
      const headers = { 'content-type': 'multipart/form-data; boundary=b', 'transfer-encoding': 'chunked' }
      const body = (write: (bytes: Buffer) => boolean) => (write(chunk), --left > 0)
      return ask(path, { url, method: 'POST', headers, body }).then(
        ({ status }) => status,
        // Cut off in the middle of sending, which is a refusal as well.
        () => 413,
      )
    }
    await mkdir(join(folder, 'alone'))
    const alone = await startDesk(join(folder, 'alone'), { knowledge, env: { PUBLIC_URL: `https://${PUBLIC}/` } })
    const before = await settledResident(alone.pid)
    let most = before
    const looking = setInterval(() => void residentOf(alone.pid).then((now) => (most = Math.max(most, now))), 5)
    const doors = ['/console/sign-in', '/console/knowledge/upload', '/chat/messages', '/api/ask']
    const statuses = await Promise.all([0, 1, 2].flatMap(() => doors.map((path) => large(alone.url, path))))
    clearInterval(looking)
    await alone.stop()
    expect(statuses.filter((status) => ![303, 413, 415].includes(status))).toEqual([])
    expect(most - before).toBeLessThan(120 * 1024 * 1024)
  }, 60_000)
})

describe('where a request comes from', () => {
  const behind = (forwarded: string | undefined, peer = '10.0.0.2', proxyHops = 1) =>
    callerIn({ peer, forwarded }, { hosts: [], tls: true, proxyHops })

  it.each([
    ['1.2.3.4, 203.0.113.7', 1, '203.0.113.7'],
    ['1.2.3.4, 203.0.113.7, 10.1.1.1', 2, '203.0.113.7'],
    ['203.0.113.7:4711', 1, '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', 1, '2001:db8:1:2'],
    ['[2001:db8::1]:443', 1, '2001:db8:0:0'],
    ['not an address', 1, null],
    [undefined, 1, null],
  ])('is what our own proxies added to %s', (forwarded, hops, caller) => {
    expect(behind(forwarded, '10.0.0.2', hops)).toBe(caller)
  })

  it('is the peer itself where no proxy is ours, and nobody where that is this machine', () => {
    expect(behind('1.2.3.4', '203.0.113.5', 0)).toBe('203.0.113.5')
    expect(behind('1.2.3.4', '::ffff:127.0.0.1', 0)).toBeNull()
  })
})
