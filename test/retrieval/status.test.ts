import { beforeAll, describe, expect, it } from 'vitest'
import type { Library, Passage, Query } from '../../src/vocabulary/types.ts'
import { buildIndex, type Index } from '../../src/retrieval/retrieval.ts'
import { replacementsOf } from '../../src/knowledge/knowledge.ts'
import { statusOf, yearsIn } from '../../src/retrieval/status.ts'
import { documentWith, passageWith } from '../support/documents.ts'

const edition = (year: number, supersedes: string[]) =>
  documentWith({
    id: `support-${year}`,
    title: `相談員派遣事業（${year}年度）`,
    issued: `${year}-04-10`,
    period: { from: `${year}-04-10`, to: `${year + 1}-03-15` },
    fiscalYear: year,
    programme: 'support',
    supersedes,
  })

const editions = [edition(2019, []), edition(2020, ['support-2019']), edition(2023, ['support-2020'])]
const guide = documentWith({ id: 'guide', title: '手引き', issued: '2021-03-01', period: 'none' })
const deadline = (document: (typeof editions)[number]): Passage =>
  passageWith(document, {
    title: '応募の締切',
    text: `${document.fiscalYear}年度の相談員派遣事業の応募受付は、${document.fiscalYear}年12月20日まででした。`,
  })
const windows = ['東京都', '大阪府'].map((prefecture, n) =>
  passageWith(guide, {
    id: `guide#${n}`,
    title: '労務の相談窓口',
    text: `${prefecture}の労務の相談窓口は働き方センターです。`,
    prefectures: [prefecture],
    audience: n === 0 ? ['company'] : ['municipality'],
  }),
)
const library: Library = {
  documents: [...editions, guide],
  passages: [...editions.map(deadline), ...windows],
  thesaurus: [],
  gaps: [],
  elsewhere: [],
}

const query = (text: string, more: Partial<Query> = {}): Query => ({ text, asOf: '2023-06-01', limit: 5, ...more })

describe('status', () => {
  const replacements = replacementsOf(library.documents)
  const of = (year: number, asOf: string, fiscalYear?: number) =>
    statusOf(library.passages.find((passage) => passage.fiscalYear === year) as Passage, replacements, asOf, fiscalYear)

  it('is current up to the last day of the period and ended from the next', () => {
    expect(of(2023, '2024-03-15')).toBe('current')
    expect(of(2023, '2024-03-16')).toBe('ended')
  })

  it('is superseded from the day on which the replacement was issued', () => {
    const open = { ...deadline(edition(2019, [])), period: 'unknown' as const }
    expect(statusOf(open, replacements, '2020-04-09', undefined)).toBe('current')
    expect(statusOf(open, replacements, '2020-04-10', undefined)).toBe('superseded')
    expect(statusOf(open, replacements, '2020-04-10', 2019)).toBe('current')
  })

  it('believes a replacement that bears no date', () => {
    const undated = documentWith({ id: 'new', supersedes: ['guide'] })
    const passage = windows[0] as Passage
    expect(statusOf(passage, replacementsOf([undated]), '2000-01-01', undefined)).toBe('superseded')
  })

  it('knows the fiscal years that a question names', () => {
    expect([...yearsIn('令和元年度と平成29年度、r2年度、2021年度', '2024-02-01')].toSorted((a, b) => a - b)).toEqual([
      2017, 2019, 2020, 2021,
    ])
    expect([...yearsIn('昨年度の締切', '2024-02-01')]).toEqual([2022])
    expect([...yearsIn('今年度の締切', '2024-04-01')]).toEqual([2024])
  })
})

describe('retrieval by day, year, place and audience', () => {
  let index: Index
  beforeAll(async () => {
    index = await buildIndex(library)
  })
  const first = async (more: Query) => (await index.retrieve(more))[0]

  it('prefers the edition in force', async () => {
    const found = await index.retrieve(query('相談員派遣事業の応募の締切'))
    expect(found[0]).toMatchObject({ passage: { fiscalYear: 2023 }, status: 'current' })
    expect(found.map(({ passage }) => passage.fiscalYear)).toEqual(expect.arrayContaining([2019, 2020]))
  })

  it('answers as it was on the day asked about', async () => {
    expect(await first(query('相談員派遣事業の応募の締切', { asOf: '2020-06-01' }))).toMatchObject({
      passage: { fiscalYear: 2020 },
      status: 'current',
    })
  })

  it('finds the year that the query restricts to, or that the words name', async () => {
    expect(await first(query('応募の締切', { fiscalYear: 2019 }))).toMatchObject({ passage: { fiscalYear: 2019 } })
    expect(await first(query('令和元年度の応募の締切は？'))).toMatchObject({ passage: { fiscalYear: 2019 } })
    expect(await first(query('2020年度の応募の締切は？'))).toMatchObject({ passage: { fiscalYear: 2020 } })
  })

  it('lowers another prefecture and another audience without losing them', async () => {
    const osaka = await index.retrieve(query('労務の相談窓口', { prefecture: '大阪府' }))
    expect(osaka[0]?.passage.id).toBe('guide#1')
    expect(osaka.map(({ passage }) => passage.id)).toContain('guide#0')
    expect((await first(query('労務の相談窓口', { audience: 'company' })))?.passage.id).toBe('guide#0')
    expect((await first(query('労務の相談窓口', { audience: 'designated-city' })))?.passage.id).toBe('guide#1')
  })

  it('gives scores whose parts add up', async () => {
    for (const { score, parts } of await index.retrieve(query('相談員派遣事業の締切', { prefecture: '東京都' }))) {
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 4)
    }
  })
})
