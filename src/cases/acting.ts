import type { CaseWish } from '../vocabulary/talk.ts'
import type { Inbound, Memory, Taken } from '../vocabulary/types.ts'
import { saying } from './form-sent.ts'
import { openForm, type TalkParts } from './opening.ts'
import { isOpen } from './states.ts'

/** A sentence that only asks for a person says nothing of what it is about. */
const TELLING_CHARACTERS_MIN = 24
const LOOK_MAX = 10

const joined = (...parts: (string | undefined)[]): string => parts.filter((part) => (part ?? '') !== '').join(' ')

/** What was said, by the names that the form has for it; what is not of its kind is left out when the form is made. */
const givenIn = ({ text }: Inbound, slots: CaseWish['slots']): Record<string, string> => {
  const { about = '', size } = slots
  const content = about === '' && text.length >= TELLING_CHARACTERS_MIN ? text : about
  const sized = size === undefined || content.includes(size) ? content : `${content}（${size}）`
  const given: Record<string, string> = {
    organisation: slots['organisation'] ?? slots['body'] ?? '',
    kind: slots['kind'] ?? '',
    contact: joined(slots['section'], slots['name']),
    prefecture: slots['prefecture'] ?? '',
    address: slots['address'] ?? '',
    phone: slots['phone'] ?? slots['number'] ?? '',
    email: slots['mail'] ?? slots['email'] ?? '',
    dates: slots['dates'] ?? '',
    content: about === '' && content === '' ? '' : sized,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
}

/** Does what a message was understood to want of the cases. Nothing here looks at the words again. */
export const acting =
  (parts: TalkParts) =>
  async (message: Inbound, memory: Memory, { act, slots }: CaseWish): Promise<Taken> => {
    const { store } = parts
    const text = slots['about'] ?? message.text
    if (act === 'withdraw') return saying(null, memory, 'withdraw', [{ act: 'withdraw', request: null }])
    if (act === 'add') return saying(null, memory, 'add', [{ act: 'add', request: null, text }])
    if (act === 'status') {
      const { request: number } = slots
      const contact = slots['mail'] ?? slots['phone']
      if (number === undefined || contact === undefined) return saying(null, memory, 'mine', [{ act: 'mine' }])
      return saying(null, memory, 'find', [{ act: 'find', number, contact }])
    }
    if (act === 'person') {
      const own = await store.requests.of(message.from.channel, message.person.id, LOOK_MAX)
      const open = own.find(({ state, erasedAt }) => erasedAt === null && isOpen(state))
      // Somebody has it in hand already: they hear of it, and no second request is begun.
      if (open) return saying(null, memory, 'person', [{ act: 'add', request: open.id, text: message.text }])
    }
    return openForm(parts, message, memory, { turn: null, given: givenIn(message, slots), call: act === 'call' })
  }
