import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Claim, Store } from '../../src/store/store.ts'
import { inbound, replied, traced } from '../support/messages.ts'
import { databases, type Opened } from '../support/stores.ts'

const now = new Date('2026-11-20T01:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)

describe.each(databases)('the store on $name', ({ open }) => {
  let opened: Opened
  let store: Store
  let conversations = 0
  /** A conversation that no other test touches. */
  const somewhere = () => ({ channel: 'test', conversation: `c${++conversations}` })
  const claimIn = async (conversation: string, at = now): Promise<Claim | undefined> =>
    (await store.work.claim('w', at, 1_000, 500)).find((claim) => claim.inbound.from.conversation === conversation)

  beforeAll(async () => {
    opened = await databases.find((database) => database.open === open)!.open()
    store = opened.store
  })
  afterAll(() => opened.close())

  describe('inbox', () => {
    it('keeps a message once, however often and wherever it is delivered', async () => {
      const other = await opened.again()
      const message = inbound({ id: 'once', from: somewhere() })
      const results = await Promise.all([
        store.inbox.keep([message]),
        other.inbox.keep([message]),
        store.inbox.keep([message, message]),
      ])
      expect(results.flat().filter((result) => result === 'kept')).toHaveLength(1)
      await expect(other.inbox.keep([message])).resolves.toEqual(['duplicate'])
    })

    it('gives back exactly what was kept', async () => {
      const from = somewhere()
      const message = inbound({
        id: 'whole',
        from,
        person: { id: 'p', name: '山田 花子' },
        text: '改行\nと\u{1F600}絵文字',
        action: { kind: 'feedback', turn: 't', verdict: 'bad', reason: '古い' },
      })
      await store.inbox.keep([message])
      expect((await claimIn(from.conversation))?.inbound).toEqual(message)
    })

    it('tells apart the same id in two channels', async () => {
      const { conversation } = somewhere()
      const one = inbound({ id: 'same', from: { channel: 'a', conversation } })
      const two = inbound({ id: 'same', from: { channel: 'b', conversation } })
      await expect(store.inbox.keep([one, two])).resolves.toEqual(['kept', 'kept'])
    })
  })

  describe('work', () => {
    it('hands out one message a conversation, oldest first', async () => {
      const from = somewhere()
      await store.inbox.keep([
        inbound({ id: `${from.conversation}-1`, from }),
        inbound({ id: `${from.conversation}-2`, from }),
      ])
      const first = await claimIn(from.conversation)
      expect(first?.inbound.id).toBe(`${from.conversation}-1`)
      expect(await claimIn(from.conversation)).toBeUndefined()
      await store.work.finish(first!, { topic: 'x' }, now)
      const second = await claimIn(from.conversation)
      expect(second?.inbound.id).toBe(`${from.conversation}-2`)
      expect(second?.memory).toEqual({ topic: 'x' })
      await store.work.finish(second!, {}, now)
    })

    it('gives a message to one of many workers', async () => {
      const replicas = await Promise.all([opened.again(), opened.again(), opened.again()])
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from })])
      const claims = await Promise.all(replicas.map((replica, n) => replica.work.claim(`w${n}`, now, 1_000, 500)))
      expect(claims.flat().filter((claim) => claim.inbound.id === from.conversation)).toHaveLength(1)
    })

    it('takes a lapsed lease away, and the first holder can no longer commit', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from })])
      const stale = await claimIn(from.conversation)
      const fresh = await claimIn(from.conversation, later(1_001))
      expect(fresh?.inbound.id).toBe(stale?.inbound.id)
      await expect(store.work.fence(stale!)).resolves.toBe(false)
      await expect(store.work.fence(fresh!)).resolves.toBe(true)
      await store.work.finish(fresh!, {}, now)
    })

    it('holds back what follows a message in backoff, and lets it pass once that is buried', async () => {
      const from = somewhere()
      await store.inbox.keep([
        inbound({ id: `${from.conversation}-1`, from }),
        inbound({ id: `${from.conversation}-2`, from }),
      ])
      await store.work.postpone((await claimIn(from.conversation))!, 'boom', later(5_000))
      expect(await claimIn(from.conversation)).toBeUndefined()
      const again = await claimIn(from.conversation, later(5_000))
      expect(again?.attempts).toBe(2)
      await store.work.bury(again!, 'boom', 'R-1', now)
      const next = await claimIn(from.conversation)
      expect(next?.inbound.id).toBe(`${from.conversation}-2`)
      await store.work.finish(next!, {}, now)
      const dead = (await store.inbox.dead(50)).find((entry) => entry.inbound.id === `${from.conversation}-1`)
      expect(dead).toMatchObject({ reference: 'R-1', error: 'boom', attempts: 2 })
      await expect(store.inbox.revive('test', `${from.conversation}-1`, now)).resolves.toBe(true)
      await expect(store.inbox.revive('test', `${from.conversation}-1`, now)).resolves.toBe(false)
      const revived = await claimIn(from.conversation)
      expect(revived?.inbound.id).toBe(`${from.conversation}-1`)
      await store.work.finish(revived!, {}, now)
    })

    it('counts a try when it begins, whether or not its end is ever told', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from })])
      for (const [n, at] of [now, later(2_000), later(4_000)].entries()) {
        expect((await claimIn(from.conversation, at))?.attempts).toBe(n + 1)
      }
    })

    it('frees what the dead hold, and tells the living from them', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from })])
      const stale = (await store.work.claim('killed', now, 1_000, 500)).find(
        (claim) => claim.inbound.from.conversation === from.conversation,
      )
      await store.workplace.beat({ id: 'living', indexVersion: null, startedAt: now }, now)
      expect(await store.leases.holders()).toContainEqual({ owner: 'killed', seenAt: null })
      expect(await claimIn(from.conversation)).toBeUndefined()
      await store.leases.free(['killed'])
      const fresh = await claimIn(from.conversation)
      expect(fresh?.inbound.id).toBe(from.conversation)
      await expect(store.work.fence(stale!)).resolves.toBe(false)
      await store.work.finish(fresh!, {}, now)
    })

    it('waits for no lease of a clock that ran ahead', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from, receivedAt: later(7_200_000) })])
      expect((await claimIn(from.conversation, later(7_200_000)))?.attempts).toBe(1)
      const again = await claimIn(from.conversation)
      expect(again?.attempts).toBe(2)
      await store.work.finish(again!, {}, now)
    })

    it('takes again what is its own and not in hand', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from })])
      const untold = (await claimIn(from.conversation))!
      const claim = async (underWay: number[]) =>
        (await store.work.claim('w', now, 1_000, 500, underWay)).find(({ seq }) => seq === untold.seq)
      expect(await claim([untold.seq])).toBeUndefined()
      const told = await claim([])
      expect(told?.attempts).toBe(2)
      await store.work.finish(told!, {}, now)
    })

    it('remembers who holds a conversation', async () => {
      const from = somewhere()
      await store.work.hold(from, 'operator', now)
      await store.inbox.keep([inbound({ id: from.conversation, from })])
      const claim = await claimIn(from.conversation)
      expect(claim?.heldBy).toBe('operator')
      await store.work.finish(claim!, { kept: true }, now)
      await store.work.hold(from, null, now)
      await expect(store.work.conversation(from)).resolves.toEqual({ memory: { kept: true }, heldBy: null })
    })
  })

  describe('turns', () => {
    it('refuses a second turn of one message', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from })])
      const claim = (await claimIn(from.conversation))!
      const turn = {
        seq: claim.seq,
        address: from,
        person: claim.inbound.person,
        question: 'q',
        reply: replied('r'),
        trace: traced(),
        at: now,
        tookMs: 1,
      }
      await store.turns.add({ ...turn, id: `${from.conversation}-a` })
      await expect(store.turns.add({ ...turn, id: `${from.conversation}-b` })).rejects.toThrow(/unique|UNIQUE/)
      await store.work.finish(claim, {}, now)
      expect(await store.turns.ofInbound('test', from.conversation)).toMatchObject({ id: `${from.conversation}-a` })
      expect(await store.turns.recent(from, 5)).toHaveLength(1)
    })

    it('lets the asker alone rate a turn, the last word counting', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: from.conversation, from, person: { id: 'asker' } })])
      const claim = (await claimIn(from.conversation))!
      const id = `${from.conversation}-t`
      await store.turns.add({
        id,
        seq: claim.seq,
        address: from,
        person: { id: 'asker' },
        question: 'q',
        reply: null,
        trace: traced(),
        at: now,
        tookMs: 1,
      })
      await store.work.finish(claim, {}, now)
      await expect(store.turns.rate(id, 'stranger', 'bad', '', now)).resolves.toBe(false)
      await expect(store.turns.rate(id, 'asker', 'good', '', now)).resolves.toBe(true)
      await expect(store.turns.rate(id, 'asker', 'bad', '古い', later(1))).resolves.toBe(true)
      await expect(store.turns.rating(id)).resolves.toEqual({ verdict: 'bad', reason: '古い' })
    })
  })

  describe('outbox', () => {
    it('delivers in order within a conversation, and only to one deliverer', async () => {
      const to = { channel: `out${somewhere().conversation}`, conversation: 'x' }
      const ids = ['1', '2'].map((n) => `${to.channel}-${n}`)
      await store.outbox.add(
        ids.map((id) => ({ id, to, turn: null, reply: replied(id) })),
        now,
      )
      const other = await opened.again()
      const claims = await Promise.all([
        store.outbox.claim('a', [to.channel], now, 1_000, 10),
        other.outbox.claim('b', [to.channel], now, 1_000, 10),
      ])
      expect(claims.flat().map((delivery) => delivery.id)).toEqual([ids[0]])
      await store.outbox.sent([{ seq: claims.flat()[0]!.seq, sentId: 'platform-1' }], now)
      const [second] = await store.outbox.claim('a', [to.channel], now, 1_000, 10)
      expect(second?.id).toBe(ids[1])
      await store.outbox.postpone(second!.seq, '503', later(9_000))
      await expect(store.outbox.claim('a', [to.channel], later(2_000), 1_000, 10)).resolves.toEqual([])
      const [retried] = await store.outbox.claim('a', [to.channel], later(9_000), 1_000, 10)
      expect(retried?.attempts).toBe(1)
      await store.outbox.bury(retried!.seq, 'gone')
      expect((await store.outbox.dead(100)).map((delivery) => delivery.id)).toContain(ids[1])
      await expect(store.outbox.revive(ids[1]!, now)).resolves.toBe(true)
      await expect(store.outbox.claim('a', [to.channel], now, 1_000, 10)).resolves.toHaveLength(1)
    })

    it('shows a conversation in the order in which it was held', async () => {
      const from = somewhere()
      await store.inbox.keep([inbound({ id: `${from.conversation}-q`, from, text: '問い' })])
      await store.outbox.add([{ id: `${from.conversation}-r`, to: from, turn: null, reply: replied('答え') }], now)
      const thread = await store.outbox.thread(from, 10)
      expect(thread.map(({ by, text }) => [by, text])).toEqual([
        ['person', '問い'],
        ['desk', '答え'],
      ])
      const [delivery] = await store.outbox.since(from, 0, 10)
      await expect(store.outbox.since(from, delivery!.seq, 10)).resolves.toEqual([])
    })
  })

  describe('shelf and counters', () => {
    it('lets exactly one claim a key', async () => {
      const other = await opened.again()
      const claims = await Promise.all(
        [store, other, store, other].map((each) => each.shelf.claim('room', 'key', 'v', now)),
      )
      expect(claims.filter(Boolean)).toHaveLength(1)
      await store.shelf.put('room', 'key', 'w', now)
      await expect(other.shelf.get('room', 'key')).resolves.toBe('w')
      await store.shelf.remove('room', 'key')
      await expect(store.shelf.get('room', 'key')).resolves.toBeNull()
    })

    it('lists what starts with a prefix, wildcards of SQL meaning nothing', async () => {
      await store.shelf.put('list', 'a%b:1', '1', now)
      await store.shelf.put('list', 'axb:2', '2', now)
      expect((await store.shelf.list('list', 'a%b', 10)).map(({ value }) => value)).toEqual(['1'])
    })

    it('counts without gaps or repeats under concurrency, a rolled back number being given again', async () => {
      const other = await opened.again()
      const numbers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).transaction((tx) => tx.counters.next('n'))),
      )
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
      await expect(
        store.transaction(async (tx) => {
          await tx.counters.next('n')
          throw new Error('no')
        }),
      ).rejects.toThrow('no')
      await expect(store.counters.next('n')).resolves.toBe(21)
    })
  })

  describe('transactions', () => {
    it('keep all or nothing', async () => {
      const to = somewhere()
      await expect(
        store.transaction(async (tx) => {
          await tx.outbox.add([{ id: 'rolled-back', to, turn: null, reply: replied('x') }], now)
          await tx.shelf.put('tx', 'k', 'v', now)
          throw new Error('crash')
        }),
      ).rejects.toThrow('crash')
      await expect(store.outbox.thread(to, 5)).resolves.toEqual([])
      await expect(store.shelf.get('tx', 'k')).resolves.toBeNull()
    })
  })

  describe('audit', () => {
    it('chains entries of concurrent writers without a gap', async () => {
      const other = await opened.again()
      const entry = (n: number) => ({ at: now, actor: 'op', act: 'note', subject: `s${n}`, detail: { n } })
      await Promise.all(
        Array.from({ length: 12 }, (_, n) => (n % 2 ? store : other).transaction((tx) => tx.audit.append(entry(n)))),
      )
      await expect(store.audit.verify()).resolves.toEqual({ entries: 12, fault: null })
      expect((await store.audit.of('s3', 5)).map(({ detail }) => detail)).toEqual([{ n: 3 }])
      expect((await store.audit.page(null, 3)).map(({ seq }) => seq)).toEqual([12, 11, 10])
    })
  })

  it('answers a check, and two replicas may migrate at once', async () => {
    await expect(store.check()).resolves.toBeUndefined()
    const fresh = await databases.find((database) => database.open === open)!.open()
    await expect(Promise.all([fresh.again(), fresh.again(), fresh.again()])).resolves.toHaveLength(3)
    await fresh.close()
  })
})
