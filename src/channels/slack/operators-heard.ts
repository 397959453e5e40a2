import type { ChannelShelf } from '../channel.ts'
import { addressOf } from './addresses.ts'
import { readable } from './escape.ts'
import type { Keeper } from './keeper.ts'
import type { OperatorRoom } from './room.ts'
import { isPersons } from './rules.ts'
import type { MessageEvent } from './wire.ts'
import type { SlackWords } from './words.ts'

/** Takes what operators write about a request in their channel; false where it is none of that. */
export type OperatorsHeard = (team: string, event: MessageEvent) => Promise<boolean>

/**
 * Words beneath a request's card are about that request, and the desk does not answer them. Slack vouches for the
 * channel, and only its members write there.
 */
export const createOperatorsHeard = (parts: {
  keeper: Keeper
  shelf: ChannelShelf
  words: SlackWords
  channel: string | null
  nameOf: (user: string, fallback: string) => Promise<string>
  /** Whether the channel is fit for what is said about people. */
  room: OperatorRoom
}): OperatorsHeard => {
  const { keeper, shelf, words } = parts
  return async (team, event) => {
    const { channel, user, ts, thread_ts: thread } = event
    if (parts.channel === null || channel !== parts.channel || user === undefined || !isPersons(event)) return false
    const text = readable(event.text ?? '').trim()
    const request = thread === undefined ? null : await shelf.get(`thread/${channel}/${thread}`)
    const linking = request === null && text.startsWith(words.operator.link)
    if ((request === null && !linking) || text === '' || (await parts.room.fault()) !== null) return false
    await keeper.keep({
      id: `m/${team}/${channel}/${ts}`,
      from: addressOf({ kind: 'operator', channel, user }),
      person: { id: user, name: await parts.nameOf(user, user) },
      text: '',
      action: { kind: 'operate', request: request ?? '', act: linking ? 'link' : 'speak', text },
    })
    return true
  }
}
