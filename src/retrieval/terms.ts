/**
 * Turns a text into its terms. A term is a kind letter followed by its characters:
 *
 * - `m` content words in base form, `r` their katakana readings, `c` two adjacent nouns joined,
 * - `b` character bigrams, `k` single kanji, `y` katakana trigrams of the running reading, so that kana meets kanji.
 */
import { fold } from '../japanese/fold.ts'
import { katakana, type Morpheme } from './morphemes.ts'
import { joinNumerals } from './numerals.ts'
import { oneSpelling } from './orthography.ts'

export const KINDS = ['m', 'r', 'c', 'b', 'k', 'y'] as const
export type Kind = (typeof KINDS)[number]

/** Kana trigrams repeat what readings say and cross word borders, hence count half. */
export const kindWeight = (term: string): number => (term.startsWith('y') ? 0.5 : 1)

export interface Word {
  form: string
  /** Katakana of the base form; empty where none is known. */
  reading: string
  surface: string
  noun: boolean
  /** The place among all morphemes of the text; neighbours differ by one, sentences by more. */
  place: number
}

export interface Analysis {
  /** As `normalise` gives it. */
  text: string
  words: Word[]
  /** The running reading of the whole text, runs parted by a space. */
  kana: string
  /** The same, with a dash for every kana that is not of a content word written in hiragana. */
  typed: string
  /** Term to its number of occurrences. */
  terms: Map<string, number>
}

export type Analyse = (text: string) => Analysis

/** A run without a full stop is cut here, so that the tokeniser's time stays proportional to the length. */
const SENTENCE_CHARACTERS_MAX = 1_000

const STOP = new Set('する なる ある いる れる られる できる くださる ください 下さる もの こと ため よう'.split(' '))
const wordy = /[\p{L}\p{N}]/u
const hiragana = /[\u3041-\u309F]/gu
const kanji = /\p{Script=Han}/gu
/** Letters of one run: Japanese ones, or others and digits. */
const run =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆ヶ]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆ヶ])[\p{L}\p{N}])+/gu
const japaneseStart = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆ヶ]/u
const hiraganaOnly = /^[\u3041-\u309F]+$/u

export const normalise = (text: string): string => oneSpelling(fold(text).toLowerCase())

/** Sentences end at 。！？ and line ends (！ and ？ are half-width after folding); terms never cross them. */
const sentencesOf = (normalised: string): string[] => {
  const sentences: string[] = []
  for (const piece of normalised.split(/[。!?\n\r]+/u)) {
    for (let at = 0; at < piece.length; at += SENTENCE_CHARACTERS_MAX) {
      const sentence = piece.slice(at, at + SENTENCE_CHARACTERS_MAX).trim()
      if (sentence !== '') sentences.push(sentence)
    }
  }
  return sentences
}

/** 申し込み and 申込み are one word: with two kanji left, the kana between and after them say nothing. */
const withoutOkurigana = (base: string): string => {
  const bare = base.replace(hiragana, '')
  return bare !== base && (bare.match(kanji)?.length ?? 0) >= 2 ? bare : base
}

/** The reading of the base form, from the surface's: 申し込ん モウシコン gives 申し込む モウシコム. */
const baseReading = ({ surface, base, reading, subclass }: Morpheme): string => {
  if (surface === base || reading === '' || subclass === '数') return reading
  let shared = 0
  while (shared < surface.length && shared < base.length && surface[shared] === base[shared]) shared++
  const ending = katakana(surface.slice(shared))
  if (!reading.endsWith(ending)) return reading
  return reading.slice(0, reading.length - ending.length) + katakana(base.slice(shared))
}

const isNoun = (morpheme: Morpheme): boolean =>
  morpheme.class === '名詞' && !['非自立', '代名詞', '特殊'].includes(morpheme.subclass)

