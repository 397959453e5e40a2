import type { RequestState } from '../vocabulary/cases.ts'
import type { Address, Day, Person, Receipt } from '../vocabulary/types.ts'

export type { RequestState }

/** What lists show of a request: small, so that a page of fifty among fifty thousand is one quick look. */
export interface RequestLook {
  id: string
  /** Order of creation; also what pages turn on. */
  seq: number
  version: number
  state: RequestState
  /** Null until submitted. */
  number: string | null
  address: Address
  person: Person
  organisation: string
  organisationKey: string
  kind: string
  topics: string[]
  /** Words that operators sort requests by; they change without a new version. */
  tags: string[]
  prefecture: string
  /** The beginning of the inquiry. */
  summary: string
  /** The operator who took it on. */
  owner: string | null
  ownerName: string | null
  /** The Telework Manager who was matched. */
  match: string | null
  eligibility: 'yes' | 'no' | 'confirm' | null
  /** The moment by which something must have happened; null while nobody here is awaited. */
  dueAt: Date | null
  /** When the reminders look at it next. */
  remindAt: Date | null
  urgency: 'calm' | 'soon' | 'near' | 'late'
  submittedAt: Date | null
  respondedAt: Date | null
  sentAt: Date | null
  closedAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** Set once personal data is gone; what remains counts, and nothing else. */
  erasedAt: Date | null
}

export interface StoredRequest extends RequestLook {
  turn: string | null
  question: string
  fields: Record<string, string>
  /** The canonical form of what was submitted, and the proof of it; null until then. */
  submitted: string | null
  receipt: Receipt | null
}

export interface RequestEvent {
  seq: number
  request: string
  at: Date
  act: string
  from: RequestState
  to: RequestState
  actor: string
  actorName: string
  /** Words that were said or noted with the act. */
  text: string
  detail: Record<string, string>
}

export interface RequestFilter {
  /** Empty: every state but drafts, which only their writers see. */
  states?: RequestState[]
  /** True: only those with a number; with 'open', only those that are not over. Quicker than naming the states. */
  filed?: true | 'open'
  owner?: string | null
  topic?: string
  tag?: string
  prefecture?: string
  channel?: string
  /** Looked for in number, organisation, contact and the beginning of the inquiry. */
  text?: string
  overdueAt?: Date
}

export interface RequestPage {
  rows: RequestLook[]
  /** Give it back for the next page; null on the last. */
  next: string | null
}

export interface Session {
  request: string
  n: number
  day: Day
  minutes: number
  outcome: string
  match: string | null
}

export interface Requests {
  /** The person's one draft in this conversation; made when there is none. */
  open(draft: {
    id: string
    address: Address
    person: Person
    turn: string | null
    question: string
    fields: Record<string, string>
    at: Date
  }): Promise<StoredRequest>
  get(id: string): Promise<StoredRequest | null>
  /** Inside a transaction: nobody else changes the request until it ends. */
  lock(id: string): Promise<StoredRequest | null>
  byNumber(number: string): Promise<StoredRequest | null>
  draftOf(address: Address, person: string): Promise<StoredRequest | null>
  /** A person's own in one channel, whatever conversation they were begun in, newest first. */
  of(channel: string, person: string, limit: number): Promise<StoredRequest[]>
  /** Requests and conversations of one operator become another's, who is the same person. */
  reown(from: string, to: { id: string; name: string }): Promise<void>
  /** Makes a request somebody's here as well: they find it, and are told of it in this conversation. */
  adopt(request: string, address: Address, person: string, at: Date): Promise<void>
  /** Where people are who found the request elsewhere. */
  adopted(request: string): Promise<{ address: Address; person: string }[]>
  putLink(hash: string, request: string, expiresAt: Date): Promise<void>
  /** The request that a link opens, while it does. */
  linked(hash: string, now: Date): Promise<string | null>
  /** Null when the request is no longer at the version that it was read at. */
  save(request: StoredRequest): Promise<StoredRequest | null>
  note(event: Omit<RequestEvent, 'seq'>): Promise<void>
  events(request: string, limit: number): Promise<RequestEvent[]>
  hold(session: Session): Promise<void>
  sessions(request: string): Promise<Session[]>
  /** Sessions held for an organisation since a moment, this request aside. */
  sessionsOf(organisationKey: string, since: Date, except: string): Promise<number>
  list(
    filter: RequestFilter,
    sort: 'newest' | 'oldest' | 'updated' | 'due',
    after: string | null,
    limit: number,
  ): Promise<RequestPage>
  /** Sets the tags; names hold no comma. */
  tag(id: string, tags: readonly string[]): Promise<void>
  /** Tags in use, the most frequent first. */
  tags(limit: number): Promise<string[]>
  counts(): Promise<Partial<Record<RequestState, number>>>
  overdue(now: Date): Promise<number>
  /** What past requests asked, newest first, to find similar ones among. */
  past(
    topics: string[],
    limit: number,
  ): Promise<{ id: string; number: string | null; state: RequestState; text: string }[]>
  toRemind(now: Date, limit: number): Promise<string[]>
  draftsUntouchedSince(before: Date, limit: number): Promise<string[]>
}

