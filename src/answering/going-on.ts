/**
 * Whether something goes on: asked whether it is open or over, of this year, or until when it was. Told from how its
 * newest edition stands and from the rows that tell of its time, never from the words of one old document alone.
 */
import { fill } from '../base/words.ts'
import { dayWords } from '../japanese/calendar.ts'
import { endOf } from '../knowledge/knowledge.ts'
import type { Lexicon, Question } from '../question/question.ts'
import type { Day } from '../vocabulary/types.ts'
import { amountsIn } from './polarity.ts'
import { rowsByPassage, type Row } from './rows.ts'
import { standingOf } from './when.ts'
import type { AnswerWords } from './words.ts'

export interface GoingOn {
  rows: Row[]
  /** Said before them: はい, いいえ, or that it is not known. */
  said: string
}

export const GOING_ON = 'going-on'
/** Asked together with these it is still asked whether the thing goes on; a figure of this year is another matter. */
const BESIDE: ReadonlySet<string> = new Set([GOING_ON, 'dates', 'future', 'target', 'contact', 'method', 'hours'])
/** A source that says itself that it ended. */
const ENDED = '終了'

/** A figure that is named is asked about itself; whether something is free, too. */
const namesFigure = (clause: string): boolean => amountsIn(clause).some(({ unit }) => unit !== '年' && unit !== '日')

const claimsOver = ({ yesNo, claims }: Question): boolean => yesNo === 'over' || (yesNo !== null && claims.has('over'))

export const asksGoingOn = (question: Question): boolean => {
  const { kinds, past, yesNo, clause } = question
  if (!kinds.has(GOING_ON) || yesNo === 'free' || yesNo === 'costs') return false
  return claimsOver(question) || (!past && !namesFigure(clause) && [...kinds].every((kind) => BESIDE.has(kind)))
}

/** Rows of a programme that tell of its time, known on a day. */
const timesOf = (programme: string, labels: readonly string[], { index }: Lexicon, day: Day): Row[] =>
  index.library.passages
    .filter((passage) => passage.programme === programme && (passage.issued === null || passage.issued <= day))
    .flatMap((passage) => rowsByPassage(index).get(passage.id) ?? [])
    .filter((row) => row.told && labels.includes(row.label) && row.keys.every(isYear))

/** 扱い［令和元年度］ is told of the programme; 期間［法令違反を見る期間］ of something in it. */
const isYear = (key: string): boolean => /^(?:令和|平成|20\d\d)/u.test(key)

const tellsWhen = ({ value }: Row): number => (/\d/u.test(value) ? 0 : 1)

/** The most telling row of an edition: by the order in which the labels stand, with a date, and of the later source. */
const mostTelling = (rows: readonly Row[], labels: readonly string[]): Row | undefined =>
  rows.toSorted(
    (a, b) =>
      labels.indexOf(a.label) - labels.indexOf(b.label) ||
      tellsWhen(a) - tellsWhen(b) ||
      (b.passage.issued ?? '').localeCompare(a.passage.issued ?? ''),
  )[0]

const ofEdition = (rows: readonly Row[], edition: number | null): Row[] => rows.filter((row) => row.edition === edition)

const newestEdition = (rows: readonly Row[]): number => Math.max(...rows.map(({ edition }) => edition ?? 0))

/** A programme as it stands on a day. */
interface Programme {
  newest: Row
  /** What is told of the edition that was asked about, where that is another one. */
  asked: Row | undefined
  index: Lexicon['index']
  day: Day
  words: AnswerWords
}

/** 6年度はもう無い: it is said that there is none in that year. */
const NONE_THEN = /もう(?:無|な[いか]|使え)|[無な]くな/u

/** Of a year that is named: it is not over where a later edition tells of it; of later years nothing is added. */
const saidOfYear = (year: number, question: Question, { newest, words }: Programme): string => {
  const edition = newest.edition ?? 0
  const goesOn = year < edition || (year === edition && NONE_THEN.test(question.clause))
  return claimsOver(question) && goesOn ? words.no : ''
}

const saidOfNow = (question: Question, { newest, index, day, words }: Programme): string => {
  const { yesNo } = question
  const [standing, end, isOver] = [standingOf(newest, index, day), endOf(newest.passage), claimsOver(question)]
  if (newest.label === ENDED || standing === 'ended') return words.over
  if (standing === 'current' && end !== null)
    return yesNo === null ? '' : `${isOver ? words.no : words.yes}${fill(words.openUntil, { end: dayWords(end) })}`
  return isOver || yesNo === 'open' || yesNo === 'allowed' ? words.unconfirmedNow : words.nowUnknown
}

/** はい or いいえ where a source settles it; else that this year is not known. */
const saidOf = (question: Question, programme: Programme): string => {
  const { years, aroundYears } = question
  const { asked, newest, index, day, words } = programme
  const year = Math.max(0, ...(years.length > 0 ? years : aroundYears))
  if (year > 0 && (claimsOver(question) || year > (newest.edition ?? 0))) return saidOfYear(year, question, programme)
  // Of an older year it is asked whether that one is still open.
  if (asked !== undefined && standingOf(asked, index, day) === 'ended') return words.over
  return saidOfNow(question, programme)
}

/** Where to turn to now: the newest known contact point of the programme. */
const reachOf = ({ kinds, now, programme }: Question, { index, wants }: Lexicon): GoingOn | null => {
  const contact = programme?.contact ?? null
  if (contact === null || !now || !kinds.has('contact')) return null
  const passage = index.library.passages.find(
    ({ document, title }) => document === contact.document && title === contact.passageHeading,
  )
  const rows = (passage === undefined ? [] : (rowsByPassage(index).get(passage.id) ?? [])).filter(
    (row) => row.told && row.keys.length === 0 && wants.told(row.label).has('contact'),
  )
  return rows.length === 0 ? null : { rows: rows.slice(0, REACH_MAX), said: '' }
}
const REACH_MAX = 3

/** What is told of whether a programme goes on; null where its documents tell nothing of its time. */
export const goingOnOf = (
  question: Question,
  lead: Row | undefined,
  lexicon: Lexicon,
  day: Day,
  words: AnswerWords,
): GoingOn | null => {
  const id = question.programme?.id ?? lead?.passage.programme ?? null
  if (id === null) return null
  const reach = reachOf(question, lexicon)
  if (reach !== null) return reach
  if (!asksGoingOn(question)) return null
  const labels = lexicon.wants.labels(GOING_ON)
  const times = timesOf(id, labels, lexicon, day)
  const newest = mostTelling(ofEdition(times, newestEdition(times)), labels)
  if (newest === undefined || standingOf(newest, lexicon.index, day) === 'timeless') return null
  const own = lead !== undefined && times.includes(lead) ? lead : undefined
  const found = mostTelling(ofEdition(times, Math.max(0, ...question.aroundYears)), labels) ?? own
  const asked = found?.edition === newest.edition ? undefined : found
  const ended = times.find(({ label }) => label === ENDED)
  const said = saidOf(question, { newest, asked, index: lexicon.index, day, words })
  // What is over is told first where it was asked about, and nothing of another year that is over as well.
  const isOver = said === words.over && asked !== undefined
  const told = isOver ? [asked, ended, lead] : [newest, asked, ended, lead]
  return { rows: [...new Set(told.flatMap((row) => (row?.told === true ? [row] : [])))], said }
}
