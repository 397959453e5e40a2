/** What a conversation is about after an answer, and what waits for one. */
import type { Lexicon, Question, Recalled } from '../question/question.ts'
import type { Row } from './rows.ts'
import { titleOf } from './when.ts'

/** Sections of whole documents, such as 概要, name nothing by themselves. */
const topicWords = (row: Row, lexicon: Lexicon): string => {
  const programme = lexicon.companions.programmes.find(({ id }) => id === row.passage.programme)
  const title = titleOf(row)
  if (row.document.kind === 'case') return title
  if (programme === undefined) return `${title} ${row.passage.title}`
  // The chapters of a guide share its name, and the announcement of the guide would be found by it.
  return programme.editions.length > 2 ? row.passage.title : programme.name
}

/** What the conversation is about once this row was told. */
export const kept = (recalled: Recalled, question: Question, first: Row, lexicon: Lexicon): Recalled => ({
  ...recalled,
  topic: {
    words: topicWords(first, lexicon),
    programme: first.passage.programme,
    document: first.document.id,
    label: first.label,
    row: first.id,
    kinds: [...question.kinds],
    edition: first.edition,
    years: question.relative ? [] : [...question.years],
  },
  last: question.sought,
  pending: null,
  choices: [],
  inquiry: null,
})

const REPLY_CHARACTERS_MAX = 40
/** The answer to what was asked back about, with the question that waits for it. */
export const withPending = (text: string, recalled: Recalled): string =>
  recalled.pending !== null &&
  text.length <= REPLY_CHARACTERS_MAX &&
  !/[?？]|(?:です|ます|でしょう)か|教えて/u.test(text)
    ? `${text.replace(/(?:のこと|について)?(?:です|だ)?[。、.!]*$/u, '')}の${recalled.pending}`
    : text
