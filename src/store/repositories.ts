import type { Arrivals } from './arrival-types.ts'
import type { Address, Inbound, Memory, Person, Reply, Trace } from '../vocabulary/types.ts'
import type { Operators, Quality, Workplace } from './operator-types.ts'
import type { Dispatches, Requests, Retention, Roster, Settings } from './request-types.ts'

/**
 * What the house keeps. One implementation serves SQLite and PostgreSQL; the same conformance suite runs on both.
 * Everything a repository changes inside `transaction` is true together or not at all.
 */
export interface Store extends Repositories {
  readonly kind: 'sqlite' | 'postgres'
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>
  /** Rejects when the database does not answer or cannot be written. */
  check(): Promise<void>
  /** What is wrong with the pages of the database, in words; null where nothing is, or its server sees to it. */
  verify(): Promise<string | null>
  /** A consistent copy while others write. SQLite only: a PostgreSQL is backed up with its own tools. */
  backup(to: string): Promise<void>
  /** Leaves nothing of what was erased in the files. `whole` also writes the database anew. */
  scrub(whole?: boolean): Promise<void>
  close(): Promise<void>
}

export interface Repositories {
  arrivals: Arrivals
  inbox: Inbox
  work: Work
  leases: Leases
  turns: Turns
  outbox: Outbox
  shelf: Shelf
  audit: Audit
  counters: Counters
  requests: Requests
  dispatches: Dispatches
  roster: Roster
  settings: Settings
  retention: Retention
  operators: Operators
  workplace: Workplace
  quality: Quality
}

export interface Inbox {
  /** Keeps all in one commit; a message already kept (same channel and id) is told as such and changes nothing. */
  keep(messages: Inbound[]): Promise<('kept' | 'duplicate')[]>
  counts(): Promise<{ waiting: number; dead: number; oldestWaitingAt: Date | null }>
  dead(limit: number): Promise<DeadInbound[]>
  /** Puts a dead-lettered message back in line. False when it was not dead. */
  revive(channel: string, id: string, now: Date): Promise<boolean>
}

export interface DeadInbound {
  inbound: Inbound
  reference: string
  error: string
  attempts: number
}

/** A message taken for work under a lease on its conversation. */
export interface Claim {
  seq: number
  inbound: Inbound
  /** Tries with this one: counted when the message is taken, so that a try that ends its process counts too. */
  attempts: number
  memory: Memory
  heldBy: string | null
  owner: string
  epoch: number
}

export interface Work {
  /**
   * The oldest due message of up to `limit` conversations that nobody holds a lease on, each counted as tried. Given
   * `underWay`, what the owner has in hand, its other leases are taken again: it was never told of them.
   */
  claim(owner: string, now: Date, leaseMs: number, limit: number, underWay?: readonly number[]): Promise<Claim[]>
  /** Inside a transaction: locks the conversation. False when the lease has passed to another. */
  fence(claim: Claim): Promise<boolean>
  /** Marks the message done, keeps the memory and releases the lease. */
  finish(claim: Claim, memory: Memory, now: Date): Promise<void>
  /** Puts the message back, to be tried at `dueAt`, and releases the lease. */
  postpone(claim: Claim, error: string, dueAt: Date): Promise<void>
  /** Dead-letters the message under a reference and releases the lease. */
  bury(claim: Claim, error: string, reference: string, now: Date): Promise<void>
  /** Who holds the conversation, and what it remembers. */
  conversation(address: Address): Promise<{ memory: Memory; heldBy: string | null }>
  hold(address: Address, by: string | null, now: Date): Promise<void>
}

/** Who holds what, seen from outside: a replica that was killed frees nothing by itself. */
export interface Leases {
  /** Owners of leases on conversations and deliveries and of arrivals, and when each was last there; null: never. */
  holders(): Promise<{ owner: string; seenAt: Date | null }[]>
  /** Frees every lease of theirs. Whatever they still do is fenced. */
  free(owners: readonly string[]): Promise<void>
}

export interface KeptTurn {
  id: string
  inbound: string
  address: Address
  person: string
  question: string
  outcome: string
  reply: Reply | null
  trace: Trace
  at: Date
  tookMs: number
}

