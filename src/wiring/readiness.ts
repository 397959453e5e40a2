import type { Channel, Readiness } from '../channels/channel.ts'
import { wordsOf } from '../base/failure.ts'
import { once } from '../base/once.ts'
import { readableOf } from '../retrieval/readers.ts'
import type { Metrics } from './metrics.ts'
import type { Edition, Published } from './published.ts'
import type { Store } from '../store/store.ts'
import type { Library } from '../vocabulary/types.ts'

/** A platform is asked for its opinion of our credentials at most this often. */
const CHANNEL_LOOK_MS = 30_000
const CHECK_MS_MAX = 5_000

export interface ReadinessParts {
  store: Store
  published: Published<Edition>
  /** Whether turns can be taken. */
  turns: () => Readiness
  channels: readonly Channel[]
  metrics: Metrics
  now?: () => number
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
export const createReadiness = ({ store, published, turns, channels, metrics, now = Date.now }: ReadinessParts) => {
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
        store: await within(store.check().then(() => ({ ok: true, detail: store.kind }))),
        index: indexState(),
        turns: turns(),
      }
      for (const channel of channels) checks[`channel.${channel.name}`] = await channelState(channel)
      return { ok: Object.values(checks).every(({ ok }) => ok), checks }
    },
    async metrics() {
      const [inbox, outbox] = await Promise.all([store.inbox.counts(), store.outbox.counts()])
      metrics.waiting.set({ queue: 'inbox', state: 'waiting' }, inbox.waiting)
      metrics.waiting.set({ queue: 'inbox', state: 'dead' }, inbox.dead)
      metrics.waiting.set({ queue: 'outbox', state: 'waiting' }, outbox.due)
      metrics.waiting.set({ queue: 'outbox', state: 'dead' }, outbox.dead)
      return metrics.registry.metrics()
    },
  }
}
