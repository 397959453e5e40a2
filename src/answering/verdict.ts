/**
 * はい or いいえ to a question, worked out from the row that answers it: by what the row decides, by what the question
 * claims and the row says otherwise, or because the row holds every name of the question.
 */
import { yearsIn } from '../japanese/dates.ts'
import { fold } from '../japanese/fold.ts'
import type { Question, TellingWord, YesNo } from '../question/question.ts'
import { CLAIMS, says } from '../question/question.ts'
import { isName, saidIn } from './naming.ts'
import { decisionOf, EXCEPT, polarityOf } from './polarity.ts'
import type { Row } from './rows.ts'

const FAR_DAY = '9999-12-31'

const NOT_NEEDED = /必須では?ない|前提とし(?:ない|なくて)|不要|必要は?ない|義務では?ない|なくても?(?:よい|いい|可)/u
const NEEDED = /^必要|^必須|^必ず|が必要|は必須|を?条件|提出$/u
const NOT_ONLY = /とどまらない|限(?:ら|定し|られ)ない|問わない/u

/** 100%、すべての団体が導入済み */
const ALL_OF_THEM = /(?:^|[^\d.])100%|^(?:すべて|全て|全団体|全部)/u

/** What has to be: true where the row says so, false where it says that it need not. */
const mustVerdict = (value: string): boolean | null =>
  NOT_NEEDED.test(value) ? false : NEEDED.test(value) ? true : null

/** Figures that go the way that is claimed, or the other way. */
const wayVerdict = (claimsUp: boolean, value: string): boolean | null => {
  const [up, down] = [says(CLAIMS.up, value), says(CLAIMS.down, value)]
  return up === down ? null : up === claimsUp
}

/** The years that are claimed, against those of a row that tells when. */
const yearsVerdict = ({ aroundYears }: Question, value: string): false | null => {
  const { fiscal, calendar, dated } = yearsIn(fold(value), FAR_DAY)
  const told = [...fiscal, ...calendar, ...dated]
  if (aroundYears.length === 0 || told.length === 0) return null
  return told.some((year) => aroundYears.includes(year)) ? null : false
}

/** Kinds of question that a row answers with はい by holding what is named. */
const IS_SO: ReadonlySet<YesNo> = new Set<YesNo>(['claim', 'allowed', 'exists'])

/** Speaks for what is said not to be. */
const FOR = /^(?:特に)?重要$|^実施(?:。|$|済)/u

/** Words that lean on kana name things where they are as rare as this. */
const RARE = 4
const ONLY_KANA = /^[\u3041-\u3096]+$/u
/** A name that weighs so much says what the question is about. */
const HEAVY = 2.5
/** A word that stands nearly everywhere settles nothing. */
const LIGHT = 0.5
/** Says that something is not so, or that it is only so in part. */
const LIMITS = /ない|外$|除|不可|なし|のみ|だけ|限る|課題|難し|注意/u

const namesOf = ({ words }: Question): TellingWord[] =>
  words.filter(
    ({ surface, weight }) => weight >= LIGHT && (isName({ surface }) || (weight >= RARE && !ONLY_KANA.test(surface))),
  )

/** Every name of the question stands in the row, its headings or its document. */
const holdsNames = (question: Question, row: Row): boolean => {
  const whole = `${row.text} ${row.headText}`
  return namesOf(question).every((word) => saidIn(whole, word))
}

/** Every name and number of the question stands in the row, and one that says what it is about in its value. */
const holdsAll = (question: Question, row: Row): boolean => {
  const { clause, aroundYears } = question
  const value = fold(`${row.keys.join(' ')} ${row.value}`).toLowerCase()
  const whole = `${row.text} ${row.headText}`
  const names = namesOf(question)
  const numbers = clause.match(/\d[\d,.]*/gu) ?? []
  return (
    (aroundYears.length === 0 || aroundYears.some((year) => row.ownYears().has(year))) &&
    names.some((word) => word.weight >= HEAVY && saidIn(value, word)) &&
    holdsNames(question, row) &&
    numbers.every((number) => whole.includes(number) || row.years().has(Number(number)))
  )
}

