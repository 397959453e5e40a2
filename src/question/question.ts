/**
 * The question room: reads a message once into what it asks, as data. Nobody downstream looks at the text again.
 */
import { once } from '../base/once.ts'
import { fold } from '../japanese/fold.ts'
import { fiscalYearOf } from '../japanese/calendar.ts'
import { yearsIn } from '../japanese/dates.ts'
import { audienceIn, audienceNamed } from '../japanese/bodies.ts'
import { prefectureIn } from '../japanese/places.ts'
import type { Companions, Programme } from '../knowledge/knowledge.ts'
import type { Index } from '../retrieval/retrieval.ts'
import type { Audience, Day } from '../vocabulary/types.ts'
import { asksIn, type Ask } from './clauses.ts'
import { ASKS_WHETHER, claimsIn, type Claim } from './claims.ts'
import { synonymsIn } from './synonyms.ts'
import { isFragment, LEANING_WORDS, nameIn, yearBeside } from './leaning.ts'
import type { Recalled } from './memory.ts'
import { programmeIn } from './programmes.ts'
import type { Wants } from './wants.ts'
import { unitsIn } from './units.ts'
import { asWritten } from './wording.ts'
import { yesNoIn, type YesNo } from './yes-no.ts'

export { readWants, type Wants } from './wants.ts'
export { isBareFigure } from './bare.ts'
export { recall, remember, topicOf, type Recalled } from './memory.ts'
export { asks } from './asking.ts'
export { wholeOf, type Ask } from './clauses.ts'
export { asPoints } from './points.ts'
export { changesOnly, goesOn, isClipped, isFragment, leans } from './leaning.ts'
export { programmeIn } from './programmes.ts'
export { isBeginning, monthsIn, spans, sumsIn, wantsSum, type Sum } from './sums.ts'
export { CLAIMS } from './claims.ts'
export { says } from './circumstances/pattern.ts'
export { unitOf } from './units.ts'
export type { YesNo } from './yes-no.ts'

/** A content word of a clause with what it weighs, and words of the same meaning. */
export interface TellingWord {
  surface: string
  form: string
  weight: number
  others: readonly string[]
}

/** What one clause asks. */
export interface Question {
  /** The clause as asked, folded. */
  clause: string
  /** What is looked up: the clause, with what it leans on. */
  sought: string
  /** Kinds of thing asked for. */
  kinds: ReadonlySet<string>
  /** Units in which it is wanted. */
  units: ReadonlySet<string>
  /** Fiscal years named, or kept from the question that this one follows: nothing of another year answers. */
  years: readonly number[]
  /** Years named in any way; a hint where it stays open which kind of year is meant. */
  aroundYears: readonly number[]
  /** Every member of a list is wanted. */
  all: boolean
  /** The year follows from the one told last, as in その前は. */
  relative: boolean
  /** It is asked about now: still open, this year. */
  now: boolean
  programme: Programme | null
  audience: Audience | null
  /** The kind of body that the clause itself names. */
  named: Audience | null
  prefecture: string | null
  /** It is asked of what once was. */
  past: boolean
  yesNo: YesNo | null
  /** What it takes for granted, where yes or no answers it. */
  claims: ReadonlySet<Claim>
  words: readonly TellingWord[]
  /** What the conversation is about, where the clause leans on it. */
  topic: Recalled['topic']
  /** The topic was taken over from the conversation. */
  carried: boolean
  /** A bare name or year that takes the place of another in the last question. */
  fragment: string | null
}

export interface Lexicon {
  index: Index
  companions: Companions
  wants: Wants
}

/** Grammar in kana and bare figures tell nothing of the matter. */
const TELLS_NOTHING = /^[\u3041-\u309F]{1,2}$|^\d+$/u
const OTHERS_MAX = 12

