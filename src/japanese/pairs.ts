/** Two kana in a row are grammar and two of katakana a piece of one word: a pair with a kanji says what a text is about. */
const TELLING = /^(?:\p{Script=Han}[\p{Script=Han}\p{Script=Katakana}a-z]|[\p{Script=Katakana}a-z]\p{Script=Han})$/u

/** The telling pairs of neighbouring characters in a folded text. */
export const characterPairs = (text: string): Set<string> => {
  const pairs = new Set<string>()
  for (let at = 0; at + 2 <= text.length; at++) {
    const pair = text.slice(at, at + 2)
    if (TELLING.test(pair)) pairs.add(pair)
  }
  return pairs
}
