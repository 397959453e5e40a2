import type { Store } from '../../store/store.ts'
import { addressOf } from './addresses.ts'
import { keyOf } from './parts.ts'
import type { Edits } from './edits.ts'
import { readable } from './escape.ts'
import type { Installation } from './installation.ts'
import type { Keeper } from './keeper.ts'
import type { Notes } from './notes.ts'
import type { OperatorsHeard } from './operators-heard.ts'
import type { ProgressShow } from './progress.ts'
import type { Roots } from './roots.ts'
import type { Stopping } from './stopping.ts'
import type { Listening } from './parts.ts'
import type { OperatorRoom } from './room.ts'
import { heard } from './rules.ts'
import type { SlackSettings } from './settings.ts'
import { channelOf, eventBody, senderOf, isMessage, isStopped, type EventBody, type MessageEvent } from './wire.ts'
import type { SlackWords } from './words.ts'

/** The desk takes no more; said here so that the answer is a kind one. */
export const TEXT_CHARACTERS_MAX = 8_000

/** Events after which the operators' channel may be another. */
const ROOM_EVENTS = new Set([
  'channel_archive',
  'channel_left',
  'channel_shared',
  'channel_unarchive',
  'channel_unshared',
  'group_archive',
  'group_left',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
])

/** Takes what must not be lost out of an event, before Slack is told that it arrived. */
export type TakeEvent = (body: unknown) => Promise<void>

export const createIntake = (parts: {
  installation: Installation
  keeper: Keeper
  roots: Roots
  notes: Notes
  progress: ProgressShow
  stopping: Stopping
  edits: Edits
  words: SlackWords
  settings: SlackSettings
  members: Listening['members']
  room: OperatorRoom
  operatorChannel: string | null
  served: Listening['served']
  operators: OperatorsHeard
  thread: Store['outbox']['thread']
}): TakeEvent => {
  const { installation, keeper, roots, notes, progress, words } = parts

  const botOf = async (body: EventBody): Promise<string | null> => {
    const named = body.authorizations?.find(({ is_bot: isBot, user_id: user }) => isBot === true && user != null)
    if (named?.user_id != null) installation.noteBot(body.team_id, named.user_id)
    return named?.user_id ?? installation.botUser(body.team_id)
  }

  /** Answered where nobody else reads; in the channel stands one line, for the person alone. */
  const takePrivately = async ({ team_id: team }: EventBody, event: MessageEvent, text: string) => {
    const { channel, ts, user = '' } = event
    const id = `m/${team}/${channel}/${ts}`
    const from = addressOf({ kind: 'personal', team, user, key: keyOf(`${channel}/${ts}`) })
    const kept = await keeper.keep({ id, from, person: { id: user }, text })
    if (kept === 'kept') await notes.put(id, { team, channel, thread: event.thread_ts ?? ts, user, say: 'private' })
  }

  /** Who reads along with the operators has changed. */
  const look = (event: EventBody['event']) => {
    if (!('channel' in event) || channelOf(event) !== parts.operatorChannel) return
    parts.room.forget()
    parts.members.forget()
  }

  const take = async (body: EventBody, event: MessageEvent) => {
    const { team_id: team } = body
    const { channel, ts, user = '' } = event
    if (await parts.operators(team, event)) return
    const root = event.thread_ts ?? ts
    const from = await roots.addressOf(team, channel, root)
    const said = await heard(event, {
      bot: await botOf(body),
      rule: parts.settings.ruleOf(team, channel),
      words,
      engaged: async () => (await parts.thread(from, 1)).length > 0,
    })
    // The mention and the message of one post are one message, whichever comes first and however often.
    const id = `m/${team}/${channel}/${ts}`
    const where = { team, channel, thread: root, user: null }
    if (said.kind === 'ignore') return
    if (said.kind === 'not-here') return notes.put(id, { ...where, user, say: 'notHere' })
    const served = await parts.served(team, user, body.is_ext_shared_channel === true)
    if (!served.ok) return served.told === null ? undefined : notes.put(id, { ...where, user, say: 'outsider' })
    if (said.text.length > TEXT_CHARACTERS_MAX) {
      return notes.put(id, { ...where, say: 'long', values: { max: TEXT_CHARACTERS_MAX } })
    }
    if (said.files) await notes.put(id, { ...where, say: said.text === '' ? 'files' : 'filesAlso' })
    if (said.text === '') return
    if (said.privately) return takePrivately(body, event, said.text)
    const seen = { user, team, channel, ts, thread: root, text: said.text }
    progress.note(id, seen)
    const kept = await keeper.keep({ id, from, person: { id: user }, text: said.text })
    if (kept === 'kept') progress.received(from, id, seen)
  }

  /** A question that was changed is answered anew, in the place of its first answer. */
  const edit = async (team: string, { channel, message, previous_message: previous }: MessageEvent) => {
    const { user, edited, text = '', ts = '' } = message ?? {}
    // Slack also tells of a change when it shows a preview of a link.
    if (user === undefined || edited === undefined || message?.bot_id != null || text === previous?.text) return
    const from = await roots.addressOf(team, channel, message?.thread_ts ?? ts)
    const id = `e/${team}/${channel}/${ts}/${edited.ts}`
    const said = readable(text)
    if (said === '' || said.length > TEXT_CHARACTERS_MAX) return
    if (await parts.edits.begin(from, `m/${team}/${channel}/${ts}`, id)) {
      await keeper.keep({ id, from, person: { id: user }, text: said })
    }
  }

  /** Slack's own stop button: what is awaited in the thread is not said any more, and the person is told so. */
  const stop = async (team: string, channel: string, ts: string, id: string) => {
    const address = await roots.addressOf(team, channel, ts)
    const stopped = await parts.stopping.stop(address)
    if (stopped) await notes.put(`stop/${id}`, { team, channel, thread: ts, user: null, say: 'stopped' })
    await progress.stop(address.conversation)
  }

  return async (raw) => {
    const read = eventBody.safeParse(raw)
    if (!read.success) return
    const { data: body } = read
    const { event } = body
    if (ROOM_EVENTS.has(event.type)) look(event)
    else if (isMessage(event) && event.subtype === 'message_changed') await edit(body.team_id, event)
    else if (isMessage(event)) await take(body, event)
    else if (isStopped(event)) await stop(body.team_id, event.channel, event.thread_ts, body.event_id)
    else if (event.type === 'app_uninstalled') await installation.noteGone(senderOf(body), event.type, true)
    else if (event.type === 'tokens_revoked' && 'tokens' in event && (event.tokens?.bot ?? []).length > 0) {
      await installation.noteGone(senderOf(body), event.type, true)
    }
    void notes.flush()
  }
}
