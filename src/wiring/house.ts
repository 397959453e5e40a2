import type { Arrivals } from '../spine/arrivals.ts'
import type { ChannelShelf, House, RequestDesk } from '../channels/channel.ts'
import type { Bell } from '../spine/bell.ts'
import type { Intake } from '../spine/intake.ts'
import type { Reply } from '../vocabulary/types.ts'
import type { Store } from '../store/store.ts'

/** How often a waiting request looks at the store, for turns that another replica commits. */
const LOOK_MS = 250
/** Replies read back for one turn: the answer, and what its effects added. */
const REPLIES_MAX = 20

export interface HouseParts {
  store: Store
  intake: Intake
  arrivals: Pick<Arrivals, 'put'>
  bell: Bell
  requests: RequestDesk
  now: () => Date
  newId: () => string
  onAccepted?: (channel: string, result: 'kept' | 'duplicate') => void
}

/** What a room remembers, under its own name. */
export const shelfOf = (store: Store, room: string, now: () => Date): ChannelShelf => ({
  get: (key) => store.shelf.get(room, key),
  put: (key, value) => store.shelf.put(room, key, value, now()),
  claim: (key, value) => store.shelf.claim(room, key, value, now()),
  remove: (key) => store.shelf.remove(room, key),
  list: (prefix, limit) => store.shelf.list(room, prefix, limit),
})

/** What is offered to the channel of this name; its shelf is its own. */
export const createHouse = (channel: string, parts: HouseParts): House & Pick<Store['outbox'], 'thread' | 'since'> => {
  const { store, intake, bell } = parts

  const committed = async (name: string, inbound: string): Promise<{ turn: string; replies: Reply[] } | null> => {
    const turn = await store.turns.ofInbound(name, inbound)
    if (turn === null) return null
    const told = await store.outbox.since(turn.address, 0, REPLIES_MAX, turn.id)
    return { turn: turn.id, replies: told.map(({ reply }) => reply) }
  }

  const done = (name: string, inbound: string, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const unhear = bell.onProgress((progress) => {
        if (progress.stage === 'done' && progress.address.channel === name && progress.inbound === inbound) end()
      })
      const timer = setTimeout(() => end(), ms)
      const end = () => {
        unhear()
        clearTimeout(timer)
        resolve()
      }
    })

  return {
    async keep(messages) {
      const results = await intake.keep(messages)
      for (const result of results) parts.onAccepted?.(channel, result)
      return results
    },

    put: (arrival) => parts.arrivals.put(channel, arrival),

    async answerTo(name, inbound, withinMs) {
      const giveUpAt = performance.now() + withinMs
      for (;;) {
        const rest = Math.max(0, Math.min(LOOK_MS, giveUpAt - performance.now()))
        // Listening starts before looking, so that a turn committed in between is not slept through.
        const waiting = done(name, inbound, rest)
        const answer = await committed(name, inbound)
        if (answer !== null || performance.now() >= giveUpAt) return answer
        await waiting
      }
    },

    async erase(inbound) {
      const erased = await store.transaction(async (tx) => {
        const messages = await tx.retention.eraseMessages(channel, inbound)
        const entry = { at: parts.now(), actor: 'person', act: 'erase', subject: channel, detail: { messages } }
        if (messages > 0) await tx.audit.append(entry)
        return messages
      })
      if (erased > 0) await store.scrub()
      return erased > 0
    },

    onProgress: (listener) => bell.onProgress(listener),
    onWriting: (listener) => bell.onWriting(listener),
    requests: parts.requests,
    shelf: shelfOf(store, channel, parts.now),
    now: parts.now,
    newId: parts.newId,
    thread: (address, limit) => store.outbox.thread(address, limit),
    since: (address, after, limit) => store.outbox.since(address, after, limit),
  }
}
