/** One line of a text as it came, and what can be put right within it. */
import { inlineText } from './inline.ts'
import { limits } from './limits.ts'
import { plain } from './plain.ts'

export interface Line {
  text: string
  /** Blank lines before it. */
  gap: number
  /** First on a page, where the source has pages. */
  page: boolean
  /** A heading by its style or type size, where the source has any. */
  level?: number
}

/** Letters set apart to fill a line: I C T, J-L I S, W e b. Two lower-case letters may be two words, so they stay. */
const spacedCapitals = /(?<![\w-])[A-Z](?:[ -][A-Z])*(?: [A-Z])(?:[ -][A-Z])*(?![\w])/g
const spacedLetters = /(?<!\w)[A-Za-z](?: [A-Za-z]){2,}(?!\w)/g
/** 費 用 and 相 談 内 容, as in the left column of notices; only where every character stands alone. */
const spacedKanji = /(?<=^|[【\s])[\u3400-\u9FFF](?:[ \u3000]{1,3}[\u3400-\u9FFF])+(?=[：:】]|$)/g
const spacedDigits = /(令和|平成|昭和|第|約|\d[年月])[ \u3000]*(\d+|元)[ \u3000]*(?=年|月|日|号|条|項|回|章|団体)/g
const spacedUnits = /(\d)[ \u3000]+(?=[年月日号条項](?![\u3040-\u309F]{2}))/g

const close = (found: string): string => found.replace(/[ \u3000]/g, '')

/** The words of a line without markup, spaced letters and characters that only the source's fonts know. */
export const mendLine = (text: string): string => {
  const words = inlineText(text).replace(/[\uE000-\uF8FF]/g, ' ')
  return words.length > limits.line ? words.trim() : mendLetters(words)
}

const mendLetters = (words: string): string =>
  words
    .replace(spacedCapitals, close)
    .replace(spacedLetters, close)
    .replace(spacedKanji, close)
    .replace(spacedDigits, '$1$2')
    .replace(spacedUnits, '$1')
    .replace(/([年月])[ \u3000]+(?=\d{1,2}[月日])/g, '$1')
    .replace(/(?<=\S)(?: {3,}|\u3000{2,})(?=\S)|[ \t]*\t[ \t]*/g, '\t')
    .replace(/ {2,}/g, ' ')
    .trim()

/** Wingdings and their like, which PDF makers put before the points of a list. */
const bullet = /[\uF000-\uF0FF]/

/**
 * A point of a list on a line of its own. Flattened tables put a row's name and its points on one line; the points
 * become lines of their own, and a single one stays with its name.
 */
const splitPoints = (text: string): string[] => {
  if (!bullet.test(text)) return [text]
  const [before = '', ...points] = text.split(/[\uF000-\uF0FF]/).map((part) => part.trim())
  const filled = points.filter(Boolean)
  if (before !== '' && filled.length === 1) return [`${before}\t${filled[0]}`]
  return [...(before === '' ? [] : [before]), ...filled.map((point) => `・${point}`)]
}

export const linesOf = (source: string): Line[] => {
  const lines: Line[] = []
  let gap = 0
  let page = false
  for (const raw of plain(source).split('\n')) {
    for (const [i, piece] of raw.split('\f').entries()) {
      if (i > 0) page = true
      if (piece.trim() === '') {
        if (i === 0) gap++
        continue
      }
      for (const point of splitPoints(piece)) {
        const text = mendLine(point)
        if (text === '') continue
        lines.push({ text, gap, page })
        gap = 0
        page = false
      }
    }
  }
  return lines
}
