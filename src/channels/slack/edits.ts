import { z } from 'zod'
import type { Address, Reply } from '../../vocabulary/types.ts'
import type { Store } from '../../store/store.ts'
import type { ChannelShelf, House } from '../channel.ts'
import { SLACK } from './addresses.ts'
import { carried } from './offers.ts'

/** How long the place of an answer is remembered; older questions are not answered anew. */
const REMEMBERED_MS = 24 * 60 * 60 * 1_000
const SWEEP_MAX = 50_000
const LINES_MAX = 50
const SAID = 'said/'

const saidShape = z.object({ ts: z.string(), at: z.number() })
const editShape = z.object({ inbound: z.string(), ts: z.string() })

/** Questions that were changed after they were asked, and where their first answers stand. */
export interface Edits {
  /** An answer stands in one message. */
  noteSaid(turn: string, ts: string): Promise<void>
  /** Whether a changed question was one of ours; its new answer then takes the place of the old one. */
  begin(address: Address, original: string, changed: string): Promise<boolean>
  /** Where this answer belongs, if it is one to a changed question. */
  placeOf(address: Address, turn: string): Promise<string | null>
  settled(address: Address): Promise<void>
  sweep(): Promise<void>
}

const isAnswer = ({ outcome, form, receipt, speaker }: Reply): boolean =>
  outcome !== 'notice' && form === undefined && receipt === undefined && speaker === undefined

const keyOf = ({ conversation }: Address): string => `edited/${conversation}`

export const createEdits = (parts: {
  shelf: ChannelShelf
  house: Pick<House, 'answerTo'>
  thread: Store['outbox']['thread']
  now: () => Date
}): Edits => {
  const { shelf, house, thread, now } = parts
  return {
    noteSaid: (turn, ts) => shelf.put(`${SAID}${turn}`, JSON.stringify({ ts, at: now().getTime() })),

    async begin(address, original, changed) {
      const line = (await thread(address, LINES_MAX)).find(({ by, id }) => by === 'person' && id === original)
      // A press, or words of a dialogue, mean something that was done by now.
      if (line === undefined || line.action !== null) return false
      const answer = await house.answerTo(SLACK, original, 0)
      if (answer === null || !answer.replies.every(isAnswer)) return false
      const said = carried(await shelf.get(`${SAID}${answer.turn}`), saidShape)
      if (said === null) return false
      await shelf.put(keyOf(address), JSON.stringify({ inbound: changed, ts: said.ts }))
      return true
    },

    async placeOf(address, turn) {
      const edit = carried(await shelf.get(keyOf(address)), editShape)
      if (edit === null) return null
      return (await house.answerTo(SLACK, edit.inbound, 0))?.turn === turn ? edit.ts : null
    },

    settled: (address) => shelf.remove(keyOf(address)),

    async sweep() {
      const old = now().getTime() - REMEMBERED_MS
      for (const { key, value } of await shelf.list(SAID, SWEEP_MAX)) {
        if ((carried(value, saidShape)?.at ?? 0) < old) await shelf.remove(key)
      }
    },
  }
}
