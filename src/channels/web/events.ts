import type { Context } from 'hono'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import type { Address } from '../../vocabulary/types.ts'
import type { Delivery } from '../../store/store.ts'
import { callerOf } from '../../base/caller.ts'
import type { Progress } from '../channel.ts'

/** How often the store is looked at, for replies that another replica or an operator committed. */
const LOOK_MS = 1_000
/** Proxies close a silent stream after a minute or less. */
const HEARTBEAT_MS = 15_000
/** After this the browser connects again; nothing is lost, since it says what it has seen. */
const LIFE_MS = 30 * 60 * 1_000
const STREAMS_MAX = 1_000
/** Tabs of one conversation that are live at once. Browsers open six connections to a host; some must stay for sending. */
const STREAMS_PER_CONVERSATION_MAX = 4
const REPLIES_PER_LOOK_MAX = 50
/**
 * On PostgreSQL a lower sequence can become visible after a higher one. So the look-back stays this long, and what was
 * told already is left out.
 */
const LATE_MS = 30_000
const RETRY_MS = 2_000

export interface EventsParts {
  since: (address: Address, after: number, limit: number) => Promise<Delivery[]>
  onProgress: (listener: (progress: Progress) => void) => () => void
  now: () => Date
  /** Streams that one address may hold open. */
  perAddress: number
  /** Whether an operator is writing to this conversation's person. */
  isAnswered: (address: Address) => Promise<boolean>
  /** A reply as the page shows it. */
  render: (delivery: Delivery) => Promise<string>
}

export interface Events {
  /** Null when too many streams are open. */
  open(c: Context, address: Address, after: number): Response | null
  stop(): void
}

/** Wakes at once where something happened here, else when it is time to look. */
const createNap = () => {
  let wake: (() => void) | null = null
  let woken = false
  return {
    ring() {
      woken = true
      wake?.()
    },
    async sleep(ms: number) {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      woken = false
    },
  }
}

const shortOf = (inbound: string): string => inbound.slice(inbound.indexOf(':') + 1)

/** Live streams of progress and replies; each reads the outbox by itself, so it does not matter who answered. */
export const createEvents = (parts: EventsParts): Events => {
  const open = new Map<() => void, { conversation: string; caller: string | null }>()

  const follow = async (stream: SSEStreamingApi, address: Address, from: number, live: () => boolean, nap: Nap) => {
    let after = from
    let told = new Set<number>()
    let writing = false
    let beatAt = Date.now() + HEARTBEAT_MS
    const endAt = Date.now() + LIFE_MS
    await stream.writeSSE({ event: 'hello', data: '{}', retry: RETRY_MS })
    while (live() && Date.now() < endAt) {
      const settled = parts.now().getTime() - LATE_MS
      const found = await parts.since(address, after, REPLIES_PER_LOOK_MAX)
      for (const delivery of found) {
        if (told.has(delivery.seq)) continue
        const data = JSON.stringify({ id: delivery.id, turn: delivery.turn, html: await parts.render(delivery) })
        await stream.writeSSE({ event: 'reply', id: String(delivery.seq), data })
        told.add(delivery.seq)
      }
      // A full look is passed by at once, or what follows it would never be reached.
      const full = found.length >= REPLIES_PER_LOOK_MAX
      const passed = full ? found : found.filter(({ createdAt }) => createdAt.getTime() < settled)
      after = passed.at(-1)?.seq ?? after
      told = new Set([...told].filter((seq) => seq > after))
      const on = await parts.isAnswered(address)
      if (on !== writing) await stream.writeSSE({ event: 'writing', data: JSON.stringify({ on }) })
      writing = on
      if (Date.now() >= beatAt) {
        beatAt = Date.now() + HEARTBEAT_MS
        await stream.write(': still here\n\n')
      }
      if (!full) await nap.sleep(LOOK_MS)
    }
  }

  return {
    open(c, address, after) {
      const caller = callerOf(c.req.raw)
      const all = [...open.values()]
      const mine = all.filter(({ conversation }) => conversation === address.conversation).length
      const near = caller === null ? 0 : all.filter((each) => each.caller === caller).length
      if (open.size >= STREAMS_MAX || mine >= STREAMS_PER_CONVERSATION_MAX || near >= parts.perAddress) return null
      // A proxy that buffers would hold the words back.
      c.header('x-accel-buffering', 'no')
      c.header('cache-control', 'no-store')
      const nap = createNap()
      let live = true
      const end = () => {
        live = false
        nap.ring()
      }
      open.set(end, { conversation: address.conversation, caller })
      const response = streamSSE(c, async (stream) => {
        stream.onAbort(end)
        const unhear = parts.onProgress((progress) => {
          if (progress.address.channel !== address.channel) return
          if (progress.address.conversation !== address.conversation) return
          if (progress.stage === 'done') nap.ring()
          const data = { id: shortOf(progress.inbound), stage: progress.stage, text: progress.text }
          // The stream may have just been closed by the far side, which ends it by itself.
          stream.writeSSE({ event: 'progress', data: JSON.stringify(data) }).catch(end)
        })
        try {
          await follow(stream, address, after, () => live, nap)
        } finally {
          unhear()
          open.delete(end)
        }
      })
      return response
    },
    stop() {
      for (const end of open.keys()) end()
    },
  }
}

type Nap = ReturnType<typeof createNap>
