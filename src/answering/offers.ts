/** What a person may do next: choices of a question back, questions beside the answer, a person. */
import type { Companions, Programme } from '../knowledge/knowledge.ts'
import type { Index } from '../retrieval/retrieval.ts'
import type { Offer, Passage, Ranked } from '../vocabulary/types.ts'

interface Known {
  index: Index
  companions: Companions
}

const ASKS_MAX = 3
const CHOICES_MAX = 5
const LABEL_CHARACTERS_MAX = 40

/** Programmes that have the most to tell stand first among the choices. */
export const choicesFor = (room: Known, text: string): Offer[] => {
  const counted = new Map<string, number>()
  for (const { programme } of room.index.library.passages) {
    if (programme !== null) counted.set(programme, (counted.get(programme) ?? 0) + 1)
  }
  return room.companions.programmes
    .filter(({ contact }) => contact !== null)
    .sort((a, b) => (counted.get(b.id) ?? 0) - (counted.get(a.id) ?? 0))
    .slice(0, CHOICES_MAX)
    .map(({ name }) => ({ kind: 'choice', label: name, value: `${name}の${text}` }))
}

const askOf = (passage: Passage, programme: Programme | undefined, title: string): Offer | null => {
  const label = passage.asks.find((ask) => ask.length <= LABEL_CHARACTERS_MAX)
  if (label === undefined) return null
  const name = programme?.name ?? title
  return { kind: 'ask', label, value: label.includes(name) ? label : `${name}の${label}` }
}

/** Questions that the passages found can answer. */
export const near = (room: Known, ranked: readonly Ranked[]): Offer[] => {
  const offers = ranked.slice(0, ASKS_MAX).map(({ passage, document }) =>
    askOf(
      passage,
      room.companions.programmes.find(({ id }) => id === passage.programme),
      document.title,
    ),
  )
  return offers.filter((offer): offer is Offer => offer !== null)
}
