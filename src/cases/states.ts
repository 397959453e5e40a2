import type { StoredRequest } from '../store/store.ts'
import type { RequestActName, RequestState } from '../vocabulary/cases.ts'

/** Who acts. A supervisor may do what an operator may; the system acts by the clock. */
export interface Actor {
  kind: 'person' | 'operator' | 'supervisor' | 'system'
  /** An operator's id; for a person, their id in the channel. */
  id: string
  name: string
}

export type Act = RequestActName

type Need = 'text' | 'fields' | 'routes' | 'manager' | 'owner' | 'session' | 'dispatch' | 'into'

interface Rule {
  act: Act
  from: readonly RequestState[]
  /** Null: the state stays. */
  to: RequestState | null
  who: 'person' | 'operator' | 'supervisor' | 'system'
  needs?: Need
}

/** Before the programme's secretariat has it, the desk itself can still answer. */
const atDesk = ['submitted', 'review', 'asked', 'informed', 'answered'] as const
const withManager = ['matched', 'session-1', 'session-2', 'session-3'] as const
const away = ['sent', ...withManager] as const
const open = [...atDesk, ...away] as const
/** Closed by an operator; a word of the person opens it again. */
const concluded = ['completed', 'replied', 'declined'] as const
const closed = [...concluded, 'withdrawn', 'merged'] as const
const filed = [...open, ...closed] as const
const claimed = ['review', 'asked', 'informed', 'answered', ...away] as const

/** Everything that can happen to a request. What is not here is impossible. */
export const rules: readonly Rule[] = [
  { act: 'edit', from: ['draft'], to: null, who: 'person' },
  { act: 'submit', from: ['draft'], to: 'submitted', who: 'person' },
  { act: 'withdraw', from: ['draft', ...open], to: 'withdrawn', who: 'person' },
  { act: 'answer', from: ['asked', 'informed', 'answered'], to: 'informed', who: 'person', needs: 'text' },
  { act: 'tell', from: ['submitted', 'review', ...away], to: null, who: 'person', needs: 'text' },
  { act: 'tell', from: concluded, to: 'review', who: 'person', needs: 'text' },
  { act: 'claim', from: ['submitted'], to: 'review', who: 'operator' },
  { act: 'claim', from: claimed, to: null, who: 'operator' },
  { act: 'assign', from: ['submitted'], to: 'review', who: 'operator', needs: 'owner' },
  { act: 'assign', from: claimed, to: null, who: 'operator', needs: 'owner' },
  { act: 'say', from: filed, to: null, who: 'operator', needs: 'text' },
  { act: 'reply', from: atDesk, to: 'answered', who: 'operator', needs: 'text' },
  { act: 'reply', from: away, to: null, who: 'operator', needs: 'text' },
  { act: 'conclude', from: atDesk, to: 'replied', who: 'operator', needs: 'text' },
  { act: 'conclude', from: away, to: 'completed', who: 'operator', needs: 'text' },
  { act: 'ask', from: atDesk, to: 'asked', who: 'operator', needs: 'text' },
  { act: 'ask', from: away, to: null, who: 'operator', needs: 'text' },
  { act: 'decline', from: atDesk, to: 'declined', who: 'operator', needs: 'text' },
  { act: 'send', from: ['submitted', 'review', 'informed', 'answered'], to: 'sent', who: 'operator', needs: 'routes' },
  { act: 'send', from: away, to: null, who: 'operator', needs: 'routes' },
  { act: 'match', from: ['sent'], to: 'matched', who: 'operator', needs: 'manager' },
  { act: 'match', from: withManager, to: null, who: 'operator', needs: 'manager' },
  { act: 'session', from: ['matched'], to: 'session-1', who: 'operator', needs: 'session' },
  { act: 'session', from: ['session-1'], to: 'session-2', who: 'operator', needs: 'session' },
  { act: 'session', from: ['session-2'], to: 'session-3', who: 'operator', needs: 'session' },
  { act: 'complete', from: away, to: 'completed', who: 'operator' },
  { act: 'complete', from: ['answered'], to: 'replied', who: 'operator' },
  { act: 'reopen', from: [...concluded, 'withdrawn'], to: 'review', who: 'operator' },
  { act: 'merge', from: open, to: 'merged', who: 'operator', needs: 'into' },
  { act: 'note', from: filed, to: null, who: 'operator', needs: 'text' },
  { act: 'correct', from: open, to: null, who: 'operator', needs: 'fields' },
  // What was withdrawn or merged is spoken about no more: who wants to go on reopens it, or talks about the other one.
  { act: 'takeover', from: [...open, ...concluded], to: null, who: 'operator' },
  { act: 'handback', from: filed, to: null, who: 'operator' },
  { act: 'delivered', from: filed, to: null, who: 'system' },
  { act: 'undelivered', from: filed, to: null, who: 'system' },
  { act: 'printed', from: filed, to: null, who: 'system' },
  { act: 'unsure', from: filed, to: null, who: 'system' },
  { act: 'confirm', from: filed, to: null, who: 'operator', needs: 'dispatch' },
  { act: 'bounced', from: filed, to: null, who: 'operator', needs: 'dispatch' },
  { act: 'bounced', from: filed, to: null, who: 'system', needs: 'dispatch' },
  { act: 'remind', from: open, to: null, who: 'system' },
  { act: 'expire', from: ['draft'], to: 'expired', who: 'system' },
]

