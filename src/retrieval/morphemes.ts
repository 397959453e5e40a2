/** The only file that knows the tokeniser: text in, IPADIC morphemes out. */
import type { Tokenizer } from 'lindera-wasm-nodejs-ipadic'
import { Failure, wordsOf } from '../errors.ts'

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

/** What lindera hands over; the detail fields are missing on unknown words. */
interface LinderaToken {
  surface: string
  partOfSpeech: string
  partOfSpeechSubcategory1?: string
  baseForm?: string
  reading?: string
}

const kana = /^[\u3041-\u3096\u30A1-\u30FA\u30FC-\u30FE\u309D\u309E]+$/u

/** Hiragana as katakana; every other character as it is. */
export const katakana = (text: string): string =>
  text.replace(/[\u3041-\u3096\u309D\u309E]/gu, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0x60),
  )

const known = (value: string | undefined): string => (value === undefined || value === '*' ? '' : value)

const morphemeOf = (token: LinderaToken): Morpheme => {
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

let loading: Promise<(text: string) => Morpheme[]> | undefined

const load = async (): Promise<(text: string) => Morpheme[]> => {
  let tokenizer: Tokenizer
  try {
    const { TokenizerBuilder } = await import('lindera-wasm-nodejs-ipadic')
    const builder = new TokenizerBuilder()
    builder.setDictionary('embedded://ipadic')
    builder.setMode('normal')
    tokenizer = builder.build()
  } catch (cause) {
    throw new Failure('tokeniser', `The Japanese dictionary does not load (${wordsOf(cause)}); run npm ci again.`, {
      cause,
    })
  }
  return (text) => (tokenizer.tokenize(text) as LinderaToken[]).map(morphemeOf)
}

/** The dictionary is 13 MB and takes a quarter of a second to load, so that the process loads it once. */
export const loadMorphemes = (): Promise<(text: string) => Morpheme[]> => (loading ??= load())
