/** The smallest thing that the desk knows. */

/**
 * One thing that a section tells, short enough to be said by itself: what it is of, of which member, and the value.
 * Subject, edition and validity are its passage's.
 */
export interface Fact {
  /** The passage's id with its number behind it. */
  id: string
  /** What the value is of: 措置率, 申込期限. */
  label: string
  /** Which member of a table or list, outermost first; a fiscal year where it is not the document's own. */
  keys: string[]
  value: string
  /** False where the source says that it does not tell this. */
  told: boolean
  /** Which of the passage's asks ask for it, by their places; absent where none is known to. */
  asked?: readonly number[]
}
