import { pathToFileURL } from 'node:url'
import { childScript } from '../support/child.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { Failure } from '../../src/base/failure.ts'
import { createBell } from '../../src/spine/bell.ts'
import { createThreads, type Threads } from '../../src/spine/threads.ts'
import { ATTEMPTS_MAX, createWorker, type Desk } from '../../src/spine/worker.ts'
import { inbound, replied, traced } from '../support/messages.ts'
import { databases } from '../support/stores.ts'
import { setTimeout as pause } from 'node:timers/promises'

const THREAD = await childScript('../support/test-thread.ts', import.meta.url)
const STALLED_MS = 1_500
const work = { msMax: 60_000 }

describe('jobs in threads', () => {
  let threads: Threads | null = null
  const notes: unknown[] = []
  const start = (count = 2): Threads => {
    threads = createThreads({
      file: pathToFileURL(THREAD),
      setting: { greeting: 'hello' },
      count,
      atOnce: 4,
      onNote: (note) => notes.push(note),
      onFault: () => {},
      stalledMs: STALLED_MS,
    })
    return threads
  }
  afterEach(async () => {
    await threads?.stop()
    threads = null
  })

  it('know their setting, tell on the way, and keep the code of a fault', async () => {
    const { run } = start(1)
    expect(await run({ act: 'greet', said: 'you' }, work)).toBe('hello you')
    expect(await run({ act: 'tell' }, work)).toBe('told')
    for (let n = 0; n < 100 && notes.length === 0; n++) await pause(10)
    expect(notes).toEqual(['on the way'])
    const fault = await run({ act: 'fail' }, work).catch((thrown: unknown) => thrown)
    expect(fault).toBeInstanceOf(Failure)
    expect(fault).toMatchObject({ code: 'test.fault', retryable: true, retryAfterMs: 7 })
  })

  it('are ended from outside when a thread no longer answers, and others go on', async () => {
    const { run } = start(2)
    await Promise.all([run({ act: 'greet' }, work), run({ act: 'greet' }, work)])
    let longest = 0
    let last = performance.now()
    const watching = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 10)
    const stuck = run({ act: 'loop' }, work).catch((thrown: unknown) => thrown)
    await pause(200)
    const waited: string[] = []
    for (let n = 0; n < 10; n++)
      waited.push(String(await run({ act: 'greet', said: `${n}` }, work).catch(() => 'lost')))
    expect(String(await stuck)).toContain('no sign of life')
    clearInterval(watching)
    // Whoever takes messages in noticed nothing.
    expect(longest).toBeLessThan(1_000)
    expect(waited.filter((said) => said !== 'lost').length).toBeGreaterThan(4)
    expect(await run({ act: 'greet', said: 'again' }, work)).toBe('hello again')
  })

  it('are ended when their time is over, and when their thread goes by itself', async () => {
    const { run } = start(1)
    await expect(run({ act: 'wait', ms: 30_000 }, { msMax: 500 })).rejects.toThrow('longer than 500 ms')
    await expect(run({ act: 'leave' }, work)).rejects.toThrow('exited')
    expect(await run({ act: 'greet', said: 'again' }, work)).toBe('hello again')
  })

  it('harm only themselves in a thread of their own', async () => {
    const { run } = start(1)
    const stuck = run({ act: 'loop' }, { ...work, alone: true }).catch((thrown: unknown) => thrown)
    const greeted = await Promise.all(
      Array.from({ length: 20 }, (_, n) => run({ act: 'greet', said: `${n}` }, work).catch(() => 'lost')),
    )
    expect(greeted).not.toContain('lost')
    expect(String(await stuck)).toContain('no sign of life')
  })

  it('end with a dead letter and an apology when a message always stops its thread', { timeout: 90_000 }, async () => {
    const { run } = start(1)
    const opened = await databases[0]!.open()
    const { store } = opened
    let skipped = 0
    const now = () => new Date(Date.now() + skipped)
    const desk: Desk = {
      async take(message, _, trying) {
        const act = message.text === 'stuck' ? 'loop' : 'greet'
        const said = await run({ act, said: message.text }, { ...work, alone: (trying?.attempt ?? 1) > 1 })
        return { reply: replied(String(said)), memory: {}, trace: traced(), effects: [] }
      },
      apology: (reference) => ({ ...replied(`sorry ${reference}`), outcome: 'notice' }),
    }
    const worker = createWorker({
      store,
      desk,
      settle: () => Promise.resolve([]),
      bell: createBell(),
      owner: 'me',
      now,
      newId: () => crypto.randomUUID(),
      onFault: () => {},
    })
    await store.inbox.keep([inbound({ id: 'bad', text: 'stuck' })])
    worker.start()
    for (let n = 0; n < 800 && (await store.inbox.counts()).dead === 0; n++) {
      await pause(50)
      if (n % 10 === 0) skipped += 30_000
      if (n % 20 === 0) {
        await store.inbox.keep([
          inbound({ id: `good${n}`, from: { channel: 'test', conversation: `g${n}` }, text: `m${n}` }),
        ])
      }
    }
    const [dead] = await store.inbox.dead(5)
    expect(dead).toMatchObject({ inbound: { id: 'bad' }, attempts: ATTEMPTS_MAX })
    for (let n = 0; n < 200 && (await store.inbox.counts()).waiting > 0; n++) {
      await pause(50)
      skipped += 1_000
    }
    expect(await store.inbox.counts()).toMatchObject({ waiting: 0, dead: 1 })
    await worker.stop()
    await opened.close()
  })
})
