/** A question that was asked back about waits for its answer. */
import type { Recalled } from '../question/question.ts'

const REPLY_CHARACTERS_MAX = 40
/** The answer to what was asked back about, with the question that waits for it. */
export const withPending = (text: string, recalled: Recalled): string =>
  recalled.pending !== null &&
  text.length <= REPLY_CHARACTERS_MAX &&
  !/[?？]|(?:です|ます|でしょう)か|教えて/u.test(text)
    ? `${text.replace(/(?:のこと|について)?(?:です|だ)?[。、.!]*$/u, '')}の${recalled.pending}`
    : text
