import { statfs } from 'node:fs/promises'
import type { Channel, Readiness } from '../channels/channel.ts'
import { wordsOf } from '../base/failure.ts'
import { once } from '../base/once.ts'
import { readableOf } from '../retrieval/readers.ts'
import type { Metrics } from './metrics.ts'
import type { Edition, Published } from './published.ts'
import type { Store } from '../store/store.ts'
import type { Library } from '../vocabulary/types.ts'

/** A platform is asked for its opinion of our credentials at most this often. */
const CHANNEL_LOOK_MS = 5_000
const CHECK_MS_MAX = 5_000

export interface ReadinessParts {
  store: Store
  published: Published<Edition>
  /** Whether turns can be taken. */
  turns: () => Readiness
  channels: readonly Channel[]
  metrics: Metrics
  /** The folder of the index and the store. */
  data: string
  /** Whether the store is the one that this house had before. */
  same: Readiness
  now?: () => number
}

/** Below this much room nothing of any size can be stored any more. */
const ROOM_BYTES_MIN = 64 * 1024 * 1024
/** All pages of the database are read so often at most. */
const VERIFY_MS = 60_000

const roomState = async (folder: string): Promise<Readiness> => {
  const { bavail, bsize } = await statfs(folder)
  const megabytes = Math.floor((bavail * bsize) / 1024 / 1024)
  return bavail * bsize < ROOM_BYTES_MIN
    ? { ok: false, detail: `空きが ${megabytes} MB しかありません。${folder} のあるディスクを空けてください` }
    : { ok: true, detail: `空き ${megabytes} MB` }
}

/** What was found at the last look; the next one begins when it is asked for, and is waited for the first time only. */
const createPages = (store: Store, now: () => number) => {
  let found: Readiness | null = null
  let lookedAt = -Infinity
  let looking: Promise<Readiness> | null = null
  const look = async (): Promise<Readiness> => {
    const fault = await store.verify()
    lookedAt = now()
    found =
      fault === null
        ? { ok: true, detail: 'ok' }
        : {
            ok: false,
            detail: `保存データが壊れています（${fault.slice(0, 200)}）。最新のバックアップから戻してください`,
          }
    looking = null
    return found
  }
  return (): Promise<Readiness> => {
    if (looking === null && now() - lookedAt >= VERIFY_MS) looking = look()
    return found === null && looking !== null ? looking : Promise.resolve(found ?? { ok: true, detail: 'ok' })
  }
}

const within = (work: Promise<Readiness>): Promise<Readiness> => {
  const late = new Promise<Readiness>((resolve) => {
    setTimeout(() => resolve({ ok: false, detail: `${CHECK_MS_MAX} ms 以内に応答がありません` }), CHECK_MS_MAX).unref()
  })
  const told = work.catch((thrown: unknown): Readiness => ({ ok: false, detail: wordsOf(thrown) }))
  return Promise.race([told, late])
}

/** Anybody may ask whether the desk is ready, so that only what anybody may read is counted. */
const openPassages = once((library: Library): number => readableOf(library, []).library.passages.length)

/** What `/readyz` and the operators see of the house's health. */
export const createReadiness = (parts: ReadinessParts) => {
  const { store, published, turns, channels, metrics, now = Date.now } = parts
  const pages = createPages(store, now)
  const seen = new Map<string, { at: number; state: Readiness }>()

  const channelState = async (channel: Channel): Promise<Readiness> => {
    const known = seen.get(channel.name)
    if (known && now() - known.at < CHANNEL_LOOK_MS) return known.state
    const state = await within(channel.ready())
    seen.set(channel.name, { at: now(), state })
    return state
  }
  const indexState = (): Readiness => {
    const guidance = published.now()
    return guidance === null
      ? { ok: false, detail: '索引がありません。telework-desk ingest を実行してください' }
      : { ok: true, detail: `${guidance.version}（${openPassages(guidance.library)} 節）` }
  }
  return {
    async check() {
      const checks: Record<string, Readiness> = {
        store: parts.same.ok ? await within(store.check().then(() => ({ ok: true, detail: store.kind }))) : parts.same,
        pages: await within(pages()),
        disk: await within(roomState(parts.data)),
        index: indexState(),
        turns: turns(),
      }
      for (const channel of channels) checks[`channel.${channel.name}`] = await channelState(channel)
      return { ok: Object.values(checks).every(({ ok }) => ok), checks }
    },
    async metrics() {
      const [arrived, aside, inbox, outbox] = await Promise.all([
        store.arrivals.count(),
        store.arrivals.countAside(),
        store.inbox.counts(),
        store.outbox.counts(),
      ])
      metrics.waiting.set({ queue: 'arrivals', state: 'waiting' }, arrived)
      metrics.waiting.set({ queue: 'arrivals', state: 'dead' }, aside)
      metrics.waiting.set({ queue: 'inbox', state: 'waiting' }, inbox.waiting)
      metrics.waiting.set({ queue: 'inbox', state: 'dead' }, inbox.dead)
      metrics.waiting.set({ queue: 'outbox', state: 'waiting' }, outbox.due)
      metrics.waiting.set({ queue: 'outbox', state: 'dead' }, outbox.dead)
      return metrics.registry.metrics()
    },
  }
}
