import { z } from 'zod'
import type { Form, Reply } from '../../vocabulary/types.ts'
import { cut } from '../plain.ts'
import { type Card, formCard, operatorCard, receiptCard } from './cards.ts'
import type { TeamsWords } from './words.ts'

/** What an invoke is answered: an executed action, and the form in a window of its own (`task/fetch`, `task/submit`). */

const TITLE_CHARACTERS_MAX = 60

const shape = z.object({ data: z.unknown() })
const fill = z.object({ desk: z.literal('fill'), request: z.string().max(200).optional() })

/** What a dialog's invoke carries. */
export const dialogData = (value: unknown): unknown => {
  const read = shape.safeParse(value)
  return read.success ? read.data.data : null
}

/** Which form the press of a card asks for: that of a request, or whoever presses has open (''); null: none. */
export const formWanted = (value: unknown): string | null => {
  const read = fill.safeParse(dialogData(value))
  return read.success ? (read.data.request ?? '') : null
}

const task = (value: Record<string, unknown>): Response => Response.json({ task: value }, { status: 200 })

/** What stands in the dialog next: the form, or a last line of words. */
export const dialog = {
  card: (title: string, card: Card): Response =>
    task({
      type: 'continue',
      value: {
        title: cut(title, TITLE_CHARACTERS_MAX),
        height: 'large',
        width: 'medium',
        card: { contentType: 'application/vnd.microsoft.card.adaptive', content: card },
      },
    }),
  form: ({ title }: Form, card: Card): Response => dialog.card(title, card),
  words: (value: string): Response => task({ type: 'message', value }),
  /** Nothing more: the chat beneath it tells. */
  closed: (): Response => Response.json({}, { status: 200 }),
}

/** The answer to an executed action: a new card, a line of words, or why not. The HTTP answer itself is 200. */
export const answered = {
  card: (value: Card) =>
    Response.json({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value }, { status: 200 }),
  words: (value: string) =>
    Response.json({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value }, { status: 200 }),
  refusal: (statusCode: number, code: string, message: string) =>
    Response.json({ statusCode, type: 'application/vnd.microsoft.error', value: { code, message } }, { status: 200 }),
}

/** The card among the replies to a press; null where there are words only. */
export const cardIn = (replies: readonly Reply[], consent: boolean, words: TeamsWords): Card | null => {
  for (const { form, receipt, card } of replies) {
    if (form) return formCard(form, words, { consent })
    if (receipt) return receiptCard(receipt, words)
    if (card) return operatorCard(card, words)
  }
  return null
}
