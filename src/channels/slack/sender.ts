import type { Address, Reply } from '../../vocabulary/types.ts'
import { Failure } from '../../base/failure.ts'
import { fill } from '../../base/words.ts'
import type { ChannelShelf, Sending, Sent } from '../channel.ts'
import { addressOf, placeOf, type Place } from './addresses.ts'
import { isFit, type Cards } from './cards.ts'
import type { Edits } from './edits.ts'
import { packed, type SlackMessage } from './pack.ts'
import type { Poster, Target } from './poster.ts'
import type { ProgressShow } from './progress.ts'
import { rendered } from './render.ts'
import type { OperatorRoom } from './room.ts'
import { askedInKey, sharePiece } from './sharing.ts'
import type { Roots } from './roots.ts'
import type { Stopping } from './stopping.ts'
import { told } from './blocks.ts'
import type { SlackWords } from './words.ts'

export interface Sender {
  send(to: Address, reply: Reply, sending: Sending): Promise<Sent>
}

/** Takes each reply to where its conversation is: a thread, one person's eyes, or the operators' channel. */
export const createSender = (parts: {
  poster: Poster
  cards: Cards
  roots: Roots
  progress: ProgressShow
  stopping: Stopping
  edits: Edits
  shelf: ChannelShelf
  /** The workspace of the operators' channel. */
  home: string
  room: OperatorRoom
  words: SlackWords
}): Sender => {
  const { poster, cards, roots, progress, words } = parts

  const speak = async (place: Extract<Place, { kind: 'thread' | 'personal' }>, reply: Reply, sending: Sending) => {
    const address = addressOf(place)
    const { conversation } = address
    if (await parts.stopping.isStopped(address, reply)) return `stopped-${sending.id}`
    const target = await roots.targetOf(place)
    const asked = place.kind === 'personal' ? await parts.shelf.get(askedInKey(conversation)) : null
    const messages = rendered(
      reply,
      conversation,
      words,
      asked === null ? [] : sharePiece(reply, conversation, asked, words),
    )
    const streamed = reply.turn === undefined ? null : await progress.standing(conversation)
    const edited = reply.turn === undefined || streamed !== null ? null : await parts.edits.placeOf(address, reply.turn)
    const standing = streamed ?? edited
    if (reply.receipt !== undefined) {
      await progress.rename(conversation, fill(words.session.receipt, { number: reply.receipt.number }))
    }
    const ts =
      standing === null
        ? await poster.post(target, messages, sending)
        : await poster.replace(target, standing, messages, sending)
    if (streamed !== null) await progress.settled(conversation)
    if (edited !== null) await parts.edits.settled(address)
    // Of several messages only the first could be put anew.
    if (reply.turn !== undefined && messages.length === 1) await parts.edits.noteSaid(reply.turn, ts)
    return ts
  }

  const whisper = async (target: Target, user: string, messages: SlackMessage[]) => {
    for (const message of messages) await poster.whisper(target, user, message)
    return `whisper-${user}`
  }

  const aside = async (place: Extract<Place, { kind: 'aside' }>, reply: Reply, sending: Sending) => {
    const { conversation } = await roots.addressOf(place.team, place.channel, place.ts)
    // Nobody rates the thanks for a rating.
    const { turn: _, ...words_ } = reply
    const messages = rendered(words_, conversation, words)
    const target = { team: place.team, channel: place.channel, thread: place.ts }
    try {
      return await whisper(target, place.user, messages)
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.retryable) throw thrown
      // Where nothing can be whispered, as in some direct messages, it is said.
      return poster.post(target, messages, sending)
    }
  }

  const route = async (place: Place, reply: Reply, sending: Sending): Promise<string> => {
    if (place.kind === 'thread' || place.kind === 'personal') return speak(place, reply, sending)
    if (place.kind === 'aside') return aside(place, reply, sending)
    const target = { team: parts.home, channel: place.channel, thread: null }
    const messages = packed(told(reply.text))
    if (place.kind === 'operator') {
      // Whoever was too late sees the card as it is now.
      if (reply.card !== undefined) await cards.freshen(place.channel, reply.card, sending)
      return whisper(target, place.user, messages)
    }
    if (reply.card !== undefined) return cards.show(place.channel, reply, reply.card, sending)
    // Reminders and the like name what a request is about; where others read along they stay in the console.
    return (await isFit(parts.room)) ? poster.post(target, messages, sending) : `unfit-${sending.id}`
  }

  return {
    async send(to, reply, sending) {
      const place = placeOf(to.conversation)
      if (place === null) {
        throw new Failure(
          'slack.address',
          `“${to.conversation}” is no conversation of Slack; nothing can be sent there.`,
        )
      }
      const id = await route(place, reply, sending)
      return { id: id === '' ? sending.id : id }
    },
  }
}
