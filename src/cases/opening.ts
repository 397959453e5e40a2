import { notice } from '../base/saying.ts'
import type { CaseAct } from '../vocabulary/talk.ts'
import type { Inbound, Memory, Offer, Reply, Taken } from '../vocabulary/types.ts'
import type { Store, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { formOf, openDraft } from './drafts.ts'
import { eligibilityLines, judge } from './eligibility.ts'
import { CALL, isCall, WISH } from './fields.ts'
import { saying } from './form-sent.ts'
import { japanDay } from './hours.ts'
import type { Kit } from './kit.ts'
import { nextStep, type Pointer, question, resumeStep, summary, which, withPointer } from './steps.ts'
import { isSame, seenFrom } from './whereabouts.ts'

export interface TalkParts {
  store: Store
  kit: Kit
  /** Whether people fill in forms in this channel; elsewhere the form is a dialogue in plain text. */
  hasForms: (channel: string) => boolean
  now: () => Date
  /** What words mean to the cases, as the reading of questions knows it; absent, only their own commands are known. */
  means?: (text: string) => CaseAct | null
}

export const asking = (said: { text: string; offers: Offer[] }, more: Partial<Reply> = {}): Reply =>
  notice(said.text, { outcome: 'escalate', offers: said.offers, ...more })

/** Whether others read along where this was written, and nothing private can be said elsewhere. */
export const isShared = async ({ store, kit }: TalkParts, message: Inbound): Promise<boolean> =>
  (await seenFrom(store, kit, message.from, message.person)).own === null

/** What a place in the form says, over the draft's fields as they will be after this turn. */
export const placeIn = async (
  { store, kit, now }: TalkParts,
  pointer: Pointer,
  draft: StoredRequest,
  shown: { lead: string[]; shared: boolean },
): Promise<Reply> => {
  const { words, reader } = kit
  const { step } = pointer
  const { fields } = draft
  if (step === 'which') return asking(which(reader.names(fields), words))
  if (step !== 'final') return asking(question(step, { fields, ...shown }, words, reader))
  if (isCall(fields)) return asking(summary({ fields, ...shown }, '', words, reader))
  const settings = await kit.settings.current(store)
  const judged = judge({ fields, recorded: 0, today: japanDay(now()) }, kit.consultation, settings, words)
  return asking(summary({ fields, ...shown }, eligibilityLines(judged, words).join('\n'), words, reader))
}

export interface Opening {
  /** The answer that led here. */
  turn: string | null
  /** What was said already, by the form's names. */
  given?: Readonly<Record<string, string>>
  /** Somebody is to call back; less is asked then. */
  call?: boolean
}

/**
 * Opens the form with everything that was said: as a form, or as its first question. What begins where others read
 * along goes on where they do not; and where a platform has no such place, only a way to reach the person is asked for.
 */
export const openForm = async (
  parts: TalkParts,
  message: Inbound,
  memory: Memory,
  { turn, given = {}, call = false }: Opening,
): Promise<Taken> => {
  const { store, kit, now } = parts
  const { words, reader } = kit
  const { from, person } = message
  const seen = await seenFrom(store, kit, from, person)
  if (seen.own !== null && !isSame(seen.own, from)) {
    const act = { act: 'draft' as const, turn, prefill: { ...given }, ...(call ? { wish: 'call' as const } : {}) }
    return saying(null, memory, 'goes on in private', [act])
  }
  const shared = seen.own === null
  const told = call || shared ? { ...given, [WISH]: CALL } : given
  const before = await store.requests.draftOf(from, person.id)
  const opening = { address: from, person, turn, memory, given: told, now: now() }
  const draft = await store.transaction((tx) => openDraft(tx, kit, opening))
  if (!shared && parts.hasForms(from.channel)) {
    const form = formOf(draft, {}, kit, await kit.settings.current(store), now())
    return saying(notice(form.intro, { outcome: 'escalate', form }), memory, 'form')
  }
  const step = before ? resumeStep(draft.fields, reader) : nextStep(null, draft.fields, reader)
  const pointer: Pointer = { request: draft.id, step, trail: [], editing: false }
  const start = isCall(draft.fields) ? words.call.start : words.dialogue.start
  const lead = [before ? words.dialogue.resumed : start]
  if (shared) lead.push(words.call.shared)
  if (shared && kit.publicUrl !== null) lead.push(fill(words.call.browser, { url: kit.publicUrl }))
  return saying(
    await placeIn(parts, pointer, draft, { lead, shared }),
    withPointer(memory, person.id, pointer),
    before ? 'resumed' : 'opened',
  )
}
