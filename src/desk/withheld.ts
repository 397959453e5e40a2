import { notice } from '../base/saying.ts'
import { eachText, keepable, MASK } from '../question/mask.ts'
import { SECRET } from '../question/secrets.ts'
import type { Desk } from '../spine/worker.ts'
import type { Inbound, Notice, Reply, Taken } from '../vocabulary/types.ts'
import type { DeskWords } from './words.ts'

/** What was taken out of a message before it was kept, as notices to whoever wrote it. */
const withheldFrom = (message: Inbound, words: DeskWords): Notice[] => {
  const said = `${message.text}\n${JSON.stringify(message.action ?? '')}`
  const notices: Notice[] = []
  if (said.includes(MASK)) notices.push({ kind: 'masked', text: words.masked.trim() })
  if (said.includes(SECRET)) notices.push({ kind: 'masked', text: words.hidden.trim() })
  return notices
}

const alone = (notices: readonly Notice[]): Reply => notice(notices.map(({ text }) => text).join('\n'))

/**
 * Whoever writes an individual number or a password is told that it was not kept, whichever dialogue took the message.
 * Where an operator holds the conversation the desk stays silent as ever.
 */
export const sayingWithheld =
  (take: Desk['take'], words: DeskWords): Desk['take'] =>
  async (given, conversation): Promise<Taken> => {
    const { text, action } = given
    const message = {
      ...given,
      text: keepable(text),
      ...(action === undefined ? {} : { action: eachText(action, keepable) }),
    }
    const taken = await take(message, conversation)
    const notices = withheldFrom(message, words)
    if (notices.length === 0 || message.action?.kind === 'operate') return taken
    if (taken.reply === null) return conversation.heldBy === null ? { ...taken, reply: alone(notices) } : taken
    const { reply } = taken
    const missing = notices.filter(({ text }) => !reply.notices.some((notice) => notice.text === text))
    return { ...taken, reply: { ...reply, notices: [...missing, ...reply.notices] } }
  }
