import { describe, expect, it } from 'vitest'
import { dropLostRows, factIn, factsInLine, heldBy } from '../../src/knowledge/facts.ts'
import { readMarkdown } from '../../src/knowledge/markdown.ts'
import { readLibrary, replacementsOf, validityOn } from '../../src/knowledge/knowledge.ts'
import { documentWith, passageWith } from '../support/documents.ts'
import { knowledgeDir } from '../support/shipped-index.ts'

describe('rows of facts', () => {
  it('have a label, keys and a value', () => {
    expect(factIn('導入率［中小企業／2019年］：15.1%。')).toEqual({
      label: '導入率',
      keys: ['中小企業', '2019年'],
      value: '15.1%',
      told: true,
    })
    expect(factIn('上限額：記載なし')?.told).toBe(false)
    expect(factIn('ただの文です。')).toBeNull()
  })
  it('are read off points of the form 項目：内容 in any document', () => {
    expect(factsInLine('・費用：無料')).toEqual([{ label: '費用', keys: [], value: '無料', told: true }])
    expect(['前置きです。', '・https://example.jp', '・ただの点'].flatMap(factsInLine)).toEqual([])
  })
  it.each([
    ['# 題\n\n## 要点\n\n始業は電子メールで報告します。', '始業は電子メールで報告します。'],
    ['# 題\n\n前書き。\n\n## 要点\n\n始業は電子メールで報告します。', '始業は電子メールで報告します。'],
    ['# 題\n\n## 要点\n\n- 対象：全職員', '・対象：全職員'],
  ])('lose no text of a section that only has their name: %j', (source, text) => {
    const read = readMarkdown(source)
    const blocks = read.ok ? read.reading.blocks : []
    expect(blocks.map((block) => block.text)).toEqual(expect.arrayContaining(['要点', text]))
  })
  it('stand under their section and are no text of it', () => {
    const read = readMarkdown('# 題\n\n## 節\n\n上限は2,000万円です。\n\n### 要点\n- 上限額：2,000万円\n\n## 次\n\n本文。')
    const blocks = read.ok ? read.reading.blocks : []
    expect(blocks.find((block) => block.kind === 'heading' && block.text === '節')).toMatchObject({
      facts: [{ label: '上限額', value: '2,000万円' }],
    })
    expect(blocks.some((block) => block.text.includes('要点'))).toBe(false)
  })
  it('belong to the piece that holds them', () => {
    const fact = { label: '上限額', keys: [], value: '2,000万円', told: true }
    expect(heldBy(fact, '上限は2,000万円です。')).toBeGreaterThan(heldBy(fact, '対象は企業です。'))
  })
  it('are taken away and named to the editor where they say a figure that their section lacks', () => {
    const said = { id: 'd#0/1', label: '上限額', keys: [], value: '3,000万円', told: true }
    const held = { id: 'd#0/2', label: '補助率', keys: [], value: '2分の1', told: true }
    const document = documentWith({ id: 'd' })
    const section = passageWith(document, { title: '上限', text: '補助率は2分の1です。', facts: [said, held] })
    expect(dropLostRows([section], '')).toEqual(['上限 上限額：3,000万円'])
    expect(section.facts).toEqual([held])
  })
  it('tell no figure that their section does not hold, in all of the shipped knowledge', async () => {
    const { library, report } = await readLibrary(knowledgeDir)
    expect(report.filter(({ reason }) => reason?.code === 'facts')).toEqual([])
    expect(library.passages.every(({ facts }) => facts.length > 0)).toBe(true)
  }, 60_000)
})

describe('what holds on a day', () => {
  const of = { document: 'a', period: { from: null, to: '2025-03-31' }, fiscalYear: 2024, issued: null, programme: 'p' }
  const none = replacementsOf([])
  const replaced = new Map([['a', ['2025-04-01']]])
  it.each([
    ['current', of, none, '2024-12-01'],
    ['lapsed', of, none, '2026-01-01'],
    ['ended', of, replaced, '2026-01-01'],
    ['superseded', { ...of, period: 'unknown' as const }, replaced, '2026-01-01'],
    ['unconfirmed', { ...of, period: 'unknown' as const }, none, '2026-01-01'],
    ['timeless', { ...of, period: 'none' as const }, none, '2026-01-01'],
  ])('is %s', (standing, given, replacements, day) => {
    expect(validityOn(given, replacements, day)).toBe(standing)
  })
})