/** A list that leaves nothing open, and the names in it. */
const OPEN_LIST = /など|等|ほか|その他/u
const PROPER = /^[a-z\p{Script=Katakana}ー]{3,}$/u
const membersOf = (value: string): string[] => (OPEN_LIST.test(value) ? [] : fold(value).toLowerCase().split(/[、/]/u))

/** Google Meetはある: a product that a closed list of products does not have. */
const isOutside = (question: Question, row: Row): boolean => {
  const members = membersOf(row.value)
  if (members.length < 2 || !members.every((member) => /[a-z\p{Script=Katakana}]{3}/u.test(member))) return false
  const whole = `${row.text} ${row.headText} ${fold(row.passage.text).toLowerCase()}`
  return namesOf(question).some((word) => PROPER.test(word.surface) && !saidIn(whole, word))
}

/** By what the question claims; undefined where that settles nothing either way. */
const byClaims = ({ claims }: Question, value: string): boolean | null | undefined => {
  if (claims.has('must')) return mustVerdict(value)
  if (claims.has('only') && NOT_ONLY.test(value)) return false
  if (claims.has('all') && !claims.has('not') && ALL_OF_THEM.test(value)) return true
  const way = claims.has('up') === claims.has('down') ? null : wayVerdict(claims.has('up'), value)
  if (way !== null) return way
  if (!claims.has('not')) return undefined
  const decision = FOR.test(value) ? true : decisionOf(value)
  // 全部禁止ですよね is not borne out by one thing that is forbidden.
  return decision === null || (!decision && claims.has('all')) ? null : !decision
}

/** What a thing is, and what it is for, says of nobody whether it is theirs. */
const TELLS_WHAT = /^(?:概要|意味|趣旨|目的|仕組み)$/u

/** Nothing is claimed beyond the names, and the row limits nothing; what is allowed is told by no level and no remark. */
const isPlain = ({ yesNo, claims }: Question, { label, keys, value }: Row, kinds: ReadonlySet<string>): boolean =>
  yesNo !== null &&
  (yesNo !== 'allowed' || kinds.size > 0) &&
  !TELLS_WHAT.test(label) &&
  IS_SO.has(yesNo) &&
  claims.size === 0 &&
  !LIMITS.test(value) &&
  !EXCEPT.test(`${keys.join(' ')} ${value}`)

const PLAN = /^(?:予定|目標|今後|見通し|計画)/u
/** Asked whether something has come, of a row that tells what was planned. */
export const isPlanAsked = ({ claims }: Question, { label, value }: Row): boolean =>
  claims.has('done') && (PLAN.test(label) || value.includes('予定'))

/** Figures of a question that they went up or down: what the row says of it. */
export const tellsWay = ({ claims }: Question, { value }: Row): boolean =>
  claims.has('up') !== claims.has('down') && wayVerdict(true, value) !== null

/** True for はい, false for いいえ, null where the row does not settle it. */
export const verdictOf = (question: Question, row: Row, kinds: ReadonlySet<string>): boolean | null => {
  const { yesNo, clause, named, audience } = question
  // Whether what was planned has come is told by no plan.
  if (yesNo === null || !row.told || isPlanAsked(question, row)) return null
  const claimed = byClaims(question, row.value)
  if (claimed !== undefined) return claimed
  const decided = polarityOf({ kind: yesNo, clause, audience: named ?? audience }, row)
  // コロナの後の20.2%ですよね is not borne out by the figure alone.
  if (decided === true && yesNo === 'claim' && !holdsNames(question, row)) return null
  if (decided !== null) return decided
  if (isOutside(question, row)) return false
  // Of what does not tell when, other years settle nothing.
  if (yearsVerdict(question, row.value) === false) return kinds.has('dates') ? false : null
  return isPlain(question, row, kinds) && holdsAll(question, row) ? true : null
}
