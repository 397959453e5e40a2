import type { StoredRequest } from '../store/store.ts'
import { createHours, type Hours } from './hours.ts'
import type { CurrentSettings } from './settings.ts'
import type { Act } from './states.ts'

/** The share of the time that may pass before the owner is reminded, and before the supervisor is told. */
const REMIND_SHARE = 0.5
const ESCALATE_SHARE = 0.8
const MINUTES = 60

export const hoursOf = (settings: CurrentSettings): Hours =>
  createHours({
    open: settings.of('hoursOpen').value,
    close: settings.of('hoursClose').value,
    closed: settings.closedDays(),
  })

type Clock = Pick<StoredRequest, 'dueAt' | 'remindAt' | 'urgency'>

const still: Clock = { dueAt: null, remindAt: null, urgency: 'calm' }

const from = (start: Date, minutes: number, hours: Hours): Clock => ({
  dueAt: hours.after(start, minutes),
  remindAt: hours.after(start, minutes * REMIND_SHARE),
  urgency: 'calm',
})

/** When the desk is awaited next, after an act. Only while the ball is on the desk's side does a clock run. */
export const clockAfter = (request: StoredRequest, act: Act, now: Date, settings: CurrentSettings): Clock => {
  if (!['submitted', 'review', 'informed'].includes(request.state)) return still
  const hours = hoursOf(settings)
  const first = settings.count('firstResponseHours') * MINUTES
  const send = settings.count('sendHours') * MINUTES
  if (act === 'submit') return from(now, first, hours)
  if (act === 'answer' || act === 'reopen') return from(now, request.respondedAt === null ? first : send, hours)
  // Somebody has spoken to the person; what remains is the sending.
  if (act === 'takeover' && request.respondedAt?.getTime() === now.getTime()) {
    return from(request.submittedAt ?? now, send, hours)
  }
  return { dueAt: request.dueAt, remindAt: request.remindAt, urgency: request.urgency }
}

/** The next step towards a deadline: who is told now, and when to look again. Steps that were slept through are left out. */
export const nextUrgency = (request: StoredRequest, now: Date, settings: CurrentSettings): Clock => {
  const { dueAt } = request
  if (dueAt === null) return still
  if (now >= dueAt) return { dueAt, remindAt: null, urgency: 'late' }
  if (request.urgency === 'calm') {
    const hours = hoursOf(settings)
    const left = hours.between(now, dueAt)
    const share = (ESCALATE_SHARE - REMIND_SHARE) / (1 - REMIND_SHARE)
    return { dueAt, remindAt: hours.after(now, left * share), urgency: 'soon' }
  }
  return { dueAt, remindAt: dueAt, urgency: 'near' }
}
