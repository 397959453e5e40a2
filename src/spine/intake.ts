import { Failure } from '../base/failure.ts'
import { createBatches } from '../base/batches.ts'
import type { Bell } from './bell.ts'
import { eachText, keepable } from '../question/mask.ts'
import type { Inbound } from '../vocabulary/types.ts'

/** A question longer than this is a document; channels ask for a shorter one. */
export const QUESTION_CHARACTERS_MAX = 8_000
/** Everything a button or form can carry, as JSON. */
const ACTION_CHARACTERS_MAX = 32_000
/** Messages put in one commit while others wait for the disk. */
export const BATCH_MAX = 200
/** Messages waiting for the disk; beyond this the platforms are asked to come again. */
export const WAITING_MAX = 5_000

/** Said to a platform that is to come again. */
export const doorFull = (): Failure =>
  new Failure('intake.full', 'Too many messages wait to be stored. Try again in a moment.', {
    retryable: true,
    retryAfterMs: 1_000,
  })

export interface Intake {
  keep(messages: Inbound[]): Promise<('kept' | 'duplicate')[]>
}

/** NUL cannot be stored by PostgreSQL and half a surrogate pair cannot be encoded; neither says anything. */
export const storable = (text: string): string => keepable(text.toWellFormed().replaceAll('\u0000', ''))

const checked = (message: Inbound): Inbound => {
  if (message.text.length > QUESTION_CHARACTERS_MAX) {
    throw new Failure(
      'text.long',
      `The message has ${message.text.length} characters; at most ${QUESTION_CHARACTERS_MAX} can be taken. Send a shorter one.`,
    )
  }
  const action = message.action === undefined ? undefined : eachText(message.action, storable)
  if (action && JSON.stringify(action).length > ACTION_CHARACTERS_MAX) {
    throw new Failure('action.long', `The form holds more than ${ACTION_CHARACTERS_MAX} characters. Shorten it.`)
  }
  const { name } = message.person
  return {
    ...message,
    text: storable(message.text),
    person: { id: message.person.id, ...(name === undefined ? {} : { name: storable(name) }) },
    ...(action === undefined ? {} : { action }),
  }
}

/**
 * The one door into the inbox. What is written is on the disk before `keep` resolves; messages that arrive while the
 * disk is busy share the next commit, so that a burst costs a few commits and not one each.
 */
export const createIntake = ({ inbox, bell }: { inbox: Intake; bell: Bell }): Intake => {
  const batches = createBatches(async (messages: Inbound[]) => {
    const kept = await inbox.keep(messages)
    bell.ring('inbox')
    return kept
  }, BATCH_MAX)

  return {
    async keep(messages) {
      const ready = messages.map(checked)
      if (batches.waiting() + ready.length > WAITING_MAX) throw doorFull()
      return batches.add(ready)
    },
  }
}