/** One sending of a request by one route. */
export interface Dispatch {
  seq: number
  /** The same on each attempt, so that the far side can recognise a repetition. */
  id: string
  request: string
  route: string
  /** What is sent, frozen when the operator sent it. JSON of the escalation room. */
  sheet: string
  /** 'printed' waits for a person to send it, 'uncertain' for one to find out whether it arrived. */
  state: 'due' | 'sent' | 'dead' | 'printed' | 'uncertain'
  attempts: number
  dueAt: Date
  error: string | null
  proof: string | null
  by: string
  createdAt: Date
  sentAt: Date | null
}

export interface Dispatches {
  /** Adding one that is there already changes nothing. */
  add(dispatch: { id: string; request: string; route: string; sheet: string; by: string; at: Date }): Promise<void>
  claim(owner: string, routes: string[], now: Date, leaseMs: number, limit: number): Promise<Dispatch[]>
  /** False when it was not due any more. */
  sent(seq: number, proof: string, now: Date): Promise<boolean>
  postpone(seq: number, error: string, dueAt: Date): Promise<void>
  /** Waits for a person, with what is known so far. False when it was not due any more. */
  rest(
    seq: number,
    state: 'printed' | 'uncertain',
    told: { proof: string | null; error: string | null },
  ): Promise<boolean>
  /** A person says that it was sent. False when it waited for nobody. */
  confirm(seq: number, now: Date): Promise<boolean>
  /** Keeps the lease while a route is at work. */
  renew(seq: number, owner: string, until: Date): Promise<void>
  /** False when it was dead already. */
  bury(seq: number, error: string): Promise<boolean>
  revive(id: string, now: Date): Promise<boolean>
  get(id: string): Promise<Dispatch | null>
  of(request: string): Promise<Dispatch[]>
  dead(limit: number): Promise<Dispatch[]>
  /** Those that wait for a person, oldest first. */
  resting(limit: number): Promise<Dispatch[]>
  counts(): Promise<{ due: number; dead: number }>
}

/** A Telework Manager as operators keep them. */
export interface TeleworkManager {
  id: string
  name: string
  email: string
  topics: string[]
  /** Kinds of organisation or industries, in words. Empty: any. */
  industries: string[]
  /** Prefectures. Empty: the whole country. */
  regions: string[]
  modes: string[]
  /** Requests taken on in one week, at most. */
  weeklyCapacity: number
  absences: { from: Day; to: Day }[]
  active: boolean
  note: string
}

export interface Roster {
  keep(manager: TeleworkManager, now: Date): Promise<void>
  get(id: string): Promise<TeleworkManager | null>
  all(limit: number): Promise<TeleworkManager[]>
  /** Requests assigned in the week that begins on this Monday, by Telework Manager. */
  loads(week: Day): Promise<Record<string, number>>
  /**
   * Inside a transaction: assigns within the week's capacity, however many do so at once. Assigning the same again is
   * 'assigned'; 'full' changes nothing.
   */
  assign(manager: string, request: string, week: Day, now: Date): Promise<'assigned' | 'full' | 'unknown'>
  release(request: string): Promise<void>
}

/** One value of the programme's or the desk's settings, with what it stands on. */
export interface SettingEntry {
  name: string
  /** Empty: known to be open. */
  value: string
  source: string
  asOf: Day
  /** Whether it is known to hold today; what is not leads to a review, not to a refusal. */
  certain: boolean
  at: Date
  by: string
}

export interface Settings {
  /** The newest entry of each name that was ever set. */
  current(): Promise<SettingEntry[]>
  /** Appends; nothing is overwritten. */
  set(entry: SettingEntry): Promise<void>
  history(name: string, limit: number): Promise<SettingEntry[]>
}

/** What a person said and filed, in plain JSON. */
export interface PersonData {
  messages: { at: Date; channel: string; text: string }[]
  replies: { at: Date; channel: string; text: string }[]
  requests: StoredRequest[]
  events: RequestEvent[]
}

/** Erasing personal data that is no longer needed, while what counts remains. */
export interface Retention {
  requestsClosedBefore(before: Date, limit: number): Promise<string[]>
  countRequestsClosedBefore(before: Date): Promise<number>
  eraseRequest(id: string, now: Date): Promise<void>
  /** Messages, turns and replies older than this, outside conversations with an open request. */
  countMessagesBefore(before: Date): Promise<number>
  eraseMessagesBefore(before: Date, limit: number): Promise<number>
  personData(channel: string, person: string, limit: number): Promise<PersonData>
  /** Requests that somebody began or found in this channel, that are not erased yet. */
  requestsOfPerson(channel: string, person: string): Promise<{ id: string; number: string | null; closed: boolean }[]>
  /** Messages by their ids, with what was said to them; how many there were. */
  eraseMessages(channel: string, ids: readonly string[]): Promise<number>
  /** What they wrote and what was said to them; their requests are erased one by one. */
  erasePerson(of: { channel: string; person: string; requests: readonly string[] }): Promise<ErasedPerson>
}

export interface ErasedPerson {
  messages: number
  replies: number
}
