import { notice } from '../base/saying.ts'
import type { Settle } from '../spine/worker.ts'
import type { Effect, Offer } from '../vocabulary/types.ts'
import type { DeskWords } from './words.ts'

type Feedback = Extract<Effect, { kind: 'feedback' }>
type Settling = Parameters<Settle>

/**
 * Keeps what a person thinks of an answer, and only then thanks for it: the thanks are said from here and not by the
 * desk, so that nobody is thanked for what is not on record.
 */
export const settleFeedback = async (
  tx: Settling[0],
  { turn, verdict, reason }: Feedback,
  { inbound, now }: Settling[2],
  words: Pick<DeskWords, 'feedback' | 'labels'>,
): ReturnType<Settle> => {
  const kept = await tx.turns.rate(turn, inbound.person.id, verdict, reason, now)
  if (!kept) return [{ to: inbound.from, reply: notice(words.feedback.notYours.trim()) }]
  const offers: Offer[] = verdict === 'bad' ? [{ kind: 'consult', label: words.labels.consult }] : []
  return [{ to: inbound.from, reply: notice(words.feedback[verdict].trim(), { offers }) }]
}
