import type { KnownBlock } from '@slack/types'
import { linked } from './links.ts'

/** Slack takes 3,000 characters in a section. */
export const SECTION_CHARACTERS_MAX = 2_900
/** Slack asks for at most 4,000 characters of text in a message, and 50 blocks. */
const MESSAGE_CHARACTERS_MAX = 3_800
const BLOCKS_MAX = 48

export interface SlackMessage {
  /** All that the blocks say, for notifications and screen readers. Never empty. */
  text: string
  blocks: KnownBlock[]
}

/** Blocks that stay together, with what they say. */
export interface Piece {
  blocks: KnownBlock[]
  text: string
}

const separators = [/(?<=\n\n)/u, /(?<=\n)/u, /(?<=[。！？])/u, /(?<=[、，\s])/u]
const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** Pieces of about `step`, each of whole characters as people see them. */
const graphemesOf = (text: string, step: number): string[] => {
  const segments = graphemes.segment(text)
  const pieces: string[] = []
  for (let from = 0; from < text.length;) {
    const at = segments.containing(from + step)
    const end = at === undefined ? text.length : at.index > from ? at.index : at.index + at.segment.length
    pieces.push(text.slice(from, end))
    from = end
  }
  return pieces
}

const cutAt = (text: string, level: number, max: number): string[] => {
  const separator = separators[level]
  if (separator) return text.split(separator)
  // A twentieth: an escaped character takes up to five.
  if (level === separators.length) return graphemesOf(text, Math.ceil(max / 20))
  // One character with thousands of accents: nobody can read it, and it must not stop the rest.
  return [...text]
}

/** Splits by paragraph, then line, sentence, clause and character, so that each part, with its links written out, holds at most `max`. */
export const splitText = (text: string, max: number, level = 0): string[] => {
  if (linked(text).length <= max) return [text]
  const parts: string[] = []
  let held = ''
  let size = 0
  for (const piece of cutAt(text, level, max)) {
    // Only where it is cut between any two characters may an address come about where two pieces meet.
    const next = level === separators.length ? linked(held + piece).length : size + linked(piece).length
    if (next <= max) {
      held += piece
      size = next
      continue
    }
    if (held !== '') parts.push(held)
    const small = splitText(piece, max, level + 1)
    held = small.pop() ?? ''
    size = linked(held).length
    parts.push(...small)
  }
  return [...parts, held].map((part) => part.replaceAll(/^\n+|\s+$/gu, '')).filter((part) => part !== '')
}

const sizeOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { text }) => sum + text.length + 1, 0)
const countOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { blocks }) => sum + blocks.length, 0)

/** As few messages as hold the pieces in their order, each within Slack's limits. */
export const packed = (pieces: readonly Piece[]): SlackMessage[] => {
  const messages: Piece[][] = []
  let open: Piece[] = []
  for (const piece of pieces) {
    const next = [...open, piece]
    if (open.length > 0 && (sizeOf(next) > MESSAGE_CHARACTERS_MAX || countOf(next) > BLOCKS_MAX)) {
      messages.push(open)
      open = [piece]
    } else open = next
  }
  if (open.length > 0) messages.push(open)
  return messages.map((held) => ({
    text:
      held
        .map(({ text }) => text)
        .filter((text) => text !== '')
        .join('\n') || '…',
    blocks: held.flatMap(({ blocks }) => blocks),
  }))
}
