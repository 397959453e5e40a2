import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addOperator,
  type Console,
  type ConsoleParts,
  createConsole,
  createKnowledgeDesk,
} from '../../src/console/console.ts'
import type { KnowledgeDesk } from '../../src/console/knowledge-desk.ts'
import { hashOf } from '../../src/console/access/secrets.ts'
import { type Bell, createBell } from '../../src/spine/bell.ts'
import type { Address } from '../../src/vocabulary/types.ts'
import { type Guidance, ingestKnowledge, openGuidance, type Published } from '../../src/wiring/published.ts'
import { openStore, type Role, type Store } from '../../src/store/store.ts'
import { addressed, filledIn, friday, house, makeKit } from '../cases/room.ts'

const root = new URL('../..', import.meta.url).pathname
export const ORIGIN = 'http://127.0.0.1:3978'
export const PASSWORD = 'correct horse 馬'

/** A knowledge that has nothing, for pages that are not about it. */
export const noKnowledge: KnowledgeDesk = {
  current: () => null,
  draft: () => Promise.resolve(null),
  files: () => Promise.resolve([]),
  put: () => Promise.resolve('kept'),
  remove: () => Promise.resolve(false),
  build: () => undefined,
  building: () => null,
  reviewed: () => Promise.resolve(null),
  publish: () => Promise.resolve('busy'),
  rollBack: () => Promise.resolve(null),
  versions: () => Promise.resolve([]),
  restore: () => Promise.resolve(false),
  source: () => Promise.resolve(null),
  edit: () => Promise.resolve(null),
  unedit: () => Promise.resolve(false),
  edits: () => Promise.resolve([]),
  preview: () => Promise.resolve({ document: null, passages: [], problem: null }),
  questions: () => Promise.resolve([]),
  addQuestion: () => Promise.resolve('kept'),
  removeQuestion: () => Promise.resolve(false),
  describe: () => Promise.resolve(false),
  similarCases: () => Promise.resolve([]),
  ask: () => Promise.resolve(null),
}

/** The real drafts over a folder; `given` says what differs. */
export const knowledgeOver = (
  where: { knowledge: string; data: string },
  published: Published,
  given: Partial<Parameters<typeof createKnowledgeDesk<Guidance>>[0]>,
): KnowledgeDesk =>
  createKnowledgeDesk({
    ...where,
    current: published.now,
    refresh: published.refresh,
    ingest: ingestKnowledge,
    open: openGuidance,
    retrieve: (query, { index }) => index.retrieve(query),
    ask: () => Promise.reject(new Error('not asked here')),
    now: () => new Date(),
    onFault: (what, thrown) => {
      throw new Error(what, { cause: thrown })
    },
    ...given,
  })

/** A browser without a screen: keeps cookies and knows the token of the last page it saw. */
export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  text(path: string): Promise<string>
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  jar: Map<string, string>
  csrf(): Promise<string>
}

export const unescaped = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

export const clientOf = (answer: (request: Request) => Promise<Response>): Client => {
  const jar = new Map<string, string>()
  const send = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> => {
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...init.headers, ...(cookies === '' ? {} : { cookie: cookies }) }
    const response = await answer(new Request(new URL(path, ORIGIN), { ...init, headers, redirect: 'manual' }))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  const client: Client = {
    jar,
    get: (path, headers = {}) => send(path, { method: 'GET', headers }),
    text: async (path) => (await client.get(path)).text(),
    async csrf() {
      const page = await client.text('/console/me')
      return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    },
    async post(path, fields = {}, headers = {}) {
      const body = new URLSearchParams(fields)
      if (!('csrf' in fields) && (jar.has('desk_console') || jar.has('__Host-desk_console')))
        body.set('csrf', await client.csrf())
      return send(path, {
        method: 'POST',
        body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
    },
  }
  return client
}

/** What the sign-in form proves itself by, under either name of its cookie. */
export const formOf = ({ jar }: Pick<Client, 'jar'>): string =>
  jar.get('__Host-desk_form') ?? jar.get('desk_form') ?? ''

export interface Rig {
  store: Store
  bell: Bell
  console: Console
  now: () => Date
  at(moment: Date): void
  later(ms: number): void
  faults: unknown[]
  client(): Client
  /** A client with an open session of this role; each has an operator of its own. */
  as(role: Role, name?: string): Promise<Client & { operator: string }>
  /** The same, signed in by password. */
  local(role: Role, name?: string): Promise<Client & { operator: string }>
  /** A request that somebody submitted; gives its id. */
  filed(fields?: Record<string, string>, from?: Partial<Address>): Promise<string>
  close(): Promise<void>
}

export const rig = async (given: Partial<ConsoleParts> & { store?: Store } = {}): Promise<Rig> => {
  const directory = await mkdtemp(join(tmpdir(), 'desk-console-'))
  const store = given.store ?? (await openStore({ path: join(directory, 'desk.sqlite'), now: friday }))
  const kit = given.kit ?? makeKit()
  const people = house(store, { kit, hasForms: true })
  await addressed(store, kit)
  const faults: unknown[] = []
  const bell = createBell()
  const console = createConsole({
    store,
    kit,
    bell,
    knowledge: noKnowledge,
    channels: () => [{ name: 'chat', ready: () => Promise.resolve({ ok: true, detail: '接続しています。' }) }],
    oidc: null,
    publicUrl: null,
    secure: false,
    prompts: `${root}prompts`,
    replica: 'replica-1',
    now: people.now,
    newId: randomUUID,
    onFault: (_, thrown) => void faults.push(thrown),
    ...given,
  })
  const client = () => clientOf(console.handle)
  return {
    store,
    bell,
    console,
    now: people.now,
    at: people.at,
    later: (ms) => people.at(new Date(people.now().getTime() + ms)),
    faults,
    client,
    async as(role, name = '山田') {
      const operator = randomUUID()
      const token = randomUUID()
      await store.operators.add(
        { id: operator, login: operator, name, role, source: 'local', secret: null },
        people.now(),
      )
      const now = people.now()
      await store.operators.openSession({
        hash: hashOf(token),
        operator,
        now,
        expiresAt: new Date(now.getTime() + 3_600_000),
      })
      const it = client()
      it.jar.set('desk_console', token)
      return Object.assign(it, { operator })
    },
    async local(role, name = '山田') {
      const login = `${role}-${randomUUID().slice(0, 8)}`
      const added = await addOperator(
        { store, now: people.now, newId: randomUUID },
        { login, name, role, password: PASSWORD, by: 'test' },
      )
      if (!added.ok) throw new Error(added.problem)
      const it = client()
      await it.get('/console/sign-in')
      const done = await it.post('/console/sign-in', { login, password: PASSWORD, form: formOf(it) })
      if (done.status !== 303) throw new Error(`sign-in answered ${done.status}`)
      return Object.assign(it, { operator: added.operator.id })
    },
    async filed(fields = {}, from = {}) {
      const address = { channel: 'chat', conversation: randomUUID(), ...from }
      await people.tell({ from: address, action: { kind: 'consult' }, text: '' })
      const draft = await store.requests.draftOf(address, 'p1')
      if (!draft) throw new Error('no draft')
      await people.tell({
        from: address,
        action: { kind: 'submit', request: draft.id, fields: { ...filledIn, ...fields }, consent: true },
      })
      const filed = await store.requests.get(draft.id)
      if (filed?.state !== 'submitted') throw new Error(`the draft is ${filed?.state}`)
      return draft.id
    },
    async close() {
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
