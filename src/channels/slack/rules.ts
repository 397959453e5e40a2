import { mentioned, readable } from './escape.ts'
import type { ChannelRule } from './settings.ts'
import type { MessageEvent } from './wire.ts'
import type { SlackWords } from './words.ts'

export type Heard =
  | { kind: 'ignore' }
  /** Mentioned where it may not speak; the writer alone is told. */
  | { kind: 'not-here' }
  | { kind: 'take'; text: string; files: boolean; privately: boolean }

const ignored: Heard = { kind: 'ignore' }

/** Ordinary messages, with or without files; all other kinds are edits, joins, topics and the like. */
const SUBTYPES = new Set(['file_share', 'thread_broadcast', 'me_message'])

export const isPersons = (event: MessageEvent): boolean =>
  event.user !== undefined &&
  event.bot_id == null &&
  event.edited === undefined &&
  (event.subtype === undefined || SUBTYPES.has(event.subtype))

const VOCATIVE_CHARACTERS_MAX = 10

/** “田中さん、これはどう思いますか”: begins with somebody's name. */
const callsSomebody = (text: string, honorifics: readonly string[]): boolean =>
  honorifics.some((honorific) => {
    const at = text.indexOf(honorific)
    if (at < 1 || at > VOCATIVE_CHARACTERS_MAX) return false
    return /^[、，,：:\s]/u.test(text.slice(at + honorific.length)) && !/[、，,\s]/u.test(text.slice(0, at))
  })

const isQuestion = (text: string, words: SlackWords): boolean => words.questions.some((sign) => text.includes(sign))

interface Listening {
  bot: string | null
  rule: ChannelRule
  words: SlackWords
  /** Asked only where it matters: whether the desk was spoken to in this thread before. */
  engaged: () => Promise<boolean>
}

/** Without a mention: a follow-up in a thread of the desk's, or a question in a channel where it answers those. */
const overheard = async (event: MessageEvent, text: string, { rule, words, engaged }: Listening): Promise<boolean> => {
  if (text === '' || mentioned(event.text ?? '').length > 0 || callsSomebody(text, words.honorifics)) return false
  if (event.thread_ts !== undefined && event.thread_ts !== event.ts) return engaged()
  return rule.answer === 'always' && isQuestion(text, words)
}

/** Said to the desk where nobody else is. */
export const isDirect = (event: MessageEvent): boolean => event.channel_type === 'im' || event.channel.startsWith('D')

/** Whether a message is meant for the desk. */
export const heard = async (event: MessageEvent, at: Listening): Promise<Heard> => {
  const { bot, rule, words } = at
  if (!isPersons(event) || event.user === bot) return ignored
  const raw = event.text ?? ''
  const mention = event.type === 'app_mention' || (bot !== null && mentioned(raw).includes(bot))
  const files = (event.files ?? []).length > 0
  const text = readable(raw)
  const said = text === '' && mention && !files ? words.greeting : text
  if (isDirect(event)) return said === '' && !files ? ignored : { kind: 'take', text: said, files, privately: false }
  const taken: Heard = { kind: 'take', text: said, files, privately: rule.reply === 'private' }
  if (rule.answer === 'never') {
    return event.type === 'app_mention' ? { kind: 'not-here' } : ignored
  }
  return mention || (await overheard(event, text, at)) ? taken : ignored
}
