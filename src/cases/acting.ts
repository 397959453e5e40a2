import type { CaseWish } from '../vocabulary/talk.ts'
import type { Inbound, Memory, Taken } from '../vocabulary/types.ts'
import { saying } from './form-sent.ts'
import { notice } from '../base/saying.ts'
import { isShared, openForm, type TalkParts } from './opening.ts'
import { isOpen } from './states.ts'
import { isTheirs } from './whereabouts.ts'

const LOOK_MAX = 10

const joined = (...parts: (string | undefined)[]): string => parts.filter((part) => (part ?? '') !== '').join(' ')

/** What was said, by the names that the form has for it; what is not of its kind is left out when the form is made. */
const givenIn = (slots: CaseWish['slots']): Record<string, string> => {
  const { about = '', size } = slots
  const sized = size === undefined || about.includes(size.replace(/人$/u, '')) ? about : `${about}（${size}）`
  const given: Record<string, string> = {
    organisation: slots['organisation'] ?? slots['body'] ?? '',
    kind: slots['kind'] ?? '',
    contact: joined(slots['section'], slots['name']),
    prefecture: slots['prefecture'] ?? '',
    address: slots['address'] ?? '',
    phone: slots['phone'] ?? slots['number'] ?? '',
    email: slots['mail'] ?? slots['email'] ?? '',
    dates: slots['dates'] ?? '',
    content: about === '' ? '' : sized,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
}

/** The request whose number was said, where it is the writer's own. */
const namedIn = async ({ store }: TalkParts, { person, from }: Inbound, slots: CaseWish['slots']) => {
  const found = slots['request'] === undefined ? null : await store.requests.byNumber(slots['request'])
  return found !== null && (await isTheirs(store, found, person, from)) ? found.id : null
}

/** How far it is: of the request that was named, of the one that is found by its number, or of all that are theirs. */
const standing = async (parts: TalkParts, message: Inbound, memory: Memory, slots: CaseWish['slots']) => {
  const number = slots['request']
  if (number === undefined) return saying(null, memory, 'mine', [{ act: 'mine' }])
  const own = await namedIn(parts, message, slots)
  const shared = await isShared(parts, message)
  if (own !== null && !shared) return saying(null, memory, 'story', [{ act: 'story', request: own }])
  const contact = slots['mail'] ?? slots['phone']
  if (contact !== undefined) return saying(null, memory, 'find', [{ act: 'find', number, contact }])
  if (own !== null) return saying(null, memory, 'mine', [{ act: 'mine' }])
  return saying(notice(parts.kit.words.said.findHow), memory, 'find how')
}

/** Does what a message was understood to want of the cases. Nothing here looks at the words again. */
export const acting =
  (parts: TalkParts) =>
  async (message: Inbound, memory: Memory, { act, slots }: CaseWish): Promise<Taken> => {
    const { store } = parts
    const text = slots['about'] ?? message.text
    if (act === 'withdraw') {
      const request = await namedIn(parts, message, slots)
      return saying(null, memory, 'withdraw', [{ act: 'withdraw', request }])
    }
    if (act === 'add') {
      return saying(null, memory, 'add', [{ act: 'add', request: await namedIn(parts, message, slots), text }])
    }
    if (act === 'status') return standing(parts, message, memory, slots)
    if (act === 'person') {
      const own = await store.requests.of(message.from.channel, message.person.id, LOOK_MAX)
      const open = own.find(({ state, erasedAt }) => erasedAt === null && isOpen(state))
      // Somebody has it in hand already: they hear of it, and no second request is begun.
      if (open) return saying(null, memory, 'person', [{ act: 'add', request: open.id, text: message.text }])
    }
    return openForm(parts, message, memory, { turn: null, given: givenIn(slots), call: act === 'call' })
  }
