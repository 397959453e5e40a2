import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import Ajv2020 from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { KEYS_ROOM, keysNamed, makeKey, type Scope } from '../../src/wiring/api-keys.ts'
import { readConfig, storeFile } from '../../src/wiring/config.ts'
import { shelfOf } from '../../src/wiring/house.ts'
import { type Running, startServer } from '../../src/wiring/main.ts'
import { program } from '../support/program.ts'
import { smallKnowledge } from '../support/small-knowledge.ts'

const quiet = { info: () => {}, warn: () => {}, fault: () => {} }

let folder: string
let knowledge: string
let desk: Running
let store: Awaited<ReturnType<typeof openStore>>

const now = () => new Date()
const shelf = () => shelfOf(store, KEYS_ROOM, now)
const keyFor = (scopes: Scope[], perMinute = 60, name = 'intranet') =>
  makeKey(shelf(), { name, scopes, perMinute, madeAt: now().toISOString() })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-programs-'))
  knowledge = await smallKnowledge(folder)
  const closed =
    '---\ntitle: 人事の内規\ngroups: [人事課]\n---\n# 人事の内規\n\n## 合言葉\n\n内規の合言葉は、むらさきいろです。\n'
  await writeFile(join(knowledge, 'closed.md'), closed)
  const config = readConfig({ data: join(folder, 'data'), knowledge }, { PORT: '0', API_KEYS: 'required' })
  desk = await startServer(config, quiet)
  store = await openStore({ url: undefined, path: storeFile(config), now: now() })
})
afterAll(async () => {
  await store.close()
  await desk.stop()
  await rm(folder, { recursive: true, force: true })
})

const ask = (key: string | null, body: unknown = { question: 'テレワークの費用はいくらですか' }) =>
  fetch(`${desk.url}/api/ask`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(body),
  })

const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { code: string } }).error.code

describe('keys of programs', () => {
  it('let in who has one, and nobody else where they are required', async () => {
    const key = await keyFor(['ask'])
    expect((await ask(key)).status).toBe(200)
    const without = await ask(null)
    expect([without.status, await codeOf(without)]).toEqual([401, 'key.missing'])
    const other = await ask(`${key}x`)
    expect([other.status, await codeOf(other)]).toEqual([401, 'key.unknown'])
  })

  it('are kept as a hash alone', async () => {
    const key = await keyFor(['ask'])
    const rows = await shelf().list('', 100)
    expect(JSON.stringify(rows)).not.toContain(key)
    expect(JSON.stringify(rows)).not.toContain(key.slice('twd_'.length))
  })

  it('do what they are for only', async () => {
    const refused = await ask(await keyFor(['mcp']))
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'key.scope'])
  })

  it('are counted each by itself', async () => {
    const [slow, other] = [await keyFor(['ask'], 2), await keyFor(['ask'], 2)]
    // A body that is not taken counts as well: what is bounded is how often somebody knocks.
    const statuses = []
    for (const key of [slow, slow, slow, other]) statuses.push((await ask(key, { question: '' })).status)
    expect(statuses).toEqual([400, 400, 429, 400])
    expect(Number((await ask(slow, {})).headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('overlap while they are rotated, and end when they are revoked', async () => {
    const [before, after] = [await keyFor(['ask'], 60, 'rota'), await keyFor(['ask'], 60, 'rota')]
    expect([(await ask(before)).status, (await ask(after)).status]).toEqual([200, 200])
    const [oldest] = await keysNamed(shelf(), 'rota')
    await shelf().remove(oldest?.hash ?? '')
    const statuses = [(await ask(before)).status, (await ask(after)).status]
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401])
  })
})

describe('the description of the programs’ door', () => {
  it('holds for what is really asked and answered', async () => {
    const described = (await (await fetch(`${desk.url}/openapi.json`)).json()) as {
      openapi: string
      paths: Record<string, unknown>
      components: { schemas: Record<string, object> }
    }
    expect(described.openapi).toMatch(/^3\.1/)
    expect(Object.keys(described.paths)).toEqual(['/api/ask'])
    const { Question = {}, Answer = {}, Problem = {} } = described.components.schemas
    const ajv = new Ajv2020.default({ strict: false })
    expect(ajv.validate(Question, { question: 'x', asOf: '2026-11-20' })).toBe(true)
    expect(ajv.validate(Question, { question: 'x', other: 1 })).toBe(false)
    const key = await keyFor(['ask'])
    expect(ajv.validate(Answer, await (await ask(key)).json())).toBe(true)
    expect(ajv.validate(Problem, await (await ask(key, { question: '' })).json())).toBe(true)
  })
})

interface Told {
  structuredContent?: Record<string, unknown>
}

/** What every agent does, whatever it comes by. */
const looksAround = async (transport: Transport): Promise<number> => {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport)
  try {
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).toSorted()).toEqual(['ask', 'facts', 'procedures', 'search'])
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
    const call = async (name: string, given: Record<string, unknown>) =>
      ((await client.callTool({ name, arguments: given })) as Told).structuredContent ?? {}
    const found = await call('search', { query: 'モバイル端末の貸出' })
    expect(JSON.stringify(found)).toContain('4月1日')
    const answered = await call('ask', { question: 'モバイル端末の貸出はいつから申し込めますか' })
    expect(['answer', 'clarify', 'escalate']).toContain(answered['outcome'])
    expect(answered['text']).not.toBe('')
    // What only some may read is for no program.
    const closed = [
      await call('search', { query: '内規の合言葉はむらさきいろ' }),
      await call('ask', { question: '内規の合言葉は何ですか' }),
    ]
    expect(JSON.stringify(closed)).not.toContain('むらさき')
    expect(await call('facts', {})).toHaveProperty('programmes')
    expect(await call('procedures', {})).toHaveProperty('procedures')
    return tools.length
  } finally {
    await client.close()
  }
}

describe('the desk for agents', () => {
  it('answers over HTTP with a key', async () => {
    const key = await keyFor(['mcp'])
    const requestInit = { headers: { authorization: `Bearer ${key}` } }
    expect(await looksAround(new StreamableHTTPClientTransport(new URL(`${desk.url}/mcp`), { requestInit }))).toBe(4)
    const without = await fetch(`${desk.url}/mcp`, { method: 'POST', body: '{}' })
    expect(without.status).toBe(401)
  })

  it('answers over standard input and output, where nothing else is written', async () => {
    const args = [...program, 'mcp', '--data', join(folder, 'own'), '--knowledge', knowledge]
    expect(await looksAround(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))).toBe(4)
  })
})
