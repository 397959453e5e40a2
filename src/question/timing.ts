/** What must be said about time beside an answer: over, outdated, another year, newer, in dispute. */
import {
  dayWords,
  facetsIn,
  figuresIn,
  fiscalYearOf,
  fiscalYearWords,
  unsupportedFigures,
  type Question,
  type Years,
} from '../answering/answering.ts'
import type { Evidence } from '../answering/answering.ts'
import { fold, type Companions, type Conflict, type Programme } from '../knowledge/knowledge.ts'
import type { Index } from '../retrieval/retrieval.ts'
import { fill } from '../base/words.ts'
import type { Line, Source } from '../answering/parts.ts'
import { allNames } from './programmes.ts'
import type { Day, GuidanceDocument, Notice, Passage, Ranked } from '../vocabulary/types.ts'
import type { DeskWords } from '../desk/words.ts'

export interface Timing {
  /** Said before the quoted sentences. */
  before: Line[]
  /** Said after them. */
  after: Line[]
  notices: Notice[]
  sources: Source[]
}

interface Given {
  question: Question
  years: Years
  evidence: Evidence
  programme: Programme | null
  index: Index
  companions: Companions
  words: DeskWords
}

/** Share of the question's words that a known conflict must be about. */
const CONFLICT_SHARE = 0.5
const SIDES_MAX = 4

const endOf = (passage: Passage): Day | null => (typeof passage.period === 'string' ? null : passage.period.to)

const statementOf = (one: { passage: Passage; document: GuidanceDocument }): string[] => [
  one.passage.text,
  one.passage.title,
  one.document.title,
  one.document.source,
  one.passage.issued === null ? '' : dayWords(one.passage.issued),
]

const line = (text: string, ...passages: string[]): Line => ({ text, passages, item: false })

const nameOf = (one: Ranked, programme: Programme | null): string => programme?.name ?? one.document.title

/** 令和元年度, or the day it was issued: from when a passage speaks. */
const whenOf = (one: { passage: Passage }): string | null =>
  one.passage.issued !== null
    ? dayWords(one.passage.issued)
    : one.passage.fiscalYear !== null
      ? fiscalYearWords(one.passage.fiscalYear)
      : null

/** The end is told as a day only where the source tells it; an editor's 3月20日 for 3月中旬 is not quoted. */
const overWords = (one: Ranked, given: Given): string => {
  const { answers } = given.words
  const name = nameOf(one, given.programme)
  const end = endOf(one.passage)
  if (end !== null && unsupportedFigures(dayWords(end), statementOf(one)).length === 0) {
    return fill(answers.ended, { name, end: dayWords(end) })
  }
  const year = one.passage.fiscalYear
  return fill(answers.endedYear, { name, year: year === null ? (whenOf(one) ?? '') : fiscalYearWords(year) })
}

const contactSource = (programme: Programme | null, index: Index, asOf: Day): Source | null => {
  const contact = programme?.contact
  if (!contact || (contact.asOf !== null && contact.asOf > asOf)) return null
  const { library } = index
  const document = library.documents.find(({ id }) => id === contact.document)
  const inside = library.passages.filter((passage) => passage.document === contact.document)
  const passage = inside.find(({ title }) => title === contact.passageHeading) ?? inside[0]
  return document === undefined || passage === undefined ? null : { passage, document, status: 'current' }
}

const addContact = (timing: Timing, given: Given, said: string): void => {
  const source = contactSource(given.programme, given.index, given.question.asOf)
  const contact = given.programme?.contact
  if (source === null || !contact) return
  // The contact may be part of the answer already.
  const told = figuresIn(said)
  const own = [...figuresIn(contact.text)]
  if (own.length > 0 && own.every((figure) => told.has(figure))) return
  const { answers } = given.words
  const text =
    contact.asOf === null
      ? fill(answers.contactUndated, { contact: contact.text })
      : fill(answers.contact, { contact: contact.text, when: dayWords(contact.asOf) })
  if (unsupportedFigures(text, statementOf(source)).length > 0) return
  timing.after.push(line(text, source.passage.id))
  timing.sources.push(source)
}

/** The passage of the document that holds what is said of it; those that were found come first. */
const passageFor = (document: string, says: string, given: Given): Source | null => {
  const { library } = given.index
  const owner = library.documents.find(({ id }) => id === document)
  if (owner === undefined) return null
  const found = [...given.evidence.passages, ...given.evidence.earlier].filter((one) => one.document.id === document)
  const others = library.passages.filter((passage) => passage.document === document)
  const candidates: Source[] = [
    ...found,
    ...others.map((passage): Source => ({ passage, document: owner, status: 'superseded' })),
  ]
  return candidates.find((one) => unsupportedFigures(says, statementOf(one)).length === 0) ?? null
}

