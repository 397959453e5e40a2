/** The named patterns by which acts are recognised, and the one spelling in which they are looked for. */
import { z } from 'zod'
import { Failure } from '../base/failure.ts'
import { readWords } from '../base/words.ts'
import { fold } from '../japanese/fold.ts'

/** What some patterns decide by themselves; the others are only signs for the model. */
const MEANINGS = [
  'incident.lost',
  'incident.misdirected',
  'incident.infected',
  'incident.other',
  'danger',
  'secret',
  'mynumber',
  'prompt',
  'override',
  'records',
  'person',
  'if-unanswered',
  'judgement',
] as const
export type Meaning = (typeof MEANINGS)[number]

const shape = z.strictObject({
  spellings: z.array(z.tuple([z.string().min(1), z.string()])),
  words: z.record(z.string(), z.string().min(1)),
  patterns: z.record(
    z.string(),
    z.strictObject({
      as: z.string().min(1),
      yes: z.string().min(1),
      no: z.string().min(1),
      means: z.enum(MEANINGS).optional(),
    }),
  ),
})

/** One pattern with an example that it finds and one that it must leave alone. */
export interface ActPattern {
  name: string
  pattern: RegExp
  means: Meaning | null
  yes: string
  no: string
}

export interface ActPatterns {
  all: readonly ActPattern[]
  /** The text in one width, one case and one spelling, as the patterns expect it. */
  spelled: (text: string) => string
}

const KATAKANA = /[\u30a1-\u30f6]/gu
const KANA_SHIFT = 0x60
/** Whole messages in katakana come from old terminals: read as hiragana, their words are found. */
const unkatakana = (text: string): string =>
  /[\p{Script=Han}\p{Script=Hiragana}]/u.test(text)
    ? text
    : text.replace(KATAKANA, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) - KANA_SHIFT))

/** Blanks and signs with which words are torn apart, such as in パ ス ワ ー ド. */
const TORN = /(?<=[\u3040-\u30ff\u3400-\u9fff])[ \t*_~・|/\\-]+(?=[\u3040-\u30ff\u3400-\u9fff])/gu

/** The same key in katakana, for those who type whole words so. */
const katakanaOf = (key: string): string =>
  /^\p{Script=Hiragana}{3,}$/u.test(key)
    ? key.replaceAll(/[\u3041-\u3096]/gu, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) + KANA_SHIFT))
    : key

const expand = (name: string, source: string, words: Record<string, string>): string =>
  source.replaceAll(/\{([a-z-]+)\}/gu, (_, word: string) => {
    const found = words[word]
    if (found === undefined)
      throw new Failure('words.place', `The pattern ${name} names {${word}}, which is not there.`)
    return found
  })

/** Reads acts.yaml of the folder of words. */
export const readActPatterns = (promptsDir: string): ActPatterns => {
  const { spellings, words, patterns } = readWords(promptsDir, 'acts.yaml', shape)
  const written = new Map(
    spellings.flatMap(([key, plain]) => [[katakanaOf(key), plain] as const, [key, plain] as const]),
  )
  const longestFirst = [...written.keys()].sort((a, b) => b.length - a.length)
  const escaped = longestFirst.map((key) => key.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`))
  const spelling = new RegExp(escaped.join('|'), 'gu')
  return {
    all: Object.entries(patterns).map(([name, { as, yes, no, means }]) => ({
      name,
      pattern: new RegExp(expand(name, as, words), 'u'),
      means: means ?? null,
      yes,
      no,
    })),
    spelled: (text) =>
      unkatakana(fold(text).toLowerCase())
        .replaceAll(TORN, '')
        .replace(spelling, (key) => written.get(key) ?? key)
        .replaceAll(/[^\S\n]+/gu, ' ')
        .trim(),
  }
}
