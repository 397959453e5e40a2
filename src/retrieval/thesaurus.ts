/** Finds words of a query for which other words exist, so that they may stand in for them. */
import type { Synonyms } from '../desk/types.ts'
import type { Alternative } from './score.ts'
import type { Analyse, Analysis } from './terms.ts'

/** A synonym is right about the matter more often than not, but never as good as the word itself. */
const WORTH = 0.6
/** Groups are written by people; a longer one is a list of hyponyms that would blur the query. */
const OTHERS_MAX = 8
/** Kana is compared without word borders, hence only where chance is small. */
const KANA_CHARACTERS_MIN = 4
const ALTERNATIVES_MAX = 12

interface Member {
  text: string
  forms: string[]
  kana: string
  ids: number[]
}

export interface Thesaurus {
  alternatives(analysis: Analysis, kanaOnly: boolean): Alternative[]
}

interface Span {
  from: number
  to: number
  member: Member
  group: Member[]
}

const memberOf = (text: string, analyse: Analyse, numberOf: (term: string) => number | undefined): Member => {
  const { words, kana, terms } = analyse(text)
  const ids: number[] = []
  for (const term of terms.keys()) {
    const id = term.startsWith('y') ? undefined : numberOf(term)
    if (id !== undefined) ids.push(id)
  }
  return { text, forms: words.map((word) => word.form), kana: kana.replaceAll(' ', ''), ids }
}

const alternativeOf = (member: Member, group: readonly Member[], own: number[]): Alternative => {
  const others = group.filter((other) => other !== member && other.ids.length > 0).slice(0, OTHERS_MAX)
  return {
    label: `${member.text} = ${others.map((other) => other.text).join(', ')}`,
    own,
    others: others.map((other) => other.ids),
    worth: WORTH,
  }
}

const matches = (analysis: Analysis, from: number, member: Member): boolean =>
  member.forms.every((form, i) => analysis.words[from + i]?.form === form)

export const thesaurusOf = (
  groups: readonly Synonyms[],
  analyse: Analyse,
  numberOf: (term: string) => number | undefined,
): Thesaurus => {
  const compiled = groups.map((group) => group.map((text) => memberOf(text, analyse, numberOf)))
  const byFirst = new Map<string, { member: Member; group: Member[] }[]>()
  for (const group of compiled) {
    for (const member of group) {
      const first = member.forms[0]
      if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), { member, group }])
    }
  }
  const spansOf = (analysis: Analysis): Span[] => {
    const spans: Span[] = []
    for (const [from, word] of analysis.words.entries()) {
      for (const { member, group } of byFirst.get(word.form) ?? []) {
        if (matches(analysis, from, member)) spans.push({ from, to: from + member.forms.length, member, group })
      }
    }
    // 在宅勤務 is one idea: what lies inside a longer match is not looked at by itself.
    const inside = (a: Span, b: Span): boolean => a.from >= b.from && a.to <= b.to && a.to - a.from < b.to - b.from
    return spans.filter((span) => !spans.some((other) => inside(span, other)))
  }
  const kanaMatches = (kana: string): Alternative[] =>
    compiled.flatMap((group) => {
      const member = group.find(({ kana: own }) => own.length >= KANA_CHARACTERS_MIN && kana.includes(own))
      return member === undefined ? [] : [alternativeOf(member, group, [])]
    })
  return {
    alternatives: (analysis, kanaOnly) => {
      const found = spansOf(analysis).map(({ member, group }) => alternativeOf(member, group, member.ids))
      const heard = kanaOnly ? kanaMatches(analysis.kana.replaceAll(' ', '')) : []
      return [...found, ...heard].filter(({ others }) => others.length > 0).slice(0, ALTERNATIVES_MAX)
    },
  }
}
