import { notice } from '../base/saying.ts'
import type { Address, OperatorCard, Reply } from '../vocabulary/types.ts'
import type { Shelf, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { momentName } from '../japanese/calendar.ts'
import { isCall } from './fields.ts'
import type { Kit } from './kit.ts'
import { type Act, type Actor, actsFor } from './states.ts'
import type { Said } from './whereabouts.ts'
import { optionLabel, type Words } from './words.ts'

export type { Said }

/** The shelf room in which channels register where operators are. */
const OPERATORS = 'operator-channels'
const ADDRESSES_MAX = 20

/** Makes an address one where operators see every request. Registering twice is once. */
export const registerOperators = (shelf: Shelf, address: Address, now: Date): Promise<void> =>
  shelf.put(OPERATORS, `${address.channel}\n${address.conversation}`, JSON.stringify(address), now)

export const unregisterOperators = (shelf: Shelf, address: Address): Promise<void> =>
  shelf.remove(OPERATORS, `${address.channel}\n${address.conversation}`)

export const operatorAddresses = async (shelf: Shelf): Promise<Address[]> =>
  (await shelf.list(OPERATORS, '', ADDRESSES_MAX)).map(({ value }) => JSON.parse(value) as Address)

/** In the conversation itself, or in a thread of it, whose address continues the conversation's. */
export const isWithin = (from: Address, place: Address): boolean =>
  place.channel === from.channel &&
  (from.conversation === place.conversation ||
    (from.conversation.startsWith(place.conversation) &&
      /^[^\p{L}\p{N}]/u.test(from.conversation.slice(place.conversation.length))))

/** A moment in words, in the calendar that all of the desk's words use. */
export const timeInWords = momentName

const cardActs: ReadonlySet<Act> = new Set<Act>([
  'claim',
  'reply',
  'conclude',
  'ask',
  'decline',
  'send',
  'complete',
  'reopen',
  'takeover',
  'handback',
  'note',
])
const textActs: ReadonlySet<Act> = new Set<Act>(['reply', 'conclude', 'ask', 'decline', 'note'])

const SUMMARY_CHARACTERS_MAX = 300

/** What operators see of a request in their chat. */
export const cardOf = (request: StoredRequest, words: Words): OperatorCard => {
  const { lines } = words.card
  const content = request.fields['content'] ?? request.question
  const told: [keyof typeof lines, string][] = [
    ['organisation', request.organisation],
    ['contact', request.fields['contact'] ?? request.person.name ?? ''],
    ['reach', [request.fields['phone'], request.fields['email']].filter((way) => (way ?? '') !== '').join('、')],
    ['kind', optionLabel(words, 'kind', request.kind)],
    ['topics', request.topics.map((topic) => optionLabel(words, 'topics', topic)).join('、')],
    ['prefecture', request.prefecture],
    ['content', [...content].slice(0, SUMMARY_CHARACTERS_MAX).join('')],
    ['eligibility', request.eligibility === null ? '' : words.eligibility[request.eligibility]],
    ['due', request.dueAt === null ? '' : timeInWords(request.dueAt)],
    ['owner', request.ownerName ?? words.card.nobody],
  ]
  return {
    request: request.id,
    number: request.number ?? '',
    version: request.version,
    state: request.state,
    stateLabel: words.states[request.state],
    lines: told.filter(([, value]) => value !== '').map(([name, value]) => ({ label: lines[name], value })),
    acts: actsFor(request.state, 'operator')
      .filter((act) => cardActs.has(act) && (act !== 'claim' || request.owner === null))
      .map((act) => ({ act, label: words.acts[act], needsText: textActs.has(act) })),
    owner: request.ownerName,
  }
}

/** Where others read along, a receipt says that it was received and shows nothing of what was. */
export const receiptReply = (request: StoredRequest, kit: Kit, shown: { again?: boolean; shared?: boolean }): Reply => {
  const { receipt } = request
  const { words, reader } = kit
  if (!receipt) return notice(words.refused.unknown)
  const verdict = request.eligibility === null ? '' : words.eligibility[request.eligibility]
  const said = {
    number: receipt.number,
    at: timeInWords(new Date(receipt.at)),
    due: request.dueAt === null ? '' : timeInWords(request.dueAt),
    eligibility: isCall(request.fields) ? '' : fill(words.eligibility.summary, { verdict }),
  }
  if (shown.again === true) return notice(fill(words.said.receiptAgain, said), { receipt })
  if (shown.shared === true) return notice(fill(words.said.receiptShared, said), { receipt })
  const lines = reader.lines(request.fields).map(({ label, value }) => `・${label}：${value}`)
  const text = fill(words.said.receipt, said).replaceAll(/\n{2,}/gu, '\n')
  return notice([text, fill(words.said.receiptLines, { lines: lines.join('\n') })].join('\n\n'), { receipt })
}

/** Words of an operator that the person reads as theirs. */
export const spoken: ReadonlySet<Act> = new Set<Act>(['say', 'reply', 'conclude', 'ask', 'decline'])
const heard: ReadonlySet<Act> = new Set<Act>([
  ...spoken,
  'claim',
  'assign',
  'answer',
  'tell',
  'merge',
  'correct',
  'send',
  'delivered',
  'confirm',
  'match',
  'session',
  'complete',
  'reopen',
  'withdraw',
  'takeover',
  'handback',
])

/** What the asker hears of an act in the conversation where they asked; null where it is the desk's own affair. */
export const toAsker = (
  before: StoredRequest,
  request: StoredRequest,
  step: { act: Act; by: Actor; values: Record<string, string> },
  kit: Kit,
): Reply | null => {
  const { words } = kit
  const { act, by, values } = step
  if (act === 'submit') return receiptReply(request, kit, {})
  if (!heard.has(act)) return null
  // One route's proof is enough to know; the others are the operators' affair.
  const isDelivered = act === 'delivered' || act === 'confirm'
  if (isDelivered && values['first'] === undefined) return null
  if (act === 'withdraw' && before.state === 'draft') return notice(words.said.withdrawDraft)
  // Who has it already hears nothing new when the same operator takes it again.
  if ((act === 'claim' || act === 'assign') && before.owner === request.owner) return null
  const again = act === 'tell' && before.state !== request.state
  const sentence = words.said[again ? 'tellAgain' : isDelivered ? 'delivered' : (act as keyof Words['said'])]
  const said = { number: request.number ?? '', operator: by.name, owner: request.ownerName ?? '', ...values }
  return notice(fill(sentence, said), spoken.has(act) ? { speaker: by.name } : {})
}
