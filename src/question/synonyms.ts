/** Finds what the thesaurus knows other words for, so that a colloquial word does not look like an unknown one. */
import { once } from '../base/once.ts'
import { fold } from '../japanese/fold.ts'
import type { Synonyms } from '../vocabulary/types.ts'

export interface Kindred {
  said: string
  others: string[]
}

/** Shorter words stand inside too many others. */
const CHARACTERS_MIN = 2

const listOf = once((thesaurus: readonly Synonyms[]): Kindred[] => {
  const groups = thesaurus.map((group) => group.map((word) => fold(word).toLowerCase()))
  return groups.flatMap((group) =>
    group
      .filter((word) => word.length >= CHARACTERS_MIN)
      .map((said) => ({ said, others: group.filter((other) => other !== said && other.length >= CHARACTERS_MIN) })),
  )
})

/** Questions are short; of a pasted document the beginning is enough. */
const TEXT_CHARACTERS_MAX = 200

/** The words of folded text that have others. */
export const synonymsIn = (text: string, thesaurus: readonly Synonyms[]): Kindred[] => {
  const beginning = text.substring(0, TEXT_CHARACTERS_MAX)
  return listOf(thesaurus).filter(({ said }) => beginning.includes(said))
}
