import type { Generated } from 'kysely'
import type { Role } from './operator-types.ts'
import type { RequestState } from './request-types.ts'

/**
 * Every table as Kysely sees it. Moments are milliseconds since 1970 and JSON is text, on both databases, so that one
 * implementation serves both.
 */
export interface Tables {
  migrations: { number: number; name: string; at: number }
  inbox: {
    seq: Generated<number>
    channel: string
    id: string
    conversation: string
    person_id: string
    person_name: string | null
    /** JSON; null: in no group that opens anything. */
    person_groups: string | null
    text: string
    action: string | null
    received_at: number
    state: 'waiting' | 'done' | 'dead'
    attempts: number
    due_at: number
    error: string | null
    /** Given to the person with the apology when the message is dead-lettered. */
    reference: string | null
  }
  arrivals: {
    seq: Generated<number>
    room: string
    id: string
    /** What is taken in one after the other. */
    line: string
    person_id: string
    body: string
    /** The replica that takes it in; null: whoever comes first. */
    owner: string | null
    at: number
    /** How often it was tried in vain, or taken over untried. */
    tries: number
  }
  /** What could not be taken in, under the reference that its writer was given. */
  arrivals_aside: {
    reference: string
    room: string
    id: string
    line: string
    person_id: string
    body: string
    at: number
    error: string
  }
  conversations: {
    channel: string
    conversation: string
    memory: string
    lease_owner: string | null
    lease_until: number
    /** Grows with each lease; a worker whose epoch has passed cannot commit. */
    epoch: number
    /** The operator who has taken the conversation over; the desk stays silent while set. */
    held_by: string | null
    updated_at: number
  }
  turns: {
    id: string
    inbox_seq: number
    channel: string
    conversation: string
    person_id: string
    question: string
    outcome: string
    reply: string | null
    trace: string
    at: number
    took_ms: number
  }
  outbox: {
    seq: Generated<number>
    id: string
    channel: string
    conversation: string
    turn: string | null
    reply: string
    state: 'due' | 'sent' | 'dead'
    attempts: number
    due_at: number
    lease_owner: string | null
    lease_until: number
    sent_id: string | null
    sent_at: number | null
    error: string | null
    created_at: number
  }
  feedback: { turn: string; person_id: string; verdict: string; reason: string; at: number }
  shelf: { room: string; key: string; value: string; at: number }
  counters: { name: string; value: number }
  audit_head: { id: number; seq: number; hash: string }
  audit: {
    seq: number
    at: number
    actor: string
    act: string
    subject: string
    detail: string
    previous: string
    hash: string
  }
  requests: {
    seq: Generated<number>
    id: string
    version: number
    state: RequestState
    number: string | null
    channel: string
    conversation: string
    person_id: string
    person_name: string | null
    organisation: string
    organisation_key: string
    kind: string
    /** `,ict,labour,`: each topic between commas, so that one can be looked for. */
    topics: string
    prefecture: string
    summary: string
    search: string
    /** As topics: each between commas. */
    tags: Generated<string>
    owner: string | null
    owner_name: string | null
    match: string | null
    eligibility: 'yes' | 'no' | 'confirm' | null
    due_at: number | null
    remind_at: number | null
    urgency: 'calm' | 'soon' | 'near' | 'late'
    submitted_at: number | null
    responded_at: number | null
    sent_at: number | null
    closed_at: number | null
    created_at: number
    updated_at: number
    erased_at: number | null
  }
  request_papers: {
    request: string
    turn: string | null
    question: string
    fields: string
    submitted: string | null
    sha256: string | null
  }
  request_events: {
    seq: Generated<number>
    request: string
    at: number
    act: string
    state_from: RequestState
    state_to: RequestState
    actor: string
    actor_name: string
    text: string
    detail: string
  }
  request_sessions: {
    request: string
    n: number
    day: string
    minutes: number
    outcome: string
    match: string | null
  }
  dispatches: {
    seq: Generated<number>
    id: string
    request: string
    route: string
    sheet: string
    state: 'due' | 'sent' | 'dead' | 'printed' | 'uncertain'
    attempts: number
    due_at: number
    lease_owner: string | null
    lease_until: number
    proof: string | null
    error: string | null
    by_operator: string
    created_at: number
    sent_at: number | null
  }
  /** People who have shown elsewhere that a request is theirs, and where they are told of it. */
  request_people: { request: string; channel: string; person_id: string; conversation: string; at: number }
  operator_identities: { channel: string; person_id: string; operator: string; at: number }
  request_links: { hash: string; request: string; expires_at: number }
  telework_managers: { id: string; profile: string; weekly_capacity: number; active: number; updated_at: number }
  assignments: { request: string; manager: string; week: string; at: number }
  settings: {
    seq: Generated<number>
    name: string
    value: string
    source: string
    as_of: string
    certain: number
    at: number
    by_operator: string
  }
  operators: {
    id: string
    login: string
    name: string
    role: Role
    source: 'local' | 'oidc'
    /** A scrypt hash with its salt; null for those who sign in elsewhere. */
    secret: string | null
    disabled: number
    created_at: number
    signed_in_at: number | null
    totp_secret: string | null
    totp_step: Generated<number>
  }
  operator_sessions: { hash: string; operator: string; created_at: number; seen_at: number; expires_at: number }
  sign_in_links: { hash: string; expires_at: number }
  sign_in_failures: { key: string; count: number; until: number }
  presence: { request: string; operator: string; name: string; seen_at: number; typing_at: number }
  reply_templates: { id: string; title: string; body: string; updated_at: number; updated_by: string }
  replicas: { id: string; index_version: string | null; started_at: number; seen_at: number }
  model_spend: {
    turn: string
    at: number
    calls: number
    tokens_in: number
    tokens_out: number
    removed: number
  }
}
