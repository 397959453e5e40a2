/** The only file that knows lindera: loads it with its dictionary, and has its tokens handed over quickly. */
import { createRequire } from 'node:module'
import type * as Lindera from 'lindera-wasm-nodejs-ipadic'
import { Failure, wordsOf } from '../base/failure.ts'
import { type Exports, type Functions, type Imports, type Instantiate, type Memory, trim } from './trimmed.ts'

/** What lindera hands over; the detail fields are missing on unknown words. */
export interface Token {
  surface: string
  /** Offsets into the text as UTF-8. */
  byteStart: number
  byteEnd: number
  partOfSpeech: string
  partOfSpeechSubcategory1?: string
  baseForm?: string
  reading?: string
}

/**
 * Left out of what lindera hands over, since handing over a token takes ten times as long as finding it. All of
 * them read as they are written, or are signs without a reading.
 */
const LEFT_OUT = [
  '助動詞',
  ...['格助詞,一般', '格助詞,引用', '接続助詞', '係助詞', '副助詞', '連体化', '並立助詞', '終助詞', '副詞化'].map(
    (kind) => `助詞,${kind}`,
  ),
  '助詞,副助詞／並立助詞／終助詞',
  ...['一般', '句点', '読点', '括弧開', '括弧閉'].map((kind) => `記号,${kind}`),
]

/** What is used of it; the types of Node leave it out. */
declare const WebAssembly: { Instance: Instantiate }

/** After loading, so that nobody waits for it. */
const TRIM_MS = 1_500

/**
 * Called from WebAssembly for each field of each token: sets one in an object, and makes a string of bytes. A version
 * of lindera that names them otherwise keeps its own.
 */
export const SET_FIELD = '__wbg_set_781438a03c0c3c81'
export const READ_TEXT = '__wbindgen_cast_2241b6af4c4b2941'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** Most strings are a few Japanese or plain letters, for which asking the decoder takes longer than reading them. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string => {
  let text = ''
  for (let at = from; at < to;) {
    const byte = bytes[at] as number
    if (byte < 0x80) {
      text += String.fromCharCode(byte)
      at++
    } else if (byte >= 0xe0 && byte < 0xf0) {
      const [second, third] = [bytes[at + 1] as number, bytes[at + 2] as number]
      text += String.fromCharCode(((byte & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f))
      at += 3
    } else return decoder.decode(bytes.subarray(from, to))
  }
  return text
}

/**
 * lindera finds a word in a fraction of the time that it takes to hand it over, more than half of which is spent in
 * these two functions. They are replaced by ones that do the same with less ado.
 */
const quickened = (imports: Imports, memory: () => Memory): Imports => {
  let bytes = new Uint8Array(0)
  const quick: Functions = {
    [SET_FIELD]: (object: Record<string, unknown>, field: string, value: unknown): boolean => {
      object[field] = value
      return true
    },
    [READ_TEXT]: (from: number, length: number): string => {
      // Memory that has grown is another buffer, and the old one is empty.
      if (bytes.byteLength === 0) bytes = new Uint8Array(memory().buffer)
      return textOf(bytes, from >>> 0, (from >>> 0) + length)
    },
  }
  return Object.fromEntries(
    Object.entries(imports).map(([name, functions]) => {
      const known = Object.entries(quick).filter(([own]) => own in functions)
      return [name, { ...functions, ...Object.fromEntries(known) }]
    }),
  )
}

interface Loaded {
  package: typeof Lindera
  /** Gives back what only loading its dictionary needed. */
  trim: () => void
}

/** The package makes its instance while it is loaded, and nothing else runs meanwhile. */
const loadQuickened = (): Loaded => {
  const require = createRequire(import.meta.url)
  const { Instance } = WebAssembly
  let made: { exports: Exports; fresh: () => Record<string, unknown> } | null = null
  WebAssembly.Instance = class extends Instance {
    constructor(module: object, imports: Imports) {
      const quick = quickened(imports, () => exports.memory)
      super(module, quick)
      const exports = { ...this.exports } as Exports
      made = { exports, fresh: () => new Instance(module, quick).exports }
      Object.defineProperty(this, 'exports', { value: exports })
    }
  }
  try {
    const loaded = require('lindera-wasm-nodejs-ipadic') as typeof Lindera
    return { package: loaded, trim: () => made && trim(made.exports, made.fresh) }
  } finally {
    WebAssembly.Instance = Instance
  }
}

export const loadTokeniser = async (trimMs = TRIM_MS): Promise<(text: string) => Token[]> => {
  try {
    const { package: lindera, trim: giveBack } = loadQuickened()
    const builder = new lindera.TokenizerBuilder()
    builder.setDictionary('embedded://ipadic')
    builder.setMode('normal')
    builder.appendTokenFilter('japanese_stop_tags', { tags: LEFT_OUT })
    const tokeniser = builder.build()
    const trimmed = () => {
      giveBack()
      // Views of the old memory are kept, and made anew where they are needed: when settings and words are read.
      tokeniser.tokenize('窓口')
      const other = new lindera.TokenizerBuilder()
      other.appendTokenFilter('japanese_stop_tags', { tags: LEFT_OUT })
      other.free()
    }
    setTimeout(trimmed, trimMs).unref()
    return (text) => tokeniser.tokenize(text) as Token[]
  } catch (cause) {
    throw new Failure('tokeniser', `The Japanese dictionary does not load (${wordsOf(cause)}); run npm ci again.`, {
      cause,
    })
  }
}
