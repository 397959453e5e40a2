import type { Generated } from 'kysely'

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
}
