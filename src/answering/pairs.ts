/** Pairs of characters, the smallest words of Japanese; pairs of hiragana alone carry only grammar. */

const GRAMMAR = /^[\u3041-\u3096ー\s\p{P}\p{S}]/u

const isGrammar = (pair: string): boolean => [...pair].every((character) => GRAMMAR.test(character))

/** The pairs of folded text that may mean something. */
export const pairsIn = (text: string): Set<string> => {
  const pairs = new Set<string>()
  const characters = [...text]
  for (let at = 0; at + 1 < characters.length; at++) {
    const pair = `${characters[at]}${characters[at + 1]}`
    if (!/\s/u.test(pair) && !isGrammar(pair)) pairs.add(pair)
  }
  return pairs
}

/** Share of `wanted`, weighted, that `held` has. */
export const cover = (
  wanted: ReadonlySet<string>,
  held: ReadonlySet<string>,
  weightOf: (pair: string) => number,
): number => {
  let whole = 0
  let part = 0
  for (const pair of wanted) {
    const weight = weightOf(pair)
    whole += weight
    if (held.has(pair)) part += weight
  }
  return whole === 0 ? 0 : part / whole
}

/** How much two texts repeat each other: shared pairs over the shorter one's. */
export const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const least = Math.min(a.size, b.size)
  if (least === 0) return 0
  let shared = 0
  for (const pair of a) if (b.has(pair)) shared++
  return shared / least
}
