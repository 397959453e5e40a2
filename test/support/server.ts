import type { Channel, RequestDesk } from '../../src/channels/channel.ts'
import { createBell, type Bell } from '../../src/spine/bell.ts'
import { createDeliverer } from '../../src/spine/deliverer.ts'
import { createIntake } from '../../src/spine/intake.ts'
import type { Inbound } from '../../src/vocabulary/types.ts'
import { createWorker, type Desk, type Settle } from '../../src/spine/worker.ts'
import { Failure } from '../../src/base/failure.ts'
import { createHouse, type HouseParts } from '../../src/wiring/house.ts'
import { assembleKit } from '../../src/wiring/assemble.ts'
import { createHttp, listen } from '../../src/wiring/http.ts'
import { settleFor } from '../../src/wiring/settle.ts'
import type { Store } from '../../src/store/store.ts'
import { knowledgeDir, promptsDir } from './shipped-index.ts'
import { noRequests, openHouse } from './doors.ts'

/** What the house offers to channels, with the reading back that the browser chat needs. */
export type TestHouse = ReturnType<typeof createHouse>

export interface RunningHouse {
  url: string
  store: Store
  house: TestHouse
  channels: Channel[]
  bell: Bell
  /** Messages kept for the first time, in order. */
  kept: Inbound[]
  faults: { what: string; thrown: unknown }[]
  /** While broken, nothing can be stored. */
  breakStore(broken: boolean): void
  /** Keeping waits until the returned function is called; `reached` resolves once something waits. */
  holdKeeping(): { reached: Promise<void>; release: () => void }
  stop(): Promise<void>
}

export interface HouseOptions {
  /** What the channel's shelf is called, where others look at it. */
  room?: string
  store: Store
  channels: (house: TestHouse) => Channel[]
  desk: Desk | ((bell: Bell) => Desk)
  /** What the server settles by, unless a test is about a room with a kit of its own. */
  settle?: Settle
  requests?: Partial<RequestDesk>
  now?: () => Date
  newId?: () => string
  port?: number
  /** False leaves messages waiting in the inbox. */
  work?: boolean
  /** False leaves replies waiting in the outbox. */
  deliver?: boolean
}

/** Requests as they are made with what is shipped. */
const shippedKit = (newId: () => string) =>
  assembleKit({ knowledge: knowledgeDir, prompts: promptsDir }, null, ['fax'], newId)

/** Something to stand in the way of keeping: a store that is down, or one that takes its time. */
const createGate = () => {
  let broken = false
  let held: { reached: () => void; wait: Promise<void> } | null = null
  return {
    breakStore(value: boolean) {
      broken = value
    },
    hold() {
      let reached = () => {}
      let release = () => {}
      const wait = new Promise<void>((resolve) => {
        release = () => {
          held = null
          resolve()
        }
      })
      const here = new Promise<void>((resolve) => {
        reached = resolve
      })
      held = { reached, wait }
      return { reached: here, release }
    },
    async pass() {
      if (broken) throw new Failure('store.down', 'The disk of this test is full.', { retryable: true })
      held?.reached()
      await held?.wait
    },
  }
}

/** What a door puts down is taken in before the platform is answered, so that a test need not wait for it. */
const takenAtOnce = (channels: () => Channel[]): HouseParts['arrivals'] => ({
  async put(_, arrival) {
    const copied = JSON.parse(JSON.stringify(arrival)) as typeof arrival
    for (const channel of channels()) await channel.take?.(copied)
  },
})

/** A whole house around the given channels: store, intake, worker and deliverer behind real HTTP on an own port. */
export const startHouse = async (options: HouseOptions): Promise<RunningHouse> => {
  const { store } = options
  const now = options.now ?? (() => new Date())
  const newId = options.newId ?? (() => crypto.randomUUID())
  const bell = createBell()
  const kept: Inbound[] = []
  const faults: RunningHouse['faults'] = []
  const onFault = (what: string, thrown: unknown) => void faults.push({ what, thrown })
  const gate = createGate()
  const intake = createIntake({
    bell,
    inbox: {
      async keep(messages) {
        await gate.pass()
        const results = await store.inbox.keep(messages)
        kept.push(...messages.filter((_, n) => results[n] === 'kept'))
        return results
      },
    },
  })
  const requests = { ...noRequests, ...options.requests }
  const arrivals = takenAtOnce(() => channels)
  const house = createHouse(options.room ?? 'test', { store, intake, arrivals, bell, requests, now, newId })
  const channels: Channel[] = options.channels(house)
  const desk = typeof options.desk === 'function' ? options.desk(bell) : options.desk
  const owner = newId()
  const settle = options.settle ?? settleFor({ kit: shippedKit(newId), prompts: promptsDir })
  const worker = createWorker({ store, desk, settle, bell, owner, now, newId, onFault })
  const deliverer = createDeliverer({ store, channels, bell, owner, now, onFault })
  const app = createHttp({ ...openHouse, mounted: channels, onFault })
  const listening = await listen(app, options.port ?? 0, '127.0.0.1')
  for (const channel of channels) await channel.start?.()
  if (options.work !== false) worker.start()
  if (options.deliver !== false) deliverer.start()
  return {
    url: listening.url,
    store,
    house,
    channels,
    bell,
    kept,
    faults,
    breakStore: gate.breakStore,
    holdKeeping: gate.hold,
    async stop() {
      for (const channel of channels) await channel.stop?.()
      await listening.close(0)
      await worker.stop()
      await deliverer.stop()
    },
  }
}
