import { type Kit, operatorByAddress, settleRequests } from '../cases/cases.ts'
import { settleFeedback } from '../desk/rating.ts'
import { readDeskWords } from '../desk/words.ts'
import type { Settle } from '../spine/worker.ts'
import type { Effect } from '../vocabulary/types.ts'

/** Every kind of effect has its room; one without does not compile. */
type Rooms = {
  [K in Effect['kind']]: (
    tx: Parameters<Settle>[0],
    effect: Extract<Effect, { kind: K }>,
    context: Parameters<Settle>[2],
  ) => ReturnType<Settle>
}

/** Settles what a turn changes, inside its transaction; the server and its tests do it by this one. */
export const settleFor = ({ kit, prompts }: { kit: Kit; prompts: string }): Settle => {
  const words = readDeskWords(prompts)
  const rooms: Rooms = {
    feedback: (tx, effect, context) => settleFeedback(tx, effect, context, words),
    request: settleRequests(kit, operatorByAddress),
  }
  return (tx, effect, context) =>
    effect.kind === 'feedback' ? rooms.feedback(tx, effect, context) : rooms.request(tx, effect, context)
}
