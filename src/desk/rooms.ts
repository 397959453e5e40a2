/** What is said where a message is no question: each act has its room, and none of them searches the documents. */
import { saying } from '../base/saying.ts'
import { fill } from '../base/words.ts'
import type { ReadActs } from '../question/acts.ts'
import { recall, remember, type Recalled } from '../question/question.ts'
import type { CaseAct, CaseTalk } from '../vocabulary/talk.ts'
import type { Inbound, Memory, Notice, Offer, Reply, Taken } from '../vocabulary/types.ts'
import { prefillOf, wishFrom } from './acceptance.ts'
import { plainTrace } from './traces.ts'
import type { DeskWords } from './words.ts'

export interface Rooms {
  words: DeskWords
  /** Consultation requests; a command line has none. */
  cases: CaseTalk | undefined
}

/** A reply in the desk's own words. */
export const reply = (outcome: Reply['outcome'], text: string, notices: Notice[] = [], offers: Offer[] = []): Reply =>
  saying(outcome, text.trim(), { notices, offers })

const silent = (said: Reply, memory: Memory, decision: string): Taken => ({
  reply: said,
  memory,
  // What was written is not repeated, not even to those who ask why.
  trace: plainTrace('', decision),
  effects: [],
})

export const consultOffer = (words: DeskWords): Offer => ({ kind: 'consult', label: words.labels.consult })

const incidentRoom = (read: ReadActs, memory: Memory, { words }: Rooms): Taken => {
  const { incident } = words
  const text = [incident.lead, incident[read.guard.incident ?? 'other'], incident.after].map((line) => line.trim())
  const urgent: Notice[] = [{ kind: 'urgent', text: words.urgent }]
  return silent(reply('escalate', text.join('\n'), urgent, [consultOffer(words)]), memory, 'act: incident')
}

const distressRoom = (read: ReadActs, memory: Memory, { words }: Rooms): Taken => {
  const { distress } = words
  const text = [distress.lead, ...(read.guard.danger ? [distress.danger] : []), distress.person].map((line) =>
    line.trim(),
  )
  return silent(reply('escalate', text.join('\n'), [], [consultOffer(words)]), memory, 'act: distress')
}

const refusedRoom = (read: ReadActs, memory: Memory, { words }: Rooms): Taken => {
  const { refused } = read.guard
  const text = refused === 'mynumber' ? words.acts.mynumber : words.guard[refused ?? 'person']
  return silent(reply('refuse', text), memory, `act: ${read.act}`)
}

const WITHOUT_CASES: Record<CaseAct, 'accepted' | 'none'> = {
  file: 'accepted',
  person: 'accepted',
  call: 'accepted',
  withdraw: 'none',
  status: 'none',
  add: 'none',
}

/** Opens a request, a call-back or what becomes of one. Where there are no cases, as on the command line, says what would be done. */
export const caseRoom = async (
  act: CaseAct,
  read: ReadActs,
  message: Inbound,
  memory: Memory,
  { words, cases }: Rooms,
): Promise<Taken> => {
  const desk = recall(memory)
  const kept = remember(memory, { ...desk, inquiry: null, pending: null, choices: [] })
  if (cases !== undefined) return cases.act(message, kept, wishFrom(act, read, message.text, desk))
  if (WITHOUT_CASES[act] === 'none') return silent(reply('notice', words.acts.noRequest), memory, `act: ${act}`)
  const said = reply('escalate', act === 'file' ? words.escalate.accepted : words.acts.person)
  const prefill = { ...prefillOf(desk), ...(read.slots.about === null ? {} : { content: read.slots.about }) }
  return {
    ...silent(said, kept, `act: ${act}`),
    effects: [{ kind: 'request', act: { act: 'draft', turn: null, prefill } }],
  }
}

/** A person is offered; a yes after it files what was asked last. */
const dissatisfiedRoom = (memory: Memory, { words }: Rooms): Taken => {
  const desk = recall(memory)
  const said = reply('escalate', words.acts.dissatisfied, [], [consultOffer(words)])
  return silent(said, remember(memory, { ...desk, inquiry: desk.last ?? desk.inquiry ?? '' }), 'act: dissatisfied')
}

/** Whether yes, no or thanks answers what the desk offered last. */
const shortRoom = (read: ReadActs, message: Inbound, memory: Memory, rooms: Rooms): Promise<Taken> => {
  const { words } = rooms
  const desk = recall(memory)
  if (read.act === 'yes' && desk.inquiry !== null) return caseRoom('file', read, message, memory, rooms)
  const kept: Recalled = read.act === 'no' ? { ...desk, inquiry: null, pending: null } : desk
  const text = read.act === 'thanks' ? words.thanks : read.act === 'no' ? words.acts.no : words.acts.yes
  return Promise.resolve(silent(reply('notice', text), remember(memory, kept), `act: ${read.act}`))
}

/** The reply to an act that is no question; null for a question. */
export const roomFor = async (
  read: ReadActs,
  message: Inbound,
  memory: Memory,
  rooms: Rooms,
): Promise<Taken | null> => {
  const { words } = rooms
  switch (read.act) {
    case 'incident':
      return incidentRoom(read, memory, rooms)
    case 'distress':
      return distressRoom(read, memory, rooms)
    case 'others':
    case 'secret':
    case 'inject':
      return refusedRoom(read, memory, rooms)
    case 'dissatisfied':
      return dissatisfiedRoom(memory, rooms)
    case 'smalltalk':
      return silent(reply('notice', fill(words.greeting, { about: words.about })), memory, 'act: small talk')
    case 'thanks':
    case 'yes':
    case 'no':
      return shortRoom(read, message, memory, rooms)
    case 'ask':
      return null
    default:
      return caseRoom(read.act, read, message, memory, rooms)
  }
}
