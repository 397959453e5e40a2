import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store, StoredRequest, TeleworkManager } from '../../src/store/store.ts'
import { databases, type Opened } from '../support/stores.ts'

const now = new Date('2026-11-20T01:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)

describe.each(databases)('requests in the store on $name', ({ name }) => {
  let opened: Opened
  let store: Store
  let n = 0
  beforeAll(async () => {
    opened = await databases.find((database) => database.name === name)!.open()
    store = opened.store
  })
  afterAll(() => opened.close())

  const open = (given: Partial<Parameters<Store['requests']['open']>[0]> = {}, at = store) => {
    const id = `r${++n}`
    const address = { channel: 'test', conversation: id }
    return at.requests.open({
      id,
      address,
      person: { id: 'p1' },
      turn: null,
      question: '',
      fields: {},
      at: now,
      ...given,
    })
  }
  const keep = async (change: Partial<StoredRequest>) => {
    const draft = await open()
    return (await store.requests.save({ ...draft, state: 'submitted', number: `N-${draft.id}`, ...change }))!
  }

  it('opens one draft a person and conversation, also from two replicas at once', async () => {
    const other = await opened.again()
    const address = { channel: 'test', conversation: 'shared' }
    const drafts = await Promise.all([open({ address }), open({ address }, other), open({ address })])
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(1)
    const stranger = await open({ address, person: { id: 'p2' } })
    expect(stranger.id).not.toBe(drafts[0].id)
    await expect(store.requests.draftOf(address, 'p1')).resolves.toEqual(drafts[0])
    await expect(store.requests.draftOf({ ...address, channel: 'else' }, 'p1')).resolves.toBeNull()
  })

  it('gives back exactly what was saved', async () => {
    const draft = await open({ person: { id: 'p1', name: '山田' }, question: '問い', turn: 't1' })
    const full: StoredRequest = {
      ...draft,
      state: 'matched',
      number: `N-${draft.id}`,
      organisation: '株式会社みどり',
      organisationKey: 'みどり',
      kind: 'company',
      topics: ['ict', 'labour'],
      prefecture: '茨城県',
      summary: '本文',
      owner: 'ann',
      ownerName: '安藤',
      match: 'tm',
      eligibility: 'confirm',
      dueAt: later(1),
      remindAt: later(2),
      urgency: 'soon',
      submittedAt: later(3),
      respondedAt: later(4),
      sentAt: later(5),
      closedAt: later(6),
      updatedAt: later(7),
      fields: { content: '本文', え: '\u{1F600}' },
      submitted: '{}',
      receipt: { number: `N-${draft.id}`, at: later(3).toISOString(), sha256: 'abc' },
    }
    const saved = await store.requests.save(full)
    expect(saved).toEqual({ ...full, version: draft.version + 1 })
    await expect(store.requests.get(draft.id)).resolves.toEqual(saved)
    await expect(store.requests.byNumber(full.number!)).resolves.toEqual(saved)
  })

  it('saves over the version that was read, and over no other', async () => {
    const draft = await open()
    const other = await opened.again()
    const results = await Promise.all(
      [store, other, store, other].map((each) => each.requests.save({ ...draft, owner: 'x' })),
    )
    expect(results.filter((saved) => saved !== null)).toHaveLength(1)
  })

  it('lets one transaction after another change a locked request', async () => {
    const { id } = await open()
    const other = await opened.again()
    const add = (at: Store) =>
      at.transaction(async (tx) => {
        const request = (await tx.requests.lock(id))!
        await tx.requests.save({ ...request, question: `${request.question}+` })
      })
    await Promise.all(Array.from({ length: 10 }, (_, i) => add(i % 2 ? store : other)))
    await expect(store.requests.get(id)).resolves.toMatchObject({ question: '+'.repeat(10) })
    await expect(store.transaction((tx) => tx.requests.lock('nobody'))).resolves.toBeNull()
  })

  it('pages through what a filter finds, each once and in order', async () => {
    const prefecture = `県${name}`
    const kept = []
    for (let i = 0; i < 23; i++) {
      kept.push(
        await keep({
          prefecture,
          owner: i % 2 ? 'ann' : null,
          topics: i % 3 ? ['ict'] : ['ict-old', 'labour'],
          organisation: `第${i}　会社100%`,
          dueAt: i % 4 ? later(-i) : null,
          updatedAt: later(Math.floor(i / 2)),
        }),
      )
    }
    const all = async (filter: Parameters<Store['requests']['list']>[0], sort: 'newest' | 'updated' | 'due') => {
      const ids: string[] = []
      let after: string | null = null
      do {
        const page = await store.requests.list({ prefecture, ...filter }, sort, after, 5)
        expect(page.rows.length).toBeLessThanOrEqual(5)
        ids.push(...page.rows.map(({ id }) => id))
        after = page.next
      } while (after !== null)
      return ids
    }
    const ids = kept.map(({ id }) => id)
    expect(await all({}, 'newest')).toEqual(ids.toReversed())
    expect(await all({}, 'updated')).toEqual(ids.toReversed())
    expect(await all({}, 'due')).toEqual(ids.filter((_, i) => i % 4).toReversed())
    expect(await all({ owner: 'ann' }, 'newest')).toHaveLength(11)
    expect(await all({ owner: null }, 'newest')).toHaveLength(12)
    expect(await all({ topic: 'ict' }, 'newest')).toHaveLength(15)
    expect(await all({ text: '第７会社１００％' }, 'newest')).toEqual([ids[7]])
    expect(await all({ text: '0_' }, 'newest')).toEqual([])
    expect(await all({ states: ['sent'] }, 'newest')).toEqual([])
    expect(await all({ channel: 'else' }, 'newest')).toEqual([])
    expect(await all({ overdueAt: later(-10) }, 'due')).toHaveLength(9)
    const drafts = await open({ fields: {} })
    expect(await all({}, 'newest')).not.toContain(drafts.id)
  })

  it('keeps events and sessions in order, and counts an organisation’s sessions', async () => {
    const request = await keep({ organisationKey: `org-${name}`, submittedAt: now })
    const event = { request: request.id, at: now, actor: 'ann', actorName: '安藤', text: '', detail: { a: 'b' } }
    await store.requests.note({ ...event, act: 'claim', from: 'submitted', to: 'review' })
    await store.requests.note({ ...event, act: 'reply', from: 'review', to: 'replied' })
    expect((await store.requests.events(request.id, 10)).map(({ act }) => act)).toEqual(['claim', 'reply'])
    expect((await store.requests.events(request.id, 1)).map(({ act }) => act)).toEqual(['reply'])
    for (const s of [2, 1]) {
      await store.requests.hold({ request: request.id, n: s, day: '2026-12-01', minutes: 60, outcome: '', match: null })
    }
    expect((await store.requests.sessions(request.id)).map((session) => session.n)).toEqual([1, 2])
    await expect(store.requests.sessionsOf(`org-${name}`, now, 'another')).resolves.toBe(2)
    await expect(store.requests.sessionsOf(`org-${name}`, later(1), 'another')).resolves.toBe(0)
    await expect(store.requests.sessionsOf(`org-${name}`, now, request.id)).resolves.toBe(0)
  })

  it('finds what is to be reminded of, and drafts that nobody touches', async () => {
    const due = await keep({ remindAt: later(-1) })
    await keep({ remindAt: later(1) })
    expect(await store.requests.toRemind(now, 500)).toEqual([due.id])
    const old = await open({ at: later(-1_000) })
    expect(await store.requests.draftsUntouchedSince(later(-500), 500)).toEqual([old.id])
  })

  it('leases a dispatch to one, and tells what became of it', async () => {
    const other = await opened.again()
    const route = `route-${name}`
    const add = { id: `d-${name}`, request: 'r', route, sheet: '{}', by: 'ann', at: now }
    await store.dispatches.add(add)
    await store.dispatches.add({ ...add, sheet: 'changed' })
    const claims = await Promise.all(
      [store, other].map((each, i) => each.dispatches.claim(`w${i}`, [route], now, 1_000, 5)),
    )
    expect(claims.flat().map(({ sheet }) => sheet)).toEqual(['{}'])
    const { seq, id } = claims.flat()[0]!
    await expect(store.dispatches.claim('w', [route], later(999), 1_000, 5)).resolves.toEqual([])
    await expect(store.dispatches.claim('w', [route], later(1_000), 1_000, 5)).resolves.toHaveLength(1)
    await store.dispatches.postpone(seq, '451', later(5_000))
    await expect(store.dispatches.claim('w', [route], later(4_999), 1_000, 5)).resolves.toEqual([])
    await expect(store.dispatches.bury(seq, '550')).resolves.toBe(true)
    await expect(store.dispatches.bury(seq, '550')).resolves.toBe(false)
    await expect(store.dispatches.sent(seq, 'proof', now)).resolves.toBe(false)
    await expect(store.dispatches.revive(id, now)).resolves.toBe(true)
    await expect(store.dispatches.sent(seq, 'proof', now)).resolves.toBe(true)
    await expect(store.dispatches.get(id)).resolves.toMatchObject({ state: 'sent', proof: 'proof', error: null })
    await expect(store.dispatches.counts()).resolves.toEqual({ due: 0, dead: 0 })
  })

  it('assigns within a week’s capacity from two replicas at once', async () => {
    const other = await opened.again()
    const manager: TeleworkManager = {
      id: 'tm',
      name: '高橋',
      email: 'a@example.jp',
      topics: ['ict'],
      industries: ['製造'],
      regions: ['茨城県'],
      modes: ['web'],
      weeklyCapacity: 2,
      absences: [{ from: '2026-12-01', to: '2026-12-02' }],
      active: true,
      note: 'メモ',
    }
    await store.roster.keep(manager, now)
    await expect(store.roster.get('tm')).resolves.toEqual(manager)
    const assign = (request: string, i: number, week = '2026-11-16') =>
      (i % 2 ? store : other).transaction((tx) => tx.roster.assign('tm', request, week, now))
    const results = await Promise.all(Array.from({ length: 8 }, (_, i) => assign(`q${i}`, i)))
    expect(results.filter((result) => result === 'assigned')).toHaveLength(2)
    await expect(store.roster.loads('2026-11-16')).resolves.toEqual({ tm: 2 })
    const taken = results.indexOf('assigned')
    await expect(assign(`q${taken}`, 0)).resolves.toBe('assigned')
    await expect(assign('next', 0, '2026-11-23')).resolves.toBe('assigned')
    await store.roster.release(`q${taken}`)
    await expect(assign('late', 0)).resolves.toBe('assigned')
    await store.roster.keep({ ...manager, active: false }, now)
    await expect(assign('off', 0, '2026-11-30')).resolves.toBe('unknown')
  })

  it('keeps every value that a setting ever had', async () => {
    const entry = { name: 's', source: 'x', asOf: '2026-04-01', certain: true, at: now, by: 'sue' }
    for (const value of ['1', '2']) await store.settings.set({ ...entry, value })
    await store.settings.set({ ...entry, name: 't', value: '', certain: false })
    const current = await store.settings.current()
    expect(current.map(({ name: each, value, certain }) => [each, value, certain])).toEqual([
      ['s', '2', true],
      ['t', '', false],
    ])
    expect((await store.settings.history('s', 5)).map(({ value }) => value)).toEqual(['2', '1'])
  })
})
