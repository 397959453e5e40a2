import { keepable } from '../question/mask.ts'
import type { Reply } from '../vocabulary/types.ts'
import type { Operator, StoredRequest } from '../store/store.ts'
import type { Desk } from './parts.ts'

export type Spoken = 'said' | 'empty' | 'long' | 'not-held'

const TEXT_CHARACTERS_MAX = 4_000

/**
 * Words of an operator in a conversation that they have taken over. They go into the thread like any reply; the request
 * stays where it stands.
 */
export const say = async (
  desk: Pick<Desk, 'store' | 'now' | 'newId' | 'room'>,
  request: StoredRequest,
  operator: Operator,
  typed: string,
): Promise<Spoken> => {
  const text = keepable(typed.trim())
  if (text === '') return 'empty'
  if (text.length > TEXT_CHARACTERS_MAX) return 'long'
  const at = desk.now()
  const spoken = await desk.store.transaction(async (tx): Promise<Spoken> => {
    const now = await tx.requests.lock(request.id)
    const { heldBy } = await tx.work.conversation(request.address)
    if (now === null || now.erasedAt !== null || heldBy !== operator.id) return 'not-held'
    const reply: Reply = { outcome: 'notice', text, citations: [], notices: [], offers: [], speaker: operator.name }
    await tx.outbox.add([{ id: desk.newId(), to: now.address, turn: null, reply }], at)
    const { id, state } = now
    const by = { actor: operator.id, actorName: operator.name }
    await tx.requests.note({ request: id, at, act: 'say', from: state, to: state, ...by, text, detail: {} })
    await tx.audit.append({ at, actor: operator.id, act: 'say', subject: id, detail: { characters: text.length } })
    return 'said'
  })
  if (spoken === 'said') desk.room.said()
  return spoken
}
