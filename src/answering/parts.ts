/** What one question comes to, before several of them and the sources are put into one reply. */
import type { Sureness } from './find.ts'
import type { Notice, Offer, Outcome, Passage, Ranked, Status, GuidanceDocument } from '../vocabulary/types.ts'

export interface Line {
  text: string
  /** Ids of the passages that it stands on; empty for the desk's own words. */
  passages: string[]
  item: boolean
  /** The row that it says. */
  row?: string
  /** Stands wherever it is said, however often. */
  always?: boolean
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
  /** What was worked out, row by row. */
  working: { label: string; value: string }[]
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
  working: [],
  confidence: null,
  retrieved: [],
  decisions: [],
  ...given,
})

/** Beside a part that is answered, a part that nobody could read asks nothing back. */
const withoutVague = (parts: readonly Part[]): readonly Part[] => {
  const told = parts.filter(({ outcome }) => outcome !== 'clarify')
  return told.length > 0 ? told : parts.slice(0, 1)
}

const rowsOf = (lines: readonly Line[]): Set<string> =>
  new Set(lines.flatMap(({ row }) => (row === undefined ? [] : [row])))

/** Each row is said once: as an answer of its own rather than below another, and where it was asked first. */
const withoutRepeats = (parts: readonly Part[]): Part[] => {
  const said = new Set<string>()
  const leads = parts.map(({ lines }) => rowsOf(lines.filter(({ item }) => !item)))
  return parts.map((one, at) => ({
    ...one,
    lines: one.lines.filter(({ row, item }) => {
      if (row === undefined) return true
      const leadsLater = item && leads.some((rows, later) => later !== at && rows.has(row))
      if (said.has(row) || leadsLater) return false
      said.add(row)
      return true
    }),
  }))
}

const isAnswer = ({ outcome }: Part): boolean => outcome === 'answer'

/** Nothing but the desk's own words about time or about where to ask is left. */
const isEmptied = ({ outcome, lines }: Part): boolean =>
  outcome === 'answer' && lines.every(({ passages, row }) => passages.length === 0 || row === undefined)

const shareSource = (a: Part, b: Part): boolean => {
  const documents = new Set([...a.sources.values()].map(({ document }) => document.id))
  return [...b.sources.values()].some(({ document }) => documents.has(document.id))
}

const merged = (a: Part, b: Part): Part => {
  const lines = [...a.lines, ...b.lines]
  const says = lines.filter(({ passages, item }) => passages.length > 0 && !item)
  const below = lines.filter(({ item }) => item)
  const added = lines.filter(({ passages, item }) => passages.length === 0 && !item)
  return {
    ...a,
    lines: [...says, ...below, ...added],
    notices: [...a.notices, ...b.notices],
    offers: [...a.offers, ...b.offers],
    sources: new Map([...a.sources, ...b.sources]),
    working: [...a.working, ...b.working],
    confidence: Math.min(a.confidence ?? 1, b.confidence ?? 1),
    retrieved: [...a.retrieved, ...b.retrieved],
    decisions: [...a.decisions, ...b.decisions],
  }
}

/** The parts of one reply: what the same document answers is told together, and nothing twice. */
export const gathered = (given: readonly Part[]): Part[] => {
  if (given.length < 2) return [...given]
  const gathering: Part[] = []
  for (const one of withoutRepeats(withoutVague(given))) {
    const before = gathering.at(-1)
    if (before !== undefined && isAnswer(before) && (isEmptied(one) || (isAnswer(one) && shareSource(before, one))))
      gathering[gathering.length - 1] = merged(before, one)
    else gathering.push(one)
  }
  return gathering
}
