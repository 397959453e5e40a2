import type { Settle } from '../spine/worker.ts'
import type { Effect, Offer, Reply } from '../vocabulary/types.ts'
import type { DeskWords } from './words.ts'

type Feedback = Extract<Effect, { kind: 'feedback' }>
type Settling = Parameters<Settle>

const saying = (text: string, offers: Offer[] = []): Reply => ({
  outcome: 'notice',
  text: text.trim(),
  citations: [],
  notices: [],
  offers,
})

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
  if (!kept) return [{ to: inbound.from, reply: saying(words.feedback.notYours) }]
  const offers: Offer[] = verdict === 'bad' ? [{ kind: 'consult', label: words.labels.consult }] : []
  return [{ to: inbound.from, reply: saying(words.feedback[verdict], offers) }]
}