export interface Turns {
  add(turn: {
    id: string
    seq: number
    address: Address
    person: Person
    question: string
    reply: Reply | null
    trace: Trace
    at: Date
    tookMs: number
  }): Promise<void>
  get(id: string): Promise<KeptTurn | null>
  ofInbound(channel: string, inbound: string): Promise<KeptTurn | null>
  recent(address: Address, limit: number): Promise<KeptTurn[]>
  /** The last word of a person on a turn counts. Only whoever asked may rate. False when it is not their turn. */
  rate(turn: string, person: string, verdict: 'good' | 'bad', reason: string, at: Date): Promise<boolean>
  rating(turn: string): Promise<{ verdict: 'good' | 'bad'; reason: string } | null>
}

export interface Delivery {
  seq: number
  /** Idempotency key towards the platform: the same on each attempt. */
  id: string
  to: Address
  turn: string | null
  reply: Reply
  attempts: number
  createdAt: Date
}

/** One line of a conversation as the person saw it. */
export interface Said {
  at: Date
  by: 'person' | 'desk'
  /** Inbound id or delivery id. */
  id: string
  /** Place in the inbox or the outbox; what a live reader has seen of the outbox. */
  seq: number
  text: string
  state: string
  reply: Reply | null
  action: Inbound['action'] | null
}

export interface Outbox {
  add(deliveries: { id: string; to: Address; turn: string | null; reply: Reply }[], now: Date): Promise<void>
  /** The oldest due delivery of up to `limit` conversations of these channels; `underWay` as for messages. */
  claim(
    owner: string,
    channels: string[],
    now: Date,
    leaseMs: number,
    limit: number,
    underWay?: readonly number[],
  ): Promise<Delivery[]>
  sent(deliveries: { seq: number; sentId: string }[], now: Date): Promise<void>
  postpone(seq: number, error: string, dueAt: Date): Promise<void>
  bury(seq: number, error: string): Promise<void>
  counts(): Promise<{ due: number; dead: number; oldestDueAt: Date | null }>
  dead(limit: number): Promise<(Delivery & { error: string })[]>
  revive(id: string, now: Date): Promise<boolean>
  /** The conversation in order, newest last; `after` is the outbox sequence already seen by a live reader. */
  thread(address: Address, limit: number): Promise<Said[]>
  /** With `turn`, only what that turn said here. */
  since(address: Address, after: number, limit: number, turn?: string): Promise<Delivery[]>
}

/** Small things that a room must remember over a restart: a thread engaged, the message id of a card. */
export interface Shelf {
  get(room: string, key: string): Promise<string | null>
  put(room: string, key: string, value: string, now: Date): Promise<void>
  /** Puts only where nothing is yet; true for the one who put. */
  claim(room: string, key: string, value: string, now: Date): Promise<boolean>
  remove(room: string, key: string): Promise<void>
  list(room: string, prefix: string, limit: number): Promise<{ key: string; value: string; at: Date }[]>
}

export interface Counters {
  /** 1, 2, 3 … without gaps among committed transactions. */
  next(name: string): Promise<number>
}

export interface AuditEntry {
  seq: number
  at: Date
  actor: string
  act: string
  subject: string
  detail: Record<string, unknown>
  hash: string
}

export interface AuditFilter {
  act?: string
  actor?: string
  from?: Date
  /** Not included. */
  to?: Date
}

export interface Audit {
  /** Call inside a transaction, so that the entry stands or falls with what it tells. */
  append(entry: {
    at: Date
    actor: string
    act: string
    subject: string
    detail: Record<string, unknown>
  }): Promise<void>
  of(subject: string, limit: number): Promise<AuditEntry[]>
  /** Newest first; only those that fit, where something is looked for. */
  page(beforeSeq: number | null, limit: number, filter?: AuditFilter): Promise<AuditEntry[]>
  /** Walks the whole chain; the first fault found, or how many entries stand. */
  verify(): Promise<{ entries: number; fault: { seq: number; why: string } | null }>
}
