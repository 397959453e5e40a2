/** Words of a question that name things, and whether a text says them. */
import type { TellingWord } from '../question/question.ts'

/** Kana alone is mostly a way of speaking; kanji, katakana and Latin words name things. */
const NAMING = /^[^\u3041-\u3096]{2,}$/u

export const isName = ({ surface }: Pick<TellingWord, 'surface'>): boolean => NAMING.test(surface)

/** As it was said, in its plain form, or by a word of the same meaning. */
export const saidIn = (text: string, { surface, form, others }: Omit<TellingWord, 'weight'>): boolean =>
  [surface, form, ...others].some((word) => word !== '' && text.includes(word))
