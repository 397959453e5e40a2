import { Failure } from '../../base/failure.ts'
import type { Address } from '../../vocabulary/types.ts'
import type { Arrival } from '../channel.ts'
import { addressOf } from './addresses.ts'
import { isDirect } from './rules.ts'
import { eventBody, isMessage, type EventBody, type MessageEvent } from './wire.ts'

/** Longer than what is taken: of more, only that it is too long matters. */
const TEXT_CHARACTERS_KEPT = 16_000

const kept = (text: string | undefined): string | undefined => text?.slice(0, TEXT_CHARACTERS_KEPT)

/**
 * A message to the desk as it is put down: the words of people apart, and of files only that there are some. What people
 * say to each other is not put anywhere.
 */
export const putDown = (raw: unknown): Arrival | null => {
  const read = eventBody.safeParse(raw)
  if (!read.success) return null
  const { data: body } = read
  const { event } = body
  if (!isMessage(event) || body.event_id === '') return null
  if (!isDirect(event) && event.type !== 'app_mention') return null
  const { text, message, previous_message: previous, files, edited, ...rest } = event
  const told: MessageEvent = {
    ...rest,
    ...(edited == null ? {} : { edited: true }),
    ...(files === undefined ? {} : { files: files.map(() => ({})) }),
    ...(message === undefined ? {} : { message: { ...message, text: undefined } }),
    ...(previous === undefined ? {} : { previous_message: {} }),
  }
  const words = { text: kept(text), after: kept(message?.text), before: kept(previous?.text) }
  return {
    id: body.event_id,
    line: `${body.team_id}/${event.channel}/${message?.thread_ts ?? message?.ts ?? event.thread_ts ?? event.ts}`,
    person: event.user ?? message?.user ?? '',
    words: Object.fromEntries(
      Object.entries(words).flatMap(([name, said]) => (said === undefined ? [] : [[name, said]])),
    ),
    body: { ...body, event: told },
  }
}

/** The same again, with its words where they were. */
export const pickUp = ({ body, words }: Pick<Arrival, 'body' | 'words'>): EventBody => {
  const read = eventBody.safeParse(body)
  if (!read.success) throw new Failure('slack.arrival', 'What was put down is no event of Slack.')
  const { event, ...rest } = read.data
  if (!isMessage(event)) return read.data
  const { text, after, before } = words
  return {
    ...rest,
    event: {
      ...event,
      ...(text === undefined ? {} : { text }),
      ...(event.message === undefined
        ? {}
        : { message: { ...event.message, ...(after === undefined ? {} : { text: after }) } }),
      ...(event.previous_message === undefined
        ? {}
        : { previous_message: before === undefined ? {} : { text: before } }),
    },
  }
}

/** Where whoever wrote it reads alone that it could not be taken in; null for changes and for what nobody wrote. */
export const writerOf = ({ body }: Pick<Arrival, 'body'>): Address | null => {
  const read = eventBody.safeParse(body)
  if (!read.success || !isMessage(read.data.event)) return null
  const { team_id: team, event } = read.data
  const { channel, user, thread_ts: thread, ts, message, bot_id: bot } = event
  if (user === undefined || message !== undefined || bot != null) return null
  const place = { team, channel, ts: thread ?? ts }
  return addressOf(isDirect(event) ? { kind: 'thread', ...place } : { kind: 'aside', ...place, user })
}
