import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createBell } from '../../src/spine/bell.ts'
import { createDeliverer } from '../../src/spine/deliverer.ts'
import { createIntake, QUESTION_CHARACTERS_MAX } from '../../src/spine/intake.ts'
import { ATTEMPTS_MAX, createWorker, type Desk, type Settle } from '../../src/spine/worker.ts'
import type { Reply } from '../../src/vocabulary/types.ts'
import { Failure } from '../../src/base/failure.ts'
import type { Store } from '../../src/store/store.ts'
import { settled } from '../support/ledger.ts'
import { inbound } from '../support/messages.ts'
import { echoDesk, farSide, quickRules } from '../support/spine.ts'
import { databases } from '../support/stores.ts'

interface Spine {
  store: Store
  told: { to: string; text: string; id: string }[]
  keep: ReturnType<typeof createIntake>['keep']
  skip: (ms: number) => void
  stop: () => Promise<void>
}

const startSpine = async (
  open: (typeof databases)[number]['open'],
  given: { desk?: Desk; settle?: Settle; send?: (reply: Reply, n: number) => Promise<void> | void } = {},
): Promise<Spine> => {
  const opened = await open()
  const bell = createBell()
  let skipped = 0
  const now = () => new Date(Date.now() + skipped)
  const newId = () => crypto.randomUUID()
  const told: Spine['told'] = []
  let sends = 0
  const channel = farSide('test', async (to, reply, id) => {
    await given.send?.(reply, ++sends)
    told.push({ to: to.conversation, text: reply.text, id })
  })
  const common = { store: opened.store, bell, owner: 'me', now, onFault: () => {} }
  const worker = createWorker({
    ...common,
    desk: given.desk ?? echoDesk(),
    settle: given.settle ?? (() => Promise.resolve([])),
    newId,
  })
  const deliverer = createDeliverer({ ...common, channels: [channel] })
  worker.start()
  deliverer.start()
  return {
    store: opened.store,
    told,
    keep: createIntake({ inbox: opened.store.inbox, bell }).keep,
    /** Moves the clock on, for what waits in backoff. */
    skip: (ms) => {
      skipped += ms
      worker.wake()
      deliverer.wake()
    },
    async stop() {
      await worker.stop()
      await deliverer.stop()
      await opened.close()
    },
  }
}

const until = async (met: () => boolean | Promise<boolean>) => {
  for (let n = 0; n < 400; n++) {
    if (await met()) return
    await pause(10)
  }
  throw new Error('it did not come to that')
}

