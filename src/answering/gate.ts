/**
 * The gate before anything is said: a sentence that its passages do not hold is left out, whoever wrote it.
 * A quoted sentence must stand in a passage as it is; a model's sentence must share its words and all its figures.
 */
import type { Ranked } from '../vocabulary/types.ts'
import { fold } from '../knowledge/knowledge.ts'
import { unsupportedFigures } from './figures.ts'
import type { Draft, Statement } from './shape.ts'

export interface Gated {
  statements: Statement[]
  /** What was left out and why, for the trace. */
  removed: { text: string; why: string }[]
}

/** Share of a model's sentence, by character pairs, that its passages must hold. */
const SHARED_MIN = 0.6

const bare = (text: string): string => fold(text).replaceAll(/\s+/gu, '')

const pairsOf = (text: string): Set<string> => {
  const pairs = new Set<string>()
  const characters = Array.from(bare(text).replaceAll(/[\p{P}\p{S}]/gu, ''))
  for (let i = 0; i + 1 < characters.length; i++) pairs.add(`${characters[i]}${characters[i + 1]}`)
  return pairs
}

/** Share of the sentence's character pairs that the sources hold. */
const sharedShare = (sentence: string, sources: readonly string[]): number => {
  const pairs = pairsOf(sentence)
  if (pairs.size === 0) return 1
  const held = new Set(sources.flatMap((source) => [...pairsOf(source)]))
  let shared = 0
  for (const pair of pairs) if (held.has(pair)) shared++
  return shared / pairs.size
}

const faultOf = (statement: Statement, sources: readonly string[], generated: boolean): string | null => {
  if (sources.length === 0) return 'names no passage that was found'
  if (!generated) {
    const said = bare(statement.text)
    return sources.some((source) => bare(source).includes(said)) ? null : 'does not stand in its passage'
  }
  const unsupported = unsupportedFigures(statement.text, sources)
  if (unsupported.length > 0) return `says figures that its passages do not hold: ${unsupported.join(', ')}`
  return sharedShare(statement.text, sources) < SHARED_MIN ? 'has too little in common with its passages' : null
}

export const gate = (draft: Draft, passages: readonly Ranked[]): Gated => {
  const gated: Gated = { statements: [], removed: [] }
  const texts = new Map(
    passages.map(({ passage, document }) => [passage.id, [document.title, passage.title, passage.text].join('\n')]),
  )
  for (const statement of draft.statements) {
    const known = statement.passages.filter((id) => texts.has(id))
    const held = known.map((id) => texts.get(id) ?? '')
    const beside = statement.beside === undefined || held.length === 0 ? [] : [statement.beside]
    const why = faultOf(statement, [...held, ...beside], draft.generated)
    if (why === null) gated.statements.push({ ...statement, passages: known })
    else gated.removed.push({ text: statement.text, why })
  }
  return gated
}
