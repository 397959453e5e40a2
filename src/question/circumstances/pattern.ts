/** A turn of phrase that means something, with sentences that show what it is for and what it is not. */

export interface Pattern {
  matches: RegExp
  /** Sentences that it must recognise, as people type them. */
  yes: readonly string[]
  /** Sentences that look like it and must pass. */
  no: readonly string[]
}

export type Patterns<Name extends string = string> = Readonly<Record<Name, Pattern>>

/** Whether folded text holds the turn of phrase. */
export const says = (pattern: Pattern, folded: string): boolean => pattern.matches.test(folded)

/** Whether folded text holds one of several turns of phrase. */
export const saysAny = (patterns: readonly Pattern[], folded: string): boolean =>
  patterns.some((pattern) => says(pattern, folded))

/** A statement that is true, false or not made: the denial is looked for first, since it holds the words of the other. */
export interface Statement {
  denied: Pattern
  asserted: Pattern
}

export const stated = ({ denied, asserted }: Statement, folded: string): boolean | null =>
  says(denied, folded) ? false : says(asserted, folded) ? true : null
