/** Finds the programme that a text names, by any of its names, misspelt by one letter or written in kana. */
import { once } from '../base/once.ts'
import { fold } from '../japanese/fold.ts'
import type { Companions, Programme } from '../knowledge/knowledge.ts'
import type { Index } from '../retrieval/retrieval.ts'

export const hiragana = (text: string): string =>
  text.replaceAll(/[\u30A1-\u30F6]/gu, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0x60))

const tight = (text: string): string => hiragana(fold(text).toLowerCase()).replaceAll(/[\s・=-]/gu, '')

interface Name {
  programme: Programme
  tight: string
}

const programmeNames = once(({ programmes }: Companions): Name[] =>
  programmes
    .flatMap((programme) => [programme.name, ...programme.aliases].map((name) => ({ programme, tight: tight(name) })))
    .filter((name) => name.tight.length >= 2)
    .sort((a, b) => b.tight.length - a.tight.length),
)

/** The programme that a text names; the longest name wins. */
export const programmeIn = (text: string, companions: Companions): Programme | null => {
  const squeezed = tight(text)
  return programmeNames(companions).find((name) => squeezed.includes(name.tight))?.programme ?? null
}

/** Shorter names have neighbours one letter away that mean something else. */
const FUZZY_CHARACTERS_MIN = 5

/** Whether two words differ in at most one letter, put in, left out or changed. */
const nearly = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  const rests = [
    [a.slice(i + 1), b.slice(i + 1)],
    [a.slice(i), b.slice(i + 1)],
    [a.slice(i + 1), b.slice(i)],
  ]
  return a === b || rests.some(([left, right]) => left === right)
}

/** A programme's name with one slip of the keys in it is set right. */
export const corrected = (text: string, companions: Companions): string => {
  if (programmeIn(text, companions) !== null) return text
  for (const programme of companions.programmes) {
    for (const given of [programme.name, ...programme.aliases]) {
      const name = fold(given).toLowerCase()
      if (name.length < FUZZY_CHARACTERS_MIN) continue
      for (const length of [name.length, name.length - 1, name.length + 1]) {
        for (let at = 0; at + length <= text.length; at++) {
          const piece = text.slice(at, at + length)
          if (piece[0] === name[0] && nearly(piece, name))
            return `${text.slice(0, at)}${name}${text.slice(at + length)}`
        }
      }
    }
  }
  return text
}

/** A nickname that no document knows is written out. */
export const spelledOut = (text: string, lexicon: { index: Index; companions: Companions }): string => {
  const named = programmeIn(text, lexicon.companions)
  if (named === null || text.includes(named.name.toLowerCase())) return text
  const nickname = named.aliases.find(
    (alias) => text.includes(alias.toLowerCase()) && lexicon.index.keywords(alias).every(({ known }) => !known),
  )
  return nickname === undefined ? text : text.replace(nickname.toLowerCase(), named.name)
}
