/** Finds introduction cases by industry, topic, size and prefecture, and says which of these the data does not have. */
import type { GuidanceDocument } from '../vocabulary/types.ts'
import { prefectureIn } from './bodies.ts'
import { fits, form, toInputs, type Field, type Findings } from './form.ts'
import { assemble, fitting, reply, type Kit } from './kit.ts'
import { count, findNumbers, fold } from '../japanese/numbers.ts'
import { asksMeaning } from './sentence.ts'
import type { CaseRow, Inputs, Outcome, Procedure } from './shape.ts'

const ID = 'case-finder'
const shownMax = 4
const listRoom = 260
/** Classes of size as the statistics use them: under 100, 300 and 2,000 people. */
const SIZES = [100, 300, 2_000]

const CASE = /事例|導入例|先行例|実例|取組例/u
const SEARCH = /探し|探す|探せ|検索|絞|同規模|同じ(?:規模|業種|業界)|似た|近い(?:規模|業種)|参考にな(?:る|り)|一覧/u

const industryIn = (folded: string, kit: Kit): string | null =>
  Object.entries(kit.rules.vocabulary.industries).find(
    ([name, words]) => folded.includes(fold(name)) || words.some((word) => folded.includes(fold(word))),
  )?.[0] ?? null

const topicsIn = (folded: string, kit: Kit): string[] =>
  [...new Set(kit.tables.cases.flatMap((row) => row.topics))].filter((topic) => folded.includes(fold(topic)))

const findIn =
  (kit: Kit) =>
  (folded: string): Findings => {
    const findings: Findings = {}
    const [industry, topics, prefecture] = [
      industryIn(folded, kit),
      topicsIn(folded, kit),
      prefectureIn(folded, kit.rules),
    ]
    if (industry) findings['industry'] = { value: industry }
    if (topics.length > 0) findings['topics'] = { value: topics }
    if (prefecture) findings['prefecture'] = { value: prefecture }
    const people = findNumbers(folded).find((each) => each.unit === 'people' && !each.bound)
    const read = people ? fits('count', people) : null
    if (read && !('problem' in read)) findings['size'] = read
    return findings
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

const fieldsFor = (kit: Kit): Field[] => [
  {
    name: 'industry',
    kind: 'choice',
    unknown: true,
    parse: (folded) => {
      const industries = Object.keys(kit.rules.vocabulary.industries)
      const numbered = /^\d{1,2}$/u.test(folded) ? industries[Number(folded) - 1] : undefined
      return { value: numbered ?? industryIn(folded, kit) ?? folded }
    },
  },
  {
    name: 'topics',
    kind: 'text',
    unknown: true,
    parse: (folded) => ({ value: topicsIn(folded, kit) }),
  },
  { name: 'size', kind: 'count', unknown: true, when: () => false },
  { name: 'prefecture', kind: 'text', unknown: true, when: () => false },
]
export const caseFinder = (kit: Kit): Procedure => {
  const { fields: fieldWords, say } = kit.words(ID)
  const find = findIn(kit)
  const built = form(ID, kit.allWords, fieldWords, fieldsFor(kit), find)

  const recognise = (text: string): Inputs | null => {
    const folded = fold(text)
    if (!CASE.test(folded) || asksMeaning(folded) || /どこ|方法|やり方/u.test(folded)) return null
    const findings = find(folded)
    // No case tells its size, so that a size alone narrows nothing down.
    const facets = Object.keys(findings).filter((name) => name !== 'size').length
    return (SEARCH.test(folded) && (facets > 0 || /探/u.test(folded))) ||
      facets >= 3 ||
      (facets >= 1 && findings['size'])
      ? withoutQuestions(toInputs(findings))
      : null
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
      const text = [...notes, say('none', { all: count(all.length) })].join('\n')
      return reply({
        verdict: 'confirm',
        text,
        working: built.told(inputs),
        sources: all.slice(0, 1).map((row) => ({ document: row.document })),
        offers: [{ kind: 'consult', label: say('consult') }],
      })
    }
    const lines = fitting(
      best.map(({ row, reasons }) => say('line', { title: row.title, reasons: reasons.join('、') })),
      listRoom,
    )
    return reply({
      text: [...notes, say('found', { found: count(lines.lines.length) }), ...lines.lines].join('\n'),
      working: best.map(({ row, reasons }) => ({ label: row.title, value: reasons.join('、') })),
      sources: best.slice(0, lines.lines.length).map(({ row }) => ({ document: row.document })),
      offers: best.slice(0, lines.lines.length).map(({ row }) => ({
        kind: 'ask',
        label: say('more', { title: row.title }),
        value: say('more', { title: row.title }),
      })),
    })
  }

  return assemble(ID, kit, built, { recognise, run })
}

/** A search that names something is answered at once; what it does not name is not asked for. */
const withoutQuestions = (inputs: Inputs): Inputs =>
  Object.keys(inputs).length === 0 ? inputs : { industry: null, topics: null, ...inputs }

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
