/** Finds introduction cases by industry, topic, size and prefecture, and says which of these the data does not have. */
import type { GuidanceDocument } from '../vocabulary/types.ts'
import { count, findNumbers, fold } from '../japanese/numbers.ts'
import { prefectureIn } from '../japanese/places.ts'
import { sizeIn } from '../question/circumstances/people.ts'
import { says } from '../question/circumstances/pattern.ts'
import { TOPICS } from '../question/circumstances/topics.ts'
import { WANTS } from '../question/circumstances/wants.ts'
import { assemble, fitting, given, isStory, reply, type Kit } from './kit.ts'
import type { CaseRow, Field, Heard, Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'case-finder'
const shownMax = 4
const listRoom = 260
/** Classes of size as the statistics use them: under 100, 300 and 2,000 people. */
const SIZES = [100, 300, 2_000]

const FIELDS: Field[] = [
  { name: 'industry', kind: 'choice', unknown: true },
  { name: 'topics', kind: 'text', unknown: true },
  { name: 'size', kind: 'count', unknown: true },
  { name: 'prefecture', kind: 'text', unknown: true },
]

const industryIn = (folded: string, kit: Kit): string | null =>
  Object.entries(kit.rules.vocabulary.industries).find(
    ([name, words]) => folded.includes(fold(name)) || words.some((word) => folded.includes(fold(word))),
  )?.[0] ?? null

const topicsIn = (folded: string, kit: Kit): string[] =>
  [...new Set(kit.tables.cases.flatMap((row) => row.topics))].filter((topic) => folded.includes(fold(topic)))

const findFor =
  (kit: Kit) =>
  ({ folded, figures }: Heard): Inputs => {
    const topics = topicsIn(folded, kit)
    return given({
      industry: industryIn(folded, kit),
      topics: topics.length > 0 ? topics : undefined,
      prefecture: prefectureIn(folded),
      size: sizeIn(figures)?.value,
    })
  }

const sizeClass = (size: number): number => SIZES.filter((limit) => size >= limit).length

const sizeOf = (row: CaseRow): number | null => findNumbers(fold(row.size))[0]?.value ?? null

interface Scored {
  row: CaseRow
  score: number
  reasons: string[]
}

const score = (row: CaseRow, inputs: Inputs): Scored => {
  const reasons: string[] = []
  const topics = Array.isArray(inputs['topics']) ? inputs['topics'] : []
  const shared = row.topics.filter((topic) => topics.some((each) => each === topic))
  const size = sizeOf(row)
  if (row.industry !== '' && row.industry === inputs['industry']) reasons.push(row.industry)
  if (row.prefecture !== '' && row.prefecture === inputs['prefecture']) reasons.push(row.prefecture)
  if (size !== null && typeof inputs['size'] === 'number' && sizeClass(size) === sizeClass(inputs['size']))
    reasons.push(row.size)
  return { row, score: reasons.length * 2 + shared.length, reasons: [...reasons, ...shared] }
}

/** The search for cases as a procedure. */
export const caseFinder = (kit: Kit): Procedure => {
  const { say } = kit.words(ID)
  const find = findFor(kit)

  const hear = (heard: Heard): Inputs | null => {
    const { folded } = heard
    if (
      !says(TOPICS.case, folded) ||
      says(TOPICS.rate, folded) ||
      says(WANTS.meaning, folded) ||
      says(WANTS.howToApply, folded)
    )
      return null
    const inputs = find(heard)
    // No case tells its size, so that a size alone narrows nothing down.
    const facets = Object.keys(inputs).filter((name) => name !== 'size').length
    return says(WANTS.search, folded) && facets > 0 && !isStory(folded) ? inputs : null
  }

  const run = (inputs: Inputs): Outcome => {
    const best = kit.tables.cases
      .map((row) => score(row, inputs))
      .filter((each) => each.score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, shownMax)
    const industry = typeof inputs['industry'] === 'string' ? inputs['industry'] : null
    const noIndustry = industry !== null && !kit.tables.cases.some((row) => row.industry === industry)
    const noSize = typeof inputs['size'] === 'number' && !kit.tables.cases.some((row) => sizeOf(row) !== null)
    const notes = [noIndustry ? say('noIndustry', { industry }) : '', noSize ? say('noSize') : ''].filter(
      (note) => note !== '',
    )
    if (best.length === 0) {
      const all = kit.tables.cases
      return reply({
        verdict: 'confirm',
        conclusion: say('none', { all: count(all.length) }),
        details: notes,
        sources: all.slice(0, 1).map((row) => ({ document: row.document })),
        offers: [{ kind: 'consult', label: say('consult') }],
      })
    }
    const lines = fitting(
      best.map(({ row, reasons }) => say('line', { title: row.title, reasons: reasons.join('、') })),
      listRoom,
    )
    return reply({
      conclusion: say('found', { found: count(lines.lines.length) }),
      details: [...lines.lines, ...notes],
      working: best.map(({ row, reasons }) => ({ label: row.title, value: reasons.join('、') })),
      sources: best.slice(0, lines.lines.length).map(({ row }) => ({ document: row.document })),
      offers: best.slice(0, lines.lines.length).map(({ row }) => ({
        kind: 'ask',
        label: say('more', { title: row.title }),
        value: say('more', { title: row.title }),
      })),
    })
  }

  return assemble(ID, kit, { topic: TOPICS.case, lists: true, fields: FIELDS, hear, find, run })
}

/** The cases among the guidance documents, as rows to search. */
export const caseRows = (documents: GuidanceDocument[]): CaseRow[] =>
  documents
    .filter((document) => document.kind === 'case')
    .map(({ id, title, meta }) => ({
      document: id,
      title,
      industry: meta['industry'] ?? '',
      organisation: meta['organisation'] ?? '',
      size: meta['size'] ?? '',
      topics: (meta['caseTopics'] ?? '').split('|').filter((topic) => topic !== ''),
      prefecture: meta['prefecture'] ?? '',
    }))