const telling = (text: string, { index }: Lexicon): TellingWord[] => {
  const synonyms = synonymsIn(text, index.library.thesaurus)
  return index
    .keywords(text)
    .filter(({ form }) => !TELLS_NOTHING.test(form))
    .map(({ surface, form, weight }) => ({
      surface,
      form,
      weight,
      others: synonyms
        .filter(({ said }) => said.includes(surface))
        .flatMap((one) => one.others)
        .slice(0, OTHERS_MAX),
    }))
}

const NOW =
  /今も|いまも|今でも|現在|まだ|今から|これから|今年|今期|いま(?:の|は)|今(?:の|は|なら|どこ|使|申|頼)|最新|still|now/u

const PAST =
  /(?:でした|だった|ました|かった|ってた|してた|やってた|出た|いた)(?:の|ん)?(?:です)?(?:か|っけ|かな|よね|ね)?[?？。]*$|っけ|当時|昔|以前は|あの頃/u

const ALL = /全部(?!で)|すべて|全て|一覧|ぜんぶ|各/u

export interface ReadAs {
  topic: NonNullable<Recalled['topic']>
  /** Words that the clause is looked up with, besides its own. */
  about: string
  programme: Programme | null
  years: readonly number[]
  /** What asks, where it is the last question with one thing changed. */
  last: string | null
}

interface YearsAsked {
  years: readonly number[]
  aroundYears: readonly number[]
  relative: boolean
  running: boolean
}

const anyYears = ({ fiscal, calendar }: ReturnType<typeof yearsIn>): number[] => [...new Set([...fiscal, ...calendar])]

/** Years that bind and years that hint; その前は is counted from the year told last. */
const yearsOf = (clause: string, around: string, readAs: ReadAs | null, asOf: Day): YearsAsked => {
  const said = yearsIn(clause, asOf)
  const before = readAs === null ? null : yearBeside(clause, readAs.topic.edition)
  const inText = anyYears(said)
  const strict = [...new Set([...said.named, ...inText.filter((year) => year >= fiscalYearOf(asOf) - 1)])]
  const own = before !== null ? [before] : readAs?.last == null ? strict : inText
  const years = own.length > 0 ? own : (readAs?.years ?? [])
  const hinted = inText.length > 0 ? inText : [...years, ...anyYears(yearsIn(around, asOf))]
  return { years, aroundYears: hinted, relative: before !== null, running: said.running }
}

/** What is looked up and weighed: the clause by itself, or with what it leans on. */
const wordingOf = (clause: string, readAs: ReadAs | null): Pick<Question, 'clause' | 'sought'> & { told: string } => {
  if (readAs === null) return { clause, sought: clause, told: clause }
  const bare = clause.replaceAll(LEANING_WORDS, '').trim()
  const last = readAs.last ?? ''
  return {
    clause: last === '' ? clause : `${clause} ${last}`,
    sought: [readAs.about, last, bare].filter((text) => text !== '').join(' '),
    told: `${bare} ${last}`,
  }
}

/** Why is asked of anything: of a day, of an amount. */
const WHY = /なぜ|なんで(?!す|しょ)|何で(?!す|しょ)|どうして|何のため|\bwhy\b/u

/** One thing asked, by itself or about what is being talked about. What stands around it only hints. */
export const questionOf = (
  ask: Ask,
  readAs: ReadAs | null,
  who: { audience: Audience | null; prefecture: string | null },
  asOf: Day,
  lexicon: Lexicon,
): Question => {
  const { text: clause } = ask
  const around = aroundOf(ask)
  const { told, ...wording } = wordingOf(clause, readAs)
  const { running, ...years } = yearsOf(clause, around, readAs, asOf)
  const asked = WHY.test(clause) ? new Set(['reason']) : lexicon.wants.asked(clause)
  const fragment = readAs !== null && isFragment(clause)
  const named = audienceNamed(fragment ? clause.replace(/県(?=なら|は|だと|も|の)/u, '都道府県') : clause)
  return {
    ...wording,
    // A bare name or year asks what was asked last.
    kinds: fragment ? new Set([...readAs.topic.kinds, ...asked, ...(named === null ? [] : ['target'])]) : asked,
    units: unitsIn(clause),
    ...years,
    all: ALL.test(clause),
    now: running || NOW.test(clause),
    programme:
      programmeIn(clause, lexicon.companions) ??
      readAs?.programme ??
      (around === '' ? null : programmeIn(around, lexicon.companions)),
    audience: audienceIn(clause) ?? who.audience,
    named,
    prefecture: prefectureIn(clause) ?? who.prefecture,
    past: PAST.test(clause),
    yesNo: WHY.test(clause) ? null : yesNoIn(clause),
    claims: claimsIn(clause),
    words: telling(told.replace(ASKS_WHETHER, ''), lexicon),
    topic: readAs?.topic ?? null,
    carried: readAs !== null,
    fragment: fragment ? nameIn(clause) : null,
  }
}

