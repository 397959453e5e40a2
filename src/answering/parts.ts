/** What one question comes to, before several of them and the sources are put into one reply. */
import type { Sureness } from './find.ts'
import type { Notice, Offer, Outcome, Passage, Ranked, Status, GuidanceDocument } from '../vocabulary/types.ts'

export interface Line {
  text: string
  /** Ids of the passages that it stands on; empty for the desk's own words. */
  passages: string[]
  item: boolean
}

export interface Source {
  passage: Passage
  document: GuidanceDocument
  status: Status
}

export interface Part {
  outcome: Outcome
  lines: Line[]
  notices: Notice[]
  offers: Offer[]
  /** Passages that the lines cite. */
  sources: Map<string, Source>
  confidence: number | null
  /** What the confidence was made of. */
  features?: Sureness
  retrieved: Ranked[]
  decisions: string[]
  model?: { calls: number; tokensIn: number; tokensOut: number; removed: number }
}

export const own = (text: string): Line => ({ text: text.trim(), passages: [], item: false })

export const part = (given: Partial<Part> & { outcome: Outcome; lines: Line[] }): Part => ({
  notices: [],
  offers: [],
  sources: new Map(),
  confidence: null,
  retrieved: [],
  decisions: [],
  ...given,
})

/** Beside a part that is answered, a part that nobody could read asks nothing back. */
export const withoutVague = (parts: readonly Part[]): Part[] => {
  const told = parts.filter(({ outcome }) => outcome !== 'clarify')
  return told.length > 0 ? told : parts.slice(0, 1)
}
