/** Words that no passage has, with those that a general dictionary of synonyms knows for them and a passage does have. */
import { createRequire } from 'node:module'
import { standInTerms, type Alternative } from './stand-ins.ts'
import type { NumberOf } from './tables.ts'
import { neighbours, normalise, type Analyse, type Analysis, type Word } from './terms.ts'

/** Unknown word, as `normalise` gives it, to words of the corpus. */
export type Lexicon = readonly (readonly [string, readonly string[]])[]

/** What is used of the dictionary, whose package shows its types to nobody. */
interface Dictionary {
  /** 0: stands for the others, 1: others stand for it, 2: withdrawn. */
  fetchDictionary(): Promise<readonly { items: { midashi: string; expandControl: 0 | 1 | 2 }[] }[]>
}

/** Nothing in the corpus is closer to a word that it does not have, so that a synonym counts in full. */
const WORTH = 1
/** Shorter ones are one word to the tokeniser, too. */
const COMPOUND_CHARACTERS_MIN = 3
const OTHERS_MAX = 12
const ALTERNATIVES_MAX = 4
/** The event loop gets a turn after so many groups. */
const GROUPS_PER_TURN = 500

const kanji = /\p{Script=Han}/gu
/** Pairs of katakana, and runs of Latin letters: both are terms of their own. */
const spelt = /(?=([\u30A1-\u30FAー]{2}))|([a-z0-9]+)/gu

/** A quick no to most of what the corpus does not have: reading a word takes longer than looking at its letters. */
const mayBeSaid = (text: string, numberOf: NumberOf): boolean => {
  for (const [letter] of text.matchAll(kanji)) if (numberOf(`k${letter}`) === undefined) return false
  for (const [, pair, run] of text.matchAll(spelt)) if (numberOf(`b${pair ?? run}`) === undefined) return false
  return true
}

const isSaid = (text: string, analyse: Analyse, numberOf: NumberOf): boolean => {
  if (numberOf(`m${text}`) !== undefined) return true
  if (text.length < COMPOUND_CHARACTERS_MIN || !mayBeSaid(text, numberOf)) return false
  const { words } = analyse(text)
  return words.length > 0 && words.every(({ form }) => numberOf(`m${form}`) !== undefined)
}

/** Keeps of the dictionary what can ever be needed: some ten thousand words shrink to those of this corpus. */
export const learnLexicon = async (
  analyse: Analyse,
  numberOf: NumberOf,
  breathe: () => Promise<void>,
): Promise<Lexicon> => {
  // Its entry for `import` names a file that the package does not have.
  const require = createRequire(import.meta.url)
  const dictionary = require('sudachi-synonyms-dictionary') as Dictionary
  const said = (text: string): boolean => isSaid(text.toLowerCase(), analyse, numberOf)
  const lexicon = new Map<string, Set<string>>()
  const groups = await dictionary.fetchDictionary()
  for (const [at, { items }] of groups.entries()) {
    if (at % GROUPS_PER_TURN === 0) await breathe()
    const words = items.filter(({ expandControl }) => expandControl < 2)
    const known = new Set(words.flatMap(({ midashi }) => (said(midashi) ? normalise(midashi) : [])))
    if (known.size === 0) continue
    for (const { midashi, expandControl } of words) {
      const word = normalise(midashi)
      if (expandControl === 0 && !known.has(word)) lexicon.set(word, new Set([...(lexicon.get(word) ?? []), ...known]))
    }
  }
  return Array.from(lexicon, ([word, others]) => [word, [...others].slice(0, OTHERS_MAX)] as const)
}

/** A listed name in a text: the words from `from` to `to`, both in it. */
interface Named {
  from: number
  to: number
  others: readonly string[]
}

/**
 * The listed names among the words and runs of neighbouring nouns, as they are written: 株式公開 is listed, and 公開 by
 * itself another matter. No run is read beyond the longest name of the list, so that the work grows with the length of
 * the text and not with its square.
 */
const namesIn = (words: readonly Word[], listed: ReadonlyMap<string, readonly string[]>, longest: number): Named[] => {
  const found: Named[] = []
  for (let from = 0; from < words.length; from++) {
    let name = ''
    for (let to = from; to < words.length; to++) {
      if (to > from && !neighbours(words[to - 1], words[to])) break
      name += words[to]?.surface ?? ''
      if (name.length > longest) break
      const others = listed.get(name)
      if (others !== undefined) found.push({ from, to, others })
    }
  }
  return found
}

interface Unsaid {
  alternatives(analysis: Analysis): Alternative[]
}

export const unsaidOf = (lexicon: Lexicon, analyse: Analyse, numberOf: NumberOf): Unsaid => {
  const listed = new Map(lexicon)
  const longest = lexicon.reduce((most, [name]) => Math.max(most, name.length), 0)
  /** Of listed words only, so that what people type does not pile up. */
  const read = new Map<string, number[]>()
  const termsOf = (text: string): number[] => {
    let ids = read.get(text)
    if (ids === undefined) read.set(text, (ids = standInTerms(analyse(text), numberOf)))
    return ids
  }
  return {
    alternatives: ({ words }) => {
      const found: Alternative[] = []
      const names = namesIn(words, listed, longest)
      // Names come by where they begin; those that ended before a word are left behind as the words go on.
      let open: Named[] = []
      let next = 0
      // A run of two unknown words names each other word once, so that an entry is not paid twice for it.
      const named = new Set<string>()
      for (const [at, word] of words.entries()) {
        while (names[next] !== undefined && (names[next] as Named).from <= at) open.push(names[next++] as Named)
        open = open.filter(({ to }) => to >= at)
        if (numberOf(`m${word.form}`) !== undefined) continue
        const listedHere = [...(listed.get(word.form) ?? []), ...open.flatMap(({ others }) => others)]
        const others = new Set(listedHere.filter((other) => !named.has(other)))
        if (others.size === 0) continue
        for (const other of others) named.add(other)
        found.push({
          label: `${word.surface} = ${[...others].join(', ')}`,
          own: standInTerms(analyse(word.surface), numberOf),
          others: Array.from(others, (other) => ({ ids: termsOf(other), worth: WORTH })),
        })
        if (found.length === ALTERNATIVES_MAX) break
      }
      return found
    },
  }
}
