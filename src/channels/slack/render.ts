import type { Button, KnownBlock } from '@slack/types'
import type { Citation, Reply } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import { addingNotices, addingWorking, cut, japaneseMoment, sourceLine } from '../plain.ts'
import { actions, context, section, told } from './blocks.ts'
import { escaped, escapedCut, link } from './escape.ts'
import { offerButton } from './offers.ts'
import { packed, type Piece, type SlackMessage } from './pack.ts'
import type { SlackWords } from './words.ts'

/** A quotation longer than this is cut; the document is a click away. */
const QUOTE_CHARACTERS_MAX = 100
const SOURCE_CHARACTERS_MAX = 1_500
/** Slack takes 25 in one block; more are hard to read anyway. */
const BUTTONS_MAX = 20

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim()

const sourceOf = (citation: Citation, words: SlackWords): Piece => {
  const { shared } = words
  const { heading, quote, url } = citation
  const lines = [
    sourceLine(citation, shared),
    heading === '' ? '' : fill(shared.heading, { heading: oneLine(heading) }),
    quote === '' ? '' : fill(shared.quote, { quote: cut(oneLine(quote), QUOTE_CHARACTERS_MAX) }),
  ]
  const text = escapedCut(lines.filter((line) => line !== '').join('\n'), SOURCE_CHARACTERS_MAX)
  const open = url === undefined ? null : link(url, words.source)
  return { blocks: [context(open === null || open.length > SOURCE_CHARACTERS_MAX ? text : `${text}\n${open}`)], text }
}

const receiptOf = (reply: Reply, words: SlackWords): Piece[] => {
  const { receipt, text } = reply
  // The desk's own words often name it already; saying it twice helps nobody.
  if (receipt === undefined || text.includes(receipt.number)) return []
  const { number, at } = receipt
  return told(fill(words.shared.receipt, { number, at: japaneseMoment(at) }))
}

const formOf = (reply: Reply): Piece[] => {
  const { form } = reply
  if (form === undefined) return []
  const said = [form.title, form.intro === reply.text ? '' : form.intro].filter((line) => line !== '').join('\n')
  return told(said)
}

const buttonsOf = (reply: Reply, conversation: string, words: SlackWords): Piece[] => {
  const at = { conversation, turn: reply.turn }
  const form = reply.form ? offerButton({ kind: 'consult', label: words.form.open }, BUTTONS_MAX, at) : null
  const offers = reply.offers
    // The form's own button does the same.
    .filter(({ kind }) => form === null || kind !== 'consult')
    .slice(0, BUTTONS_MAX)
    .map((offer, n) => offerButton(offer, n, at))
  const elements: Button[] = [form, ...offers].filter((each) => each !== null)
  return elements.length === 0 ? [] : [{ blocks: [actions(elements)], text: '' }]
}

const feedbackOf = (reply: Reply, conversation: string, words: SlackWords): Piece[] => {
  if (reply.turn === undefined || (reply.outcome !== 'answer' && reply.outcome !== 'escalate')) return []
  const value = (v: 'good' | 'bad') => JSON.stringify({ c: conversation, t: reply.turn, v })
  const look = (text: string, sign: string, v: 'good' | 'bad') => ({
    text: { type: 'plain_text' as const, text: sign },
    accessibility_label: text,
    value: value(v),
  })
  const block: KnownBlock = {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: look(words.feedback.good, '👍', 'good'),
        negative_button: look(words.feedback.bad, '👎', 'bad'),
      },
    ],
  }
  return [{ blocks: [block], text: '' }]
}

const heading = (text: string): Piece => ({ blocks: [section(`*${escaped(text)}*`)], text: escaped(text) })

/** What a reply says, piece by piece, in the order in which people need it. */
export const replyPieces = (reply: Reply, conversation: string, words: SlackWords): Piece[] => {
  const { shared } = words
  const { citations } = reply
  const working = addingWorking(reply)
  const sources = citations.map((citation) => sourceOf(citation, words))
  return [
    ...(reply.speaker === undefined ? [] : told(fill(shared.speaker, { name: reply.speaker }), context)),
    ...told(reply.text),
    ...addingNotices(reply).flatMap(({ text }) => told(fill(shared.notice, { text }))),
    ...(working.length === 0
      ? []
      : told([shared.working, ...working.map(({ label, value }) => `・${label}：${value}`)].join('\n'))),
    ...receiptOf(reply, words),
    ...formOf(reply),
    ...(sources.length === 0 ? [] : [heading(shared.sources), ...sources]),
    ...(reply.generated === true ? told(shared.generated, context) : []),
    ...buttonsOf(reply, conversation, words),
    ...feedbackOf(reply, conversation, words),
  ]
}

/** A reply as messages of Slack; `more` stands at its end. */
export const rendered = (reply: Reply, conversation: string, words: SlackWords, more: Piece[] = []): SlackMessage[] =>
  packed([...replyPieces(reply, conversation, words), ...more])
