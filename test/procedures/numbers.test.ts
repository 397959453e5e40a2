import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNumbers, fold, numeral, percent, yen } from '../../src/japanese/numbers.ts'

const KANJI = '〇一二三四五六七八九'

const section = (value: number): string => {
  let rest = value
  let text = ''
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
  ] as const) {
    const digit = Math.floor(rest / unit)
    if (digit > 0) text += (digit === 1 ? '' : (KANJI[digit] ?? '')) + name
    rest %= unit
  }
  return text + (rest > 0 ? (KANJI[rest] ?? '') : '')
}

/** 二億三千万五十: an independent writer of what the reader must read. */
const kanji = (value: number): string => {
  const parts = [
    [1e8, '億'],
    [1e4, '万'],
  ] as const
  let rest = value
  let text = ''
  for (const [unit, name] of parts) {
    const part = Math.floor(rest / unit)
    // 一万 and not 万: a large unit is never written without its digit.
    if (part > 0) text += (part === 1 ? '一' : section(part)) + name
    rest %= unit
  }
  return text + section(rest)
}

const wide = (text: string): string =>
  text.replace(/[0-9,.%]/gu, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0))

const amount = fc.integer({ min: 1, max: 999_999_999_999 })
const people = fc.integer({ min: 1, max: 9_999_999 })

describe('reading numbers', () => {
  it('reads every whole number back from kanji numerals', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(numeral(kanji(value))).toBe(value)
      }),
    )
  })

  it('reads every number back from digits with commas, in either width', () => {
    fc.assert(
      fc.property(amount, fc.boolean(), (value, isWide) => {
        const text = `${value.toLocaleString('en-US')}円`
        const [found] = findNumbers(fold(isWide ? wide(text) : text))
        expect(found).toMatchObject({ value, unit: 'yen' })
      }),
    )
  })

  it('reads 万 and 億 with decimals exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom('万', '億'), (hundredths, unit) => {
        const size = unit === '万' ? 1e4 : 1e8
        expect(numeral(`${(hundredths / 100).toString()}${unit}`)).toBe((hundredths * size) / 100)
      }),
    )
  })

  it('finds a count of people anywhere in a sentence', () => {
    fc.assert(
      fc.property(
        people,
        fc.constantFrom('人', '名'),
        fc.constantFrom('社員は', '約', '当社は全部で', ''),
        (value, unit, lead) => {
          const [found] = findNumbers(fold(`${lead}${kanji(value)}${unit}です`))
          expect(found).toMatchObject({ value, unit: 'people' })
        },
      ),
    )
  })

  it('reads what it prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (value) => {
        expect(findNumbers(fold(yen(value)))[0]?.value).toBe(value)
      }),
    )
  })

  it('never throws and keeps its places, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'一二十百千万億兆円人名%割分約-数何0123456789.,、 〜以上半') }),
        (text) => {
          const folded = fold(text)
          let last = 0
          for (const found of findNumbers(folded)) {
            expect(Number.isFinite(found.value)).toBe(true)
            expect(found.start).toBeGreaterThanOrEqual(0)
            expect(found.end).toBeGreaterThan(found.start)
            expect(found.end).toBeLessThanOrEqual(folded.length)
            expect(found.start).toBeGreaterThanOrEqual(last)
            last = found.start
          }
        },
      ),
    )
  })

  it.each([
    ['1,200万円', 12_000_000, 'yen'],
    ['１，２００万円', 12_000_000, 'yen'],
    ['3億円', 300_000_000, 'yen'],
    ['3億2千万円', 320_000_000, 'yen'],
    ['1.15億円', 115_000_000, 'yen'],
    ['三百二十名', 320, 'people'],
    ['二五％', 25, 'percent'],
    ['３割', 30, 'percent'],
    ['2割5分', 25, 'percent'],
    ['半数', 50, 'percent'],
    ['平均6.5日', 6.5, 'days'],
    ['週2日', 2, 'weekly-days'],
    ['-5人', -5, 'people'],
    ['マイナス3人', -3, 'people'],
    ['▲3人', -3, 'people'],
    ['50〜60名', 55, 'people'],
  ])('reads %s', (text, value, unit) => {
    expect(findNumbers(fold(text))).toMatchObject([{ value, unit }])
  })

  it.each(['数十名', '何人', '一部の業務', '百選', '十分な対策', '万円', '一人ひとり', '千万万', '百百人'])(
    'finds no figure in %s',
    (text) => {
      expect(findNumbers(fold(text))).toEqual([])
    },
  )

  it.each(['約50名', '50名くらい', '50名程度', 'およそ50名', '50名ほど'])('marks %s as rough', (text) => {
    expect(findNumbers(fold(text))).toMatchObject([{ value: 50, approx: true }])
  })

  it.each(['25%以上', '300人未満', '100名を超える'])('marks %s as a quoted boundary', (text) => {
    expect(findNumbers(fold(text))).toMatchObject([{ bound: true }])
  })

  it('takes the pieces of a date or a telephone number for no negative number', () => {
    expect(findNumbers(fold('03-5253-5546に2026-11-20に電話')).every((found) => found.value >= 0)).toBe(true)
  })

  it('never rounds a share up to a limit', () => {
    expect(percent(24.999)).toBe('24.99%')
    expect(percent(25)).toBe('25%')
  })
})
