/** What the draft of a request starts with, and how a message about another day is heard. */
import type { ReadActs } from '../question/acts.ts'
import { audienceIn, audienceNamed } from '../japanese/bodies.ts'
import { fold } from '../japanese/fold.ts'
import { NO_SLOTS, refersBack } from '../question/act-slots.ts'
import type { Recalled } from '../question/question.ts'
import type { CaseAct, CaseWish } from '../vocabulary/talk.ts'
import type { Inbound } from '../vocabulary/types.ts'

/** A press tells nothing but itself. */
export const noReading: ReadActs = {
  act: 'file',
  probability: 1,
  otherwise: null,
  applies: true,
  slots: NO_SLOTS,
  asks: '',
  guard: { incident: null, danger: false, refused: null, ignored: false, others: false, judgement: false },
}

/** What a draft starts with; the person sees and edits it before anything is sent. */
export const prefillOf = (desk: Recalled): Record<string, string> => {
  const content = desk.inquiry ?? desk.last
  return {
    ...(content === null ? {} : { content }),
    ...(desk.prefecture === null ? {} : { prefecture: desk.prefecture }),
    ...(desk.audience === null || desk.audience === 'employee' ? {} : { kind: desk.audience }),
  }
}

/** What the request is about: what the message says, with what was asked before it where it refers to that. */
const matterOf = ({ slots: { about } }: ReadActs, { inquiry }: Recalled): string | null =>
  about !== null && inquiry !== null && refersBack(about) ? `${inquiry}\n${about}` : (about ?? inquiry)

/** What is asked of the cases: all that was said in the message, over what was said before. */
export const wishFrom = (act: CaseAct, read: ReadActs, text: string, desk: Recalled): CaseWish => {
  const { body } = read.slots
  const kind = audienceIn(fold(text).toLowerCase()) ?? (body === null ? null : audienceNamed(body.toLowerCase()))
  const { content: _, ...before } = prefillOf({ ...desk, audience: kind ?? desk.audience })
  const { size, about: __, ...slots } = read.slots
  const matter = act === 'file' ? matterOf(read, desk) : read.slots.about
  const said = Object.entries(slots).filter((slot): slot is [string, string] => slot[1] !== null)
  return {
    act,
    slots: {
      ...before,
      ...(matter === null ? {} : { about: matter }),
      ...Object.fromEntries(said),
      ...(size === null ? {} : { size: `${size}人` }),
    },
  }
}

/** A question about a given day comes as an action, so that the store keeps the day; to the desk it is a question. */
export const dated = ({ action, ...message }: Inbound): Inbound => {
  if (action?.kind === 'asked') return { ...message, asOf: action.asOf }
  return action === undefined ? message : { ...message, action }
}