/** The weight from which a word says what a message is about, of what a word that nobody knows would weigh. */
const MATTER_SHARE = 0.22

/** Whether text names something that a document could be about, beyond the kind of thing that is wanted of it. */
export const hasMatter = (text: string, { index, wants }: Lexicon): boolean =>
  index
    .keywords(wants.bare(text))
    .some(({ weight }) => weight >= MATTER_SHARE * Math.log(1 + index.library.passages.length))

const NAME = /^[^\u3041-\u3096]{2,}$/u

/** Whether text names something that a document tells of. */
const namesKnown = (text: string, { index }: Lexicon): boolean =>
  index.keywords(text).some(({ surface, known }) => known && NAME.test(surface))

/** A question that names no matter that anything tells of takes it from the sentence told before it. */
const withMatter = (ask: Ask, lexicon: Lexicon): Ask => {
  if (ask.before === '' || (hasMatter(ask.text, lexicon) && namesKnown(ask.text, lexicon))) return ask
  const sentences = ask.before.split(/(?<=[。!?\n])、?/u)
  const told = sentences.pop() ?? ''
  return { ...ask, text: `${told}、${ask.text}`, before: sentences.join('') }
}

/** What rows tell, by their labels: 事務局, 団体数. */
const labelsOf = once(
  ({ library }: Index): ReadonlySet<string> =>
    new Set(library.passages.flatMap(({ facts }) => facts.map(({ label }) => fold(label).toLowerCase()))),
)
const LABEL_MIN = 2
/** A noun is a label, or ends in one: 問い合わせの電話番号. */
const isLabel = (noun: string, index: Index): boolean => {
  const labels = labelsOf(index)
  for (let at = 0; at + LABEL_MIN <= noun.length; at++) if (labels.has(noun.slice(at))) return true
  return false
}
/** What kind of thing a noun names stands at its end. */
const NOUN_END = 6

/** What a message asks, as it is read: folded, with names spelled right. */
export const asksOf = (message: string, lexicon: Lexicon): Ask[] => {
  const text = message
    .split(/(?<=[。！？!?\n])(?![。！？!?\n])/u)
    .map((sentence) => asWritten(sentence, lexicon))
    .join('\n')
  const hearing = {
    isWant: (piece: string) => lexicon.wants.asked(piece).size > 0,
    isNoun: (noun: string) => isLabel(noun, lexicon.index) || lexicon.wants.asked(noun.slice(-NOUN_END)).size > 0,
    isKnown: (piece: string) => namesKnown(piece, lexicon),
  }
  return asksIn(text, hearing).map((ask) => withMatter(ask, lexicon))
}

/** What a message tells around one of its questions. */
export const aroundOf = ({ before, after }: Ask): string => [before, after].filter((text) => text !== '').join('。')

/** What was told about the asker so far, with what this message adds. */
export const whoAsks = (
  message: string,
  recalled: Recalled,
): { audience: Audience | null; prefecture: string | null } => {
  const text = fold(message).toLowerCase()
  return { audience: audienceIn(text) ?? recalled.audience, prefecture: prefectureIn(text) ?? recalled.prefecture }
}
