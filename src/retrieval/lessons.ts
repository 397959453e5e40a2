/** What is learned from the known questions which passage one is for, or that none is. */
import type { Library } from '../vocabulary/types.ts'
import type { Wordings } from './wordings.ts'

/** A passage with fewer known questions teaches nothing. */
export const QUESTIONS_MIN = 3

/** What is learned from, in nothing but numbers, so that another thread can have it. */
export interface Lessons extends Pick<Wordings, 'start' | 'wording' | 'share' | 'count'> {
  /** Per known question its class; -1 where its passage has too few. */
  classOf: Int32Array
  entryOf: Uint32Array
}

const classesOf = ({ passages, gaps, elsewhere }: Library): Pick<Lessons, 'classOf' | 'entryOf'> => {
  const entries: number[] = []
  const classOf = passages.flatMap(({ asks }, entry) => {
    const questions = 1 + asks.length
    const own = questions < QUESTIONS_MIN ? -1 : entries.push(entry) - 1
    return Array.from({ length: questions }, () => own)
  })
  const unanswered = entries.length
  return {
    classOf: Int32Array.from([...classOf, ...gaps.map(() => unanswered), ...elsewhere.map(() => unanswered + 1)]),
    entryOf: Uint32Array.from(entries),
  }
}

/** Null where nobody wrote gaps down: there is nothing to tell from what is answered. */
export const lessonsOf = ({ start, wording, share, count }: Wordings, library: Library): Lessons | null => {
  const classes = classesOf(library)
  return classes.entryOf.length === 0 || library.gaps.length === 0 ? null : { start, wording, share, count, ...classes }
}
