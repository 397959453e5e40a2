/** The texts of a library as numbers of terms, read once; what is added later is read by the same numbers. */
import { makeBags, type Bags } from './bags.ts'
import type { Entry } from './tables.ts'
import type { Analyse } from './terms.ts'

export interface Corpus {
  terms: string[]
  /** Content word to its reading, as term numbers. */
  readings: Map<number, number>
  bodies: Bags
  titles: Bags
  titleOf: Uint32Array
  distinct: number
}

export interface TermReader {
  /** A text as numbers of terms with how often each comes; new terms are given the next numbers. */
  bagOf(text: string): [number, number][]
  numbers: Map<string, number>
  readings: Map<number, number>
}

export const termReader = (analyse: Analyse, numbers: Map<string, number>): TermReader => {
  const readings = new Map<number, number>()
  const bagOf = (text: string): [number, number][] => {
    const bag: [number, number][] = []
    const { terms, words } = analyse(text)
    for (const [term, count] of terms) {
      let id = numbers.get(term)
      if (id === undefined) numbers.set(term, (id = numbers.size))
      bag.push([id, count])
    }
    for (const { form, reading } of words) {
      const word = numbers.get(`m${form}`)
      const sound = numbers.get(`r${reading}`)
      if (word !== undefined && sound !== undefined && !readings.has(word)) readings.set(word, sound)
    }
    return bag
  }
  return { bagOf, numbers, readings }
}

/** Terms are numbered in the order of their first occurrence, so that the same input gives the same bytes. */
export const readCorpus = async (
  entries: Iterable<Entry>,
  analyse: Analyse,
  onEntry: (done: number) => Promise<void> | void,
): Promise<Corpus> => {
  const { bagOf, numbers, readings } = termReader(analyse, new Map())
  const bodies = makeBags()
  const titles = makeBags()
  const titleOf: number[] = []
  const firstTitles = new Set<string>()
  let number = 0
  for (const entry of entries) {
    for (const title of entry.titles) {
      titles.add(bagOf(title))
      titleOf.push(number)
    }
    if (entry.titles[0] !== undefined) firstTitles.add(entry.titles[0])
    bodies.add(bagOf(entry.body))
    number++
    await onEntry(number)
  }
  return {
    terms: [...numbers.keys()],
    readings,
    bodies: bodies.bags(),
    titles: titles.bags(),
    titleOf: Uint32Array.from(titleOf),
    distinct: firstTitles.size / (number || 1),
  }
}
