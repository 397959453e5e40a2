import type { Citation, Offer, Reply } from '../../vocabulary/types.ts'
import { type ChannelWords, cut, japaneseDate, plain, sourceLine } from '../plain.ts'
import { fill } from '../../base/words.ts'
import { markdown, plainly, split } from './prose.ts'
import type { Place, Words } from './sdk.ts'
import type { TeamsWords } from './words.ts'

/**
 * A message may have 40 KB (100 KB by newer pages) as UTF-16, entities and all. Escapes at most double the text, and
 * twenty sources take about as much again.
 */
const PART_CHARACTERS_MAX = 4_000
const CITATIONS_MAX = 20
const NAME_CHARACTERS_MAX = 80
const ABSTRACT_CHARACTERS_MAX = 160
const KEYWORD_CHARACTERS_MAX = 28
const SOURCE_CHARACTERS_MAX = 60
/** More than this does not fit beside the compose box; the list is numbered in the text instead. */
const SUGGESTIONS_MAX = 6
const SUGGESTION_CHARACTERS_MAX = 80

const oneLine = (text: string): string => plainly(text.replaceAll(/\s+/gu, ' ').trim())

const claimOf = (citation: Citation, words: ChannelWords) => {
  const { n, title, heading, quote, url, issued, status } = citation
  const date = issued === '' ? words.undated : japaneseDate(issued)
  const abstract = oneLine(quote === '' ? (heading === '' ? title : heading) : quote)
  return {
    '@type': 'Claim',
    position: n,
    appearance: {
      '@type': 'DigitalDocument',
      name: cut(oneLine(title), NAME_CHARACTERS_MAX),
      abstract: cut(abstract === '' ? sourceLine(citation, words) : abstract, ABSTRACT_CHARACTERS_MAX),
      ...(url === undefined ? {} : { url }),
      keywords: [words.status[status], date, oneLine(heading)]
        .filter((keyword) => keyword !== '')
        .map((keyword) => cut(keyword, KEYWORD_CHARACTERS_MAX)),
    },
  }
}

/** The office's own label of what an answer is. */
export interface Sensitivity {
  name: string
  description: string
}

/** The one root entity of a message: its sources, its label, and the AI label where a model wrote the words. */
export const rootEntity = (
  reply: Reply,
  text: string,
  words: ChannelWords,
  sensitivity?: Sensitivity,
): Record<string, unknown>[] => {
  const cited = reply.citations.filter(({ n }) => text.includes(`[${n}]`)).slice(0, CITATIONS_MAX)
  const labelled = sensitivity !== undefined && reply.outcome !== 'notice'
  if (cited.length === 0 && reply.generated !== true && !labelled) return []
  return [
    {
      type: 'https://schema.org/Message',
      '@type': 'Message',
      '@context': 'https://schema.org',
      '@id': '',
      ...(reply.generated === true ? { additionalType: ['AIGeneratedContent'] } : {}),
      ...(labelled ? { usageInfo: { '@type': 'CreativeWork', '@id': 'sensitivity', ...sensitivity } } : {}),
      ...(cited.length === 0 ? {} : { citation: cited.map((citation) => claimOf(citation, words)) }),
    },
  ]
}

/** Where the markers lead, in one line: what each passage says stands in the marker's own popup. */
const sourcesLine = (citations: readonly Citation[], words: ChannelWords, own: TeamsWords): string => {
  const documents = new Map<string, string>()
  for (const citation of citations) {
    const marker = `[${citation.n}]`
    const shown = { ...citation, title: cut(oneLine(citation.title), SOURCE_CHARACTERS_MAX) }
    const named = sourceLine(shown, words).replace(marker, '').trim()
    documents.set(named, (documents.get(named) ?? '') + marker)
  }
  const list = [...documents].map(([named, markers]) => `${markers} ${named}`).join(own.sources.between)
  return fill(own.sources.line, { list })
}

/** Suggested actions send words and nothing else; the channel knows from them which offer was meant. */
const suggestions = (offers: readonly Offer[], place: Place) => ({
  suggestedActions: {
    to: [place.user.id],
    actions: offers.map((offer) => {
      const title = cut(plainly(offer.label), SUGGESTION_CHARACTERS_MAX)
      // A question is asked whole, as the person would have written it.
      return { type: 'imBack', title, value: offer.kind === 'ask' ? plainly(offer.value) : title }
    }),
  },
})

/** Offers as they come back when their suggestion is pressed or their number is written. */
export const offersShown = (offers: readonly Offer[]): Offer[] =>
  offers.map((offer) => ({ ...offer, label: cut(plainly(offer.label), SUGGESTION_CHARACTERS_MAX) }))

/** A reply as messages, in order; the last one carries what may be done next. */
export const messagesOf = (
  reply: Reply,
  place: Place,
  channelWords: ChannelWords,
  own: TeamsWords,
  sensitivity?: Sensitivity,
): Words[] => {
  // In a group only what mentions the desk is heard, a number too.
  const words = place.scope === 'personal' ? channelWords : { ...channelWords, offers: own.offers }
  const beside = place.scope === 'personal' && reply.offers.length <= SUGGESTIONS_MAX
  const sources = reply.citations.length === 0 ? '' : sourcesLine(reply.citations, words, own)
  const offers = { ...reply, text: '', notices: [], working: [], citations: [], generated: false }
  delete offers.receipt
  delete offers.speaker
  const text = [
    plain(reply, words, { offers: false, form: false, sources: false }),
    sources,
    beside ? '' : plain(offers, words, { form: false }),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
  const parts = split(text, PART_CHARACTERS_MAX)
  return parts.map((part, n) => {
    const last = n === parts.length - 1
    const entities = rootEntity(reply, part, words, sensitivity)
    const rated = last && reply.turn !== undefined && reply.outcome === 'answer'
    return {
      type: 'message',
      textFormat: 'markdown',
      text: markdown(part),
      ...(entities.length === 0 ? {} : { entities }),
      ...(rated ? { channelData: { feedbackLoop: { type: 'default' } } } : {}),
      ...(last && beside && reply.offers.length > 0 ? suggestions(reply.offers, place) : {}),
    }
  })
}

/** Words of the channel itself. */
export const saying = (text: string): Words => ({
  type: 'message',
  textFormat: 'markdown',
  text: markdown(text.trim()),
})

export const cardMessage = (card: Record<string, unknown>, summary: string): Words => ({
  type: 'message',
  summary: plainly(summary),
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
})
