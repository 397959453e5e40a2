import { describe, expect, it } from 'vitest'
import { factorOf, idf, saturation, unknownIdf } from '../../src/retrieval/bm25.ts'

describe('the arithmetic of the lexical score', () => {
  it('weighs rare terms by ln(1 + (N − df + ½)/(df + ½))', () => {
    expect(idf(10, 1)).toBeCloseTo(Math.log(1 + 9.5 / 1.5), 12)
    expect(idf(10, 10)).toBeCloseTo(Math.log(1 + 0.5 / 10.5), 12)
    expect(unknownIdf(10)).toBeCloseTo(Math.log(1 + 10.5 / 0.5), 12)
  })

  it('saturates with k1 = 0.5 and b = 0.75', () => {
    // A text of average length: 1·1.5 / (1 + 0.5), 3·1.5 / (3 + 0.5).
    expect(saturation(1, 100, 100)).toBeCloseTo(1, 12)
    expect(saturation(3, 100, 100)).toBeCloseTo(4.5 / 3.5, 12)
    // Twice the average: 1·1.5 / (1 + 0.5·(0.25 + 1.5)).
    expect(saturation(1, 200, 100)).toBeCloseTo(1.5 / 1.875, 12)
  })

  it('learns that a title word which never comes back in its body says little', () => {
    const entries = 1_000
    const prior = 0.5
    // 窓口: 20 titles, 14 of whose bodies have it too; 教えて: 200 titles, 2 of whose bodies do.
    const matter = factorOf({ titles: 20, bodies: 40, both: 14 }, prior, entries)
    const manner = factorOf({ titles: 200, bodies: 5, both: 2 }, prior, entries)
    // By hand: p = (14 + 1.5)/23, q = 40.5/1001.
    const odds = (p: number, q: number): number => Math.log((p * (1 - q)) / (q * (1 - p)))
    expect(matter).toBeCloseTo(odds(15.5 / 23, 40.5 / 1_001) / odds(0.5, 40.5 / 1_001), 12)
    expect(manner).toBeLessThan(0.5)
    expect(factorOf({ titles: 400, bodies: 390, both: 1 }, prior, entries)).toBe(0.2)
  })

  it('judges nothing where titles say nothing', () => {
    expect(factorOf({ titles: 0, bodies: 900, both: 0 }, 0, 1_000)).toBe(1)
  })
})
