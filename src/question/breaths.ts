/** Two questions in one breath, taken apart. */
import { QUESTION_WORD } from './asking.ts'

/** 何社に聞いて何社から返ってきた, 何年で何% */
const COUNTED_BY =
  /(?:(?:何[^はがをにでと、\s]{1,5}|いくら|いくつ|誰|いつ)|(?:誰|どこ|何)が[^はがをにでと、\s]{1,6})で/gu
const CHAINED_BY = /(?<![うし])て/gu
const CHAINED_CHARACTERS_MAX = 6
const breathsOf = (piece: string): string[] => {
  const ends = [
    ...[...piece.matchAll(COUNTED_BY)].map(({ index, 0: { length } }) => ({
      at: index + length,
      reach: piece.length,
    })),
    ...[...piece.matchAll(CHAINED_BY)].map(({ index }) => ({
      at: index + 1,
      reach: index + 1 + CHAINED_CHARACTERS_MAX,
    })),
  ]
  const end = ends
    .toSorted((a, b) => a.at - b.at)
    .find(({ at, reach }) => QUESTION_WORD.test(piece.slice(0, at)) && QUESTION_WORD.test(piece.slice(at, reach)))
  return end === undefined ? [piece] : [piece.slice(0, end.at), ...breathsOf(piece.slice(end.at))]
}
export const breaths = (piece: string): { piece: string; isFirst: boolean }[] =>
  breathsOf(piece).map((breath, at) => ({ piece: breath, isFirst: at === 0 }))
/** What a question in the same breath is still asked of. */
export const SUBJECT = /^.*?(?:は|って)/u
