import type { Button } from '@slack/types'
import { z } from 'zod'
import type { OperatorCard, Reply } from '../../vocabulary/types.ts'
import { cut } from '../plain.ts'
import type { ChannelShelf } from '../channel.ts'
import { actions, button, section, told } from './blocks.ts'
import { escaped, escapedCut } from './escape.ts'
import { linked } from './links.ts'
import { Failure } from '../../base/failure.ts'
import { fill } from '../../base/words.ts'
import { carried } from './offers.ts'
import type { OperatorRoom } from './room.ts'
import { packed, type SlackMessage } from './pack.ts'
import type { Poster } from './poster.ts'
import type { SlackWords } from './words.ts'

const ACTS_MAX = 20
const CARD_CHARACTERS_MAX = 2_800
const ACT_CHARACTERS_MAX = 40

/** What a card's button carries back. */
export const actShape = z.object({
  r: z.string(),
  v: z.number(),
  a: z.string(),
  l: z.string(),
  n: z.string(),
  /** Whether words are needed, for which a modal is opened. */
  t: z.boolean(),
})

const standingShape = z.object({ ts: z.string(), version: z.number() })

/** What notifications and screen readers say of it: each thing once, and no marks. */
const plainOf = (card: OperatorCard, text: string, words: SlackWords): string => {
  const owner = `${words.operator.owner}：${card.owner ?? words.operator.nobody}`
  const lines = [
    text,
    `${card.number}　${card.stateLabel}`,
    ...card.lines.map(({ label, value }) => `${label}：${value}`),
    owner,
  ]
  const told = lines.filter(
    (line, n) => line.trim() !== '' && !lines.slice(0, n).some((before) => before.includes(line)),
  )
  return escapedCut(told.join('\n'), CARD_CHARACTERS_MAX)
}

/** One request as operators see it: a single message, so that it can be put in its own place again. */
export const cardMessage = (card: OperatorCard, text: string, words: SlackWords): SlackMessage => {
  const lines = [
    `*${escaped(card.number)}*　${escaped(card.stateLabel)}`,
    ...card.lines.map(({ label, value }) => `*${escaped(label)}*：${linked(value)}`),
  ]
  const owner = `*${words.operator.owner}*：${escaped(card.owner ?? words.operator.nobody)}`
  const isTold = lines.includes(owner) || card.lines.some(({ value }) => card.owner !== null && value === card.owner)
  if (!isTold) lines.push(owner)
  let shown = lines.join('\n')
  // Never half of an entity: the longest lines are cut where they are still plain.
  if (shown.length > CARD_CHARACTERS_MAX) {
    const each = Math.floor(CARD_CHARACTERS_MAX / (card.lines.length + 2)) - 4
    shown = [
      `*${escapedCut(card.number, 60)}*　${escapedCut(card.stateLabel, 60)}`,
      ...card.lines.map(({ label, value }) => escapedCut(`${label}：${value}`, each)),
    ].join('\n')
  }
  const buttons: Button[] = card.acts.slice(0, ACTS_MAX).map(({ act, label, needsText }) => {
    const value = {
      r: card.request,
      v: card.version,
      a: act,
      l: cut(label, ACT_CHARACTERS_MAX),
      n: card.number,
      t: needsText,
    }
    return button(`operate:${act}`, label, JSON.stringify(value), act === 'claim' ? 'primary' : undefined)
  })
  return {
    text: plainOf(card, text, words),
    blocks: [section(shown), ...(buttons.length > 0 ? [actions(buttons)] : [])],
  }
}

/** Where others read along, a card tells no more than that there is something in the console. */
const closedMessage = (card: OperatorCard, words: SlackWords): SlackMessage => {
  const text = fill(words.room.card, { number: escaped(card.number) })
  return { text, blocks: [section(text)] }
}

/** Whether what people told may stand in the operators' channel. Unsure is no yes: it is tried again. */
export const isFit = async (room: OperatorRoom): Promise<boolean> => {
  const fault = await room.fault()
  if (fault === 'unsure') {
    throw new Failure('slack.room', 'Slack does not say who reads the operators’ channel.', { retryable: true })
  }
  return fault === null
}

export interface Cards {
  /** Puts the card where it stands already, or posts it. What happened is told in the card's thread. */
  show(channel: string, reply: Reply, card: OperatorCard, delivery: { id: string; attempt: number }): Promise<string>
  /** Brings a card up to date without a word. */
  freshen(channel: string, card: OperatorCard, delivery: { id: string; attempt: number }): Promise<void>
}

export const createCards = (parts: {
  poster: Poster
  room: OperatorRoom
  home: string
  shelf: ChannelShelf
  words: SlackWords
}): Cards => {
  const { poster, shelf, words } = parts

  const put = async (
    channel: string,
    text: string,
    card: OperatorCard,
    delivery: { id: string; attempt: number },
    isOpen: boolean,
  ) => {
    const key = `card/${channel}/${card.request}`
    const standing = carried(await shelf.get(key), standingShape)
    if (standing !== null && standing.version > card.version) return { ts: standing.ts, fresh: false }
    const target = { team: parts.home, channel, thread: null }
    const message = isOpen ? cardMessage(card, text, words) : closedMessage(card, words)
    const of = { id: `${delivery.id}.card`, attempt: delivery.attempt }
    const ts =
      standing === null
        ? await poster.post(target, [message], of)
        : await poster.replace(target, standing.ts, [message], of)
    await shelf.put(key, JSON.stringify({ ts, version: card.version }))
    // What operators write beneath the card must find its request.
    if (standing?.ts !== ts) await shelf.put(`thread/${channel}/${ts}`, card.request)
    return { ts, fresh: standing === null }
  }

  return {
    async show(channel, reply, card, delivery) {
      const isOpen = await isFit(parts.room)
      const { ts, fresh } = await put(channel, reply.text, card, delivery, isOpen)
      if (!fresh && isOpen)
        await poster.post({ team: parts.home, channel, thread: ts }, packed(told(reply.text)), delivery)
      return ts
    },
    async freshen(channel, card, delivery) {
      await put(channel, '', card, delivery, await isFit(parts.room))
    },
  }
}