describe.each(databases)('the spine on $name', ({ open }) => {
  it('answers in order within a conversation, and conversations beside one another', async () => {
    const spine = await startSpine(open, { desk: echoDesk(5) })
    const messages = ['a', 'b', 'c'].flatMap((conversation) =>
      [1, 2, 3].map((n) =>
        inbound({ id: `${conversation}${n}`, from: { channel: 'test', conversation }, text: `m${n}` }),
      ),
    )
    await spine.keep(messages)
    await settled(spine.store, 5_000)
    for (const conversation of ['a', 'b', 'c']) {
      expect(spine.told.filter(({ to }) => to === conversation).map(({ text }) => text)).toEqual([
        '1: m1',
        '2: m2',
        '3: m3',
      ])
    }
    await spine.stop()
  })

  it('tries a failing message again, then apologises with a reference that operators find', async () => {
    const spine = await startSpine(open)
    await spine.keep([inbound({ id: 'bad', text: 'boom' }), inbound({ id: 'good', text: 'fine' })])
    for (let n = 0; n < ATTEMPTS_MAX; n++) {
      await until(async () => {
        spine.skip(15_000)
        return spine.told.length > 0
      }).catch(() => {})
    }
    await until(() => spine.told.length === 2)
    const [dead] = await spine.store.inbox.dead(10)
    expect(dead).toMatchObject({ inbound: { id: 'bad' }, attempts: ATTEMPTS_MAX, error: 'boom' })
    expect(spine.told.map(({ text }) => text)).toEqual([`申し訳ありません。参照番号 ${dead?.reference}`, '1: fine'])
    expect(dead?.reference).toMatch(/^E\d{6}-[0-9A-F]{6}$/)
    await spine.stop()
  })

  it('commits nothing of a turn whose effects cannot be settled', async () => {
    let tries = 0
    const desk: Desk = {
      ...echoDesk(),
      take: async (message, conversation) => ({
        ...(await echoDesk().take(message, conversation)),
        effects: [{ kind: 'feedback', turn: 't', verdict: 'good', reason: '' }],
      }),
    }
    const settle: Settle = async (tx) => {
      await tx.shelf.put('settled', String(++tries), 'x', new Date())
      if (tries === 1) throw new Error('first time fails')
      return []
    }
    const spine = await startSpine(open, { desk, settle })
    await spine.keep([inbound({ id: 'one', text: 'hello' })])
    await until(async () => {
      spine.skip(5_000)
      return spine.told.length === 1
    })
    expect((await spine.store.shelf.list('settled', '', 10)).map(({ key }) => key)).toEqual(['2'])
    expect(spine.told.map(({ text }) => text)).toEqual(['1: hello'])
    await spine.stop()
  })

  it('waits as long as the platform asks, and dead-letters what it refuses for good', async () => {
    const spine = await startSpine(open, {
      send(reply, n) {
        if (reply.text.includes('refused')) throw new Failure('send.400', 'no such room')
        if (n === 1) throw new Failure('send.429', 'slow down', { retryable: true, retryAfterMs: 60_000 })
      },
    })
    await spine.keep([inbound({ id: 'slow', text: 'later' })])
    await until(async () => (await spine.store.outbox.counts()).due === 1 && spine.told.length === 0)
    await pause(50)
    expect(spine.told).toEqual([])
    spine.skip(60_001)
    await until(() => spine.told.length === 1)
    await spine.keep([inbound({ id: 'no', text: 'refused' })])
    await until(async () => (await spine.store.outbox.counts()).dead === 1)
    const [dead] = await spine.store.outbox.dead(10)
    expect(dead).toMatchObject({ error: 'no such room', reply: { text: '2: refused' } })
    await spine.stop()
  })

  it('gives up after the tries that the channel allows, and can be told to try again', async () => {
    let down = true
    const spine = await startSpine(open, {
      send() {
        if (down) throw new Failure('send.503', 'down', { retryable: true })
      },
    })
    await spine.keep([inbound({ id: 'x', text: 'hello' })])
    await until(async () => {
      spine.skip(10)
      return (await spine.store.outbox.counts()).dead === 1
    })
    const [dead] = await spine.store.outbox.dead(1)
    expect(dead?.attempts).toBe(quickRules.attemptsMax)
    down = false
    await spine.store.outbox.revive(dead?.id ?? '', new Date())
    await until(async () => {
      spine.skip(10)
      return spine.told.length === 1
    })
    await spine.stop()
  })

  it('refuses what is too long and stores what cannot be encoded without it', async () => {
    const spine = await startSpine(open)
    await expect(spine.keep([inbound({ id: 'long', text: 'あ'.repeat(QUESTION_CHARACTERS_MAX + 1) })])).rejects.toThrow(
      /at most 8000/,
    )
    const odd = inbound({
      id: 'odd',
      text: 'a\u0000b\ud800c',
      action: { kind: 'choose', value: 'x\u0000', label: 'y' },
    })
    await expect(spine.keep([odd])).resolves.toEqual(['kept'])
    await until(() => spine.told.length === 1)
    expect(spine.told[0]?.text).toBe('1: ab\ufffdc')
    // The six signs of an escape, typed as they are, are words like any other.
    const typed = inbound({ id: 'typed', action: { kind: 'choose', value: String.raw`a\u0000`, label: 'y' } })
    await expect(spine.keep([typed])).resolves.toEqual(['kept'])
    await spine.stop()
  })

  it('stores no individual number, wherever a form carries it', async () => {
    const echo = echoDesk()
    const taken: unknown[] = []
    const desk: Desk = { ...echo, take: (message, held) => (taken.push(message), echo.take(message, held)) }
    const spine = await startSpine(open, { desk })
    const number = ['1234', '5678', '9018']
    const fields = { content: number.join('\u0000'), [number.join('')]: '' }
    // Twelve figures of this id would pass for one; masked, the form would be nobody's.
    const request = '7f961d4f-6951-431e-8044-47969353eed7'
    await spine.keep([inbound({ id: 'm', action: { kind: 'submit', request, fields, consent: true } })])
    await until(() => spine.told.length === 1)
    expect(JSON.stringify(taken)).toContain('content')
    expect(taken).toMatchObject([{ action: { request } }])
    expect(JSON.stringify(taken)).not.toMatch(/1234|5678|9018/)
    await spine.stop()
  })

  it('drains on stop: what was accepted is answered by whoever starts next', async () => {
    const spine = await startSpine(open, { desk: echoDesk(30) })
    await spine.keep([1, 2, 3].map((n) => inbound({ id: `m${n}`, text: `m${n}` })))
    const counts = async () => (await spine.store.inbox.counts()).waiting
    await until(async () => (await counts()) < 3)
    await spine.stop()
    expect(spine.told.length).toBeLessThanOrEqual(3)
  })
})
