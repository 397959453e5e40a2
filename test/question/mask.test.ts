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

  it.each([
    '03-5253-5546',
    '令和5年12月27日 総行女第31号',
    '1234567890',
    '123456789012345678901234',
    '100-8926',
    'TW-2026-00001、029-301-1111',
    'ＴＷ－２０２６－００００１ 029-301-1111',
  ])('leaves %s alone', (text) => {
    expect(maskNumbers(text)).toBe(text)
  })

  it('are not seen in the ids that buttons and forms carry back, one in some hundred of which has such figures', () => {
    const id = '7f961d4f-6951-431e-8044-47969353eed7'
    expect(isIndividualNumber('804447969353')).toBe(true)
    for (const text of [id, `取り下げ：${id}`, id.toUpperCase()]) expect(maskNumbers(text)).toBe(text)
    fc.assert(
      fc.property(fc.uuid({ version: 4 }), eleven, (made, body) => {
        const digits = body + checkDigit(body)
        const unlucky = `e${made.slice(1, 24)}${digits}`
        // All figures, or called by its name, it is something that somebody wrote.
        expect(maskNumbers(unlucky)).toBe(unlucky)
        expect(maskNumbers(`マイナンバーは${unlucky}`)).not.toContain(digits)
        expect(maskNumbers(`12345678-1234-4123-8123-${digits}`)).not.toContain(digits)
        expect(maskNumbers(`${made} ${digits}`)).not.toContain(digits)
      }),
      { numRuns: 500 },
    )
  })

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

  const RIGHT = `12345678901${checkDigit('12345678901')}`
  const WRONG = '123456789012'.slice(0, 11) + String((Number(checkDigit('12345678901')) + 1) % 10)
  const written = (digits: string, row: readonly string[]) => [...digits].map((digit) => row[Number(digit)]).join('')
  const ROWS = {
    kanji: [...'〇一二三四五六七八九'],
    formal: [...'零壱弐参四五六七八九'],
    circled: [...'⓪①②③④⑤⑥⑦⑧⑨'],
    filled: [...'⓿❶❷❸❹❺❻❼❽❾'],
    double: [...'⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽'],
    'full stop': ['🄀', ...'⒈⒉⒊⒋⒌⒍⒎⒏⒐'],
    bracketed: ['0', ...'⑴⑵⑶⑷⑸⑹⑺⑻⑼'],
    raised: [...'⁰¹²³⁴⁵⁶⁷⁸⁹'],
    bold: [...'𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗'],
    arabic: [...'٠١٢٣٤٥٦٧٨٩'],
    devanagari: [...'०१२३४५६७८९'],
    keycaps: [...'0123456789'].map((digit) => `${digit}\ufe0f\u20e3`),
  }

  it.each(Object.entries(ROWS))('are masked in %s digits', (_, row) => {
    expect(maskNumbers(`番号 ${written(RIGHT, row)} です`)).toBe(`番号 ${MASK} です`)
    expect(maskNumbers(`番号 ${written(WRONG, row)} です`)).toBe(`番号 ${written(WRONG, row)} です`)
  })

  it.each([',', '、', '|', ':', '／', '*', '~', '→', ' – ', '(', '】【', '…', '＿', '\t', '・', '。', 'の'])(
    'are masked with %j between their groups, or between all digits',
    (between) => {
      const groups = [RIGHT.slice(0, 4), RIGHT.slice(4, 8), RIGHT.slice(8)].join(between)
      expect(maskNumbers(`番号${groups}です`)).toBe(`番号${MASK}です`)
      expect(maskNumbers(`番号${[...RIGHT].join(between)}です`)).toBe(`番号${MASK}です`)
    },
  )

  it.each([
    (n: string) => `マイナンバーは${n}です`,
    (n: string) => `私の個人番号：${n}`,
    (n: string) => `ﾏｲﾅﾝﾊﾞｰ ${n}`,
    (n: string) => `My Number is ${n}`,
    (n: string) => `${n} が私のマイナンバーです`,
    (n: string) => `マイナンバー（12桁）を送ります。${n}`,
  ])('are masked where they are called so, whether or not the check digit fits: %s', (say) => {
    for (const digits of [WRONG, RIGHT, `${WRONG.slice(0, 4)}-${WRONG.slice(4, 8)}-${WRONG.slice(8)}`]) {
      expect(maskNumbers(say(digits))).toBe(say(MASK))
    }
  })

  it.each([
    'マイナンバーの件で2026/11/20 10:30に電話します',
    'マイナンバーは何桁ですか。電話は03-5253-5111です',
    '個人番号ではなく法人番号は1234567890123です',
    '令和五年十二月二十七日の通知',
    '一人一人に十分な説明を',
    '従業員は1,234人、拠点は5か所、予算は6,789万円です',
  ])('are not seen in %s', (text) => {
    expect(maskNumbers(text)).toBe(text)
  })

  it.each(['1', '一', '①', '1 ', '1-', '٣', '1、', '１二③', '1マ', '○', '½', '🄁'])(
    'are looked for in linear time: %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(8_000 / piece.length))
      const began = performance.now()
      maskNumbers(`マイナンバー${text}`)
      expect(performance.now() - began).toBeLessThan(500)
    },
  )

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
