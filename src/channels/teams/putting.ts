import { Failure } from '../../base/failure.ts'
import type { Address } from '../../vocabulary/types.ts'
import type { Arrival } from '../channel.ts'
import { type Activity, conversationOf, mentions, personOf, readActivity, scopeOf, spoken } from './activity.ts'

/** Longer than what is taken: of more, only that it is too long matters. */
const TEXT_CHARACTERS_KEPT = 16_000

/**
 * A message to the desk as it is put down: what was said apart, without its markup, so that nothing hides between the
 * signs. What people say to each other, and what waits for an answer, is not put anywhere.
 */
export const putDown = (activity: Activity): Arrival | null => {
  const { type, value, conversation, id } = activity
  if (type !== 'message' || value != null) return null
  if (scopeOf(activity) !== 'personal' && !mentions(activity)) return null
  const { text: _text, textFormat: _format, entities, ...rest } = activity
  // The mention of the desk is told by the account that it names; its words are taken out of what was said.
  const named = (entities ?? []).filter((entity) => entity.mentioned?.id === activity.recipient.id)
  const body = {
    ...rest,
    textFormat: 'plain',
    entities: named.map(({ type: kind, mentioned }) => ({ type: kind, mentioned })),
  }
  return {
    id: `${conversation.id}|${id}`,
    line: conversation.id,
    person: personOf(activity).id,
    words: { said: spoken(activity).slice(0, TEXT_CHARACTERS_KEPT) },
    body,
  }
}

/** The same again, with its words where they were. */
export const pickUp = ({ body, words }: Pick<Arrival, 'body' | 'words'>): Activity => {
  const read = readActivity(body)
  if (!read.ok) throw new Failure('teams.arrival', `What was put down is no activity: ${read.where}`)
  return { ...read.activity, text: words['said'] ?? '' }
}

/** Where whoever wrote it is told that it could not be taken in; null where it cannot be read at all. */
export const writerOf = (channel: string, { body }: Pick<Arrival, 'body'>): Address | null => {
  const read = readActivity(body)
  return read.ok ? { channel, conversation: conversationOf(read.activity) } : null
}
