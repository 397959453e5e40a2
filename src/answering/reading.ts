/** How one thing asked is meant: by itself, or about what is being talked about; looked up both ways where it is open. */
import {
  changesOnly,
  hasMatter,
  isClipped,
  leans,
  programmeIn,
  questionOf,
  wholeOf,
  type Ask,
  type Lexicon,
  type Question,
  type ReadAs,
  type Recalled,
  type whoAsks,
} from '../question/question.ts'
import type { Day, Ranked } from '../vocabulary/types.ts'
import { find } from './find.ts'
import { isNamedBy } from './follow-up.ts'
import type { Row } from './rows.ts'
import { surenessWeights } from './sureness-weights.ts'
import type { Read } from './unanswered.ts'

/** What stands around one question of a message. */
export interface Reading {
  lexicon: Lexicon
  day: Day
  who: ReturnType<typeof whoAsks>
  /** What was found for the whole message, where it says more than the question. */
  message: { text: string; ranked: Ranked[] } | null
}

const RETRIEVED_MAX = 12

/** What is found for a whole message, where it says more than its one question. */
export const messageOf = async (asks: readonly Ask[], { index }: Lexicon, asOf: Day): Promise<Reading['message']> => {
  const text = wholeOf(asks)
  return text === asks[0]?.text ? null : { text, ranked: await index.retrieve({ text, asOf, limit: RETRIEVED_MAX }) }
}

/** A reading that leans on the conversation gives way to one that stands alone where that is so much surer. */
const ALONE_SURER = 0.2

const look = async (ask: Ask, readAs: ReadAs | null, { lexicon, day, who, message }: Reading): Promise<Read> => {
  const question = questionOf(ask, readAs, who, day, lexicon)
  const found = await find(question, readAs === null ? message : null, day, lexicon)
  // 6月は: another name wants another row than the one told last.
  const { fragment } = question
  const named = fragment !== null && found.rows.some(({ row }) => isNamedBy(fragment, question, row))
  const told = named ? question.topic?.row : null
  return { question, found: { ...found, rows: found.rows.filter(({ row }) => row.id !== told) } }
}

const topicReading = (recalled: Recalled, clause: string, lexicon: Lexicon): ReadAs | null => {
  const { topic, last } = recalled
  if (topic === null) return null
  const programme = lexicon.companions.programmes.find(({ id }) => id === topic.programme) ?? null
  const again = changesOnly(clause) && last !== null
  return { topic, about: topic.words, programme, years: topic.years, last: again ? last : null }
}

const namesOnTopic = (fragment: string, { topic, named }: Question, row: Row): boolean =>
  (isNamedBy(fragment, { named }, row) || row.label.toLowerCase().includes(fragment)) &&
  (row.passage.document === topic?.document ||
    row.passage.programme === topic?.programme ||
    row.document.kind === 'case')

const unfound = (read: Read): Read => ({ ...read, found: { ...read.found, confidence: 0 } })

/** As a question by itself, or about what is being talked about: what leans, leans; else the surer reading is meant. */
export const readingOf = async (ask: Ask, recalled: Recalled, context: Reading): Promise<Read> => {
  const { lexicon } = context
  const clause = ask.text
  const onTopic = programmeIn(clause, lexicon.companions) === null ? topicReading(recalled, clause, lexicon) : null
  if (onTopic === null) return look(ask, null, context)
  // 率は？ names nothing that it could be about: it is about what was talked about.
  if (onTopic.last !== null || !hasMatter(clause, lexicon)) return look(ask, onTopic, context)
  const alone = await look(ask, null, context)
  const leaning = leans(clause) || isClipped(clause)
  const sure = alone.found.confidence >= surenessWeights.at
  if (!leaning && sure) return alone
  const carried = await look(ask, onTopic, context)
  const { fragment } = carried.question
  if (fragment !== null) {
    if (carried.found.rows.some(({ row }) => namesOnTopic(fragment, carried.question, row))) return carried
    // Of a name that nothing here tells of, nothing else is told either.
    return sure ? alone : unfound(alone)
  }
  if (leaning)
    return alone.found.confidence > carried.found.confidence + ALONE_SURER && !leans(clause) ? alone : carried
  return carried.found.confidence >= surenessWeights.at ? carried : alone
}
