/** What is said where no row answers for sure: that it is so, what lies nearest, and that a person can be asked. */
import type { Question } from '../question/question.ts'
import type { Day, Offer } from '../vocabulary/types.ts'
import type { AnswerRoom } from './answer.ts'
import type { Found } from './find.ts'
import { near } from './offers.ts'
import { own as ownWords, part, type Part, type Source } from './parts.ts'
import { speak } from './speak.ts'
import { surenessWeights } from './sureness-weights.ts'

/** One thing asked, with what was found for it. */
export interface Read {
  question: Question
  found: Found
}

/** Below this share of what an answer needs, nothing near is shown either. */
const NEAR_SHARE = 0.6

/** What was found lies near enough to be shown. */
export const isNear = ({ confidence }: Found): boolean => confidence >= surenessWeights.at * NEAR_SHARE

/** What lies near, said as what it is. */
const nearest = (
  read: Read,
  { room, day }: { room: AnswerRoom; day: Day },
): Pick<Part, 'lines' | 'sources' | 'notices'> => {
  const { words, lexicon } = room
  const [first] = read.found.rows
  const none = {
    lines: [{ ...ownWords(words.uncovered), always: true }, ownWords(words.handOver)],
    sources: new Map<string, Source>(),
    notices: [],
  }
  if (first === undefined || !first.row.told || !isNear(read.found)) return none
  const { row } = first
  const said = speak(read.question, { rows: [row], missingYears: [], untold: false, beside: true }, [first], {
    lexicon,
    words,
    day,
  })
  const lines = said.lines.filter((line) => line.row === row.id || line.passages.length === 0)
  return { ...said, lines: [{ ...ownWords(words.near), always: true }, ...lines, ownWords(words.nearHandOver)] }
}

/** Nothing tells it for sure: said so, with what lies nearest, and a person offered. */
export const unanswered = (read: Read, context: { room: AnswerRoom; day: Day }): Part => {
  const { room } = context
  const offers: Offer[] = [room.consult, ...near(room.lexicon, read.found.ranked)]
  return part({ ...nearest(read, context), outcome: 'escalate', offers, decisions: ['uncovered'] })
}
