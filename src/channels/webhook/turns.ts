import { setTimeout as pause } from 'node:timers/promises'
import type { ChannelShelf } from '../channel.ts'

/**
 * Who says the reply of a turn: the request that asked for it, or a push. Each turn is claimed by one of them on the
 * shelf, so that replicas agree; a request that is still waiting is given preference by whoever would push.
 */

const LOOK_MS = 40
/** A response that was claimed is on the wire at once; one whose process died is pushed after this. */
const OFFERED_MS = 5_000

const turnKey = (turn: string) => `turn:${turn}`
const waitingKey = (conversation: string) => `waiting:${conversation}`
const lastKey = (conversation: string) => `last:${conversation}`

export interface Turns {
  /** Says that a request waits in this conversation; the returned function that it no longer does. */
  wait(conversation: string): Promise<() => Promise<void>>
  /** The body of a response that holds the reply; null when a push has it. What is not read to its end is pushed. */
  respond(turn: string, body: string, ended: () => Promise<void>): Promise<ReadableStream<Uint8Array> | null>
  /** Resolves once it is known who says the reply of this turn. */
  sayer(conversation: string, turn: string): Promise<'response' | 'push'>
}

export const createTurns = (shelf: ChannelShelf, now: () => Date, deadlineMs: number): Turns => {
  /** Requests that wait in this process, by conversation. */
  const waiting = new Map<string, number>()
  const waitMs = deadlineMs + OFFERED_MS
  const looksMax = Math.ceil(waitMs / LOOK_MS)

  const isAwaited = async (conversation: string): Promise<boolean> => {
    if (waiting.has(conversation)) return true
    const until = await shelf.get(waitingKey(conversation))
    return until !== null && Number(until) > now().getTime()
  }

  /** A conversation's turns are said in order, so that the note of the one before is no longer needed. */
  const tidy = async (conversation: string, turn: string): Promise<void> => {
    const last = await shelf.get(lastKey(conversation))
    if (last === turn) return
    if (last !== null) await shelf.remove(turnKey(last))
    await shelf.put(lastKey(conversation), turn)
  }

  const look = async (conversation: string, turn: string, patient: boolean): Promise<'response' | 'push' | null> => {
    const state = await shelf.get(turnKey(turn))
    if (state === 'response' || state === 'push') return state
    if (state === null) {
      if (patient && (await isAwaited(conversation))) return null
      return (await shelf.claim(turnKey(turn), 'push')) ? 'push' : null
    }
    if (patient && Number(state) > now().getTime()) return null
    await shelf.put(turnKey(turn), 'push')
    return 'push'
  }

  return {
    async wait(conversation) {
      waiting.set(conversation, (waiting.get(conversation) ?? 0) + 1)
      await shelf.put(waitingKey(conversation), String(now().getTime() + waitMs))
      let ended = false
      return async () => {
        if (ended) return
        ended = true
        const left = (waiting.get(conversation) ?? 1) - 1
        if (left > 0) {
          waiting.set(conversation, left)
          return
        }
        waiting.delete(conversation)
        await shelf.remove(waitingKey(conversation))
      }
    },

    async respond(turn, body, ended) {
      if (!(await shelf.claim(turnKey(turn), String(now().getTime() + OFFERED_MS)))) return null
      let handed = false
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            if (!handed) {
              handed = true
              controller.enqueue(Buffer.from(body))
              return
            }
            controller.close()
            await shelf.put(turnKey(turn), 'response')
            await ended()
          },
          async cancel() {
            await shelf.put(turnKey(turn), 'push')
            await ended()
          },
        },
        // Nothing is read ahead: asked for more means that the first was taken.
        { highWaterMark: 0 },
      )
    },

    async sayer(conversation, turn) {
      await tidy(conversation, turn)
      for (let looks = 0; ; looks++) {
        const found = await look(conversation, turn, looks < looksMax)
        if (found !== null) return found
        await pause(LOOK_MS)
      }
    },
  }
}
