/** Makes the lines of one answered question out of the rows that were chosen: the answer first, then what holds it. */
import { dayWords, fiscalYearWords } from '../japanese/calendar.ts'
import { unsupportedFigures } from '../japanese/figures.ts'
import { fold } from '../japanese/fold.ts'
import { fill } from '../base/words.ts'
import type { Conflict, Programme } from '../knowledge/knowledge.ts'
import { endOf, statusOf, type Standing } from '../knowledge/knowledge.ts'
import type { Lexicon, Question } from '../question/question.ts'
import type { Day, Notice, Passage } from '../vocabulary/types.ts'
import { besides, type Chosen } from './choose.ts'
import { cover, pairsIn } from './pairs.ts'
import { own, part, type Line, type Part, type Source } from './parts.ts'
import { claimedElsewhere } from './polarity.ts'
import type { Row } from './rows.ts'
import type { Scored } from './ranker.ts'
import { itemOf, sentenceOf } from './sentences.ts'
import { isPlanAsked, verdictOf } from './verdict.ts'
import { sourceOf, standingOf, timeLine, titleOf, wayOn, whenOf } from './when.ts'
import type { AnswerWords } from './words.ts'

export interface Speaking {
  lexicon: Lexicon
  words: AnswerWords
  day: Day
}

const PAST: ReadonlySet<Standing> = new Set<Standing>(['ended', 'lapsed'])

const lineOf = (text: string, row: Row, item: boolean): Line => ({
  text,
  passages: [row.passage.id],
  item,
  row: row.id,
})

/** はい or いいえ about whether something is still open, from how it stands and never from its words. */
const openness = (question: Question, standing: Standing, first: Row, words: AnswerWords): string | null => {
  const { yesNo } = question
  if (yesNo !== 'open' && yesNo !== 'over') return null
  // That year's is over; whether the thing goes on is told by a newer document, or by none.
  if (standing === 'ended') return words.over
  if (standing === 'lapsed' || standing === 'unconfirmed' || standing === 'superseded') return words.unconfirmedNow
  const end = endOf(first.passage)
  return standing === 'current' && end !== null
    ? `${yesNo === 'open' ? words.yes : words.no}${fill(words.openUntil, { end: dayWords(end) })}`
    : null
}

/** Over, and asked as if it were not: that comes first, and no yes goes with it. */
const isOverNow = ({ past, years }: Question, standing: Standing): boolean =>
  PAST.has(standing) && !past && years.length === 0

/** Asked of this year, of a programme whose documents stop before it; whether it is open at all is said elsewhere. */
const isOpenNow = ({ now, yesNo, years }: Question, { passage }: Row, standing: Standing): boolean =>
  now &&
  yesNo !== 'open' &&
  yesNo !== 'over' &&
  years.length === 0 &&
  passage.programme !== null &&
  (standing === 'lapsed' || standing === 'unconfirmed' || standing === 'superseded')

const untoldLine = (row: Row, words: AnswerWords): string => {
  const label = row.keys.length === 0 ? row.label : `${row.keys.join('・')}の${row.label}`
  return fill(words.untold, { label })
}

/** When a figure was counted, where its section tells it and the row does not. */
const countedAt = ({ passage, value, keys }: Row): string => {
  if (!/\d/u.test(value)) return ''
  const at = passage.facts.find((fact) => fact.label === COUNTED && fact.keys.length === 0 && fact.told)?.value
  if (at === undefined) return ''
  const day = (at.split('。')[0] ?? '').replace(/(?:時点|現在)$/u, '')
  const own = [value, ...keys].join(' ')
  return (passage.issued !== null && day === dayWords(passage.issued)) || DATED.test(own) ? '' : `（${day}時点）`
}
const COUNTED = '調査時点'
/** A row that brings a date of its own. */
const DATED = /\d月|年度|\d年/u

const withCount = (said: string, row: Row): string => said.replace(/。$/u, `${countedAt(row)}。`)

/** What was worked out has its working in brackets already: when it was counted goes into them. */
const workedLine = (said: string, { rows: [first, ...rest] }: Chosen): Line => {
  const at = first === undefined ? '' : countedAt(first).replace(/^（/u, '')
  return {
    text: at === '' ? said : said.replace(/）。$/u, `、${at}。`),
    passages: [...new Set([first, ...rest].flatMap((row) => (row === undefined ? [] : [row.passage.id])))],
    item: false,
  }
}

const leadOf = (question: Question, chosen: Chosen, first: Row, standing: Standing, speaking: Speaking): string => {
  const { words, lexicon } = speaking
  if (!first.told) return untoldLine(first, words)
  const said = withCount(sentenceOf(first, PAST.has(standing) && question.years.length === 0), first)
  if (chosen.going !== undefined) return `${chosen.going}${said}`
  if (question.yesNo === null || chosen.beside === true || chosen.missingYears.length > 0) return said
  const open = openness(question, standing, first, words)
  if (open !== null) return `${open}${said}`
  if (isOverNow(question, standing)) return said
  if (isPlanAsked(question, first)) return `${words.outcomeUnknown}${said}`
  const verdict = verdictOf(question, first, lexicon.wants.told(first.label))
  if (verdict === null) return said
  return `${verdict ? words.yes : words.no}${said}`
}

