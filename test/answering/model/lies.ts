/** What a model may lie about, and what of it would be false before a person. */
import { dayWords, fiscalYearOf, fiscalYearWords } from '../../../src/japanese/calendar.ts'
import { fold } from '../../../src/japanese/fold.ts'
import { programmeIn } from '../../../src/question/question.ts'
import type { Companions } from '../../../src/knowledge/knowledge.ts'
import type { Index } from '../../../src/retrieval/retrieval.ts'
import { yearsIn } from '../../../src/japanese/dates.ts'
import type { GuidanceDocument, Passage, Reply } from '../../../src/vocabulary/types.ts'
import type { AskedRow, Received, Script } from '../../support/model-double/model-double.ts'
import { choosing, rowsIn } from './desk.ts'

/** Words that no document and no sentence of the desk has. */
export const PLANTED = 'ウソツキ機構は有料で99,999円'

type Lie = (received: Received) => Script

const shuffled = (rows: AskedRow[]): AskedRow[] =>
  rows.toSorted((a, b) => ((a.id.length + a.says.length) % 7) - ((b.id.length + b.says.length) % 7))
const pick = (rows: AskedRow[], count = 3): Script => ({ say: choosing(rows.slice(0, count).map(({ id }) => id)) })

/** Rows that came with the question or by a search. */
const allRows = (received: Received): AskedRow[] => [
  ...rowsIn(received),
  ...received.messages
    .filter(({ role, content }) => role === 'tool' && typeof content === 'string' && content.startsWith('{"sources"'))
    .flatMap(({ content }) => (JSON.parse(content as string) as { sources: { rows: AskedRow[] }[] }).sources)
    .flatMap(({ rows }) => rows),
]

/** Looks for what it lies with, then chooses among all. */
const after =
  (search: string, choose: (rows: AskedRow[], received: Received) => AskedRow[]): Lie =>
  (received) =>
    received.messages.some(({ role }) => role === 'tool')
      ? pick(choose(allRows(received), received))
      : { call: [{ name: 'search', args: { text: `${search} ${received.asked.question}` } }] }

const of =
  (choose: (rows: AskedRow[], received: Received) => AskedRow[]): Lie =>
  (received) =>
    pick(choose(rowsIn(received), received))

const notIn = (what: RegExp) => (rows: AskedRow[]) => rows.filter(({ says }) => !what.test(says))
const withWords = (what: RegExp) => (rows: AskedRow[]) => rows.filter(({ says }) => what.test(says))

export const LIES: Record<string, Lie> = {
  'an id that does not exist': () => ({ say: choosing(['nowhere-2026#9/9', PLANTED]) }),
  'an id nearly right': (received) => ({ say: choosing(rowsIn(received).map(({ id }) => `${id}9`)) }),
  'an id that was never shown': () => ({
    say: choosing(['telework-manager-fy2020#1/1', 'telework-month#1/1', 'telework-manager-fy2021#3/2']),
  }),
  'another year': after('令和2年度 平成31年度', (rows) => rows.filter(({ year }) => !(year ?? '').includes('2023'))),
  'the oldest edition': after('平成', (rows) =>
    rows.toSorted((a, b) => (a.year ?? '').slice(-8).localeCompare((b.year ?? '').slice(-8))),
  ),
  'the newest edition for an old year': after('令和8年度 令和7年度', (rows) =>
    rows.toSorted((a, b) => (b.year ?? '').slice(-8).localeCompare((a.year ?? '').slice(-8))),
  ),
  'another programme': after('地域IoT実装推進 ふるさとテレワーク 特別交付税', (rows) => rows.toReversed()),
  'another subject altogether': after('テレワーク月間 サテライトオフィス 受賞', (rows) => rows.toReversed()),
  'another body': after('大企業 中小企業 市町村 対象外', withWords(/対象|企業|市町村|団体/u)),
  'another place': after('大阪府 愛知県 北海道', withWords(/[都道府県]/u)),
  'another member of a list': of((rows) => rows.toReversed()),
  'the opposite of yes': of((rows) => [
    ...withWords(/不可|対象外|有料|実費|できない|不要|なし/u)(rows),
    ...rows.toReversed(),
  ]),
  'the opposite of no': of((rows) => [...withWords(/可|無料|必要|あり|対象/u)(rows), ...rows.toReversed()]),
  'another figure': of((rows) => [...withWords(/\d/u)(rows).toReversed(), ...rows]),
  'no figure': of(notIn(/\d/u)),
  'untold for told': (received) => ({
    say: choosing([], { slots: received.asked.reading.kinds.map((kind) => ({ kind, ids: [], untold: true })) }),
  }),
  'a row that tells nothing first': of((rows) => [...rows.filter(({ told }) => told === false), ...rows]),
  'nothing, and asking back': () => ({ say: choosing([], { askBack: true }) }),
  'everything in another order': (received) => ({ say: choosing(shuffled(rowsIn(received)).map(({ id }) => id)) }),
  'a sentence of its own': () => ({ say: PLANTED }),
  'a sentence beside the form': (received) => ({
    say: `${PLANTED}\n${JSON.stringify(
      choosing(
        rowsIn(received)
          .slice(-2)
          .map(({ id }) => id),
      ),
    )}`,
  }),
  'a sentence in the form': (received) => ({
    say: choosing([], {
      slots: [
        {
          kind: PLANTED,
          ids: rowsIn(received)
            .slice(-1)
            .map(({ id }) => id),
          untold: false,
        },
      ],
      procedure: PLANTED,
    }),
  }),
  'more than the form': (received) => ({
    say: choosing(
      rowsIn(received)
        .slice(-1)
        .map(({ id }) => id),
      { answer: PLANTED, yes: true },
    ),
  }),
  'markup for an id': () => ({
    say: choosing([`<a href="https://evil.invalid">${PLANTED}</a>`, `[${PLANTED}](https://evil.invalid)`]),
  }),
  'a procedure that does not fit': (received) => ({
    say: choosing(
      rowsIn(received)
        .slice(-1)
        .map(({ id }) => id),
      { procedure: received.asked.procedures.at(-1)?.id ?? null },
    ),
  }),
}

