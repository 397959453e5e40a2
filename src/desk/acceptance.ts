/** Tells when the offer of a person is accepted, and what the draft of the request starts with. */
import { fold } from '../knowledge/knowledge.ts'
import type { Recalled } from '../question/memory.ts'
import type { CaseWish } from '../vocabulary/talk.ts'
import type { Inbound } from '../vocabulary/types.ts'

/** The person takes the offer of a person: in the words of the button, or with a plain yes after a hand-over. */
const CONSULTS =
  /^(?:担当者|専門家|人間?|オペレーター?)(?:の方)?(?:に|へ|と)?(?:直接)?(?:相談|つない|繋い|代わって|代わり|話)(?:する|し(?:たい|ます|て)?|て|で|を)?(?:です|ください|ほしい|希望|お願いします|申し込みたい|申し込みます)*(?:です)?[。.!！]*$/u
const AGREES = /^(?:はい|ええ|お願いします|おねがいします|頼みます|ぜひ|yes|ok)[。.!！]*$/iu

export const accepts = (message: Inbound, text: string, desk: Recalled): boolean => {
  if (message.action !== undefined) return message.action.kind === 'consult'
  const folded = fold(text).trim()
  return CONSULTS.test(folded) || (desk.inquiry !== null && AGREES.test(folded))
}

/** What is asked of the cases when the offer of a person is taken. */
export const wishOf = (desk: Recalled): CaseWish => {
  const { content, ...rest } = prefillOf(desk)
  return { act: 'file', slots: { ...rest, ...(content === undefined ? {} : { about: content }) } }
}

/** What the draft of a request starts with; the person sees and edits it before anything is sent. */
export const prefillOf = (desk: Recalled): Record<string, string> => {
  const content = desk.inquiry ?? desk.last
  return {
    ...(content === null ? {} : { content }),
    ...(desk.prefecture === null ? {} : { prefecture: desk.prefecture }),
    ...(desk.audience === null || desk.audience === 'employee' ? {} : { kind: desk.audience }),
  }
}

/** A question about a given day comes as an action, so that the store keeps the day; to the desk it is a question. */
export const dated = ({ action, ...message }: Inbound): Inbound => {
  if (action?.kind === 'asked') return { ...message, asOf: action.asOf }
  return action === undefined ? message : { ...message, action }
}
