import { describe, expect, it } from 'vitest'
import { figuresIn, gate, unsupportedFigures, yearsIn } from '../../src/answering/answering.ts'
import { shippedIndex } from '../support/shipped-index.ts'

describe('the number guard', () => {
  it.each([
    ['2020年3月24日', '令和2年（2020年）3月24日（火）'],
    ['令和2年3月24日', '2020-03-24'],
    ['２，０００万円', '2,000万円'],
    ['2000万円', '2,000万円'],
    ['03-5213-4295', '電話 ０３－５２１３－４２９５'],
    ['https://telework.mhlw.go.jp/info/map', 'HTTPS://telework.mhlw.go.jp/info/map/'],
    ['令和元年度', '令和元年度（2019年度）'],
    ['3つ', '次の三つです'],
  ])('takes %s to stand in %s', (said, source) => {
    expect(unsupportedFigures(said, [source])).toEqual([])
  })

  it.each([
    ['3月25日', '3月24日'],
    ['2,001万円', '2,000万円'],
    ['03-5213-4296', '03-5213-4295'],
    ['61.5%', '61.6%'],
    ['twm@example.jp', 'twm@nttdata-strategy.com'],
    ['令和3年度', '令和2年度'],
  ])('does not find %s in %s', (said, source) => {
    expect(unsupportedFigures(said, [source])).not.toEqual([])
  })

  it('finds nothing in words', () => {
    expect(figuresIn('無料です').size).toBe(0)
  })
})

describe('the gate', () => {
  it('lets a quoted sentence through only where it stands, and a model’s only with its figures', async () => {
    const { index } = await shippedIndex()
    const query = { text: 'テレワークマネージャーの費用は', asOf: '2026-11-20', limit: 1 }
    const [ranked] = await index.retrieve(query)
    const { passage } = ranked!
    const statement = (text: string) => ({ text, passages: [passage.id], item: false })
    const [first = ''] = passage.text.split('。')
    const quoted = gate({ statements: [statement(`${first}。`), statement('誰でも無料です。')], generated: false }, [
      ranked!,
    ])
    expect(quoted.statements.map(({ text }) => text)).toEqual([`${first}。`])
    const written = gate(
      { statements: [statement(`${first}。`), statement(`${first}、9,999円です。`)], generated: true },
      [ranked!],
    )
    expect(written.removed.map(({ why }) => why)).toEqual([expect.stringContaining('9999')])
    const strange = { ...statement(`${first}。`), passages: ['no-such-passage'] }
    expect(gate({ statements: [strange], generated: true }, [ranked!]).statements).toEqual([])
  })
})

describe('years', () => {
  it.each([
    ['令和元年度の期限は', [2019]],
    ['R2年度の期間', [2020]],
    ['FY2021の費用', [2021]],
    ['昨年度の対象は', [2025]],
    ['2020年3月の応募期限', [2019]],
    ['一昨年度はどうでしたか', [2024]],
  ])('in %s are %j', (text, fiscal) => {
    expect(yearsIn(text, '2026-11-20').fiscal).toEqual(fiscal)
  })

  it('tells that the running year is meant', () => {
    expect(yearsIn('今年度もやっていますか', '2026-11-20').running).toBe(true)
    expect(yearsIn('令和8年度の募集は', '2026-11-20').running).toBe(true)
    expect(yearsIn('令和元年度の募集は', '2026-11-20').running).toBe(false)
  })
})
