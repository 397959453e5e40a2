/** What is compared of a text; the beginning of an inquiry says what it is about. */
const CHARACTERS_MAX = 600
/** Below this two texts share no more than everyday phrases. */
const FLOOR = 0.12

/** What a text is about, in pairs of characters, made once for a text that is compared often. */
export const pairsOf = (text: string): Set<string> => {
  const folded = text
    .slice(0, CHARACTERS_MAX)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{Script=Hiragana}]+/gu, ' ')
  const pairs = new Set<string>()
  // Hiragana carries grammar; what a text is about stands in kanji, katakana and letters.
  for (const word of folded.split(' ')) {
    for (let n = 0; n + 1 < word.length; n++) pairs.add(word.slice(n, n + 2))
  }
  return pairs
}

/** How much two texts are about the same, from 0 to 1, by the pairs of characters they share. */
export const likeness = (left: ReadonlySet<string>, right: ReadonlySet<string>): number => {
  if (left.size === 0 || right.size === 0) return 0
  let shared = 0
  for (const pair of left) if (right.has(pair)) shared++
  const score = shared / Math.sqrt(left.size * right.size)
  return score < FLOOR ? 0 : score
}

/** The same of texts as they are. */
export const similarity = (a: string, b: string): number => likeness(pairsOf(a), pairsOf(b))