/** A figure that is taken for granted, and that only another edition tells. */
const correctionOf = (question: Question, first: Row, ranked: readonly Scored[], words: AnswerWords): Line | null => {
  if (question.years.length > 0) return null
  const found = claimedElsewhere(
    question.clause,
    first,
    ranked.map(({ row }) => row),
  )
  const when = found === null ? null : whenOf(found.row)
  return found === null || when === null
    ? null
    : lineOf(fill(words.correction, { said: found.said, when }), found.row, false)
}

const CONFLICT_COVER = 0.5

/** What the documents disagree about is what the first row tells, beyond the name of the programme. */
const conflictOf = (first: Row, programme: Programme | null, conflicts: readonly Conflict[]): Conflict | null => {
  const said = pairsIn(fold(`${first.label} ${first.keys.join(' ')}`).toLowerCase())
  const matter = (about: string): ReadonlySet<string> =>
    pairsIn(fold(about.replace(programme?.name ?? '', '').replace(/^の/u, '')).toLowerCase())
  const known = conflicts.find(
    ({ sides, about }) =>
      new Set(sides.map(({ document }) => document)).size > 1 &&
      sides.some(({ document }) => document === first.passage.document) &&
      cover(matter(about), said, () => 1) >= CONFLICT_COVER,
  )
  return known ?? null
}

const sidesOf = ({ sides }: Conflict): string =>
  sides.map(({ says, asOf }) => (asOf === null ? says : `${says}（${dayWords(asOf)}）`)).join('／')

const noticeOf = (first: Row, standing: Standing, words: AnswerWords): Notice[] => {
  const status = statusOf(standing)
  if (status !== 'current') return [{ kind: status, text: words.notices[status] }]
  const when = standing === 'unconfirmed' ? whenOf(first) : null
  return when === null ? [] : [{ kind: 'as-of', text: fill(words.notices.asOf, { when }) }]
}

/** The same thing told by another edition of the same programme. */
const isOlder = ({ label, edition, told, passage }: Row, first: Row): boolean =>
  told &&
  label === first.label &&
  edition !== first.edition &&
  passage.programme !== null &&
  passage.programme === first.passage.programme

/** What an older edition told, with its year. */
const olderLine = (row: Row): string => {
  const year = row.edition === null ? '' : `（${fiscalYearWords(row.edition)}の資料）`
  return sentenceOf(row, true).replace(/。$/u, `${year}。`)
}

/** A line below the answer; what is of another year or source than the answer names it. */
const below = (row: Row, first: Row, words: AnswerWords): string => {
  const said = row.told ? itemOf(row) : untoldLine(row, words)
  const dated = /令和|平成|20\d\d/u.test(row.keys.join(' '))
  const year = dated || row.edition === first.edition ? '' : (whenOf(row) ?? '')
  const title =
    besides(row, first) || (row.passage.programme !== null && row.passage.programme === first.passage.programme)
      ? ''
      : titleOf(row)
  const from = [title, year].filter((text) => text !== '').join('、')
  return from === '' ? said : `${said}（${from}）`
}

/** Nothing of what was asked is told: not by the source, or not of any year that was named. */
const isUnanswered = ({ years }: Question, { untold, rows, missingYears }: Chosen): boolean =>
  (untold && rows.length === 1) || (years.length > 0 && missingYears.length === years.length)

/** The sources of rows, each as its own section stands. */
const sourcesOf = (rows: readonly Row[], { lexicon, day }: Speaking): Source[] =>
  rows.map(({ passage, document }) => sourceOf(passage, document, lexicon.index, day))

/** Of what it is, where the desk itself would have taken another row. */
const fromLine = ({ beside }: Chosen, row: Row, words: AnswerWords): string | null =>
  beside === true ? fill(words.from, { title: titleOf(row) }) : null

/** What is over is said to be so before anything else. */
const addTime = (lines: Line[], time: string, isOver: boolean): void => {
  if (isOver) lines.unshift(own(time))
  else lines.push(own(time))
}

/** Where each side of a conflict stands: the section that holds its figures, or the first of its document. */
const sideSources = ({ sides }: Conflict, { lexicon, day }: Speaking): Source[] =>
  sides.flatMap(({ document: id, says }) => {
    const document = lexicon.index.library.documents.find((one) => one.id === id)
    const inside = lexicon.index.library.passages.filter(({ document: owner }) => owner === id)
    const passage = inside.find(({ text, title }) => unsupportedFigures(says, [text, title]).length === 0) ?? inside[0]
    if (document === undefined || passage === undefined) return []
    return [sourceOf(passage, document, lexicon.index, day)]
  })