const isContent = (morpheme: Morpheme): boolean =>
  isNoun(morpheme) ||
  ((morpheme.class === '動詞' || morpheme.class === '形容詞') && morpheme.subclass === '自立') ||
  morpheme.class === '副詞' ||
  morpheme.class === '接頭詞'

const bigramsOf = (sentence: string, add: (term: string) => void): void => {
  for (const [letters] of sentence.matchAll(run)) {
    if (!japaneseStart.test(letters)) {
      add(`b${letters}`)
      continue
    }
    const characters = Array.from(letters)
    for (let i = 0; i + 1 < characters.length; i++) {
      const pair = `${characters[i]}${characters[i + 1]}`
      if (!hiraganaOnly.test(pair)) add(`b${pair}`)
    }
    if (characters.length === 1 && !hiraganaOnly.test(letters)) add(`b${letters}`)
  }
}

const trigramsOf = (kana: string, add: (term: string) => void): void => {
  for (const run of kana.split(' ')) {
    for (let i = 0; i + 2 < run.length; i++) add(`y${run.slice(i, i + 3)}`)
    if (run.length === 2) add(`y${run}`)
  }
}

const wordOf = (morpheme: Morpheme, place: number): Word | null => {
  if (!isContent(morpheme) || !wordy.test(morpheme.base) || STOP.has(morpheme.base)) return null
  return {
    form: withoutOkurigana(morpheme.base),
    reading: baseReading(morpheme),
    surface: morpheme.surface,
    noun: (isNoun(morpheme) && morpheme.subclass !== '副詞可能') || morpheme.class === '接頭詞',
    place,
  }
}

/** The terms that words and their neighbourhood give; used for whole texts and for words taken from a list. */
export const wordTerms = (words: readonly Word[], add: (term: string) => void): void => {
  let previous: Word | undefined
  for (const word of words) {
    add(`m${word.form}`)
    if (word.reading !== '') add(`r${word.reading}`)
    for (const [character] of word.form.matchAll(kanji)) add(`k${character}`)
    if (previous !== undefined && neighbours(previous, word)) add(`c${previous.form}${word.form}`)
    previous = word
  }
}

/** Nouns that follow each other without anything between. */
export const neighbours = (one: Word | undefined, next: Word | undefined): boolean =>
  one?.noun === true && next?.noun === true && next.place === one.place + 1

/** All terms of one word standing alone, its kana trigrams left out. */
export const termsOfWord = (word: Word): string[] => {
  const terms = new Set<string>()
  const add = (term: string): void => void terms.add(term)
  wordTerms([word], add)
  bigramsOf(word.form, add)
  return [...terms]
}

const oneSpace = (runs: readonly string[]): string => runs.join(' ').replace(/\s+/gu, ' ').trim()

export const analyser =
  (tokenise: (text: string) => Morpheme[]): Analyse =>
  (text) => {
    const terms = new Map<string, number>()
    const add = (term: string): void => void terms.set(term, (terms.get(term) ?? 0) + 1)
    const words: Word[] = []
    const runs: string[] = []
    const typedRuns: string[] = []
    let place = 0
    const plain = normalise(text)
    for (const sentence of sentencesOf(plain)) {
      let run = ''
      let typedRun = ''
      for (const morpheme of joinNumerals(tokenise(sentence))) {
        place++
        const word = wordOf(morpheme, place)
        if (word !== null) words.push(word)
        const reading = morpheme.class === '記号' || morpheme.reading === '' ? ' ' : morpheme.reading
        run += reading
        typedRun +=
          reading === ' ' || (word !== null && hiraganaOnly.test(word.surface)) ? reading : '-'.repeat(reading.length)
      }
      place++
      runs.push(run)
      typedRuns.push(typedRun)
      bigramsOf(sentence, add)
    }
    const kana = oneSpace(runs)
    wordTerms(words, add)
    trigramsOf(kana, add)
    return { text: plain, words, kana, typed: oneSpace(typedRuns), terms }
  }
