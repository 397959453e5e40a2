/**
 * Understands questions that are not typed the way documents are written: in kana only, in half-width letters,
 * shortened, or with a slip of the fingers. The corpus's own words are the dictionary.
 */
import { push } from '../base/grouping.ts'
import { katakana } from './morphemes.ts'
import type { Alternative } from './stand-ins.ts'
import type { NumberOf, Tables } from './tables.ts'
import { termsOfWord, wordTerms, type Analyse, type Analysis, type Word } from './terms.ts'

/** A corrected word is nearly as good as one typed right. */
const CORRECTED_WORTH = 0.8
const SHORTENED_WORTH = 0.6
/** Shorter words have too many neighbours one letter away. */
const CORRECTED_CHARACTERS_MIN = 4
const CORRECTIONS_MAX = 3
const SHORTENED_MAX = 4
const KANA_WORD_MIN = 2
/** Among kanji, less kana than this is a word that is usually written so. */
const HEARD_AMONG_KANJI_MIN = 4
const KANA_WORD_MAX = 14

interface Typing {
  /** The analysis of a query, with the words that its kana stand for. */
  read(text: string): Analysis
  /** Known words that unknown ones may have been meant to be. */
  corrections(analysis: Analysis, unknown: readonly string[]): Alternative[]
}

const kanaRun = /^[\u30A1-\u30FAー]+$/u
const spelt = /^(?:[\u30A1-\u30FAー]+|[a-z]+)$/u
const verbEnding = /[うくぐすずつづぬふぶむる]$/u

const deletions = (word: string): string[] =>
  Array.from({ length: word.length }, (_, at) => word.slice(0, at) + word.slice(at + 1))

/** True when one letter left out, added, replaced or swapped with its neighbour makes the one word the other. */
export const oneSlipApart = (a: string, b: string): boolean => {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let from = 0
  while (from < a.length && from < b.length && a[from] === b[from]) from++
  let ends = 0
  while (ends < a.length - from && ends < b.length - from && a[a.length - 1 - ends] === b[b.length - 1 - ends]) ends++
  const restA = a.slice(from, a.length - ends)
  const restB = b.slice(from, b.length - ends)
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}

interface Vocabulary {
  /** Reading (of verbs also the stem) to words. */
  byKana: Map<string, Word[]>
  /** Words of katakana or Latin letters by themselves and by what is left after leaving out one letter. */
  byDeletion: Map<string, Word[]>
  /** Beginnings of long katakana words. */
  bySpelling: Word[]
}

const vocabularyOf = (tables: Tables, numberOf: NumberOf, more: readonly Word[]): Vocabulary => {
  const words: Word[] = []
  const seen = new Set<string>()
  for (const [id, term] of tables.terms.entries()) {
    if (!term.startsWith('m') || numberOf(term) === undefined) continue
    const form = term.slice(1)
    const reading = tables.terms[(tables.readingOf[id] ?? 0) - 1]?.slice(1) ?? ''
    seen.add(form)
    words.push({ form, reading, surface: form, noun: !verbEnding.test(form), place: 0 })
  }
  for (const word of more) if (!seen.has(word.form)) words.push(word)
  const vocabulary: Vocabulary = { byKana: new Map(), byDeletion: new Map(), bySpelling: [] }
  for (const word of words) {
    const { form, reading } = word
    if (reading.length >= KANA_WORD_MIN && reading.length <= KANA_WORD_MAX) push(vocabulary.byKana, reading, word)
    if (verbEnding.test(form) && reading.length > KANA_WORD_MIN) push(vocabulary.byKana, reading.slice(0, -1), word)
    if (form.length >= CORRECTED_CHARACTERS_MIN - 1 && spelt.test(form)) {
      for (const key of [form, ...deletions(form)]) push(vocabulary.byDeletion, key, word)
      vocabulary.bySpelling.push(word)
    }
  }
  return vocabulary
}

