/** Reads numbers written in kanji, so that 令和二年 and 令和2年 have the same words. */
import type { Morpheme } from './morphemes.ts'

const DIGITS = '〇一二三四五六七八九'
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1_000 }
const numeral = /^[〇一二三四五六七八九十百千]+$/u

/** 二十五 is 25 and 二〇二五 is 2025; larger units are words of their own. */
export const numberIn = (kanji: string): string => {
  if (!/[十百千]/u.test(kanji)) return Array.from(kanji, (character) => DIGITS.indexOf(character)).join('')
  let sum = 0
  let digit: number | null = null
  for (const character of kanji) {
    const unit = UNITS[character]
    if (unit === undefined) digit = DIGITS.indexOf(character)
    else {
      sum += (digit ?? 1) * unit
      digit = null
    }
  }
  return String(sum + (digit ?? 0))
}

/** Joins neighbouring kanji numerals into one number; readings stay as they are said. */
export const joinNumerals = (morphemes: readonly Morpheme[]): Morpheme[] => {
  const joined: Morpheme[] = []
  let open: Morpheme | null = null
  for (const morpheme of morphemes) {
    if (morpheme.subclass !== '数' || !numeral.test(morpheme.surface)) {
      open = null
      joined.push(morpheme)
      continue
    }
    const surface: string = (open?.surface ?? '') + morpheme.surface
    const number: Morpheme = {
      ...morpheme,
      surface,
      base: numberIn(surface),
      reading: (open?.reading ?? '') + morpheme.reading,
    }
    if (open !== null) joined.pop()
    joined.push(number)
    open = number
  }
  return joined
}
