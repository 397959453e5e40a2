import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Arrival, Channel } from '../../src/channels/channel.ts'
import { notice } from '../../src/base/saying.ts'
import { createBell } from '../../src/spine/bell.ts'
import { createArrivals, TRIES_MAX } from '../../src/spine/arrivals.ts'
import { createRollCall } from '../../src/spine/roll-call.ts'
import { Failure } from '../../src/base/failure.ts'
import type { Store } from '../../src/store/store.ts'
import { MASK } from '../../src/question/mask.ts'
import { databases } from '../support/stores.ts'

const ROOM = 'slack'
/** Fits its check digit. */
const INDIVIDUAL = '1234 5678 9018'

const arrival = (id: string, more: Partial<Arrival> = {}): Arrival => ({
  id,
  line: id,
  person: 'U1',
  words: { text: 'こんにちは' },
  body: { channel: 'D1' },
  ...more,
})

const door = (
  store: Pick<Store, 'arrivals' | 'transaction'>,
  owner: string,
  take: (arrival: Pick<Arrival, 'id' | 'words'>) => Promise<void> = () => Promise.resolve(),
  faults: unknown[] = [],
) => {
  const onFault = (_: string, thrown: unknown) => void faults.push(thrown)
  const apology = (reference: string) => notice(`受け取れませんでした（${reference}）`)
  const spine = { now: () => new Date(), newId: () => crypto.randomUUID(), bell: createBell(), apology, onFault }
  const arrivals = createArrivals({ store, owner, ...spine })
  const writerOf: Channel['writerOf'] = ({ body }) => ({
    channel: ROOM,
    conversation: (body as { channel: string }).channel,
  })
  arrivals.serve([{ name: ROOM, take: (given) => take(given), writerOf }])
  return arrivals
}

const until = async (look: () => boolean | Promise<boolean>) => {
  for (let n = 0; n < 400; n++) {
    if (await look()) return
    await pause(10)
  }
  throw new Error('it did not happen')
}

