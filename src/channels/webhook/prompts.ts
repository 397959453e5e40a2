import { z } from 'zod'
import type { Action, Offer, Reply } from '../../vocabulary/types.ts'
import type { ChannelShelf } from '../channel.ts'
import { choiceOf, pressed } from '../plain.ts'

/** What a person was last offered in a room, which alone gives a number its meaning. */

/** So long a question of the desk is awaited in a group without a mention; afterwards people talk to each other again. */
const AWAITED_MS = 30 * 60_000

const offer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask'), label: z.string(), value: z.string() }),
  z.object({ kind: z.literal('choice'), label: z.string(), value: z.string() }),
  z.object({ kind: z.literal('procedure'), label: z.string(), value: z.string() }),
  z.object({ kind: z.literal('consult'), label: z.string() }),
  z.object({ kind: z.literal('solved'), label: z.string() }),
])
const shape = z.object({
  id: z.string(),
  turn: z.string().nullable(),
  offers: z.array(offer),
  /** The desk asked something that is answered in words as well. */
  asks: z.boolean(),
  at: z.number(),
})
type Prompt = z.infer<typeof shape>

export interface Prompts {
  /** Notes what is being offered. Words said unasked close nothing, since the question before them is still open. */
  remember(conversation: string, id: string, reply: Reply): Promise<void>
  open(conversation: string): Promise<Prompt | null>
  /** Whether a person who was not spoken to may be answering. */
  awaits(prompt: Prompt | null, text: string): boolean
  /** What the words mean while the prompt is open. A prompt is taken up once, by one message. */
  read(conversation: string, prompt: Prompt | null, text: string, message: string): Promise<Meant>
}

export interface Meant {
  text: string
  action?: Action
}

const key = (conversation: string) => `prompt:${conversation}`
const usedKey = (conversation: string, id: string) => `used:${conversation}:${id}`

/** A refusal to know offers a person; a question back does not. */
const asksBack = ({ outcome, offers }: Reply): boolean =>
  (outcome === 'clarify' || outcome === 'escalate') && !offers.some(({ kind }) => kind === 'consult')

export const createPrompts = (shelf: ChannelShelf, now: () => Date): Prompts => {
  const open = async (conversation: string): Promise<Prompt | null> => {
    const kept = await shelf.get(key(conversation))
    if (kept === null) return null
    const read = shape.safeParse(JSON.parse(kept))
    return read.success ? read.data : null
  }

  return {
    open,

    async remember(conversation, id, reply) {
      if (reply.turn === undefined && reply.offers.length === 0) return
      const before = await open(conversation)
      if (before?.id === id) return
      const prompt: Prompt = {
        id,
        turn: reply.turn ?? null,
        offers: reply.offers,
        asks: asksBack(reply),
        at: now().getTime(),
      }
      await shelf.put(key(conversation), JSON.stringify(prompt))
      if (before !== null) await shelf.remove(usedKey(conversation, before.id))
    },

    awaits(prompt, text) {
      if (prompt === null) return false
      if (choiceOf(text, prompt.offers) !== null) return true
      return prompt.asks && now().getTime() - prompt.at <= AWAITED_MS
    },

    async read(conversation, prompt, text, message) {
      const taken: Offer | null = prompt === null ? null : choiceOf(text, prompt.offers)
      if (prompt === null || taken === null) return { text }
      const used = usedKey(conversation, prompt.id)
      // Delivered again, the same message means the same; another one is read as it stands.
      const mine = (await shelf.claim(used, message)) || (await shelf.get(used)) === message
      return mine ? pressed(taken, prompt.turn ?? undefined) : { text }
    },
  }
}