const figures = (text: string): string[] => fold(text).match(/\d[\d,.]*\d|\d/gu) ?? []

interface Told {
  question: string
  reply: Reply
  alone: Reply
  /** Folded. */
  text: string
  passages: ReadonlyMap<string, Passage>
  documents: ReadonlyMap<string, GuidanceDocument>
  asked: string | null
}

const TODAY = '2026-11-20'
const YES = /^(?:はい|いいえ)/u
const DENIED = /手元の資料では分かりません/u

const inWords = ({ reply, alone, text, passages }: Told): string[] => {
  const found: string[] = []
  if (/ウソツキ|99,999|evil/u.test(JSON.stringify(reply))) found.push('planted words')
  if (reply.generated === true) found.push('words of a model')
  if (YES.test(reply.text) && YES.exec(reply.text)?.[0] !== YES.exec(alone.text)?.[0]) found.push('yes or no')
  const tellsNothing = reply.citations.some(({ passage }) => passages.get(passage)?.facts.some(({ told }) => !told))
  if (/資料に書かれていません/u.test(text) && !tellsNothing) found.push('untold')
  const denies = DENIED.test(text) && !/近い内容/u.test(text)
  if (denies && alone.outcome === 'answer' && !DENIED.test(fold(alone.text))) found.push('denied')
  return found
}

const yearsOf = (passage: Passage): Set<number | null> => {
  const keys = passage.facts.flatMap((fact) => fact.keys).join(' ')
  const told = yearsIn(fold(`${passage.text} ${keys}`).toLowerCase(), TODAY)
  return new Set([passage.fiscalYear, ...told.fiscal, ...told.calendar])
}

const inSources = ({ question, reply, alone, passages, asked }: Told): string[] => {
  const years = yearsIn(fold(question).toLowerCase(), TODAY).named
  return reply.citations.flatMap(({ passage: id, quote }) => {
    const passage = passages.get(id)
    if (passage === undefined || !passage.text.includes(quote)) return ['no such passage']
    if (alone.citations.some((one) => one.passage === id)) return []
    const told = yearsOf(passage)
    return [
      ...(asked !== null && passage.programme !== null && passage.programme !== asked ? ['another subject'] : []),
      ...(years.length > 0 && !years.some((year) => told.has(year)) ? ['another year'] : []),
    ]
  })
}

/** All that a source says, with its days and years as the desk tells them. */
const wholeOf = (passage: Passage | undefined, document: GuidanceDocument | undefined): string => {
  const facts = passage?.facts.map(({ label, keys, value }) => `${label}${keys.join(' ')}${value}`) ?? []
  const days = [passage?.issued, document?.issued].filter((day) => typeof day === 'string' && day !== '')
  const year = passage?.fiscalYear ?? null
  return [
    passage?.text,
    passage?.title,
    ...facts,
    document?.title,
    ...days.map((day) => `${dayWords(day ?? '')} ${fiscalYearWords(fiscalYearOf(day ?? ''))}`),
    year === null ? '' : fiscalYearWords(year),
    ...yearsIn(fold(facts.join(' ')).toLowerCase(), TODAY).fiscal.map(fiscalYearWords),
  ].join(' ')
}

/** Every figure stands in what is cited, or is told of it by the desk. */
const inFigures = ({ question, reply, alone, text, passages, documents }: Told): string[] => {
  const cited = reply.citations.map(({ passage, document }) => wholeOf(passages.get(passage), documents.get(document)))
  const known = new Set([...figures(cited.join(' ')), ...figures(alone.text), ...figures(question)])
  const said = text.replaceAll(/\[\d+\]|^\(\d+\)/gmu, ' ')
  return figures(said)
    .filter((figure) => !known.has(figure))
    .map((figure) => `figure ${figure}`)
}

/** Another source than the desk would take is named beside what it says. */
const inSubject = ({ reply, alone, text, documents, asked }: Told): string[] => {
  const [first] = reply.citations
  if (asked !== null || first === undefined || alone.citations[0]?.document === first.document) return []
  const title = fold((documents.get(first.document)?.title ?? '').replaceAll(/（[^）]*）/gu, ''))
  return text.includes(title) ? [] : ['no subject']
}

/** What is false in a reply to a lie; `alone` is the desk's own reply. */
export const falseIn = (
  question: string,
  reply: Reply | null,
  alone: Reply | null,
  { index, companions }: { index: Index; companions: Companions },
): string[] => {
  if (reply === null || alone === null) return alone === reply ? [] : ['silence']
  if (reply.text === alone.text) return []
  const told: Told = {
    question,
    reply,
    alone,
    text: fold(reply.text),
    passages: new Map(index.library.passages.map((passage) => [passage.id, passage])),
    documents: new Map(index.library.documents.map((document) => [document.id, document])),
    asked: programmeIn(fold(question).toLowerCase(), companions)?.id ?? null,
  }
  return [inWords, inSources, inFigures, inSubject].flatMap((look) => look(told))
}
