/** More messages than this in a row would flood a room; what is beyond is cut. */
const PARTS_MAX = 20

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** The longest beginning of at most `max` that tears no character as people see them. */
const whole = (text: string, max: number): number => {
  let length = 0
  // Of the whole text, since a beginning may itself end inside a character; it is read no further than needed.
  for (const { segment } of segmenter.segment(text)) {
    if (length + segment.length > max) break
    length += segment.length
  }
  return length === 0 ? max : length
}

/** Where to cut best: after a paragraph, a line, a sentence; where a text has none of them, between characters. */
const cutAt = (text: string, max: number): number => {
  const head = text.slice(0, max)
  for (const end of ['\n\n', '\n', '。']) {
    const place = head.lastIndexOf(end)
    if (place > max / 4) return place + end.length
  }
  return whole(text, max)
}

/** A text in messages of at most `max` characters. */
export const split = (text: string, max: number): string[] => {
  const parts: string[] = []
  let rest = text
  while (rest.length > max && parts.length < PARTS_MAX - 1) {
    const place = cutAt(rest, max)
    parts.push(rest.slice(0, place).trim())
    rest = rest.slice(place).trim()
  }
  parts.push(rest.length > max ? `${rest.slice(0, whole(rest, max - 1))}…` : rest)
  return parts.filter((part) => part !== '')
}
