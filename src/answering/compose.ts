/** Puts parts into one reply: numbered sources, marks in the text, notices and offers once each. */
import { addressOf } from '../knowledge/knowledge.ts'
import { gathered, type Line, type Part, type Source } from './parts.ts'
import type { Citation, Notice, Offer, Outcome, Reply } from '../vocabulary/types.ts'

const OFFERS_MAX = 8

const quoteOf = (source: Source, lines: readonly Line[]): string =>
  lines.find(({ text, passages }) => passages[0] === source.passage.id && source.passage.text.includes(text))?.text ??
  source.passage.text.split('\n')[0] ??
  ''

const linkOf = ({ document, passage }: Source): Pick<Citation, 'url'> => {
  const url = addressOf(document, passage)
  return url === null ? {} : { url }
}

const citationOf = (source: Source, n: number, lines: readonly Line[]): Citation => ({
  n,
  document: source.document.id,
  passage: source.passage.id,
  title: source.document.title,
  heading: source.passage.title,
  quote: quoteOf(source, lines),
  ...linkOf(source),
  issued: source.passage.issued ?? '',
  status: source.status,
})

/** One mark a passage and run of sentences: repeated marks after each sentence of one passage say nothing. */
const textOf = (lines: readonly Line[], numbers: ReadonlyMap<string, number>): string =>
  lines
    .map(({ text, passages, item }, at) => {
      const next = lines[at + 1]?.passages ?? []
      const goesOn = passages.length > 0 && next.join() === passages.join()
      const marks = (goesOn ? [] : passages)
        .map((id) => numbers.get(id))
        .filter((n) => n !== undefined)
        .map((n) => `[${n}]`)
        .join('')
      return `${item ? '・' : ''}${text}${marks === '' ? '' : ` ${marks}`}`
    })
    .join('\n')

const once = <T>(values: readonly T[], keyOf: (value: T) => string): T[] => [
  ...new Map(values.map((value) => [keyOf(value), value])).values(),
]

/** The outcome of several parts is that of the one that needs most from the person. */
const worst = (parts: readonly Part[]): Outcome => {
  const order: Outcome[] = ['answer', 'escalate', 'clarify', 'refuse']
  return order.find((outcome) => parts.some((part) => part.outcome === outcome)) ?? 'refuse'
}

/** What the desk adds of time or of where to ask is said once in a reply. */
const saidOnce = (parts: readonly Part[]): Part[] => {
  const said = new Set<string>()
  return parts.map((part) => ({
    ...part,
    lines: part.lines.filter(({ text, item, always }) => {
      if (item || always === true || !said.has(text)) {
        said.add(text)
        return true
      }
      return false
    }),
  }))
}

export const compose = (given: readonly Part[]): Reply => {
  const parts = saidOnce(gathered(given)).filter(({ lines }) => lines.length > 0)
  const lines = parts.flatMap((part) => part.lines)
  const sources = new Map(parts.flatMap((part) => [...part.sources]))
  const numbers = new Map<string, number>()
  for (const id of lines.flatMap(({ passages }) => passages)) {
    if (sources.has(id) && !numbers.has(id)) numbers.set(id, numbers.size + 1)
  }
  const citations = [...numbers].flatMap(([id, n]) => {
    const source = sources.get(id)
    return source === undefined ? [] : [citationOf(source, n, lines)]
  })
  const texts = parts.map((part, i) => {
    const text = textOf(part.lines, numbers)
    return parts.length > 1 ? `（${i + 1}）${text}` : text
  })
  const notices: Notice[] = once(
    parts.flatMap((part) => part.notices),
    ({ kind, text }) => `${kind} ${text}`,
  )
  const offers: Offer[] = once(
    parts.flatMap((part) => part.offers),
    (offer) => `${offer.kind} ${offer.label}`,
  ).slice(0, OFFERS_MAX)
  const working = parts.flatMap((part) => part.working)
  return {
    outcome: worst(parts),
    text: texts.join('\n\n'),
    citations,
    notices,
    offers,
    ...(working.length === 0 ? {} : { working }),
  }
}
