import type { Address, OperatorCard, Reply } from '../vocabulary/types.ts'
import type { Repositories, Shelf, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import type { Kit } from './kit.ts'
import { type Act, type Actor, actsFor } from './states.ts'
import { optionLabel, type Words } from './words.ts'

/** The shelf room in which channels register where operators are. */
const OPERATORS = 'operator-channels'
const ADDRESSES_MAX = 20

export interface Said {
  to: Address
  reply: Reply
}

export const notice = (text: string, more: Partial<Reply> = {}): Reply => ({
  outcome: 'notice',
  text,
  citations: [],
  notices: [],
  offers: [],
  ...more,
})

/** Makes an address one where operators see every request. Registering twice is once. */
export const registerOperators = (shelf: Shelf, address: Address, now: Date): Promise<void> =>
  shelf.put(OPERATORS, `${address.channel}\n${address.conversation}`, JSON.stringify(address), now)

export const unregisterOperators = (shelf: Shelf, address: Address): Promise<void> =>
  shelf.remove(OPERATORS, `${address.channel}\n${address.conversation}`)

export const operatorAddresses = async (shelf: Shelf): Promise<Address[]> =>
  (await shelf.list(OPERATORS, '', ADDRESSES_MAX)).map(({ value }) => JSON.parse(value) as Address)

const japaneseTime = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

export const timeInWords = (at: Date): string => japaneseTime.format(at)

const cardActs: ReadonlySet<Act> = new Set<Act>([
  'claim',
  'reply',
  'ask',
  'decline',
  'send',
  'complete',
  'takeover',
  'handback',
  'note',
])
const textActs: ReadonlySet<Act> = new Set<Act>(['reply', 'ask', 'decline', 'note'])

const SUMMARY_CHARACTERS_MAX = 300

/** What operators see of a request in their chat. */
export const cardOf = (request: StoredRequest, words: Words): OperatorCard => {
  const { lines } = words.card
  const content = request.fields['content'] ?? request.question
  const told: [keyof typeof lines, string][] = [
    ['organisation', request.organisation],
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

/** One card to every place where operators are. */
export const toOperators = async (
  tx: Repositories,
  kit: Kit,
  request: StoredRequest,
  text: string,
): Promise<Said[]> => {
  const card = cardOf(request, kit.words)
  return (await operatorAddresses(tx.shelf)).map((to) => ({ to, reply: notice(text, { card }) }))
}

export const receiptReply = (request: StoredRequest, words: Words, again: boolean): Reply => {
  const { receipt } = request
  if (!receipt) return notice(words.refused.unknown)
  const verdict = request.eligibility === null ? '' : words.eligibility[request.eligibility]
  const said = {
    number: receipt.number,
    at: timeInWords(new Date(receipt.at)),
    eligibility: fill(words.eligibility.summary, { verdict }),
  }
  return notice(fill(again ? words.said.receiptAgain : words.said.receipt, said), { receipt })
}

const spoken: ReadonlySet<Act> = new Set<Act>(['reply', 'ask', 'decline'])
const heard: ReadonlySet<Act> = new Set<Act>([
  ...spoken,
  'claim',
  'assign',
  'answer',
  'correct',
  'send',
  'delivered',
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
  words: Words,
): Reply | null => {
  const { act, by, values } = step
  if (act === 'submit') return receiptReply(request, words, false)
  if (!heard.has(act)) return null
  // One route's proof is enough to know; the others are the operators' affair.
  if (act === 'delivered' && values['first'] === undefined) return null
  if (act === 'withdraw' && before.state === 'draft') return notice(words.said.withdrawDraft)
  // Who has it already hears nothing new when the same operator takes it again.
  if ((act === 'claim' || act === 'assign') && before.owner === request.owner) return null
  const sentence = words.said[act as keyof Words['said']]
  const said = { number: request.number ?? '', operator: by.name, owner: request.ownerName ?? '', ...values }
  return notice(fill(sentence, said), spoken.has(act) ? { speaker: by.name } : {})
}
