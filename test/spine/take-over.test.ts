import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createBell } from '../../src/spine/bell.ts'
import { createRollCall } from '../../src/spine/roll-call.ts'
import { ATTEMPTS_MAX, createWorker, type Desk } from '../../src/spine/worker.ts'
import { Failure } from '../../src/base/failure.ts'
import { nameOfProcess } from '../../src/base/process-name.ts'
import type { Store } from '../../src/store/store.ts'
import { inbound } from '../support/messages.ts'
import { echoDesk } from '../support/spine.ts'
import { databases } from '../support/stores.ts'

const BEAT_MS = 40
/** Longer than any test: nothing lapses by itself here. */
const LEASE_MS = 3_600_000

const common = (store: Store, owner: string) => ({
  store,
  owner,
  bell: createBell(),
  now: () => new Date(),
  newId: () => crypto.randomUUID(),
  settle: () => Promise.resolve([]),
  onFault: () => {},
  leaseMs: LEASE_MS,
})

const rollCallOf = (store: Store, owner: string, now = () => new Date()) =>
  createRollCall({ store, owner, indexVersion: () => null, now, onFault: () => {}, beatMs: BEAT_MS })

describe.each(databases)('what another replica holds, on $name', ({ open }) => {
  it('is taken over once that one is no longer there', async () => {
    const opened = await open()
    const other = await opened.again()
    await opened.store.inbox.keep([inbound({ id: 'held', text: 'hello' })])
    // Claimed and killed: no beat, no end.
    await other.workplace.beat({ id: 'killed', indexVersion: null, startedAt: new Date() }, new Date())
    expect(await other.work.claim('killed', new Date(), LEASE_MS, 8)).toHaveLength(1)
    const worker = createWorker({ ...common(opened.store, 'living'), desk: echoDesk() })
    const rollCall = rollCallOf(opened.store, 'living')
    worker.start()
    rollCall.start()
    for (let n = 0; n < 500 && (await opened.store.inbox.counts()).waiting > 0; n++) await pause(10)
    expect((await opened.store.inbox.counts()).waiting).toBe(0)
    await Promise.all([worker.stop(), rollCall.stop()])
    await opened.close()
  })

  it('is taken over at once where its process ran here and has ended', async ({ skip }) => {
    skip(process.platform !== 'linux', 'only Linux tells')
    const opened = await open()
    const other = await opened.again()
    await opened.store.inbox.keep([
      inbound({ id: 'held', text: 'hello' }),
      inbound({ id: 'own', from: { channel: 'test', conversation: 'c2' } }),
    ])
    // The same number, given to another process since.
    const living = nameOfProcess('living')
    const killed = living.replace(/\d+$/u, '1').replace('living', 'killed')
    const elsewhere = killed.replace(/~[0-9a-f]{12}/u, '~000000000000').replace('killed', 'elsewhere')
    for (const owner of [killed, elsewhere])
      expect(await other.work.claim(owner, new Date(), LEASE_MS, 1)).toHaveLength(1)
    const rollCall = createRollCall({
      store: opened.store,
      owner: nameOfProcess('new'),
      indexVersion: () => null,
      now: () => new Date(),
      onFault: () => {},
      beatMs: LEASE_MS,
    })
    rollCall.start()
    for (let n = 0; n < 200 && (await opened.store.leases.holders()).length > 1; n++) await pause(10)
    // Of a process on another machine nothing is known, however long it says nothing.
    expect(await opened.store.leases.holders()).toMatchObject([{ owner: elsewhere }])
    await rollCall.stop()
    await opened.close()
  })

  it('stays its own for as long as it is there, however wrong its clock', async () => {
    const opened = await open()
    const other = await opened.again()
    await opened.store.inbox.keep([inbound({ id: 'held', text: 'hello' })])
    expect(await other.work.claim('living too', new Date(), LEASE_MS, 8)).toHaveLength(1)
    const hourAgo = () => new Date(Date.now() - 3_600_000)
    const calls = [rollCallOf(other, 'living too', hourAgo), rollCallOf(opened.store, 'living')]
    for (const call of calls) call.start()
    await pause(BEAT_MS * 30)
    expect(await opened.store.leases.holders()).toMatchObject([{ owner: 'living too' }])
    for (const call of calls) await call.stop()
    await opened.close()
  })
})

describe.each(databases)('a turn, on $name', ({ open }) => {
  it('is written again when the store was out of reach, and taken once', async () => {
    const opened = await open()
    let away = 3
    let taken = 0
    const store: Store = {
      ...opened.store,
      transaction: (work) =>
        away-- > 0
          ? Promise.reject(new Failure('store.away', 'restarting', { retryable: true }))
          : opened.store.transaction(work),
    }
    const desk: Desk = {
      ...echoDesk(),
      take(message, conversation) {
        taken++
        return echoDesk().take(message, conversation)
      },
    }
    const worker = createWorker({ ...common(store, 'me'), desk })
    await opened.store.inbox.keep([inbound({ id: 'one', text: 'hello' })])
    worker.start()
    for (let n = 0; n < 400 && (await opened.store.inbox.counts()).waiting > 0; n++) await pause(10)
    expect(await opened.store.inbox.counts()).toMatchObject({ waiting: 0, dead: 0 })
    expect(taken).toBe(1)
    await worker.stop()
    await opened.close()
  })

  it('that ends its process in each try goes to the dead letters and is not tried again', async () => {
    const opened = await open()
    await opened.store.inbox.keep([inbound({ id: 'deadly', text: 'hello' })])
    for (let n = 0; n < ATTEMPTS_MAX; n++) {
      expect(await opened.store.work.claim(`killed ${n}`, new Date(), LEASE_MS, 8)).toHaveLength(1)
      await opened.store.leases.free([`killed ${n}`])
    }
    let taken = 0
    const desk: Desk = {
      ...echoDesk(),
      take(message, conversation) {
        taken++
        return echoDesk().take(message, conversation)
      },
    }
    const worker = createWorker({ ...common(opened.store, 'me'), desk })
    worker.start()
    for (let n = 0; n < 400 && (await opened.store.inbox.counts()).waiting > 0; n++) await pause(10)
    expect(await opened.store.inbox.counts()).toMatchObject({ waiting: 0, dead: 1 })
    expect(taken).toBe(0)
    expect((await opened.store.outbox.counts()).due).toBe(1)
    await worker.stop()
    await opened.close()
  })
})
