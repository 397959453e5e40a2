/** Short answers to a question of the desk. All patterns expect folded text. */
import type { Patterns } from './pattern.ts'

/** A longer sentence than this needs a word that says yes. */
const ASSENT_CHARACTERS_MAX = 15

export const ANSWERS = {
  /** A question put back: whatever it mentions is not what is the case. */
  asksBack: {
    matches: /[?]$|(?:です|ます|でしょう)か[。.!]*$|とは$|って何|何ですか|教えて/u,
    yes: ['それは何ですか', '小規模とは', '教えてください'],
    no: ['120人です', 'はい、あります'],
  },
  /** 出せます and 残したい answer yes by their form alone, where nothing in them denies. */
  assents: {
    matches: /(?:ます|です|した|たい|できる|いる|ある|出せる|多い)[。.!]*$/u,
    yes: ['出せます', '残したい'],
    no: ['まだ', '分からない'],
  },
} satisfies Patterns

export const isQuestionBack = (folded: string): boolean => ANSWERS.asksBack.matches.test(folded)

export const isAssent = (folded: string): boolean =>
  folded.length <= ASSENT_CHARACTERS_MAX && ANSWERS.assents.matches.test(folded)

/** 「2」 or 「2番」 picks from a list by its number. */
export const listIndex = (folded: string): number | null => {
  const index = /^(\d{1,2})番?(?:目|です)?$/u.exec(folded)
  return index ? Number(index[1]) : null
}