/** Share of what the question is about that a text holds. */
const heldIn = (text: string, question: Question): number => {
  const folded = fold(text).toLowerCase()
  const telling = question.words.filter((word) => word.telling)
  const whole = telling.reduce((sum, { weight }) => sum + weight, 0)
  const held = telling
    .filter(({ surface, form }) => folded.includes(surface) || folded.includes(form))
    .reduce((sum, { weight }) => sum + weight, 0)
  return whole === 0 ? 0 : held / whole
}

/** Whether the conflict is about another kind of thing than what is asked for, such as the place and not the number. */
const besides = (conflict: Conflict, question: Question): boolean => {
  const facets = facetsIn(fold(conflict.about).toLowerCase())
  return facets.length > 0 && question.facets.length > 0 && !facets.some((facet) => question.facets.includes(facet))
}

const COMPARES = /よね|だけ(?:の|です)|合って(?:い|ま)|違[いうっ]|異な|どちら|どっち|本当|正し|変わ[っりる]|食い違/u

/** What the documents disagree about is what is asked about, beyond the name of the programme. */
const concerns = (conflict: Conflict, { question, companions }: Given): boolean => {
  if (COMPARES.test(question.text)) return true
  const names = allNames(companions)
  const about = fold(conflict.about).toLowerCase()
  const asked = figuresIn(question.text)
  if ([...figuresIn(saysOf(conflict))].some((figure) => asked.has(figure))) return true
  return question.words.some(
    (word) => word.telling && word.surface.length > 1 && !names.includes(word.surface) && about.includes(word.surface),
  )
}

const saysOf = (conflict: Conflict): string => conflict.sides.map(({ says }) => says).join('\n')

/** Documents that disagree about what was asked are shown side by side, dated. */
const addConflict = (timing: Timing, given: Given, first: Ranked): void => {
  const { question, companions, words } = given
  const known = companions.conflicts
    .filter((conflict) => !besides(conflict, question) && concerns(conflict, given))
    .map((conflict) => ({
      conflict,
      sides: conflict.sides.filter(({ asOf }) => asOf === null || asOf <= question.asOf),
      subject: heldIn(conflict.about, question),
      share: heldIn(`${conflict.about}\n${saysOf(conflict)}`, question),
    }))
    .filter(
      ({ sides, share, subject }) =>
        new Set(sides.map(({ document }) => document)).size > 1 &&
        sides.some(({ document }) => document === first.passage.document) &&
        share >= CONFLICT_SHARE &&
        subject > 0,
    )
    .sort((a, b) => b.share + b.subject - a.share - a.subject)[0]
  if (known === undefined) return
  const { answers } = words
  const lines: Line[] = []
  for (const side of known.sides.slice(0, SIDES_MAX)) {
    const source = passageFor(side.document, side.says, given)
    if (source === null) continue
    const when = side.asOf === null ? null : dayWords(side.asOf)
    const text =
      when === null
        ? fill(answers.conflictSideUndated, { says: side.says })
        : fill(answers.conflictSide, { says: side.says, when })
    if (unsupportedFigures(text, statementOf(source)).length > 0) continue
    lines.push({ text, passages: [source.passage.id], item: true })
    timing.sources.push(source)
  }
  if (lines.length < 2) return
  timing.after.push(line(fill(answers.conflict, { about: known.conflict.about })), ...lines)
  const preferred = given.index.library.documents.find(({ id }) => id === known.conflict.prefer)
  if (preferred !== undefined && known.sides.some(({ document }) => document === preferred.id)) {
    const shown = lines.find(({ passages }) =>
      timing.sources.some(({ passage, document }) => document.id === preferred.id && passages.includes(passage.id)),
    )
    timing.after.push(line(fill(answers.conflictPrefer, { title: preferred.title }), ...(shown?.passages ?? [])))
  }
  timing.notices.push({ kind: 'conflict', text: answers.notices.conflict })
}

