import type { Picked } from './pick.ts'
import type { Hook } from './settings.ts'

export type Heard = { kind: 'take'; text: string } | { kind: 'ignored'; why: 'room' | 'group' }

const DIRECT = 'direct'

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

/** The text without the first mention that it holds; null when it holds none. */
const withoutMention = (text: string, mentions: readonly string[]): string | null => {
  for (const mention of mentions) {
    // Only where folding keeps places may the original be cut by them.
    const place = text.toLowerCase().indexOf(mention.toLowerCase())
    if (place < 0) continue
    const rest = `${text.slice(0, place)}${text.slice(place + mention.length)}`.trim().replace(/^[:：、,\s　]+/u, '')
    return rest === '' ? text : rest
  }
  return null
}

/** Whether a message is meant for the desk; `awaited` says that the person may be answering its question. */
export const heard = (message: Picked, hook: Hook, awaited: boolean): Heard => {
  const { room, text } = message
  if (hook.rooms !== null && !hook.rooms.has(room === '' ? DIRECT : room)) return { kind: 'ignored', why: 'room' }
  const spoken = withoutMention(text, hook.group.mention)
  if (spoken !== null) return { kind: 'take', text: spoken }
  if (message.direct || message.mentioned || awaited) return { kind: 'take', text }
  const said = fold(text)
  return hook.group.keywords.some((word) => said.includes(fold(word)))
    ? { kind: 'take', text }
    : { kind: 'ignored', why: 'group' }
}
