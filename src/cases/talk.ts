import { notice } from '../base/saying.ts'
import type { CaseTalk } from '../vocabulary/talk.ts'
import type { Inbound, Memory, Reply, RequestAct, Taken } from '../vocabulary/types.ts'
import type { StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { acting } from './acting.ts'
import { type Fields, isCall } from './fields.ts'
import { forget, formSent, saying } from './form-sent.ts'
import { asking, isShared, openForm, placeIn, type TalkParts } from './opening.ts'
import { routing } from './routing.ts'
import {
  asksBack,
  fieldNamed,
  isCommand,
  nextStep,
  type Pointer,
  pointerOf,
  resumeStep,
  spelledOut,
  TALK,
  told,
  which,
  withPointer,
} from './steps.ts'
import { hasRequests, mineOf } from './mine.ts'
import { isTheirs, linkedRequest } from './whereabouts.ts'
import type { FieldName } from './words.ts'

/**
 * The consultation in conversation: pressing buttons and sending forms where a channel has them, and the whole form as
 * one question at a time where it has not. The draft is in the store; memory holds only where each person stands.
 */
export const consultTalk = (parts: TalkParts): CaseTalk => {
  const submitted = formSent(parts)
  const { store, kit } = parts
  const { words, reader } = kit
  const { dialogue } = words

  const at = async (pointer: Pointer, draft: StoredRequest, lead: string[], message: Inbound): Promise<Reply> =>
    placeIn(parts, pointer, draft, { lead, shared: await isShared(parts, message) })

  const pressed = async (message: Inbound, memory: Memory): Promise<Taken | null> => {
    const { action } = message
    if (action?.kind === 'consult') return openForm(parts, message, memory, { turn: action.turn ?? null })
    if (action?.kind === 'submit') return submitted(message, memory, action)
    if (action?.kind === 'withdraw') {
      return saying(null, forget(message, memory), 'withdraw', [{ act: 'withdraw', request: action.request }])
    }
    if (action?.kind === 'mine') return saying(null, memory, 'mine', [{ act: 'mine' }])
    if (action?.kind !== 'operate') return null
    const { kind: _, act: operate, ...rest } = action
    return saying(null, memory, `operate ${operate}`, [{ act: 'operate', operate, ...rest }])
  }

  /** Takes an answer to the question that is open; null where it is a question to the desk. */
  const answered = async (
    message: Inbound,
    memory: Memory,
    draft: StoredRequest,
    pointer: Pointer & { step: FieldName },
  ): Promise<Taken | null> => {
    const { step } = pointer
    const { text, person } = message
    const move = async (fields: Fields | null, value: string): Promise<Taken> => {
      const all = reader.readAll({ ...draft.fields, ...fields, [step]: value }).fields
      const next = pointer.editing ? 'final' : nextStep(step, all, reader)
      const moved: Pointer = {
        ...pointer,
        step: next,
        trail: [...pointer.trail, step],
        editing: false,
      }
      const acts: RequestAct[] = fields === null ? [] : [{ act: 'edit', request: draft.id, fields }]
      const reply = await at(moved, { ...draft, fields: all }, [], message)
      return saying(reply, withPointer(memory, person.id, moved), `answered ${step}`, acts)
    }
    const current = draft.fields[step] ?? ''
    if (current !== '' && isCommand(text, 'keep', words)) return move(null, current)
    const optional = !reader.needed(step, draft.fields) || (isCall(draft.fields) && step === 'phone')
    if (optional && isCommand(text, 'skip', words)) return move({ [step]: '' }, '')
    const read = reader.read(step, spelledOut(step, text, reader), draft.fields)
    const free = reader.kindOf(step) === 'text' && step !== 'dates'
    if ('problem' in read || (free && asksBack(text))) {
      if (step !== 'content' && asksBack(text)) return null
      const problem = 'problem' in read ? read.problem : ''
      return saying(await at(pointer, draft, [problem], message), memory, `unread ${step}`)
    }
    // A corrected address brings its prefecture with it.
    const fields: Fields = step === 'address' ? { address: read.value, prefecture: '' } : { [step]: read.value }
    return move(fields, read.value)
  }

  const concluded = async (
    message: Inbound,
    memory: Memory,
    draft: StoredRequest,
    pointer: Pointer,
  ): Promise<Taken | null> => {
    const { text, person } = message
    const named = fieldNamed(text, words)
    const go = async (next: Pointer, decision: string, lead: string[] = []) =>
      saying(await at(next, draft, lead, message), withPointer(memory, person.id, next), decision)
    if (named) return go({ ...pointer, step: named, editing: true }, `correct ${named}`)
    if (isCommand(text, 'edit', words) || text.trim() === dialogue.editLabel)
      return go({ ...pointer, step: 'which' }, 'which')
    if (isCommand(text, 'send', words)) {
      const missing = resumeStep(draft.fields, reader)
      if (missing !== 'final') return go({ ...pointer, step: missing }, 'missing', [dialogue.missing])
      const acts: RequestAct[] = [{ act: 'submit', request: draft.id, fields: {}, consent: true }]
      return saying(null, forget(message, memory), 'submit', acts)
    }
    if (text.trim() === dialogue.keepLabel) return stopped(message, memory)
    if (asksBack(text)) return null
    return saying(
      asking({ ...which(reader.names(draft.fields), words), text: dialogue.finalUnread }),
      memory,
      'unread final',
    )
  }

  const stopped = async (message: Inbound, memory: Memory): Promise<Taken> => {
    const days = (await kit.settings.current(store)).count('draftDays')
    return saying(notice(fill(dialogue.left, { days })), forget(message, memory), 'left')
  }

  const inside = async (message: Inbound, memory: Memory, pointer: Pointer): Promise<Taken | null> => {
    const { text, person } = message
    const draft = await store.requests.get(pointer.request)
    if (draft?.state !== 'draft' || !(await isTheirs(store, draft, person, message.from))) {
      return saying(notice(dialogue.gone), forget(message, memory), 'gone')
    }
    if (isCommand(text, 'cancel', words)) return stopped(message, memory)
    if (isCommand(text, 'triggers', words))
      return saying(await at(pointer, draft, [dialogue.resumed], message), memory, 'resumed')
    if (isCommand(text, 'check', words)) {
      const shared = await isShared(parts, message)
      const lead = [told({ fields: draft.fields, shared }, words, reader)]
      return saying(await at(pointer, draft, lead, message), memory, 'check')
    }
    if (isCommand(text, 'back', words)) {
      const back = pointer.editing || pointer.step === 'which' ? 'final' : pointer.trail.at(-1)
      if (back === undefined) return saying(await at(pointer, draft, [dialogue.first], message), memory, 'first')
      const trail = back === 'final' ? pointer.trail : pointer.trail.slice(0, -1)
      const before: Pointer = { ...pointer, step: back, trail, editing: false }
      return saying(await at(before, draft, [], message), withPointer(memory, person.id, before), 'back')
    }
    const { step } = pointer
    if (step === 'final' || step === 'which') return concluded(message, memory, draft, pointer)
    return answered(message, memory, draft, { ...pointer, step })
  }

  return {
    name: TALK,
    route: routing(parts),
    act: acting(parts),
    async has({ from, person }) {
      return linkedRequest(from) !== null || hasRequests(await mineOf(store, { from, person }))
    },
    async take(message, memory) {
      const { action } = message
      if (action !== undefined && action.kind !== 'choose') return pressed(message, memory)
      const spoken = action === undefined ? message : { ...message, text: action.value }
      const pointer = pointerOf(memory, message.person.id)
      if (pointer) return inside(spoken, memory, pointer)
      if (isCommand(spoken.text, 'triggers', words)) return openForm(parts, spoken, memory, { turn: null })
      if (isCommand(spoken.text, 'mine', words)) return saying(null, memory, 'mine', [{ act: 'mine' }])
      return null
    },
  }
}
