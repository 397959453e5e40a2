import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../src/store/store.ts'
import { type Client, type Rig, rig, unescaped } from './rig.ts'

const roles: (Role | 'nobody')[] = ['nobody', 'viewer', 'operator', 'supervisor']
const rank = { nobody: -1, viewer: 0, operator: 1, supervisor: 2 }

describe('every route with every role', () => {
  let desk: Rig
  let request: string
  let clients: Record<string, Client>

  beforeAll(async () => {
    desk = await rig()
    request = await desk.filed()
    clients = {
      nobody: desk.client(),
      viewer: await desk.as('viewer'),
      operator: await desk.as('operator'),
      supervisor: await desk.as('supervisor'),
    }
  })
  afterAll(() => desk.close())

  const at = (path: string) =>
    path.replace('/requests/:id', `/requests/${request}`).replace(':act', 'claim').replace(':id', 'x')

  /** Everything that an act could change, apart from who looked when. */
  const state = async () => ({
    request: await desk.store.requests.get(request),
    events: await desk.store.requests.events(request, 100),
    // Reading leaves a record of itself there, and nothing else.
    audit: (await desk.store.audit.page(null, 200)).find(({ act }) => !act.startsWith('read'))?.seq,
    operators: (await desk.store.operators.all(100)).map(({ id, name, role, disabled }) => ({
      id,
      name,
      role,
      disabled,
    })),
    templates: await desk.store.workplace.templates(100),
    settings: await desk.store.settings.current(),
    roster: await desk.store.roster.all(100),
    outbox: await desk.store.outbox.counts(),
    present: await desk.store.workplace.present(request, new Date(0)),
    held: (await desk.store.work.conversation({ channel: 'chat', conversation: 'x' })).heldBy,
  })

  it('lets in whom the table says and nobody else, and changes nothing by reading', async () => {
    const before = await state()
    const gets = desk.console.routes.filter(({ method }) => method === 'GET')
    expect(gets.length).toBeGreaterThan(15)
    for (const { path, role } of gets) {
      for (const who of roles) {
        const response = await clients[who]?.get(at(path))
        const may = role === null || rank[who] >= rank[role]
        const refused = who === 'nobody' ? 303 : 403
        const isIn = ![303, 403].includes(response?.status ?? 0)
        expect([path, who, role === null || isIn]).toEqual([path, who, may])
        expect([path, who, may || response?.status === refused]).toEqual([path, who, true])
        expect(response?.headers.get('content-security-policy') ?? 'none on a redirect').toMatch(
          /default-src 'none'|redirect/,
        )
      }
    }
    expect(await state()).toEqual(before)
    expect(desk.faults).toEqual([])
  })

  it('takes no act from whoever has no session, no role or no token of this session', async () => {
    const before = await state()
    const posts = desk.console.routes.filter(({ method, role }) => method === 'POST' && role !== null)
    expect(posts.length).toBeGreaterThan(20)
    const other = (await clients['supervisor']?.csrf()) ?? ''
    for (const { path, role } of posts) {
      if (role === null) continue
      expect([path, (await clients['nobody']?.post(at(path)))?.status]).toEqual([path, 303])
      for (const who of ['viewer', 'operator', 'supervisor'] as const) {
        const may = rank[who] >= rank[role]
        // With a role too low even the right token is of no use; with the role, no other token is.
        const tokens = may ? ['', 'forged', ...(who === 'supervisor' ? [] : [other])] : [undefined]
        for (const csrf of tokens) {
          const response = await clients[who]?.post(at(path), csrf === undefined ? {} : { csrf })
          expect([path, who, csrf, response?.status]).toEqual([path, who, csrf, 403])
        }
        const foreign = await clients[who]?.post(at(path), {}, { 'sec-fetch-site': 'cross-site' })
        expect([path, who, foreign?.status]).toEqual([path, who, 403])
      }
    }
    expect(await state()).toEqual(before)
  })

  it('answers a page that is not there, a strange method and a bad form with a page and no fault', async () => {
    const client = clients['supervisor']
    expect((await client?.get('/console/nothing'))?.status).toBe(404)
    expect((await client?.get('/console/requests/nothing'))?.status).toBe(404)
    expect((await client?.get('/console/assets/..%2fconsole.ts'))?.status).toBe(404)
    const bad = await client?.post('/console/sign-out', {}, { 'content-type': 'multipart/form-data; boundary=x' })
    expect(bad?.status).toBe(400)
    const large = await client?.post(
      '/console/templates',
      { title: 'x', body: 'あ'.repeat(200_000) },
      { 'content-length': '900000' },
    )
    expect([413, 303]).toContain(large?.status)
    expect(desk.faults).toEqual([])
  })

  it('says what to do instead of a piece of a page when the session has ended', async () => {
    const response = await desk.client().get('/console/queue', { 'hx-request': 'true' })
    expect(response.status).toBe(401)
    expect(response.headers.get('hx-redirect')).toBe('/console/sign-in?expired=1')
  })

  it('does not show a draft to anybody', async () => {
    const draft = await desk.store.requests.open({
      id: 'draft-1',
      address: { channel: 'chat', conversation: 'drafting' },
      person: { id: 'p9' },
      turn: null,
      question: 'ひみつ',
      fields: { organisation: '下書き会社' },
      at: desk.now(),
    })
    const client = clients['supervisor']
    expect((await client?.get(`/console/requests/${draft.id}`))?.status).toBe(404)
    expect(await client?.text('/console?view=all')).not.toContain('下書き会社')
  })

  it('serves its scripts and styles itself, and a page names no other address', async () => {
    const page = await clients['supervisor']?.text(`/console/requests/${request}`)
    const addresses = [...unescaped(page ?? '').matchAll(/(?:src|href|action)="([^"]+)"/g)].map(
      ([, address = '']) => address,
    )
    expect(addresses.filter((address) => !address.startsWith('/console') && !address.startsWith('#'))).toEqual([])
    expect(page).not.toMatch(/<style|style="|<script>|onclick=/)
    for (const name of ['console.css', 'console.js', 'htmx.js', 'tokens.css', 'icon.svg']) {
      const asset = await desk.client().get(`/console/assets/${name}`)
      expect([name, asset.status]).toEqual([name, 200])
      expect((await asset.text()).length).toBeGreaterThan(100)
    }
  })
})