describe.each(databases)('what came in at a door, on $name', ({ open }) => {
  it('is on the disk before the platform is answered, and taken in once', async () => {
    const { store, close } = await open()
    const taken: string[] = []
    const arrivals = door(store, 'a', ({ id }) => Promise.resolve(void taken.push(id)))
    // Not started: nothing is taken in yet, and yet it is kept.
    await Promise.all([arrival('1'), arrival('2'), arrival('1')].map((each) => arrivals.put(ROOM, each)))
    expect(await store.arrivals.count()).toBe(2)
    arrivals.start()
    await until(async () => (await store.arrivals.count()) === 0)
    expect(taken.toSorted()).toEqual(['1', '2'])
    await arrivals.stop()
    await close()
  })

  it('is refused where it cannot be kept, so that the platform comes again', async () => {
    const { store, close } = await open()
    const keep = () => Promise.reject(new Failure('store.down', 'The disk of this test is full.', { retryable: true }))
    const arrivals = door({ ...store, arrivals: { ...store.arrivals, keep } }, 'a')
    await expect(arrivals.put(ROOM, arrival('1'))).rejects.toMatchObject({ code: 'store.down' })
    await close()
  })

  it('is taken in by another where its process was killed', async () => {
    const opened = await open()
    const other = await opened.again()
    await other.workplace.beat({ id: 'killed', indexVersion: null, startedAt: new Date() }, new Date())
    await door(other, 'killed').put(ROOM, arrival('left', { words: { text: '期限は' }, body: { channel: 'D9' } }))
    const taken: unknown[] = []
    const arrivals = door(opened.store, 'living', (given) => Promise.resolve(void taken.push(given)))
    const { store } = opened
    const parts = { store, owner: 'living', indexVersion: () => null, now: () => new Date(), onFault: () => {} }
    const rollCall = createRollCall({ ...parts, beatMs: 40 })
    arrivals.start()
    rollCall.start()
    await until(() => taken.length > 0)
    expect(taken).toMatchObject([{ id: 'left', line: 'left', words: { text: '期限は' }, body: { channel: 'D9' } }])
    await Promise.all([arrivals.stop(), rollCall.stop()])
    expect(await opened.store.arrivals.count()).toBe(0)
    await opened.close()
  })

  it('is tried again where it could not be taken in, and stays until then', async () => {
    const { store, close } = await open()
    let tries = 0
    const faults: unknown[] = []
    const take = () => (++tries < 2 ? Promise.reject(new Error('Slack is away')) : Promise.resolve())
    const arrivals = door(store, 'a', take, faults)
    arrivals.start()
    await arrivals.put(ROOM, arrival('1'))
    await until(() => faults.length === 1)
    expect(await store.arrivals.count()).toBe(1)
    await until(async () => (await store.arrivals.count()) === 0)
    expect(tries).toBe(2)
    await arrivals.stop()
    await close()
  })

  it('is put aside where no try helps: kept for operators, who can have it taken in again, and its writer is told', async () => {
    const opened = await open()
    const { store } = opened
    let broken = true
    const taken: string[] = []
    const take = ({ id, words }: Pick<Arrival, 'id' | 'words'>) => {
      if (broken && id === 'bad') return Promise.reject(new Failure('slack.arrival', 'This is no event of Slack.'))
      taken.push(`${id} ${words['text']}`)
      return Promise.resolve()
    }
    // Tried five times before, by processes that ended meanwhile.
    await door(store, 'gone').put(
      ROOM,
      arrival('bad', { words: { text: '期限は' }, body: { channel: 'D7' }, line: 'one' }),
    )
    for (let n = 0; n < 5; n++) await store.arrivals.adopt('gone', 10, [])
    const arrivals = door(store, 'gone', take)
    arrivals.start()
    await arrivals.put(ROOM, arrival('next', { line: 'one' }))
    await until(async () => (await store.arrivals.countAside()) === 1)
    // What stood behind it is not kept waiting.
    await until(() => taken.length === 1)
    await until(async () => (await store.arrivals.count()) === 0)
    const [aside] = await store.arrivals.aside(10)
    expect(aside).toMatchObject({ room: ROOM, words: { text: '期限は' }, error: 'This is no event of Slack.' })
    const told = await store.outbox.thread({ channel: ROOM, conversation: 'D7' }, 10)
    expect(told.map((line) => line.reply?.text)).toEqual([`受け取れませんでした（${aside!.reference}）`])
    broken = false
    expect(await store.arrivals.revive('E000000-000000')).toBe(false)
    expect(await store.arrivals.revive(aside!.reference)).toBe(true)
    await until(() => taken.length === 2)
    expect(taken).toEqual(['next こんにちは', 'bad 期限は'])
    expect(await store.arrivals.countAside()).toBe(0)
    await arrivals.stop()
    await opened.close()
  })

  it('is not put aside for a store that is out of reach, however often that is tried', async () => {
    const { store, close } = await open()
    for (let n = 0; n <= TRIES_MAX; n++) {
      if (n === 0) await door(store, 'a').put(ROOM, arrival('1'))
      await store.arrivals.adopt('a', 10, [])
    }
    let away = true
    const taken: string[] = []
    const arrivals = door(store, 'a', ({ id }) =>
      away
        ? Promise.reject(new Failure('store.away', 'The database of this test is away.', { retryable: true }))
        : Promise.resolve(void taken.push(id)),
    )
    arrivals.start()
    await pause(1_500)
    expect(await store.arrivals.countAside()).toBe(0)
    away = false
    await until(() => taken.length === 1)
    await arrivals.stop()
    await close()
  })

  it('is taken in also where it was stored and the database could not say so', async () => {
    const { store, close } = await open()
    const taken: string[] = []
    let cut = 0
    const keep: Store['arrivals']['keep'] = async (...given) => {
      const seqs = await store.arrivals.keep(...given)
      // The connection breaks after the commit: the first time nothing is known, the second time it lies there already.
      if (cut++ === 0) throw new Failure('store.away', 'The connection of this test broke.', { retryable: true })
      return seqs
    }
    const arrivals = door({ ...store, arrivals: { ...store.arrivals, keep } }, 'a', ({ id }) =>
      Promise.resolve(void taken.push(id)),
    )
    arrivals.start()
    await expect(arrivals.put(ROOM, arrival('1'))).rejects.toMatchObject({ code: 'store.away' })
    // As a platform does that was not answered. What follows waits for it.
    await arrivals.put(ROOM, arrival('1'))
    await arrivals.put(ROOM, arrival('2', { line: '1' }))
    await until(async () => (await store.arrivals.count()) === 0)
    expect(taken).toEqual(['1', '2'])
    await arrivals.stop()
    await close()
  })

  it('is taken in once while more comes and others are looked for', async () => {
    const { store, close } = await open()
    const taken: string[] = []
    const adopt: Store['arrivals']['adopt'] = async (...given) => {
      const adopted = await store.arrivals.adopt(...given)
      // What is told late was true a moment ago.
      await pause(30)
      return adopted
    }
    const arrivals = door({ ...store, arrivals: { ...store.arrivals, adopt } }, 'a', async ({ id }) => {
      taken.push(id)
      await pause(1)
    })
    arrivals.start()
    const ids = Array.from({ length: 200 }, (_, n) => String(n))
    for (const id of ids) {
      void arrivals.put(ROOM, arrival(id))
      await pause(5)
    }
    await until(async () => (await store.arrivals.count()) === 0)
    expect(taken.toSorted()).toEqual(ids.toSorted())
    await arrivals.stop()
    await close()
  })

  it('holds its line back while it is tried again', async () => {
    const { store, close } = await open()
    const taken: string[] = []
    let tries = 0
    const arrivals = door(store, 'a', ({ id }) => {
      if (id === '1' && ++tries < 3) return Promise.reject(new Error('Slack is away'))
      taken.push(id)
      return Promise.resolve()
    })
    arrivals.start()
    for (const id of ['1', '2', '3']) await arrivals.put(ROOM, arrival(id, { line: 'one' }))
    await arrivals.put(ROOM, arrival('4'))
    await until(() => taken.length === 4)
    expect(taken).toEqual(['4', '1', '2', '3'])
    await arrivals.stop()
    await close()
  })

  it('waits for what came earlier in its line and is in the hand of another', async () => {
    const opened = await open()
    const other = await opened.again()
    const taken: string[] = []
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const first = door(other, 'first', async ({ id }) => {
      await held
      taken.push(id)
    })
    const second = door(opened.store, 'second', ({ id }) => Promise.resolve(void taken.push(id)))
    first.start()
    second.start()
    await first.put(ROOM, arrival('1', { line: 'one' }))
    await second.put(ROOM, arrival('2', { line: 'one' }))
    await second.put(ROOM, arrival('3', { line: 'one' }))
    await second.put(ROOM, arrival('4'))
    await until(() => taken.length === 1)
    // Longer than a look takes.
    await pause(200)
    expect(taken).toEqual(['4'])
    release()
    await until(() => taken.length === 4)
    expect(taken).toEqual(['4', '1', '2', '3'])
    await Promise.all([first.stop(), second.stop()])
    await opened.close()
  })

  it('goes after what it takes over of its line from one that is gone', async () => {
    const opened = await open()
    const other = await opened.again()
    await door(other, 'killed').put(ROOM, arrival('1', { line: 'one' }))
    const taken: string[] = []
    const arrivals = door(opened.store, 'living', ({ id }) => Promise.resolve(void taken.push(id)))
    arrivals.start()
    await arrivals.put(ROOM, arrival('2', { line: 'one' }))
    await pause(200)
    expect(taken).toEqual([])
    await opened.store.leases.free(['killed'])
    await until(() => taken.length === 2)
    expect(taken).toEqual(['1', '2'])
    await arrivals.stop()
    await opened.close()
  })

  it('keeps the order of its line', async () => {
    const { store, close } = await open()
    const taken: string[] = []
    const arrivals = door(store, 'a', async ({ id }) => {
      // The earlier ones take longer.
      await pause(20 - 2 * Number(id))
      taken.push(id)
    })
    const ids = Array.from({ length: 9 }, (_, n) => String(n))
    await Promise.all(ids.map((id) => arrivals.put(ROOM, arrival(id, { line: 'one' }))))
    arrivals.start()
    await until(() => taken.length === ids.length)
    expect(taken).toEqual(ids)
    await arrivals.stop()
    await close()
  })

  it('holds no individual number and no word of whoever was erased', async () => {
    const { store, close } = await open()
    const arrivals = door(store, 'a')
    await arrivals.put(ROOM, arrival('1', { words: { text: `番号は ${INDIVIDUAL} です` } }))
    await store.leases.free(['a'])
    const [kept] = await store.arrivals.adopt('b', 10, [])
    expect(kept?.words['text']).toBe(`番号は ${MASK} です`)
    await store.transaction((tx) => tx.retention.erasePerson({ channel: ROOM, person: 'U1', requests: [] }))
    expect(await store.arrivals.count()).toBe(0)
    await close()
  })
})
