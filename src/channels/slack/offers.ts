import type { Button } from '@slack/types'
import { z } from 'zod'
import type { Offer } from '../../vocabulary/types.ts'
import { button, VALUE_CHARACTERS_MAX } from './blocks.ts'

/** What a button carries back: the conversation it stands in, the turn it belongs to, and what it offers. */
const shape = z.object({
  c: z.string().optional(),
  t: z.string().optional(),
  o: z.object({
    kind: z.enum(['ask', 'choice', 'procedure', 'consult', 'solved']),
    label: z.string(),
    value: z.string().optional(),
  }),
})

export interface Carried {
  conversation: string | undefined
  turn: string | undefined
  offer: Offer
}

const parsed = <S extends z.ZodType>(value: unknown, schema: S): z.infer<S> | null => {
  if (typeof value !== 'string') return null
  try {
    const result = schema.safeParse(JSON.parse(value))
    return result.success ? result.data : null
  } catch {
    return null
  }
}

/** What a button or a modal of ours carried; null when it is not in the shape that we wrote. */
export const carried = parsed

export const offerOf = (value: unknown): Carried | null => {
  const read = parsed(value, shape)
  if (read === null) return null
  const { kind, label, value: of } = read.o
  const offer: Offer = kind === 'consult' || kind === 'solved' ? { kind, label } : { kind, label, value: of ?? label }
  return { conversation: read.c, turn: read.t, offer }
}

/** `consult` opens a form, which needs an action of its own; a number keeps the others apart within a block. */
export const actionOf = (offer: Offer, n: number): string => (offer.kind === 'consult' ? `consult:${n}` : `offer:${n}`)

/** Null where the offer is too long to be carried; its numbered line in the text still works. */
export const offerButton = (
  offer: Offer,
  n: number,
  at: { conversation?: string; turn?: string | undefined },
): Button | null => {
  const value = JSON.stringify({ c: at.conversation, t: at.turn, o: offer })
  if (value.length > VALUE_CHARACTERS_MAX) return null
  return button(actionOf(offer, n), offer.label, value)
}