/** What a question is put with. Among kana it must not be heard as words: いつからいつまで has no 妻 in it. */
const QUESTION_KANA: ReadonlySet<string> = new Set(
  [
    'いつ いつから いつまで いつまでに いつごろ いつですか どこ どこで どこに どこの どこから どこですか だれ だれが だれに',
    'なに なにを なにが なん なんの なんで なんですか なんでしょうか どう どうすれば どうやって どうやったら どうして どうなる',
    'どうですか どうなりますか どんな どれ どれくらい どのくらい どの どちら どちらですか いくら いくらですか いくつ いくつですか',
    'なぜ なぜですか ですか でしょうか でしたか でしたっけ だっけ ますか ましたか ません ませんか ありますか ありましたか',
    'できますか できるか できましたか していますか してますか しましたか されていますか されましたか ください おしえて',
    'おしえてください おしえてほしい しりたい しりたいです ほしい ほしいです したい したいです すれば すればいい すればいいですか',
    'いい いいですか いいの よい よいですか よいでしょうか について とは なら たら から まで など とき これ それ あれ この その',
    'はいつ はどこ はどう はだれ はなに はなん はいくら',
  ]
    .join(' ')
    .split(' ')
    .map(katakana),
)

/** Cuts a run of kana into known words so that long words win, and returns them in order. */
const cutKana = (run: string, byKana: ReadonlyMap<string, readonly Word[]>): Word[][] => {
  const best = new Float64Array(run.length + 1)
  const from = new Int32Array(run.length + 1).fill(-1)
  for (let end = 1; end <= run.length; end++) {
    best[end] = best[end - 1] as number
    for (let length = KANA_WORD_MIN; length <= Math.min(KANA_WORD_MAX, end); length++) {
      const piece = run.slice(end - length, end)
      if (!byKana.has(piece) && !QUESTION_KANA.has(piece)) continue
      const value = (best[end - length] as number) + (length - 1) ** 2
      if (value <= (best[end] as number)) continue
      best[end] = value
      from[end] = end - length
    }
  }
  const words: Word[][] = []
  for (let end = run.length; end > 0;) {
    const start = from[end] as number
    const piece = run.slice(Math.max(0, start), end)
    if (start >= 0 && !QUESTION_KANA.has(piece)) words.unshift([...(byKana.get(piece) ?? [])])
    end = start >= 0 ? start : end - 1
  }
  return words
}

/** 確定申告 is said 確申, テレワークマネージャー テレマネ: the beginnings of both halves. */
const shortOf = (left: string, right: string): string =>
  kanaRun.test(left) && kanaRun.test(right)
    ? left.slice(0, 2) + right.slice(0, 2)
    : `${Array.from(left)[0]}${Array.from(right)[0]}`

const shortForms = (tables: Tables, numberOf: NumberOf): Map<string, string[]> => {
  const forms = new Map<string, string[]>()
  for (const term of tables.terms) {
    if (!term.startsWith('c') || numberOf(term) === undefined) continue
    const pair = term.slice(1)
    for (let at = 2; at <= pair.length - 2; at++) {
      const [left, right] = [pair.slice(0, at), pair.slice(at)]
      if (numberOf(`m${left}`) === undefined || numberOf(`m${right}`) === undefined) continue
      push(forms, shortOf(left, right), pair)
    }
  }
  return forms
}

/** Homophones: each stands as a word of its own, as many as one may mean. */
const HOMOPHONES_MAX = 3

/** Among kanji the running reading says again what the words say, but for what was typed in kana instead of kanji. */
const dropSpelt = ({ kana, typed, terms }: Analysis): void => {
  const heard = new Set<string>()
  for (let at = 0; at < kana.length; at++) {
    if (/[^- ]/u.test(typed.slice(at, at + 3))) heard.add(`y${kana.slice(at, at + 3)}`)
  }
  for (const term of terms.keys()) if (term.startsWith('y') && !heard.has(term)) terms.delete(term)
}

