/** Text in, IPADIC morphemes out. */
import { loadTokeniser, type Token } from './lindera.ts'

export interface Morpheme {
  surface: string
  /** The dictionary form; the surface where the dictionary does not know the word. */
  base: string
  /** 名詞, 動詞 …; unknown words come back as nouns, which most of them are. */
  class: string
  /** 自立, 非自立, 代名詞 …; empty for unknown words. */
  subclass: string
  /** Katakana as written (ハ for the particle は); empty where no reading is known. */
  reading: string
}

const kana = /^[\u3041-\u3096\u30A1-\u30FA\u30FC-\u30FE\u309D\u309E]+$/u

/** Hiragana as katakana; every other character as it is. */
export const katakana = (text: string): string =>
  text.replace(/[\u3041-\u3096\u309D\u309E]/gu, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0x60),
  )

const known = (value: string | undefined): string => (value === undefined || value === '*' ? '' : value)

const morphemeOf = (token: Token): Morpheme => {
  const { surface } = token
  if (token.partOfSpeech === 'UNK') {
    return { surface, base: surface, class: '名詞', subclass: '', reading: kana.test(surface) ? katakana(surface) : '' }
  }
  return {
    surface,
    base: known(token.baseForm) || surface,
    class: token.partOfSpeech,
    subclass: known(token.partOfSpeechSubcategory1),
    reading: known(token.reading) || (kana.test(surface) ? katakana(surface) : ''),
  }
}

const utf8Width = (unit: number): number => {
  if (unit < 0x80) return 1
  // Each half of a surrogate pair stands for two of its four bytes.
  return unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3
}

/** Particles and auxiliaries, or signs (ノ is one to the dictionary); spaces between words are left aside. */
const leftOut =
  /[\u3041-\u3096\u30A1-\u30CD\u30CF-\u30FA\u309D\u309E][\u3041-\u3096\u30A1-\u30CD\u30CF-\u30FA\u309D\u309Eー]*|[^\s\u3041-\u3096\u30A1-\u30CD\u30CF-\u30FA\u309D\u309E]+/gu
const signs = /^[^\u3041-\u3096\u30A1-\u30CD\u30CF-\u30FA\u309D\u309E]/u

/** The few particles that may be written in kanji. */
const kanjiParticles = /[程迄位丈許之]/gu
const particleOf: Record<string, string> = {
  程: 'ほど',
  迄: 'まで',
  位: 'くらい',
  丈: 'だけ',
  許: 'ばかり',
  之: 'の',
}

const addLeftOut = (gap: string, morphemes: Morpheme[]): void => {
  const read = gap.replace(kanjiParticles, (character) => particleOf[character] ?? character)
  for (const [surface] of read.matchAll(leftOut)) {
    const reading = signs.test(surface) ? '' : katakana(surface)
    morphemes.push({ surface, base: surface, class: reading === '' ? '記号' : '助詞', subclass: '', reading })
  }
}

/** Puts back, between the tokens, the morphemes that were left out. */
const morphemesOf = (text: string, tokens: readonly Token[]): Morpheme[] => {
  const morphemes: Morpheme[] = []
  let at = 0
  let byte = 0
  for (const token of tokens) {
    if (byte < token.byteStart) {
      const from = at
      while (byte < token.byteStart) byte += utf8Width(text.charCodeAt(at++))
      addLeftOut(text.slice(from, at), morphemes)
    }
    morphemes.push(morphemeOf(token))
    at += token.surface.length
    byte = token.byteEnd
  }
  if (at < text.length) addLeftOut(text.slice(at), morphemes)
  return morphemes
}

let loading: Promise<(text: string) => Morpheme[]> | undefined

const load = async (): Promise<(text: string) => Morpheme[]> => {
  const tokenise = await loadTokeniser()
  return (text) => morphemesOf(text, tokenise(text))
}

/** The dictionary is 13 MB and takes a quarter of a second to load, so that the process loads it once. */
export const loadMorphemes = (): Promise<(text: string) => Morpheme[]> => (loading ??= load())
