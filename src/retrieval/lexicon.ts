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

/** Runs of neighbouring nouns around a word, as they are written: 株式公開 is listed, and 公開 by itself another matter. */
const runsAround = (words: readonly Word[], at: number): string[] => {
  let [from, to] = [at, at]
  while (from > 0 && neighbours(words[from - 1], words[from])) from--
  while (neighbours(words[to], words[to + 1])) to++
  const runs: string[] = []
  for (let start = from; start <= at; start++) {
    for (let end = at; end <= to; end++) {
      runs.push(
        words
          .slice(start, end + 1)
          .map(({ surface }) => surface)
          .join(''),
      )
    }
  }
  return runs
}

interface Unsaid {
  alternatives(analysis: Analysis): Alternative[]
}

export const unsaidOf = (lexicon: Lexicon, analyse: Analyse, numberOf: NumberOf): Unsaid => {
  const listed = new Map(lexicon)
  const read = new Map<string, number[]>()
  const termsOf = (text: string): number[] => {
    let ids = read.get(text)
    if (ids === undefined) read.set(text, (ids = standInTerms(analyse(text), numberOf)))
    return ids
  }
  return {
    alternatives: ({ words }) => {
      const found: Alternative[] = []
      // A run of two unknown words names each other word once, so that an entry is not paid twice for it.
      const named = new Set<string>()
      for (const [at, word] of words.entries()) {
        if (numberOf(`m${word.form}`) !== undefined) continue
        const names = new Set([word.form, ...runsAround(words, at)])
        const listedHere = [...names].flatMap((name) => listed.get(name) ?? [])
        const others = new Set(listedHere.filter((other) => !named.has(other)))
        if (others.size === 0) continue
        for (const other of others) named.add(other)
        found.push({
          label: `${word.surface} = ${[...others].join(', ')}`,
          own: termsOf(word.surface),
          others: Array.from(others, (other) => ({ ids: termsOf(other), worth: WORTH })),
        })
      }
      return found.slice(0, ALTERNATIVES_MAX)
    },
  }
}