/** Figures that the question takes for granted and that only an older edition holds. */
const addCorrection = (timing: Timing, given: Given, first: Ranked): void => {
  const { question, evidence, words } = given
  if (evidence.yearAsked) return
  const said = [...figuresIn(question.text)].filter((figure) => !/^(?:y:|n:20\d\d$)/u.test(figure))
  const held = figuresIn([first.passage.text, first.passage.title].join('\n'))
  const assumed = said.filter((figure) => !held.has(figure))
  if (assumed.length === 0) return
  const older = evidence.earlier.find((one) => {
    const figures = figuresIn(one.passage.text)
    return assumed.every((figure) => figures.has(figure))
  })
  const when = older === undefined ? null : whenOf(older)
  if (older === undefined || when === null) return
  const shown = shownIn(question.text, assumed)
  const year = older.passage.fiscalYear
  const told = year === null ? when : `${fiscalYearWords(year)}（${when}の資料）`
  timing.before.push(line(fill(words.answers.correction, { said: shown, when: told }), older.passage.id))
  timing.sources.push(older)
  timing.notices.push({ kind: 'correction', text: words.answers.notices.correction })
}

const shownIn = (text: string, figures: readonly string[]): string => {
  const whole =
    text.match(/\d{1,2}月\d{1,2}日|0\d{1,4}-\d{1,4}-\d{3,4}|\d[\d,.]*\s*(?:回|団体|社|人|%|時間|円|万円|割)?/gu) ?? []
  return whole.filter((piece) => [...figuresIn(piece)].some((figure) => figures.includes(figure))).join('、') || text
}

/** What the question's year, or the running one, has no document for. */
const addUncovered = (timing: Timing, given: Given, first: Ranked): void => {
  const { question, years, evidence, programme, words } = given
  const { answers } = words
  const running = fiscalYearOf(question.asOf)
  if (evidence.missingYear !== null && evidence.missingYear !== running) {
    const text = fill(answers.yearUncovered, { year: fiscalYearWords(evidence.missingYear) })
    timing.before.push(line(text))
    timing.notices.push({ kind: 'uncovered', text: answers.notices.uncovered })
  }
  const { fiscalYear } = first.passage
  if (!years.running || programme === null || (fiscalYear !== null && fiscalYear >= running)) return
  const when = whenOf(first)
  const year = fiscalYearWords(running)
  const text = when === null ? fill(answers.runningUndated, { year }) : fill(answers.running, { year, when })
  timing.before.push(line(text, first.passage.id))
  timing.notices.push({ kind: 'uncovered', text: answers.notices.uncovered })
}

/** Over, replaced, or still open on the day that is asked about. */
const addStatus = (timing: Timing, given: Given, first: Ranked): void => {
  const { answers } = given.words
  const when = whenOf(first)
  if (first.status === 'ended') {
    timing.before.push(line(overWords(first, given), first.passage.id))
    timing.notices.push({ kind: 'ended', text: answers.notices.ended })
  } else if (first.status === 'superseded' && when !== null) {
    timing.before.push(line(fill(answers.superseded, { when }), first.passage.id))
    timing.notices.push({ kind: 'superseded', text: answers.notices.superseded })
  }
}

const addOpen = (timing: Timing, given: Given, first: Ranked): void => {
  const end = endOf(first.passage)
  if (first.status !== 'current' || end === null) return
  if (unsupportedFigures(dayWords(end), statementOf(first)).length > 0) return
  const text = fill(given.words.answers.open, { asOf: dayWords(given.question.asOf), end: dayWords(end) })
  timing.after.push(line(text, first.passage.id))
}

/** From when a programme's answer speaks, where nothing else says so. */
const addAsOf = (timing: Timing, given: Given, first: Ranked): void => {
  const { programme, question, years, words } = given
  const when = whenOf(first)
  const year = first.passage.fiscalYear
  if (first.status !== 'current' || years.running || programme === null || when === null || year === null) return
  if (year >= fiscalYearOf(question.asOf)) return
  timing.notices.push({ kind: 'as-of', text: fill(words.answers.notices.asOf, { when }) })
}

export const timingOf = (given: Given, said: string): Timing => {
  const timing: Timing = { before: [], after: [], notices: [], sources: [] }
  const { years, evidence } = given
  const first = evidence.passages[0]
  if (first === undefined) return timing
  addUncovered(timing, given, first)
  addStatus(timing, given, first)
  addCorrection(timing, given, first)
  addOpen(timing, given, first)
  if (!evidence.yearAsked) addConflict(timing, given, first)
  if (first.status !== 'current' || years.running || evidence.missingYear !== null) {
    addContact(timing, given, [said, ...timing.after.map(({ text }) => text)].join('\n'))
  }
  addAsOf(timing, given, first)
  return timing
}
