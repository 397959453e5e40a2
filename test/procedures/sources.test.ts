import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { documents, knowledgeDir, passages, tables } from './desk.ts'

const headings = new Map(documents.map((document) => [document.id, new Set<string>()]))
for (const passage of passages) headings.get(passage.document)?.add(passage.title)

const source = z.object({ document: z.string(), heading: z.string() })

const sourcesIn = (value: unknown): z.infer<typeof source>[] => {
  const own = source.safeParse(value)
  if (own.success) return [own.data]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sourcesIn) : []
}

const rulesDir = join(knowledgeDir, 'rules')
const files = readdirSync(rulesDir).filter((file) => file !== 'vocabulary.yaml')

describe('the sources of the rules', () => {
  it.each(files)('%s names sections that exist', (file) => {
    const named = sourcesIn(parse(readFileSync(join(rulesDir, file), 'utf8')))
    expect(named.length).toBeGreaterThan(0)
    for (const { document, heading } of named)
      expect({ document, headings: [...(headings.get(document) ?? [])] }).toMatchObject({
        document,
        headings: expect.arrayContaining([heading]),
      })
  })

  it('are documents of the knowledge folder for windows, events and contacts as well', () => {
    const named = [
      ...tables.windows.map((row) => row.document),
      ...tables.calendar.map((row) => row.document),
      ...tables.cases.map((row) => row.document),
      ...tables.programmes.map((row) => row.contact?.document ?? null),
    ].filter((document) => document !== null)
    expect(named.length).toBeGreaterThan(0)
    for (const document of named) expect([...headings.keys()]).toContain(document)
  })
})

describe('the figures of the rules', () => {
  /** Each figure that procedures compute with must be readable in the section it is taken from. */
  const section = (document: string, heading: string): string =>
    passages
      .filter((passage) => passage.document === document && passage.title === heading)
      .map((passage) => passage.text)
      .join('\n')

  it.each([
    ['pioneers-fy2020', 'テレワーク先駆者百選の要件', ['25', '50', '100', '4']],
    ['special-allocation-tax-fy2024', '令和6年度の特別交付税措置と措置率', ['0.5']],
    ['regional-iot-fy2020', '補助率と上限額', ['2,000万円']],
    ['telework-manager-fy2019', '応募の締切', ['3月24日']],
    ['telework-manager-fy2019', '支援回数と時間', ['3回', '2時間']],
    [
      'statistics-2020-adoption',
      '業種別のテレワーク導入率',
      ['46.5', '40.7', '25.4', '22.5', '21.1', '20.1', '16.3', '11.7'],
    ],
    ['municipal-survey-2023', '職員数別の導入率', ['61.9', '34.2']],
    ['municipal-survey-2023', '市区町村の導入率と前年との比較', ['1,035', '60.1']],
    ['statistics-2020-adoption', '従業員規模別のテレワーク導入率', ['60.8', '32.1', '15.1']],
    ['statistics-2020-adoption', '企業のテレワーク導入率', ['20.2']],
  ])('%s, %s', (document, heading, figures) => {
    for (const figure of figures) expect(section(document, heading)).toContain(figure)
  })
})
