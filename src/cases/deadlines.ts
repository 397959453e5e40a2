import type { StoredRequest } from '../store/store.ts'
import { createHours, type Hours } from './hours.ts'
import type { CurrentSettings, SettingName } from './settings.ts'
import { type Act, isOpen } from './states.ts'
import type { RequestState } from '../vocabulary/cases.ts'

/** The share of the time that may pass before the owner is reminded, and before the supervisor is told. */
const REMIND_SHARE = 0.5
const ESCALATE_SHARE = 0.8
const MINUTES = 60
/** What is late is told of again after this many working days, until somebody has done something about it. */
const LATE_DAYS = 5

export const hoursOf = (settings: CurrentSettings): Hours =>
  createHours({
    open: settings.of('hoursOpen').value,
    close: settings.of('hoursClose').value,
    closed: settings.closedDays(),
  })

type Clock = Pick<StoredRequest, 'dueAt' | 'remindAt' | 'urgency'>

const still: Clock = { dueAt: null, remindAt: null, urgency: 'calm' }

const kept = ({ dueAt, remindAt, urgency }: StoredRequest): Clock => ({ dueAt, remindAt, urgency })

const from = (start: Date, minutes: number, hours: Hours): Clock => ({
  dueAt: hours.after(start, minutes),
  remindAt: hours.after(start, minutes * REMIND_SHARE),
  urgency: 'calm',
})

/** States in which others are waited for, and by when somebody looks after it: working days. */
const waits: Partial<Record<RequestState, SettingName>> = {
  asked: 'answerDays',
  answered: 'answerDays',
  sent: 'matchDays',
  matched: 'sessionDays',
  'session-1': 'sessionDays',
  'session-2': 'sessionDays',
  'session-3': 'careDays',
}

/** Words in either direction, which begin the waiting anew. */
const stirring: ReadonlySet<Act> = new Set<Act>(['ask', 'reply', 'say', 'tell', 'send', 'match', 'session'])

/** When somebody is to look at it next, after an act: every request that is not over has such a moment. */
export const clockAfter = (
  before: StoredRequest,
  request: StoredRequest,
  act: Act,
  now: Date,
  settings: CurrentSettings,
): Clock => {
  if (!isOpen(request.state)) return still
  const hours = hoursOf(settings)
  const wait = waits[request.state]
  if (wait !== undefined) {
    if (before.state === request.state && !stirring.has(act) && request.dueAt !== null) return kept(request)
    return from(now, settings.count(wait) * hours.dayMinutes, hours)
  }
  const first = settings.count('firstResponseHours') * MINUTES
  const send = settings.count('sendHours') * MINUTES
  if (act === 'submit') return from(now, first, hours)
  if (act === 'answer' || request.dueAt === null) {
    return from(now, request.respondedAt === null ? first : send, hours)
  }
  // Somebody has spoken to the person; what remains is the sending.
  if (act === 'takeover' && request.respondedAt?.getTime() === now.getTime()) {
    return from(request.submittedAt ?? now, send, hours)
  }
  return kept(request)
}

/** The next step towards a deadline: who is told now, and when to look again. Steps that were slept through are left out. */
export const nextUrgency = (request: StoredRequest, now: Date, settings: CurrentSettings): Clock => {
  const { dueAt } = request
  if (dueAt === null) return still
  if (now >= dueAt) {
    const hours = hoursOf(settings)
    return { dueAt, remindAt: hours.after(now, LATE_DAYS * hours.dayMinutes), urgency: 'late' }
  }
  if (request.urgency === 'calm') {
    const hours = hoursOf(settings)
    const left = hours.between(now, dueAt)
    const share = (ESCALATE_SHARE - REMIND_SHARE) / (1 - REMIND_SHARE)
    return { dueAt, remindAt: hours.after(now, left * share), urgency: 'soon' }
  }
  return { dueAt, remindAt: dueAt, urgency: 'near' }
}
