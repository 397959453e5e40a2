import type { App } from '@slack/bolt'
import type { Button } from '@slack/types'
import { z } from 'zod'
import type { Reply } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import { placeOf, SLACK } from './addresses.ts'
import { actions, button, plainText, section, title } from './blocks.ts'
import { escapedCut } from './escape.ts'
import { carried } from './offers.ts'
import { packed, type Piece } from './pack.ts'
import type { Listening } from './parts.ts'
import type { Poster } from './poster.ts'
import { replyPieces } from './render.ts'
import type { SlackSettings } from './settings.ts'
import { interaction, teamOf } from './wire.ts'
import type { SlackWords } from './words.ts'

const QUESTION_CHARACTERS_MAX = 300
const LINES_MAX = 50
const CONFIRM_CHARACTERS_MAX = 300

const shape = z.object({ c: z.string(), t: z.string(), h: z.string() })

/** Where a question was asked that only its asker got the answer to. */
export const askedInKey = (conversation: string): string => `asked-in/${conversation}`

/** 「チャンネルに共有」, with a word of warning: from then on everybody reads it. */
export const sharePiece = (reply: Reply, conversation: string, channel: string, words: SlackWords): Piece[] => {
  if (reply.turn === undefined || reply.outcome !== 'answer') return []
  const value = JSON.stringify({ c: conversation, t: reply.turn, h: channel })
  const share: Button = {
    ...button('share', words.share.button, value),
    confirm: {
      title: title(words.share.title),
      text: plainText(words.share.warning, CONFIRM_CHARACTERS_MAX),
      confirm: plainText(words.share.confirm, 30),
      deny: plainText(words.share.deny, 30),
    },
  }
  return [{ blocks: [actions([share])], text: '' }]
}

/** Says an answer where its question was asked, because the person who has it wants so. */
export const listenToSharing = (
  app: App,
  { house, notes, words, onFault, poster, settings }: Listening & { poster: Poster; settings: SlackSettings },
): void => {
  app.action('share', async ({ ack, body: raw }) => {
    await ack()
    const body = interaction.parse(raw)
    const wanted = carried(body.actions[0]?.value, shape)
    const place = wanted === null ? null : placeOf(wanted.c)
    // Only one's own: the conversation is that of the person who presses.
    if (wanted === null || place?.kind !== 'personal' || place.user !== body.user.id) return
    const team = teamOf(body)
    const lines = await house.thread({ channel: SLACK, conversation: wanted.c }, LINES_MAX)
    const at = lines.findIndex(({ reply }) => reply?.turn === wanted.t)
    const reply = lines[at]?.reply
    if (reply == null) return
    const asked = lines.slice(0, at).findLast(({ by, text }) => by === 'person' && text !== '')
    const head = fill(words.share.head, {
      user: `<@${body.user.id}>`,
      text: escapedCut(asked?.text ?? '', QUESTION_CHARACTERS_MAX),
    })
    // Nobody rates or goes on with what somebody else asked.
    const { turn: _, ...shown } = { ...reply, offers: [] }
    const messages = packed([{ blocks: [section(head)], text: head }, ...replyPieces(shown, wanted.c, words)])
    const target = { team, channel: wanted.h, thread: null }
    const { channel_id: channel, thread_ts: thread } = body.container ?? {}
    const tell = async (say: 'shared' | 'notShared') => {
      if (channel == null) return
      await notes.put(`share/${wanted.t}/${say}`, { team, channel, thread: thread ?? null, user: null, say })
      await notes.flush()
    }
    try {
      if (settings.ruleOf(team, wanted.h).answer === 'never') return await tell('notShared')
      await poster.post(target, messages, { id: `share/${wanted.t}/${wanted.h}`, attempt: 1 })
      await tell('shared')
    } catch (thrown) {
      onFault('slack.share', thrown)
      await tell('notShared')
    }
  })
}
