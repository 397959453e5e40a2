/** Replies that cite and offer nothing but what is given. */
import type { Reply } from '../vocabulary/types.ts'

export const saying = (outcome: Reply['outcome'], text: string, more: Partial<Reply> = {}): Reply => ({
  outcome,
  text,
  citations: [],
  notices: [],
  offers: [],
  ...more,
})

/** What is said unasked, or is no answer. */
export const notice = (text: string, more: Partial<Reply> = {}): Reply => saying('notice', text, more)
