/** Finds words of a query for which other words exist, so that they may stand in for them. */
import { once } from '../base/once.ts'
import { recent } from '../base/recent.ts'
import { grouped } from '../base/grouping.ts'
import type { Library } from '../vocabulary/types.ts'
import { standInTerms, type Alternative } from './stand-ins.ts'
import type { NumberOf } from './tables.ts'
import type { Analyse, Analysis, Word } from './terms.ts'

/** A synonym is right about the matter more often than not, but never as good as the word itself. */
const WORTH = 0.7
const EVERYDAY_WORTH = 0.5
/** Groups are written by people; a longer one is a list of hyponyms that would blur the query. */
const OTHERS_MAX = 12
/** Kana is compared without word borders, hence only where chance is small. */
const KANA_CHARACTERS_MIN = 4
const ALTERNATIVES_MAX = 12

interface Member {
  text: string
  words: Word[]
  forms: string[]
  kana: string
  ids: number[]
}

/** A word with those that may stand in for it. */
interface Listed {
  member: Member
  others: Member[]
  worth: number
}

interface Thesaurus {
  alternatives(analysis: Analysis): Alternative[]
  /** The words that have stand-ins; people may type them in kana. */
  words: readonly Word[]
}

/** Words that follow each other in a query, with what may stand in for them. */
interface Phrase {
  forms: readonly string[]
  lists: readonly Listed[]
  alternative: Alternative
}

interface Span {
  from: number
  to: number
  phrase: Phrase
}

/** Listed words are the same in one index after another: more than any list has. */
const LISTED_MAX = 5_000
const listedReader = once((analyse: Analyse) => recent(analyse, LISTED_MAX))

const memberOf = (text: string, analyse: Analyse, numberOf: NumberOf): Member => {
  const analysis = listedReader(analyse)(text)
  const { text: plain, words, kana } = analysis
  const ids = standInTerms(analysis, numberOf)
  return { text: plain, words, forms: words.map((word) => word.form), kana: kana.replaceAll(' ', ''), ids }
}

/** What a library knows of words that stand for one another. */
type Knowing = Pick<Library, 'thesaurus' | 'everyday'>

const listedOf = ({ thesaurus, everyday = [] }: Knowing, memberFor: (text: string) => Member) => {
  const listed: Listed[] = []
  const list = (own: string, others: readonly string[], worth: number): void => {
    const rest = others.filter((other) => other !== own).map(memberFor)
    const useful = rest.filter(({ ids }) => ids.length > 0).slice(0, OTHERS_MAX)
    if (useful.length > 0) listed.push({ member: memberFor(own), others: useful, worth })
  }
  for (const group of thesaurus) for (const own of group) list(own, group, WORTH)
  for (const { people, offices } of everyday) {
    for (const own of people) list(own, [...people, ...offices], EVERYDAY_WORTH)
    for (const own of offices) if (!people.includes(own)) list(own, people, EVERYDAY_WORTH)
  }
  return listed
}

/** Lists that have a word in common each know others for it; a word in several of them counts once, at its best. */
const alternativeOf = (lists: readonly Listed[], own: number[]): Alternative => {
  const worths = new Map<Member, number>()
  for (const { others, worth } of lists) {
    for (const other of others) worths.set(other, Math.max(worth, worths.get(other) ?? 0))
  }
  return {
    label: `${lists[0]?.member.text} = ${[...worths.keys()].map((other) => other.text).join(', ')}`,
    own,
    others: Array.from(worths, ([{ ids }, worth]) => ({ ids, worth })),
  }
}

const ownOf = (lists: readonly Listed[]): number[] => lists[0]?.member.ids ?? []

/** Made once, since what an alternative does to a query is worked out once for each. */
const phrasesOf = (listed: readonly Listed[]): Map<string, Phrase[]> => {
  const worded = listed.filter(({ member }) => member.forms.length > 0)
  const phrases = Array.from(grouped(worded, ({ member }) => member.forms.join(' ')).values(), (lists) => ({
    forms: lists[0]?.member.forms ?? [],
    lists,
    alternative: alternativeOf(lists, ownOf(lists)),
  }))
  return grouped(phrases, ({ forms: [first = ''] }) => first)
}

interface Spelling {
  text: string
  alternative: Alternative
}

/** Words without content of their own (いつまで, どこ) are found by their letters, the first of which is the key. */
const spellingsOf = (listed: readonly Listed[]): Map<string, Spelling[]> => {
  const bare = listed.filter(({ member }) => member.forms.length === 0 && member.text !== '')
  const spellings = Array.from(
    grouped(bare, ({ member }) => member.text),
    ([text, lists]) => ({
      text,
      alternative: alternativeOf(lists, []),
    }),
  )
  return grouped(spellings, ({ text }) => text.charAt(0))
}

const kanaOnly = (normalised: string): boolean => !/[\p{Script=Han}a-z]/u.test(normalised)

export const thesaurusOf = (knowing: Knowing, analyse: Analyse, numberOf: NumberOf): Thesaurus => {
  const members = new Map<string, Member>()
  const memberFor = (text: string): Member => {
    let member = members.get(text)
    if (member === undefined) members.set(text, (member = memberOf(text, analyse, numberOf)))
    return member
  }
  const listed = listedOf(knowing, memberFor)
  const phrases = phrasesOf(listed)
  const spellings = spellingsOf(listed)
  const heard = listed.filter(({ member }) => member.kana.length >= KANA_CHARACTERS_MIN)

  const spansOf = ({ words }: Analysis): Span[] => {
    const spans: Span[] = []
    for (const [from, word] of words.entries()) {
      for (const phrase of phrases.get(word.form) ?? []) {
        const { forms } = phrase
        if (forms.every((form, i) => words[from + i]?.form === form)) {
          spans.push({ from, to: from + forms.length, phrase })
        }
      }
    }
    // 在宅勤務 is one idea: what lies inside a longer match is not looked at by itself.
    const inside = (a: Span, b: Span): boolean => a.from >= b.from && a.to <= b.to && a.to - a.from < b.to - b.from
    return spans.filter((span) => !spans.some((other) => inside(span, other)))
  }
  const speltIn = (text: string): Set<Alternative> => {
    const found = new Set<Alternative>()
    for (let at = 0; at < text.length; at++) {
      for (const spelling of spellings.get(text.charAt(at)) ?? []) {
        if (text.startsWith(spelling.text, at)) found.add(spelling.alternative)
      }
    }
    return found
  }
  /** In kana the words of a phrase are not told apart; those that were are not heard again. */
  const heardIn = (kana: string, spans: readonly Span[]): Alternative[] => {
    const seen = new Set(spans.flatMap(({ phrase }) => phrase.lists))
    const hearing = heard.filter((one) => kana.includes(one.member.kana) && !seen.has(one))
    const same = grouped(hearing, ({ member }) => member.kana).values()
    return Array.from(same, (lists) => alternativeOf(lists, ownOf(lists)))
  }
  return {
    words: listed.flatMap(({ member }) => (member.words.length === 1 ? member.words : [])),
    alternatives: (analysis) => {
      const { text } = analysis
      const spans = spansOf(analysis)
      const found = spans.map(({ phrase }) => phrase.alternative)
      const sounds = kanaOnly(text) ? heardIn(analysis.kana.replaceAll(' ', ''), spans) : []
      return [...found, ...speltIn(text), ...sounds].slice(0, ALTERNATIVES_MAX)
    },
  }
}
