/**
 * The question room: reads a message once into what it asks, as data. Nobody downstream looks at the text again.
 */
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
import type { Recalled } from './memory.ts'
import { programmeIn } from './programmes.ts'
import type { Wants } from './wants.ts'
import { asWritten } from './wording.ts'
import { yesNoIn, type YesNo } from './yes-no.ts'

export { readWants, type Wants } from './wants.ts'
export { isBareFigure } from './bare.ts'
export { recall, remember, topicOf, type Recalled } from './memory.ts'
export { asks } from './asking.ts'
export { wholeOf, type Ask } from './clauses.ts'
export { asPoints } from './points.ts'
export { programmeIn } from './programmes.ts'
export { isBeginning, monthsIn, spans, sumsIn, wantsSum, type Sum } from './sums.ts'
export { CLAIMS } from './claims.ts'
export { says } from './circumstances/pattern.ts'
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

/** What a clause leans on: a connective at its head, or a word that points back. */
const LEANS =
  /^(?:じゃあ?|では|それじゃあ?|なら|で[、は]|あと|ちなみに|そしたら|ほな|んで|それ(?:で|は|って|なら|も)|その|そこ|そっち|同じ|こっち)|(?:それ|これ|あれ|そちら|そっち|そこ|さっき|先ほど|上記)(?:は|って|の|を|も|が|に|で|から|だと)|^(?:it|that)\b/u

const LEANING_WORDS =
  /^(?:じゃあ?|では|それじゃあ?|なら|で、|あと、?|ちなみに|そしたら|ほな|んで)[、,\s]*|(?:それ|これ|あれ|そちら|そっち|そこ|さっきの|先ほどの|上記の?)(?:は|って|の|を|も|が|に|で|から|だと)?|その(?!他)|この(?!デスク)/gu

/** So short a clause names a thing and leaves open of what. */
const CLIPPED_CHARACTERS_MAX = 14

export const leans = (clause: string): boolean => LEANS.test(clause)

export const isClipped = (clause: string): boolean =>
  clause.length <= CLIPPED_CHARACTERS_MAX && !/とは|って(?:何|なに|なん)/u.test(clause)

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

/** その前は, その次の年は: counted from the year that was told last. */
const YEAR_BESIDE =
  /^(?:じゃあ?|では|それ(?:なら|じゃあ?)?|で|もっと|、)*(?:(?<before>去年|昨年|前年|前の年|その前(?:の年)?|もう一つ前|一つ前|前回)|(?<after>翌年|次の年|その次(?:の年)?|その後の年|もう一つ後))(?:度)?/u
const yearBeside = (clause: string, edition: number | null): number | null => {
  const { before, after } = YEAR_BESIDE.exec(clause)?.groups ?? {}
  if (edition === null || (before ?? after) === undefined) return null
  return before === undefined ? edition + 1 : edition - 1
}

/** 宮城は, 2020は, 県ならどう: a name between a connective and a particle, and nothing that asks. */
const FRAGMENT_HEAD = /^(?:じゃあ?|では|それなら|なら|で|あと|ちなみに|ほな|そしたら|んじゃ)?[、,\s]*/u
const FRAGMENT_TAIL =
  /(?:だけ|のみ|全部|全体)?(?:(?:は|なら|だと|だったら|も|では|の(?:方|ほう|場合)(?:は|も|なら|だと)?|のは?|って|とは)(?:何|なに|なん(?:です)?か?|何ですか|どう(?:です|でしょう|な|なん)?(?:か|の|ん|ですか)?)?)?[?？。!]*$/u
const FRAGMENT_CHARACTERS_MAX = 14
const ASKS_ITSELF =
  /何|いつ|どこ|誰|だれ|いくら|いくつ|どう|なぜ|どれ|どの|どんな|教えて|ますか|ですか|れる|える|ません|ありがと|[\u3041-\u3096]$|の|[\u3041-\u3096]{4}/u
/** The name that a fragment brings. */
const nameIn = (clause: string): string => clause.replace(FRAGMENT_HEAD, '').replace(FRAGMENT_TAIL, '')

export const isFragment = (clause: string): boolean => {
  const name = nameIn(clause)
  return name.length > 0 && name.length <= FRAGMENT_CHARACTERS_MAX && !ASKS_ITSELF.test(name)
}

/** So short a message goes on with what was talked about, whatever else it might be. */
const GOES_ON =
  /(?:は|なら|だと|も|のは?|の方|のほう|ほう|って)[?？。]*$|[?？]$|^(?:じゃあ?|それ|その|そこ|そっち|もっと|もう一つ|あと|違う|ちがう|いや)|(?:れ|え|き)る$|^(?:令和|平成|20\d\d|[rh]\d)/u
const GOES_ON_CHARACTERS_MAX = 24
export const goesOn = (text: string): boolean =>
  text.length <= GOES_ON_CHARACTERS_MAX && GOES_ON.test(fold(text).toLowerCase().trim())

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

/** What a message asks, as it is read: folded, with names spelled right. */
export const asksOf = (message: string, lexicon: Lexicon): Ask[] => {
  const text = message
    .split(/(?<=[。！？!?\n])/u)
    .map((sentence) => asWritten(sentence, lexicon))
    .join('\n')
  const hearing = {
    isWant: (piece: string) => lexicon.wants.asked(piece).size > 0,
    isKnown: (piece: string) => namesKnown(piece, lexicon),
  }
  return asksIn(text, hearing).map((ask) => withMatter(ask, lexicon))
}

/** What a message tells around one of its questions. */
export const aroundOf = ({ before, after }: Ask): string => [before, after].filter((text) => text !== '').join('。')

const CIRCUMSTANCE =
  /(?:令和|平成|r|h)\s*(?:元|\d{1,2})\s*年?度?|20\d\d\s*年?度?|一?昨年度?|前年度?|去年|おととし|今年度?|本年度?|前の年|今(?!回|月|日|週)|いま|現在|最新|(?:北海道|東京都?|京都府?|大阪府?|[\p{Script=Han}]{2,3}県)|npo法人|npo|中小企業|民間企業|企業|会社|自治体|市町村|市役所|町役場|村役場|役場|県庁|都道府県|県|市|町|村|政令(?:指定都)?市|指定都市|個人(?:事業主)?|職員|社員|従業員|うち/gu
const AROUND =
  /^(?:じゃあ?|では|それじゃあ?|なら|で|あと|ちなみに|そしたら|ほな|んで|うちは?|、|\s)*|(?:の場合|だと|なら|でも|です|は|も|としては|だったら|の(?:方|ほう|分|とき)|(?:も|が|を)?(?:ほしい|欲しい|お願い(?:します)?|教えて(?:ください)?|知りたい|見せて)|に(?:なると|ついて)|[?？。、!！\s])*$/gu

/** Only a year, a place or a kind of body is said: the last question holds, with that changed. */
export const changesOnly = (clause: string): boolean => {
  const rest = clause.replaceAll(CIRCUMSTANCE, '').replaceAll(AROUND, '')
  return rest !== clause && rest.replaceAll(/[\sのはもでがにを、。?？]|です|なら|だと/gu, '') === ''
}

/** What was told about the asker so far, with what this message adds. */
export const whoAsks = (
  message: string,
  recalled: Recalled,
): { audience: Audience | null; prefecture: string | null } => {
  const text = fold(message).toLowerCase()
  return { audience: audienceIn(text) ?? recalled.audience, prefecture: prefectureIn(text) ?? recalled.prefecture }
}
