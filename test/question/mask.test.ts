import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eachText, isIndividualNumber, MASK, maskNumbers } from '../../src/question/mask.ts'

/** The rule of the ordinance, written anew from its text: weights 2–7, then 2–6, from the right. */
const checkDigit = (eleven: string): string => {
  const weights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6]
  const sum = [...eleven].toReversed().reduce((total, digit, n) => total + Number(digit) * (weights[n] ?? 0), 0)
  const rest = sum % 11
  return rest <= 1 ? '0' : String(11 - rest)
}
const eleven = fc.stringMatching(/^[0-9]{11}$/)
const wide = (digits: string) => digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))

describe('individual numbers', () => {
  it('are recognised by their check digit, and by nothing else', () => {
    fc.assert(
      fc.property(eleven, (body) => {
        const right = checkDigit(body)
        for (let digit = 0; digit <= 9; digit++) {
          expect(isIndividualNumber(`${body}${digit}`)).toBe(String(digit) === right)
        }
      }),
    )
  })

  it('are masked in any width, spaced or hyphenated, and leave the words around them', () => {
    const separator = fc.constantFrom('', ' ', '-', '　', '－', 'ー', ' - ', '\n')
    fc.assert(
      fc.property(eleven, separator, fc.boolean(), (body, between, isWide) => {
        const digits = body + checkDigit(body)
        const groups = [digits.slice(0, 4), digits.slice(4, 8), digits.slice(8)].join(between)
        const written = isWide ? wide(groups) : groups
        expect(maskNumbers(`番号は${written}です。`)).toBe(`番号は${MASK}です。`)
      }),
    )
  })

  it.each(['03-5253-5546', '令和5年12月27日 総行女第31号', '1234567890', '123456789012345678901234', '100-8926'])(
    'leaves %s alone',
    (text) => {
      expect(maskNumbers(text)).toBe(text)
    },
  )

  it.each(['\u200b', '\u00ad', '\u2060', '\u0000', '\ufe0f\u20e3'])(
    'are masked where %j parts them unseen',
    (unseen) => {
      const digits = `12345678901${checkDigit('12345678901')}`
      expect(maskNumbers(`番号 ${[...digits].join(unseen)} です`)).toBe(`番号 ${MASK} です`)
    },
  )

  it('are masked behind other digits, and beside one another', () => {
    const digits = `12345678901${checkDigit('12345678901')}`
    const groups = [digits.slice(0, 4), digits.slice(4, 8), digits.slice(8)].join(' ')
    expect(maskNumbers(`受付 2026 ${groups}`)).toBe(`受付 2026 ${MASK}`)
    expect(maskNumbers(`${groups}、${groups}`)).toBe(`${MASK}、${MASK}`)
  })

  it('are masked deep inside forms, in the names as well', () => {
    const number = `12345678901${checkDigit('12345678901')}`
    const sent = { fields: { note: `番号 ${number}`, [number]: '' }, list: [number], n: 1 }
    expect(eachText(sent, maskNumbers)).toEqual({
      fields: { note: `番号 ${MASK}`, [MASK]: '' },
      list: [MASK],
      n: 1,
    })
  })
})
