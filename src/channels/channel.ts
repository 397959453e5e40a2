import type { Address, Form, FormField, Inbound, Person, Reply } from '../vocabulary/types.ts'

/**
 * The port of a channel: verify and keep what comes in, send what goes out. A channel knows its platform and this file;
 * it never sees the desk, the store or another channel. What it needs of them is in `House`.
 */
export interface Channel {
  readonly name: string
  /** What it answers over HTTP, such as `/slack/events` or `/hooks/*`. */
  readonly paths: readonly string[]
  readonly rules: DeliveryRules
  /** Verifies, parses and keeps; only then answers the platform. Keeping that fails must become a 5xx. */
  handle(request: Request): Promise<Response>
  /**
   * Resolves once the platform has accepted the words. Throws a Failure: retryable with or without `retryAfterMs`, or
   * not retryable, which dead-letters the delivery.
   */
  send(to: Address, reply: Reply, delivery: Sending): Promise<Sent>
  /** Whether its credentials work now, for readiness and the operators. */
  ready(): Promise<Readiness>
  /** Sockets and timers of its own, where it has some. */
  start?(): Promise<void>
  stop?(): Promise<void>
}

export interface Sending {
  /** The same on each attempt; an idempotency key for platforms that take one. */
  id: string
  /** 1 on the first attempt. From 2 on, an earlier attempt may have arrived without our hearing of it. */
  attempt: number
}

export interface Sent {
  id: string
}

export interface Readiness {
  ok: boolean
  /** One line for operators, in Japanese; never a secret. */
  detail: string
}

export interface DeliveryRules {
  attemptsMax: number
  /** Waiting time before attempt n + 1, jitter included; a platform's own Retry-After goes first. */
  backoffMs(attempt: number): number
  /** Deliveries under way at once. */
  inFlightMax: number
  timeoutMs: number
}

/** What a person sees of the desk's work before the reply: a stage, or text so far where a model streams. */
export interface Progress {
  address: Address
  inbound: string
  stage: 'received' | 'searching' | 'writing' | 'done'
  text?: string
}

/** One line of "my requests". */
export interface RequestLine {
  request: string
  number: string | null
  state: string
  stateLabel: string
  summary: string
  at: Date
}

/** What channels may ask about consultation requests; everything that changes one goes through the inbox. */
export interface RequestDesk {
  /** The person's open draft in this conversation as a form, made from the conversation where there is none. */
  form(address: Address, person: Person, turn: string | null): Promise<Form>
  /** What is wrong with fields as filled in, by field name, in kind Japanese; empty when nothing is. */
  check(fields: Record<string, string>): Record<string, string>
  fields(): FormField[]
  mine(address: Address, person: Person): Promise<RequestLine[]>
}

/** What the house offers to a channel. */
export interface House {
  /** Masks, stores and wakes the worker. Resolves only when the messages are on the disk. */
  keep(messages: Inbound[]): Promise<('kept' | 'duplicate')[]>
  /** The replies to one inbound, as soon as its turn is committed; null when that takes longer than `withinMs`. */
  answerTo(channel: string, inbound: string, withinMs: number): Promise<{ turn: string; replies: Reply[] } | null>
  onProgress(listener: (progress: Progress) => void): () => void
  requests: RequestDesk
  shelf: ChannelShelf
  now(): Date
  newId(): string
}

/** Small things that a channel must remember over a restart, under its own name. */
export interface ChannelShelf {
  get(key: string): Promise<string | null>
  put(key: string, value: string): Promise<void>
  /** True for the one who put first. */
  claim(key: string, value: string): Promise<boolean>
  remove(key: string): Promise<void>
  list(prefix: string, limit: number): Promise<{ key: string; value: string }[]>
}
