/** Messages that count their points, or list them, one sentence a point. */
import { asks, tells } from './asking.ts'

const CIRCLED = /[\u2460-\u2473]|\s[+＋]\s|(?:^|\n)\s*[・･■●]/gu
const NUMBERED = /(?<![\d.])[(（]?[1-9１-９][)）．](?!\d)\s*/gu

/** A point that neither asks nor tells wants what it names. */
const wanted = (point: string): string => {
  const text = point.trim()
  return text === '' || /[。!?！？]/u.test(text) || asks(text) || tells(text) ? point : `${text}?`
}

/** One sentence a point; what stands before the first is none. */
const split = (message: string, marks: RegExp): string => {
  const [head = '', ...points] = message.split(marks)
  return points.length < 2 ? [head, ...points].join('。') : [head, ...points.map(wanted)].join('。')
}

/** Numbers that count points end a sentence; folded, circled ones would stick to what follows. */
export const asPoints = (message: string): string => {
  // ・窓口・費用・期限: a message that begins with a point is a list of them.
  const listed = /^\s*・.+・/u.test(message)
    ? message.replaceAll(/(?<!\p{Script=Katakana})・|・(?!\p{Script=Katakana})/gu, '。')
    : message
  const counted = split(listed, CIRCLED)
  return (counted.match(NUMBERED)?.length ?? 0) > 1 ? split(counted, NUMBERED) : counted
}
