/** Finds words of a query for which other words exist, so that they may stand in for them. */
import type { Synonyms } from '../desk/types.ts'
import type { Everyday } from './everyday.ts'
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

interface Span {
  from: number
  to: number
  listed: Listed
}

const memberOf = (text: string, analyse: Analyse, numberOf: NumberOf): Member => {
  const analysis = analyse(text)
  const { text: plain, words, kana } = analysis
  const ids = standInTerms(analysis, numberOf)
  return { text: plain, words, forms: words.map((word) => word.form), kana: kana.replaceAll(' ', ''), ids }
}

const listedOf = (groups: readonly Synonyms[], everyday: readonly Everyday[], memberFor: (text: string) => Member) => {
  const listed: Listed[] = []
  const list = (own: string, others: readonly string[], worth: number): void => {
    const rest = others.filter((other) => other !== own).map(memberFor)
    const useful = rest.filter(({ ids }) => ids.length > 0).slice(0, OTHERS_MAX)
    if (useful.length > 0) listed.push({ member: memberFor(own), others: useful, worth })
  }
  for (const group of groups) for (const own of group) list(own, group, WORTH)
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

/** Things that agree in `key`, in the order of their first. */
const grouped = <T>(things: readonly T[], keyOf: (thing: T) => string): T[][] => {
  const groups = new Map<string, T[]>()
  for (const thing of things) {
    const key = keyOf(thing)
    groups.set(key, [...(groups.get(key) ?? []), thing])
  }
  return [...groups.values()]
}

const kanaOnly = (normalised: string): boolean => !/[\p{Script=Han}a-z]/u.test(normalised)

export const thesaurusOf = (
  groups: readonly Synonyms[],
  everyday: readonly Everyday[],
  analyse: Analyse,
  numberOf: NumberOf,
): Thesaurus => {
  const members = new Map<string, Member>()
  const memberFor = (text: string): Member => {
    let member = members.get(text)
    if (member === undefined) members.set(text, (member = memberOf(text, analyse, numberOf)))
    return member
  }
  const listed = listedOf(groups, everyday, memberFor)
  const byFirst = new Map<string, Listed[]>()
  for (const one of listed) {
    const first = one.member.forms[0]
    if (first === undefined) continue
    const same = byFirst.get(first)
    if (same === undefined) byFirst.set(first, [one])
    else same.push(one)
  }
  /** Words without content of their own (いつまで, どこ) are found by their letters. */
  const bare = new Map<string, Listed[]>()
  for (const one of listed) {
    const [first] = one.member.text
    if (one.member.forms.length === 0 && first !== undefined) bare.set(first, [...(bare.get(first) ?? []), one])
  }
  const bareIn = (text: string): Listed[] =>
    [...new Set(text)].flatMap((first) => bare.get(first) ?? []).filter(({ member }) => text.includes(member.text))
  const heard = listed.filter(({ member }) => member.kana.length >= KANA_CHARACTERS_MIN)

  const spansOf = ({ words }: Analysis): Span[] => {
    const spans: Span[] = []
    for (const [from, word] of words.entries()) {
      for (const one of byFirst.get(word.form) ?? []) {
        const { forms } = one.member
        if (forms.every((form, i) => words[from + i]?.form === form)) {
          spans.push({ from, to: from + forms.length, listed: one })
        }
      }
    }
    // 在宅勤務 is one idea: what lies inside a longer match is not looked at by itself.
    const inside = (a: Span, b: Span): boolean => a.from >= b.from && a.to <= b.to && a.to - a.from < b.to - b.from
    return spans.filter((span) => !spans.some((other) => inside(span, other)))
  }
  return {
    words: listed.flatMap(({ member }) => (member.words.length === 1 ? member.words : [])),
    alternatives: (analysis) => {
      const { text } = analysis
      const spans = spansOf(analysis)
      const found = grouped(spans, ({ from, to }) => `${from} ${to}`).map((same) =>
        alternativeOf(
          same.map(({ listed: one }) => one),
          same[0]?.listed.member.ids ?? [],
        ),
      )
      const spelt = grouped(bareIn(text), ({ member }) => member.text).map((same) => alternativeOf(same, []))
      const kana = kanaOnly(text) ? analysis.kana.replaceAll(' ', '') : ''
      const seen = new Set(spans.map(({ listed: one }) => one))
      const hearing = kana === '' ? [] : heard.filter((one) => kana.includes(one.member.kana) && !seen.has(one))
      const sounds = grouped(hearing, ({ member }) => member.kana).map((same) =>
        alternativeOf(same, same[0]?.member.ids ?? []),
      )
      return [...found, ...spelt, ...sounds].slice(0, ALTERNATIVES_MAX)
    },
  }
}
