/**
 * Questions that a section's own form suggests where nobody wrote any down: its heading, and what its rows are of. They
 * stand in no document, and give way to the first question that an editor writes for the section.
 */
import type { Passage } from '../vocabulary/types.ts'

const ASKS_MAX = 5
const CHARACTERS_MAX = 40
/** Rows beyond these would suggest nothing that the first do not. */
const ROWS_MAX = 40

/** The name of an article without its number, and of a chapter: 第3条（ペットの飼育）. */
const bareOf = (title: string): string =>
  title
    .replace(/^第[\d一二三四五六七八九十百]+[条章節](?:の[\d一二三四五六七八九十]+)?[\s　]*/u, '')
    .replace(/^（([^）]+)）$/u, '$1')
    .replace(/^[\d０-９]+[.．、\s]+/u, '')
    .trim()

const isQuestion = (title: string): boolean => /[？?]$|(?:ですか|ますか|ください|どうすれば)。?$/u.test(title)

/** What each kind of row is of: 体育館の休館日, もえるごみの東地区. */
const ofRows = (subject: string, { facts }: Passage): string[] =>
  facts.slice(0, ROWS_MAX).flatMap(({ label, keys }) => {
    if (label === '') return []
    const [member] = keys
    return [member === undefined ? `${subject}の${label}` : `${member}の${label}`]
  })

/** At most a few, the heading first. */
export const suggestedAsks = (passage: Passage): string[] => {
  const subject = bareOf(passage.title)
  // A title that is a whole document would be told once for every row.
  if (subject === '' || subject.length > CHARACTERS_MAX) return []
  const asks = isQuestion(subject) ? [subject] : [subject, ...ofRows(subject, passage)]
  return [...new Set(asks)].filter((ask) => ask.length <= CHARACTERS_MAX).slice(0, ASKS_MAX)
}

/** Gives sections without a question those that they suggest themselves. */
export const suggestAsks = (passages: readonly Passage[]): void => {
  for (const passage of passages) if (passage.asks.length === 0) passage.asks = suggestedAsks(passage)
}
