import { expect, it } from 'vitest'
import { isBareFigure } from '../../src/question/question.ts'

it.each(['20人です', '２０人です。', '20', '約300台', '1,200名くらいです', '3か所', '50%'])(
  'knows %s as a bare figure',
  (text) => {
    expect(isBareFigure(text)).toBe(true)
  },
)

it.each(['20人で使えますか', '令和5年', '20人の会社です', '費用は', 'TW-20', '3つの書類', '5Gとは', '090-1234-5678'])(
  'does not take %s for one',
  (text) => {
    expect(isBareFigure(text)).toBe(false)
  },
)