/** What documents disagree about, both sides said; of a year that was named there is one side only. */
const dispute = (question: Question, first: Row, programme: Programme | null, speaking: Speaking) => {
  const { lexicon, words } = speaking
  const conflict = question.years.length > 0 ? null : conflictOf(first, programme, lexicon.companions.conflicts)
  // What was published after the day that is asked about disputes nothing yet.
  if (conflict === null || conflict.sides.some(({ asOf }) => asOf !== null && asOf > speaking.day)) return null
  const sources = sideSources(conflict, speaking)
  const text = fill(words.conflict, { about: conflict.about, sides: sidesOf(conflict) })
  const line: Line = { text, passages: sources.map(({ passage }) => passage.id), item: false }
  return { line, sources }
}

const sourcesOfWay = (passage: Passage, { lexicon: { index }, day }: Speaking): Source[] =>
  index.library.documents
    .filter(({ id }) => id === passage.document)
    .map((document) => sourceOf(passage, document, index, day))

/** What is said before the answer: of which years nothing tells this, and which figure is of another edition. */
const ahead = (
  question: Question,
  { rows: [first], missingYears, beside }: Chosen,
  ranked: readonly Scored[],
  standing: Standing,
  words: AnswerWords,
): { lines: Line[]; notices: Notice[]; correction: Line | null } => {
  if (first === undefined) return { lines: [], notices: [], correction: null }
  const untold = missingYears.map((year) => own(fill(words.yearUncovered, { year: fiscalYearWords(year) })))
  const correction = beside === true ? null : correctionOf(question, first, ranked, words)
  const notices: Notice[] = [
    ...noticeOf(first, standing, words),
    ...untold.map((): Notice => ({ kind: 'uncovered', text: words.notices.uncovered })),
    ...(correction === null ? [] : [{ kind: 'correction' as const, text: words.notices.correction }]),
  ]
  return { lines: correction === null ? untold : [...untold, correction], notices, correction }
}

/** What was worked out; or the row that answers, with what an older edition told before it and what belongs to it below. */
const rowLines = (question: Question, chosen: Chosen, standing: Standing, speaking: Speaking): Line[] => {
  const [first, ...rest] = chosen.rows
  if (first === undefined) return []
  if (chosen.worked !== undefined) return [workedLine(chosen.worked.said, chosen)]
  const older = first.told ? undefined : rest.find((row) => isOlder(row, first))
  return [
    ...(older === undefined ? [] : [lineOf(olderLine(older), older, false)]),
    lineOf(leadOf(question, chosen, first, standing, speaking), first, false),
    ...rest.filter((one) => one !== older).map((row) => lineOf(below(row, first, speaking.words), row, true)),
  ]
}

/** The part of a reply that answers one question. */
export const speak = (question: Question, chosen: Chosen, ranked: readonly Scored[], speaking: Speaking): Part => {
  const { lexicon, words, day } = speaking
  const [first] = chosen.rows
  if (first === undefined) return part({ outcome: 'escalate', lines: [own(words.uncovered)] })
  const standing = standingOf(first, lexicon.index, day)
  const { lines, notices, correction } = ahead(question, chosen, ranked, standing, words)
  lines.push(...rowLines(question, chosen, standing, speaking))
  const programme = lexicon.companions.programmes.find(({ id }) => id === first.passage.programme) ?? null
  const disputed = dispute(question, first, programme, speaking)
  if (disputed !== null) {
    lines.push(disputed.line)
    notices.push({ kind: 'conflict', text: words.notices.conflict })
  }
  if (chosen.going === undefined && isOpenNow(question, first, standing)) lines.unshift(own(words.nowUnknown))
  const said = lines.map(({ text }) => text).join('\n')
  const way = wayOn(programme, question, standing, said, speaking)
  if (way !== null) lines.push({ text: way.text, passages: [way.passage.id], item: false })
  const named = programme !== null && question.programme?.id === programme.id && !question.carried
  const time = timeLine(first, standing, named, question, speaking) ?? fromLine(chosen, first, words)
  if (time !== null)
    addTime(lines, time, chosen.going === undefined && standing === 'ended' && isOverNow(question, standing))
  const corrected = ranked.filter(({ row }) => correction?.passages.includes(row.passage.id)).map(({ row }) => row)
  const sources = new Map(
    [
      ...sourcesOf([...chosen.rows, ...corrected], speaking),
      ...(disputed?.sources ?? []),
      ...(way === null ? [] : sourcesOfWay(way.passage, speaking)),
    ].map((source) => [source.passage.id, source]),
  )
  const outcome = isUnanswered(question, chosen) ? 'escalate' : 'answer'
  return part({ outcome, lines, notices, sources, working: chosen.worked?.working ?? [] })
}
