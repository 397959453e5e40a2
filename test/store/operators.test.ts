import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases, type Opened } from '../support/stores.ts'
import { inbound, replied, traced } from '../support/messages.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 0, minutes))
const somebody = { id: 'o1', login: 'yamada', name: '山田', role: 'operator', source: 'local', secret: 's' } as const

describe.each(databases)('operators in $name', ({ open }) => {
  let opened: Opened
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(() => opened.close())

  it('takes each login once', async () => {
    const { operators } = opened.store
    expect(await operators.add(somebody, at(0))).toBe(true)
    expect(await operators.add({ ...somebody, id: 'o2' }, at(0))).toBe(false)
    expect(await operators.count()).toBe(1)
    expect(await operators.byLogin('yamada')).toMatchObject({
      id: 'o1',
      role: 'operator',
      secret: 's',
      disabled: false,
    })
    expect(await operators.get('o2')).toBeNull()
  })

  it('shows a changed role in a session that is already open', async () => {
    const { operators } = opened.store
    await operators.add(somebody, at(0))
    await operators.openSession({ hash: 'h', operator: 'o1', now: at(0), expiresAt: at(60) })
    await operators.change('o1', { role: 'viewer', disabled: true })
    expect((await operators.session('h'))?.operator).toMatchObject({ role: 'viewer', disabled: true })
    expect(await operators.closeSessions('o1')).toBe(1)
    expect(await operators.session('h')).toBeNull()
  })

  it('gives a sign-in link to one of two who take it at once, and to nobody after its time', async () => {
    const other = (await opened.again()).operators
    const { operators } = opened.store
    await operators.putLink('l', at(10))
    expect(await operators.hasLink('l', at(1))).toBe(true)
    const taken = await Promise.all([operators.takeLink('l', at(1)), other.takeLink('l', at(1))])
    expect(taken.filter(Boolean)).toHaveLength(1)
    await operators.putLink('m', at(10))
    expect(await operators.takeLink('m', at(10))).toBe(false)
  })

  it('counts failed sign-ins within their window only', async () => {
    const { operators } = opened.store
    await operators.fail('k', at(0), 600_000)
    await operators.fail('k', at(1), 600_000)
    expect((await operators.failures('k', at(2))).count).toBe(2)
    expect((await operators.failures('k', at(30))).count).toBe(0)
    await operators.fail('k', at(30), 600_000)
    expect((await operators.failures('k', at(30))).count).toBe(1)
  })

  it('tells who looks at a request and who types', async () => {
    const { workplace } = opened.store
    await workplace.look('r1', { operator: 'o1', name: '山田', typing: false }, at(0))
    await workplace.look('r1', { operator: 'o2', name: '佐藤', typing: true }, at(1))
    expect(await workplace.present('r1', at(1))).toEqual([expect.objectContaining({ operator: 'o2', typingAt: at(1) })])
    expect(await workplace.present('r1', at(0))).toHaveLength(2)
    expect(await workplace.personWroteAt('r1')).toBeNull()
    await workplace.personWrites('r1', at(1))
    await workplace.personWrites('r2', at(1))
    expect(await workplace.personWroteAt('r1')).toEqual(at(1))
    // The person is no operator, and an operator who only looks writes nothing.
    expect(await workplace.present('r1', at(0))).toHaveLength(2)
    expect(await workplace.presentAnywhere(at(0), 10)).toHaveLength(2)
    expect(await workplace.writtenAbout(at(1), 10)).toEqual(['r1'])
    await workplace.leave('r1', 'o2')
    expect(await workplace.writtenAbout(at(0), 10)).toEqual([])
    expect(await workplace.presentAnywhere(at(0), 10)).toEqual([
      expect.objectContaining({ request: 'r1', typingAt: null }),
    ])
  })

  it('keeps templates and the beats of replicas', async () => {
    const { workplace } = opened.store
    await workplace.keepTemplate({ id: 't', title: '旧', body: 'a', updatedBy: 'o1' }, at(0))
    await workplace.keepTemplate({ id: 't', title: '新', body: 'b', updatedBy: 'o2' }, at(1))
    expect(await workplace.templates(10)).toEqual([
      { id: 't', title: '新', body: 'b', updatedBy: 'o2', updatedAt: at(1) },
    ])
    expect(await workplace.removeTemplate('t')).toBe(true)
    await workplace.beat({ id: 'a', indexVersion: null, startedAt: at(0) }, at(0))
    await workplace.beat({ id: 'a', indexVersion: 'v1', startedAt: at(0) }, at(2))
    expect(await workplace.replicas(at(1))).toEqual([{ id: 'a', indexVersion: 'v1', startedAt: at(0), seenAt: at(2) }])
  })

  it('finds what was not answered or rated badly, and counts a week', async () => {
    const { store } = opened
    await store.inbox.keep(['a', 'b', 'c'].map((id) => inbound({ id, receivedAt: at(0) })))
    const claimed: string[] = []
    for (const outcome of ['answer', 'escalate', 'answer'] as const) {
      const [claim] = await store.work.claim('w', at(1), 60_000, 1)
      if (!claim) throw new Error('nothing to claim')
      const turn = `t-${claim.inbound.id}`
      claimed.push(turn)
      await store.turns.add({
        id: turn,
        seq: claim.seq,
        address: claim.inbound.from,
        person: claim.inbound.person,
        question: `質問 ${claim.inbound.id}`,
        reply: { ...replied('答え'), outcome },
        trace: { ...traced(), model: { calls: 1, tokensIn: 10, tokensOut: 5, removed: 2 } },
        at: at(claimed.length),
        tookMs: 1,
      })
      await store.work.finish(claim, {}, at(1))
    }
    await store.turns.rate('t-c', 'p1', 'bad', '古い', at(5))
    await store.turns.rate('t-a', 'p1', 'good', '', at(5))
    const open = await store.quality.open(at(0), 10)
    expect(open.map(({ turn, verdict, reason }) => [turn, verdict, reason])).toEqual([
      ['t-c', 'bad', '古い'],
      ['t-b', null, ''],
    ])
    expect(await store.quality.open(at(6), 10)).toEqual([])
    expect(await store.quality.week(at(0), at(60))).toMatchObject({
      outcomes: { answer: 2, escalate: 1 },
      good: 1,
      bad: 1,
      submitted: 0,
      medianResponseMs: null,
    })
    expect(await store.quality.spend(at(2), at(60))).toEqual({ calls: 2, tokensIn: 20, tokensOut: 10, removed: 4 })
  })

  it('takes the median of the first responses', async () => {
    const { store } = opened
    for (const [n, wait] of [10, 20, 60].entries()) {
      const draft = await store.requests.open({
        id: `r${n}`,
        address: { channel: 'web', conversation: `c${n}` },
        person: { id: 'p' },
        turn: null,
        question: 'q',
        fields: {},
        at: at(0),
      })
      await store.requests.save({ ...draft, state: 'replied', submittedAt: at(0), respondedAt: at(wait) })
    }
    const week = await store.quality.week(at(0), at(100))
    expect(week).toMatchObject({ submitted: 3, responded: 3, medianResponseMs: 20 * 60_000 })
  })
})
