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
   * Takes in what `House.put` keeps, after the platform was answered; may be called again for the same, by another
   * process too. What it throws is tried again.
   */
  take?(arrival: Arrival): Promise<void>
  /** Where whoever wrote something is told that it could not be taken in, without looking anything up; null: nobody. */
  writerOf?(arrival: Pick<Arrival, 'body'>): Address | null
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

/** Something that came in, as the door needs it later. */
export interface Arrival {
  /** The same is put down once, for as long as it waits. */
  id: string
  /** What has the same line is taken in one after the other. */
  line: string
  /** Whoever sent it, as `person.id` of what it becomes. */
  person: string
  /** What people wrote in it, by names of the door's own; masked before it is kept. */
  words: Record<string, string>
  /** All else that the door needs, without any words of people. */
  body: unknown
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

/** Where words for one person can go, seen from a conversation that they write in. */
export interface Seen {
  /** Only the person and the desk are there: this conversation itself, or another. Null: the platform has no such place. */
  own: Address | null
  /** Where a line in answer is shown: to that person alone, where the platform can. */
  aside: Address
  /** This conversation was begun for consultation requests and has nothing else in it. */
  cases?: true
}

/** What a channel knows of its own conversations. It looks at its shelf only, so that it answers within a transaction. */
export type SeenFrom = (from: Address, person: Pick<Person, 'id'>, shelf: Pick<ChannelShelf, 'get'>) => Promise<Seen>

/** One line of "my requests". */
export interface RequestLine {
  request: string
  number: string | null
  state: string
  stateLabel: string
  summary: string
  at: Date
}

/** One request as its person sees it in a browser that has no conversation about it. */
export interface CasePage {
  request: string
  number: string
  stateLabel: string
  /** By when somebody does something about it; null when nobody will. */
  due: string | null
  /** What was sent, by the form's labels. */
  sent: { label: string; value: string }[]
  /** What happened, oldest first. */
  story: { at: string; what: string; text: string; by: 'person' | 'operator' | 'desk'; name: string }[]
  /** Whether words may be added. */
  write: boolean
  /** What withdrawing it chooses; null where it cannot be withdrawn any more. */
  withdraw: string | null
  /** Whether changes are told by mail; null where they cannot be. */
  mails: boolean | null
  /** The hash that proves what was sent. */
  receipt: string | null
  /** Where words written on the page come from. */
  from: Address
  person: Person
}

/** What channels may ask about consultation requests; everything that changes one goes through the inbox. */
export interface RequestDesk {
  /** The person's open draft in this conversation as a form, made from the conversation where there is none. */
  form(address: Address, person: Person, turn: string | null): Promise<Form>
  /** What is wrong with fields as filled in, by field name, in kind Japanese; empty when nothing is. */
  check(fields: Record<string, string>): Record<string, string>
  fields(): FormField[]
  /** A person's own in this channel, in whatever conversation they were begun. */
  mine(address: Address, person: Person): Promise<RequestLine[]>
  /** A link to the request of this number, for whoever knows the mail address or telephone given with it. */
  open(number: string, contact: string): Promise<string | null>
  /** What a link shows; null once it opens nothing any more. */
  page(token: string): Promise<CasePage | null>
  /** What an operator would send by the usual route, to read before sending; null where there is no such request. */
  preview(request: string): Promise<string | null>
  /** Whether the person of a link is told of changes by mail. */
  mails(token: string, wanted: boolean): Promise<boolean>
  /** The person is writing, which an operator who waits for it sees. False where their words are for no operator. */
  writes(from: Address, person: Person): Promise<boolean>
  /** Whether an operator is writing to the person of this conversation. */
  isAnswered(conversation: Address): Promise<boolean>
}

/** Something that can be put into a message: a passage, or operators' own words. */
export interface Found {
  title: string
  text: string
  /** Where it is told, and from when; empty for operators' own words. */
  source: string
  url?: string
}

/** What can be looked up and proposed beside a conversation. */
export interface Bookshelf {
  /** Passages that everybody may read. */
  passages(sought: string, limit: number): Promise<Found[]>
  /** Operators' templates whose title or words have all that is sought. */
  templates(sought: string, limit: number): Promise<Found[]>
  /** Puts a question with its answer into the draft of the knowledge, to be looked at there; its name, or null where it is full. */
  propose(given: {
    question: string
    answer: string
    source: string
    by: { id: string; name: string }
  }): Promise<string | null>
}

/** What the house offers to a channel. */
export interface House {
  /** Masks, stores and wakes the worker. Resolves only when the messages are on the disk. */
  keep(messages: Inbound[]): Promise<('kept' | 'duplicate')[]>
  /**
   * Puts something on the disk as it came, so that a platform can be answered before anything is looked up; the
   * channel's own `take` has it right after.
   */
  put(arrival: Arrival): Promise<void>
  /** The replies to one inbound, as soon as its turn is committed; null when that takes longer than `withinMs`. */
  answerTo(channel: string, inbound: string, withinMs: number): Promise<{ turn: string; replies: Reply[] } | null>
  /**
   * Erases messages that their writer has deleted, by their ids, with what was said to them. False where there were none;
   * what became a request's stays with it.
   */
  erase(inbound: readonly string[]): Promise<boolean>
  onProgress(listener: (progress: Progress) => void): () => void
  /** Hears every few seconds in which conversation an operator of this process goes on writing to the person. */
  onWriting(listener: (conversation: Address) => void): () => void
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
