import type { Talk } from '../vocabulary/talk.ts'
import type { Inbound, Memory, Offer, Reply, RequestAct, Taken } from '../vocabulary/types.ts'
import type { Store, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { formOf, openDraft } from './drafts.ts'
import { eligibilityLines, judge } from './eligibility.ts'
import type { Fields } from './fields.ts'
import { japanDay } from './hours.ts'
import { forget, formSent, saying } from './form-sent.ts'
import type { Kit } from './kit.ts'
import { notice } from './notices.ts'
import { isTheirs } from './perform.ts'
import {
  asksBack,
  fieldNamed,
  isCommand,
  nextStep,
  type Pointer,
  pointerOf,
  question,
  resumeStep,
  spelledOut,
  summary,
  TALK,
  told,
  which,
  withPointer,
} from './steps.ts'
import type { FieldName } from './words.ts'

export interface TalkParts {
  store: Store
  kit: Kit
  /** Whether people fill in forms in this channel; elsewhere the form is a dialogue in plain text. */
  hasForms: (channel: string) => boolean
  now: () => Date
}

const asking = (said: { text: string; offers: Offer[] }, more: Partial<Reply> = {}): Reply =>
  notice(said.text, { outcome: 'escalate', offers: said.offers, ...more })

/**
 * The consultation in conversation: pressing buttons and sending forms where a channel has them, and the whole form as
 * one question at a time where it has not. The draft is in the store; memory holds only where each person stands.
 */
export const consultTalk = (parts: TalkParts): Talk => {
  const submitted = formSent(parts)
  const { store, kit, now } = parts
  const { words, reader } = kit
  const { dialogue } = words

  /** What a place in the form says, over the draft's fields as they will be after this turn. */
  const at = async (pointer: Pointer, draft: StoredRequest, lead: string[]): Promise<Reply> => {
    const { step } = pointer
    if (step === 'which') return asking(which(words))
    if (step !== 'final') return asking(question(step, draft.fields[step] ?? '', lead, words, reader))
    const settings = await kit.settings.current(store)
    const judged = judge(
      { fields: draft.fields, recorded: 0, today: japanDay(now()) },
      kit.consultation,
      settings,
      words,
    )
    return asking(summary(draft.fields, eligibilityLines(judged, words).join('\n'), lead, words, reader))
  }

  const open = async (message: Inbound, memory: Memory, turn: string | null): Promise<Taken> => {
    const { from: address, person } = message
    const before = await store.requests.draftOf(address, person.id)
    const draft = await store.transaction((tx) => openDraft(tx, kit, { address, person, turn, memory, now: now() }))
    if (parts.hasForms(address.channel)) {
      const form = formOf(draft, {}, kit, await kit.settings.current(store), now())
      return saying(notice(form.intro, { outcome: 'escalate', form }), memory, 'form')
    }
    const step = before ? resumeStep(draft.fields, reader) : nextStep(null, draft.fields, reader)
    const pointer: Pointer = { request: draft.id, step, trail: [], editing: false }
    const lead = [before ? dialogue.resumed : dialogue.start]
    return saying(
      await at(pointer, draft, lead),
      withPointer(memory, person.id, pointer),
      before ? 'resumed' : 'opened',
    )
  }

  const pressed = async (message: Inbound, memory: Memory): Promise<Taken | null> => {
    const { action } = message
    if (action?.kind === 'consult') return open(message, memory, action.turn ?? null)
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
      const moved: Pointer = { ...pointer, step: next, trail: [...pointer.trail, step], editing: false }
      const acts: RequestAct[] = fields === null ? [] : [{ act: 'edit', request: draft.id, fields }]
      const reply = await at(moved, { ...draft, fields: all }, [])
      return saying(reply, withPointer(memory, person.id, moved), `answered ${step}`, acts)
    }
    const current = draft.fields[step] ?? ''
    if (current !== '' && isCommand(text, 'keep', words)) return move(null, current)
    if (!reader.required(step) && isCommand(text, 'skip', words)) return move({ [step]: '' }, '')
    const read = reader.read(step, spelledOut(step, text, reader))
    const free = reader.kindOf(step) === 'text' && step !== 'dates'
    if ('problem' in read || (free && asksBack(text))) {
      if (step !== 'content' && asksBack(text)) return null
      const problem = 'problem' in read ? read.problem : ''
      return saying(await at(pointer, draft, [problem]), memory, `unread ${step}`)
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
      saying(await at(next, draft, lead), withPointer(memory, person.id, next), decision)
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
    return saying(asking({ ...which(words), text: dialogue.finalUnread }), memory, 'unread final')
  }

  const stopped = async (message: Inbound, memory: Memory): Promise<Taken> => {
    const days = (await kit.settings.current(store)).count('draftDays')
    return saying(notice(fill(dialogue.left, { days })), forget(message, memory), 'left')
  }

  const inside = async (message: Inbound, memory: Memory, pointer: Pointer): Promise<Taken | null> => {
    const { text, person } = message
    const draft = await store.requests.get(pointer.request)
    if (draft?.state !== 'draft' || !isTheirs(draft, person, message.from)) {
      return saying(notice(dialogue.gone), forget(message, memory), 'gone')
    }
    if (isCommand(text, 'cancel', words)) return stopped(message, memory)
    if (isCommand(text, 'triggers', words))
      return saying(await at(pointer, draft, [dialogue.resumed]), memory, 'resumed')
    if (isCommand(text, 'check', words)) {
      return saying(await at(pointer, draft, [told(draft.fields, words, reader)]), memory, 'check')
    }
    if (isCommand(text, 'back', words)) {
      const back = pointer.editing || pointer.step === 'which' ? 'final' : pointer.trail.at(-1)
      if (back === undefined) return saying(await at(pointer, draft, [dialogue.first]), memory, 'first')
      const trail = back === 'final' ? pointer.trail : pointer.trail.slice(0, -1)
      const before: Pointer = { ...pointer, step: back, trail, editing: false }
      return saying(await at(before, draft, []), withPointer(memory, person.id, before), 'back')
    }
    const { step } = pointer
    if (step === 'final' || step === 'which') return concluded(message, memory, draft, pointer)
    return answered(message, memory, draft, { ...pointer, step })
  }

  /** What an operator asked is answered by the person's next statement in that conversation. */
  const informing = async (message: Inbound, memory: Memory): Promise<Taken | null> => {
    const marked = new RegExp(`^${dialogue.answerMark}\\s*[:：]\\s*`, 'u')
    const forced = marked.test(message.text)
    if (message.text.trim() === '') return null
    if (!forced && (asksBack(message.text) || isCommand(message.text, 'courtesies', words))) return null
    const asked = (await store.requests.of(message.from, message.person.id, ASKED_LOOK_MAX)).find(
      ({ state }) => state === 'asked' || (forced && state === 'informed'),
    )
    if (!asked) return null
    const text = message.text.replace(marked, '').trim()
    return saying(null, memory, 'informed', [{ act: 'answer', request: asked.id, text }])
  }

  return {
    name: TALK,
    async take(message, memory) {
      const { action } = message
      if (action !== undefined && action.kind !== 'choose') return pressed(message, memory)
      const spoken = action === undefined ? message : { ...message, text: action.value }
      const pointer = pointerOf(memory, message.person.id)
      if (pointer) return inside(spoken, memory, pointer)
      if (isCommand(spoken.text, 'triggers', words)) return open(spoken, memory, null)
      if (isCommand(spoken.text, 'mine', words)) return saying(null, memory, 'mine', [{ act: 'mine' }])
      return informing(spoken, memory)
    },
  }
}

/** The newest requests of a person among which one may be waiting for an answer. */
const ASKED_LOOK_MAX = 5