export const typingOf = (tables: Tables, analyse: Analyse, numberOf: NumberOf, more: readonly Word[]): Typing => {
  // Made when they are first needed: of a large library they take a second, and most questions need neither.
  let words: Vocabulary | null = null
  const vocabulary = (): Vocabulary => (words ??= vocabularyOf(tables, numberOf, more))
  let shortened: Map<string, string[]> | null = null
  const shorts = (): Map<string, string[]> => (shortened ??= shortForms(tables, numberOf))
  const idsOf = (terms: readonly string[]): number[] => terms.flatMap((term) => numberOf(term) ?? [])

  /** Adds the words that runs of kana stand for; the trigrams of its reading stay as they are. */
  const addHeard = (analysis: Analysis, runs: readonly string[]): void => {
    let place = (analysis.words.at(-1)?.place ?? 0) + 2
    for (const run of runs) {
      for (const same of cutKana(run, vocabulary().byKana)) {
        place++
        for (const word of same.slice(0, HOMOPHONES_MAX)) {
          const heard = { ...word, place }
          if (!analysis.words.some(({ form }) => form === word.form)) analysis.words.push(heard)
          for (const term of termsOfWord(heard)) if (!analysis.terms.has(term)) analysis.terms.set(term, 1)
        }
      }
    }
    wordTerms(analysis.words, (term) => {
      if (term.startsWith('c') && !analysis.terms.has(term)) analysis.terms.set(term, 1)
    })
  }

  const correctionsOf = (form: string): Word[] => {
    const found = new Set<Word>()
    for (const key of [form, ...deletions(form)]) {
      for (const word of vocabulary().byDeletion.get(key) ?? []) if (oneSlipApart(form, word.form)) found.add(word)
    }
    if (found.size === 0 && kanaRun.test(form)) {
      for (const word of vocabulary().bySpelling) if (word.form.startsWith(form)) found.add(word)
    }
    return [...found].slice(0, CORRECTIONS_MAX)
  }

  const shortenedOf = (unknown: readonly string[]): Alternative[] => {
    const spoken = unknown.filter((term) => term.startsWith('b') || term.startsWith('m')).map((term) => term.slice(1))
    if (spoken.length === 0) return []
    const known = new Set(spoken.filter((short) => shorts().has(short)))
    return Array.from(known, (short) => {
      const pairs = (shorts().get(short) ?? []).slice(0, SHORTENED_MAX)
      const others = pairs.map((pair) => ({
        ids: idsOf([...analyse(pair).terms.keys()].filter((term) => !term.startsWith('y'))),
        worth: SHORTENED_WORTH,
      }))
      return { label: `${short} = ${pairs.join(', ')}`, own: [], others }
    })
  }

  return {
    read: (text) => {
      const analysis = analyse(text)
      const plain = analysis.text
      const hiragana = /[\u3041-\u3096]/u.test(plain)
      // Without any hiragana the katakana may be half-width typing of what is written in hiragana.
      if (!hiragana && /[\uFF66-\uFF9D]/u.test(text)) {
        const soft = plain.replace(/[\u30A1-\u30F6]/gu, (kana) =>
          String.fromCodePoint((kana.codePointAt(0) ?? 0) - 0x60),
        )
        const other = analyse(soft)
        for (const [term, count] of other.terms) if (!analysis.terms.has(term)) analysis.terms.set(term, count)
        analysis.words.push(...other.words.filter(({ form }) => !analysis.words.some((word) => word.form === form)))
      }
      if (/\p{Script=Han}/u.test(plain)) {
        dropSpelt(analysis)
        const runs = analysis.typed.split(/[- ]+/u)
        addHeard(
          analysis,
          runs.filter(({ length }) => length >= HEARD_AMONG_KANJI_MIN),
        )
      } else if (!/[a-z]/u.test(plain)) addHeard(analysis, analysis.kana.split(' '))
      return analysis
    },
    corrections: (analysis, unknown) => {
      const unheard = analysis.words.filter(
        ({ form, reading }) =>
          form.length >= CORRECTED_CHARACTERS_MIN - 1 &&
          numberOf(`m${form}`) === undefined &&
          numberOf(`r${reading}`) === undefined &&
          spelt.test(katakana(form)),
      )
      const corrected = unheard.flatMap(({ form }) => {
        const words = correctionsOf(katakana(form))
        if (words.length === 0) return []
        const others = words
          .map((word) => ({ ids: idsOf(termsOfWord(word)), worth: CORRECTED_WORTH }))
          .filter(({ ids }) => ids.length > 0)
        return [{ label: `${form} = ${words.map((word) => word.form).join(', ')}`, own: [], others }]
      })
      return [...corrected, ...shortenedOf(unknown)]
    },
  }
}