/** What comes with an act. */
export interface Given {
  text?: string
  fields?: Record<string, string>
}

export type Refusal = 'unknown' | 'forbidden' | 'impossible' | 'owned' | 'stale' | 'needs' | 'full' | 'invalid'

export type Result = { ok: true; request: StoredRequest } | { ok: false; why: Refusal; need?: Need }

export const isClosed = (state: RequestState): boolean => state === 'expired' || closed.some((each) => each === state)

/** Closed by an operator's word, so that the person's next one may open it again. */
export const isConcluded = (state: RequestState): boolean => concluded.some((each) => each === state)

/** Filed and not over: somebody at the desk has it to do. */
export const isOpen = (state: RequestState): boolean => open.some((each) => each === state)

const may = (who: Rule['who'], kind: Actor['kind']): boolean =>
  who === kind || (who === 'operator' && kind === 'supervisor')

/** A note or a hand-over of the conversation does not take the request from whoever has it. */
const owning: ReadonlySet<Act> = new Set<Act>([
  'claim',
  'reply',
  'conclude',
  'ask',
  'decline',
  'send',
  'match',
  'session',
  'complete',
])
/** What changes whose it is, or what it was: for whoever has it, and for supervisors. */
const guarded: ReadonlySet<Act> = new Set<Act>([...owning, 'assign', 'reopen', 'merge'])
/** Words of a person to the asker, or the sending that was asked for. */
const responding: ReadonlySet<Act> = new Set<Act>(['reply', 'conclude', 'ask', 'decline', 'send', 'takeover'])

/** A double press must not do these twice, so whoever presses says which version they saw. */
const versioned: ReadonlySet<Act> = new Set<Act>([...[...guarded].filter((act) => act !== 'claim'), 'correct'])

const has: Record<Need, (given: Given) => boolean> = {
  text: ({ text }) => (text ?? '').trim() !== '',
  fields: ({ fields }) => Object.keys(fields ?? {}).length > 0,
  routes: ({ fields }) => (fields?.['routes'] ?? '').trim() !== '',
  manager: ({ fields }) => (fields?.['manager'] ?? '').trim() !== '',
  owner: ({ fields }) => (fields?.['owner'] ?? '').trim() !== '',
  session: ({ fields }) => ['day', 'minutes', 'outcome'].every((name) => (fields?.[name] ?? '').trim() !== ''),
  dispatch: ({ fields }) => (fields?.['dispatch'] ?? '').trim() !== '',
  into: ({ fields }) => (fields?.['into'] ?? '').trim() !== '',
}

const ownerAfter = (request: StoredRequest, act: Act, by: Actor, given: Given) => {
  if (act === 'assign')
    return { owner: given.fields?.['owner'] ?? null, ownerName: given.fields?.['ownerName'] ?? null }
  if (!owning.has(act)) return {}
  return request.owner === null || act === 'claim' ? { owner: by.id, ownerName: by.name } : {}
}

/**
 * What a request becomes. Pure: receipts, deadlines and notices follow from the result and are made by the caller in the
 * same transaction. `version` is the one the actor saw; null only
 * where a repetition does no harm.
 */
export const transition = (
  request: StoredRequest,
  step: { act: Act; by: Actor; given: Given; version: number | null; now: Date },
): Result => {
  const { act, by, given, now } = step
  const known = rules.filter((rule) => rule.act === act)
  const allowed = known.filter((rule) => may(rule.who, by.kind))
  if (allowed.length === 0) return { ok: false, why: known.length === 0 ? 'impossible' : 'forbidden' }
  const rule = allowed.find(({ from }) => from.includes(request.state))
  const owned = request.owner !== null && request.owner !== by.id && by.kind === 'operator' && guarded.has(act)
  if (rule && owned) return { ok: false, why: 'owned' }
  const seen = step.version ?? (versioned.has(act) ? null : request.version)
  if (seen !== request.version) return { ok: false, why: 'stale' }
  if (!rule) return { ok: false, why: 'impossible' }
  if (rule.needs && !has[rule.needs](given)) return { ok: false, why: 'needs', need: rule.needs }
  const state = rule.to ?? request.state
  return { ok: true, request: { ...moved(request, state, act, now), ...ownerAfter(request, act, by, given) } }
}

const moved = (request: StoredRequest, state: RequestState, act: Act, now: Date): StoredRequest => ({
  ...request,
  state,
  updatedAt: now,
  submittedAt: act === 'submit' ? now : request.submittedAt,
  respondedAt: request.respondedAt ?? (responding.has(act) ? now : null),
  sentAt: act === 'send' ? (request.sentAt ?? now) : request.sentAt,
  closedAt: isClosed(state) ? (request.closedAt ?? now) : null,
})

/** What this actor can do now, for buttons and cards. */
export const actsFor = (state: RequestState, kind: Actor['kind']): Act[] => [
  ...new Set(rules.filter((rule) => rule.from.includes(state) && may(rule.who, kind)).map(({ act }) => act)),
]
