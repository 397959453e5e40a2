/** How like a clause is to the questions that are known to ask for a row. */
import type { Index } from '../retrieval/retrieval.ts'
import type { Row } from './rows.ts'

/** How like a clause is to the likest question of each row, and to the likest of all. */
export interface Asked {
  of: ReadonlyMap<Row, number>
  most: number
}

/** `except` is a question that is learned from, and would be found to be like itself. */
export const askedOf = (index: Index, rows: readonly Row[], clause: string, except: string | undefined): Asked => {
  const of = new Map<Row, number>()
  const like = new Map<string, Float32Array>()
  for (const row of rows) {
    if (row.asked.length === 0) continue
    const { passage } = row
    const known = like.get(passage.id) ?? index.likeness(clause, passage)
    like.set(passage.id, known)
    const others = except === undefined ? row.asked : row.asked.filter((at) => passage.asks[at] !== except)
    of.set(row, Math.max(0, ...others.map((at) => known[at] ?? 0)))
  }
  return { of, most: Math.max(0, ...of.values()) }
}

export const askedSigns = (row: Row, { of, most }: Asked) => {
  const own = of.get(row) ?? 0
  return { asked: own, askedBest: own > 0 && own === most ? 1 : 0, askedShare: most === 0 ? 0 : own / most }
}
