import { z } from 'zod'
import type { Bell } from '../spine/bell.ts'
import type { Dispatch, RequestEvent, Session, Store, StoredRequest, TeleworkManager } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { type Eligibility, judge, recordedSessions } from './eligibility.ts'
import { japanDay } from './hours.ts'
import type { Kit } from './kit.ts'
import { sheetPdf } from './pdf.ts'
import { type Performed, type Performing, perform } from './perform.ts'
import { mailText, type Sheet, sheetOf } from './sheet.ts'
import { type Act, actsFor, type Actor } from './states.ts'

const EVENTS_MAX = 500
/** Past requests compared with one; the newest say most about how things are done now. */
const PAST_MAX = 500

/** An operator, as the console and the chats have recognised them. */
export type Operator = Actor & { kind: 'operator' | 'supervisor' }

/** One act of an operator: its transaction, and what is to be said put in the outbox with it. */
export const act = async (
  parts: { store: Store; kit: Kit; bell: Bell },
  step: Omit<Performing, 'from' | 'by'> & { by: Operator },
): Promise<Performed> => {
  const performed = await parts.store.transaction(async (tx) => {
    const result = await perform(tx, parts.kit, step)
    if (result.ok) {
      const replies = result.replies.map(({ to, reply }) => ({ id: parts.kit.newId(), to, turn: null, reply }))
      await tx.outbox.add(replies, step.now)
    }
    return result
  })
  if (performed.ok) parts.bell.ring('outbox')
  return performed
}

export interface RequestView {
  request: StoredRequest
  events: RequestEvent[]
  sessions: Session[]
  dispatches: Dispatch[]
  eligibility: Eligibility
  /** What this operator can do now. */
  acts: { act: Act; label: string }[]
}

/** Everything an operator needs to see of one request; null when there is none, or it is still its writer's draft. */
export const viewRequest = async (
  store: Store,
  kit: Kit,
  id: string,
  by: Operator['kind'],
  now: Date,
): Promise<RequestView | null> => {
  const request = await store.requests.get(id)
  if (!request || request.state === 'draft' || request.state === 'expired') return null
  const sessions = await store.requests.sessions(id)
  const recorded = await recordedSessions(store, request, now)
  const facts = { fields: request.fields, recorded, today: japanDay(now) }
  return {
    request,
    sessions,
    events: await store.requests.events(id, EVENTS_MAX),
    dispatches: await store.dispatches.of(id),
    eligibility: judge(facts, kit.consultation, await kit.settings.current(store), kit.words),
    acts: actsFor(request.state, by).map((name) => ({ act: name, label: kit.words.acts[name] })),
  }
}

/** What a sending would carry, before it is sent. */
export const previewSheet = async (
  store: Store,
  kit: Kit,
  request: StoredRequest,
): Promise<{ sheet: Sheet; subject: string; text: string; pdf: () => Promise<Buffer> }> => {
  const sheet = sheetOf(request, kit, await kit.settings.current(store))
  const { number, organisation } = sheet
  return {
    sheet,
    subject: fill(kit.words.mail.subject, { organisation, number }),
    text: mailText(sheet, kit.words),
    pdf: () => sheetPdf(sheet, kit.words),
  }
}

export interface SimilarRequest {
  id: string
  number: string | null
  state: StoredRequest['state']
  text: string
  score: number
}

/** Past requests that asked something like this one, by whatever measure of similarity the caller has. */
export const similarRequests = async (
  store: Store,
  request: StoredRequest,
  by: { similarity: (a: string, b: string) => number; limit: number },
): Promise<SimilarRequest[]> => {
  const text = request.fields['content'] ?? request.question
  return (await store.requests.past(request.topics, PAST_MAX))
    .filter(({ id }) => id !== request.id)
    .map((past) => ({ ...past, score: by.similarity(text, past.text) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, by.limit)
}

/** Puts a dispatch that failed for good back in line. False when it was not dead. */
export const retryDispatch = async (store: Store, id: string, by: Operator, now: Date): Promise<boolean> =>
  store.transaction(async (tx) => {
    const dispatch = await tx.dispatches.get(id)
    if (!dispatch || !(await tx.dispatches.revive(id, now))) return false
    const detail = { dispatch: id, route: dispatch.route }
    await tx.audit.append({ at: now, actor: by.id, act: 'retry', subject: dispatch.request, detail })
    return true
  })

const list = z.array(z.string().min(1).max(60)).max(60)

const profile = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,60}$/u),
  name: z.string().min(1).max(60),
  email: z.union([z.literal(''), z.email()]),
  topics: z.array(z.enum(['general', 'labour', 'ict', 'security'])),
  industries: list,
  regions: list,
  modes: z.array(z.enum(['web', 'phone', 'visit'])),
  weeklyCapacity: z.int().min(0).max(100),
  absences: z.array(z.strictObject({ from: z.iso.date(), to: z.iso.date() })).max(200),
  active: z.boolean(),
  note: z.string().max(1_000),
})

/** Adds or changes a Telework Manager in the roster; the fault in words when the profile is not one. */
export const keepManager = async (
  store: Store,
  manager: TeleworkManager,
  by: Operator,
  now: Date,
): Promise<{ ok: true } | { ok: false; problem: string }> => {
  const read = profile.safeParse(manager)
  if (!read.success) return { ok: false, problem: z.prettifyError(read.error) }
  await store.transaction(async (tx) => {
    await tx.roster.keep(read.data, now)
    const { weeklyCapacity, active } = read.data
    const detail = { weeklyCapacity, active }
    await tx.audit.append({ at: now, actor: by.id, act: 'roster', subject: `manager:${manager.id}`, detail })
  })
  return { ok: true }
}
