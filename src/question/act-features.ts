/** What the model of acts sees of a message: its characters, the named patterns in it, and which stand together. */
import type { ActPatterns, Meaning } from './act-patterns.ts'

/** Feature by hash, with how much of it there is. */
export type Features = Map<number, number>

/** Hashes of 24 bits: with some ten thousand features in use, few meet. */
export const FEATURE_BITS = 24
const MASK = 2 ** FEATURE_BITS - 1
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

const hash = (text: string): number => {
  let value = FNV_OFFSET
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME)
  return ((value >>> 0) ^ (value >>> FEATURE_BITS)) & MASK
}

/** Longer texts are read at both ends: what is wanted stands there, and pasted documents must not cost time. */
const HEAD = 700
const TAIL = 300
const NGRAM_MAX = 5
/** How much the characters together weigh beside one pattern. */
const CHARACTERS_WEIGHT = 5
const PAIR_WEIGHT = 0.5
/** A pattern found this near the end belongs to what is wanted. */
const END = 14

const endsOf = (text: string): string =>
  text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`

/** Figures, addresses and numbers are one sign each: which it is tells nothing of the act. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\w.+-]{1,64}@[\w.-]{1,100}/gu, '@')
    .replaceAll(/0\d{1,4}[-() ]{0,2}\d{1,4}[-) ]{0,2}\d{3,4}/gu, '☎')
    .replaceAll(/\d+/gu, '0')
    .replaceAll(/[。.!！、,\s]+/gu, ' ')

const addCharacters = (text: string, features: Features): void => {
  const said = `^${plain(text).trim()}$`
  const seen = new Set<string>()
  for (let at = 0; at < said.length; at++) {
    for (let n = 1; n <= NGRAM_MAX && at + n <= said.length; n++) seen.add(said.slice(at, at + n))
  }
  const each = CHARACTERS_WEIGHT / Math.sqrt(seen.size)
  for (const gram of seen) features.set(hash(gram), each)
}

/** A text as it is looked at, with the patterns that are found in it, in their order. */
export interface Sighted {
  text: string
  found: { name: string; means: Meaning | null; end: number }[]
}

/** Looks for every pattern in a text: at both ends, where it is long. */
export const sight = (given: string, patterns: ActPatterns): Sighted => {
  const text = endsOf(patterns.spelled(given))
  const found = patterns.all.flatMap(({ name, means, pattern }) => {
    const match = pattern.exec(text)
    return match === null ? [] : [{ name, means, at: match.index, end: match.index + match[0].length }]
  })
  return { text, found: found.sort((a, b) => a.at - b.at) }
}

/** Features of a text and of what was found in it. */
export const featuresOf = ({ text, found }: Sighted): Features => {
  const features: Features = new Map()
  addCharacters(text, features)
  for (const [i, { name, end }] of found.entries()) {
    features.set(hash(`pattern ${name}`), 1)
    if (text.length - end <= END) features.set(hash(`ends ${name}`), 1)
    for (const other of found.slice(i + 1)) {
      const pair = name < other.name ? `${name} ${other.name}` : `${other.name} ${name}`
      features.set(hash(`pair ${pair}`), PAIR_WEIGHT)
    }
  }
  features.set(hash('always'), 1)
  return features
}
