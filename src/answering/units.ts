/** Cuts a passage into the sentences and list items that an answer may quote. */
import { once } from '../base/once.ts'
import type { Passage } from '../vocabulary/types.ts'

export interface Unit {
  text: string
  item: boolean
  /** Place within the passage. */
  at: number
}

/** A passage is at most a few hundred characters; a table that is not is cut off here. */
const UNITS_MAX = 60

const opening = '「『（(【〈《'
const closing = '」』）)】〉》'

/** Sentences of one line; what stands in brackets never ends one. */
export const sentencesOf = (line: string): string[] => {
  const sentences: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? ''
    if (opening.includes(character)) depth++
    else if (closing.includes(character)) depth = Math.max(0, depth - 1)
    if (depth > 0 || !'。！？!?'.includes(character)) continue
    if ('!?'.includes(character) && /[\w/=&]/u.test(line[i + 1] ?? '')) continue
    sentences.push(line.slice(from, i + 1))
    from = i + 1
  }
  sentences.push(line.slice(from))
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '')
}

const bullet = /^\s*(?:[・●○■□▪‣•]\s*|[-*]\s+|\d{1,2}[.)、]\s+)/u

const cut = (text: string): Unit[] => {
  const units: Unit[] = []
  for (const line of text.split('\n').filter((line) => line.trim() !== '')) {
    const item = bullet.test(line)
    const bare = line.replace(bullet, '').trim()
    for (const sentence of item ? [bare] : sentencesOf(bare)) {
      if (units.length < UNITS_MAX) units.push({ text: sentence, item, at: units.length })
    }
  }
  return units
}

export const unitsOf: (passage: Passage) => readonly Unit[] = once(({ text }) => cut(text))
