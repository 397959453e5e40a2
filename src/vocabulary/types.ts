export type { Fact } from './fact.ts'
import type { Fact } from './fact.ts'
import type { RequestAct } from './cases.ts'

export type { RequestAct }

/**
 * The vocabulary of the house. One word per idea; every room uses these and no synonyms.
 *
 * - **Channel**: a way people reach the desk (web, slack, teams, a webhook profile). Knows its platform, not the desk.
 * - **Address**: where a conversation happens. `conversation` is opaque outside its channel.
 * - **Person**: who wrote, as the channel knows them. Personal data: never logged.
 * - **Inbound**: one message or button press, as kept in the inbox.
 * - **Turn**: one inbound taken by the desk, with the reply and the trace of how it came about.
 * - **Reply**: what the desk says. Its text is complete by itself; citations, notices, offers and forms enrich it.
 * - **Offer**: something a person may do next; a button where there are buttons, a numbered line elsewhere.
 * - **Guidance document**, **passage**: what the desk knows, and the piece of it that is retrieved and quoted.
 * - **Status**: whether a passage speaks for the day asked about: current, ended or superseded.
 * - **Programme**: a support measure with editions over the years (a Telework Manager call, a tax measure).
 * - **Request**: a Telework Manager consultation request. **Receipt**: the proof that it was submitted.
 * - **Operator**: a person of the help desk. **Telework Manager**: the outside expert who is matched.
 * - **Effect**: what a turn changes besides saying something; settled in the turn's transaction.
 * - **Memory**: what a conversation remembers between turns (audience, prefecture, topic, open form, procedure). */

/** A calendar day in Japan, YYYY-MM-DD. */
export type Day = string

// ── Messages ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Address {
  channel: string
  conversation: string
}

export interface Person {
  /** Opaque outside the channel; the same person has the same id in that channel. */
  id: string
  name?: string
  /** Groups that the channel vouches for, where nobody else reads along: they open what is not for everyone. */
  groups?: string[]
}

/** A button, card or form used instead of words. Channels decode their own wire format into this. */
export type Action =
  /** A question about the day `asOf`; the text is the question. */
  | { kind: 'asked'; asOf: Day }
  | { kind: 'feedback'; turn: string; verdict: 'good' | 'bad'; reason?: string }
  | { kind: 'choose'; value: string; label: string }
  | { kind: 'solved'; turn?: string }
  | { kind: 'consult'; turn?: string }
  | { kind: 'submit'; request: string; version?: number; fields: Record<string, string>; consent: boolean }
  | { kind: 'withdraw'; request: string }
  | { kind: 'mine' }
  | { kind: 'operate'; request: string; version?: number; act: string; text?: string; fields?: Record<string, string> }

export interface Inbound {
  /** Unique within the channel; the platform's own id where it has one, since redelivery is recognised by it. */
  id: string
  from: Address
  person: Person
  text: string
  action?: Action
  receivedAt: Date
  /** The day to answer for, where it is not today: "as it was on that day". */
  asOf?: Day
}

export type Outcome = 'answer' | 'clarify' | 'escalate' | 'refuse'

export interface Citation {
  n: number
  document: string
  passage: string
  title: string
  heading: string
  quote: string
  url?: string
  /** The day the document speaks from; empty when the document bears none. */
  issued: Day
  status: Status
}

export interface Notice {
  kind: 'ended' | 'superseded' | 'conflict' | 'as-of' | 'correction' | 'uncovered' | 'urgent' | 'masked' | 'fallback'
  text: string
}

export type Offer =
  | { kind: 'ask'; label: string; value: string }
  | { kind: 'choice'; label: string; value: string }
  | { kind: 'procedure'; label: string; value: string }
  | { kind: 'consult'; label: string }
  | { kind: 'solved'; label: string }

export interface FormField {
  name: string
  label: string
  kind: 'text' | 'long' | 'select' | 'checks' | 'date'
  value: string
  required: boolean
  options?: { value: string; label: string }[]
  hint?: string
  error?: string
}

/** A consultation request as the person sees it before consenting. */
export interface Form {
  request: string
  version: number
  title: string
  intro: string
  fields: FormField[]
  consent: string
}

export interface Receipt {
  number: string
  at: string
  sha256: string
}

export interface Reply {
  /** 'notice' is said unasked: a receipt, a change of state, an operator's words. */
  outcome: Outcome | 'notice'
  /** Plain Japanese with [n] markers into citations. */
  text: string
  citations: Citation[]
  notices: Notice[]
  offers: Offer[]
  /** The turn this answers; what feedback and consultation refer to. Absent on unasked words. */
  turn?: string
  form?: Form
  receipt?: Receipt
  /** Set when an operator speaks, so that channels can show a person and not the bot. */
  speaker?: string
  /** True only where a model wrote the words; channels must then label it. */
  generated?: boolean
  /** Machine-readable working of a procedure, for channels that can show a table. */
  working?: { label: string; value: string }[]
  /** An operators' card, updated in place by channels that can. */
  card?: OperatorCard
}

/** What an operators' channel shows for one request. */
export interface OperatorCard {
  request: string
  number: string
  version: number
  state: string
  stateLabel: string
  lines: { label: string; value: string }[]
  /** `preview`: what the act would send, to be read and confirmed before it does. */
  acts: { act: string; label: string; needsText: boolean; preview?: string }[]
  owner: string | null
}

export interface Trace {
  /** The question as understood: follow-ups made whole. */
  whole: string
  retrieved: { passage: string; score: number; parts: Record<string, number> }[]
  confidence: number | null
  /** What the confidence was made of, by name. */
  signals?: Record<string, number>
  /** What the guard, the gate and the rules decided, in order, for operators who ask why. */
  decisions: string[]
  model?: { calls: number; tokensIn: number; tokensOut: number; removed: number }
}

/** Opaque JSON to the store; the desk alone reads it. */
export type Memory = Record<string, unknown>

export type Effect =
  | { kind: 'feedback'; turn: string; verdict: 'good' | 'bad'; reason: string }
  | { kind: 'request'; act: RequestAct }

/** What the desk makes of one inbound. Nothing of it is true until the turn is committed. */
export interface Taken {
  /** Null: the desk stays silent (an operator holds the conversation, or a press that needs no words). */
  reply: Reply | null
  memory: Memory
  trace: Trace
  effects: Effect[]
}

// ── Knowledge ───────────────────────────────────────────────────────────────────────────────────────────────────

export type Audience = 'company' | 'npo' | 'prefecture' | 'designated-city' | 'municipality' | 'employee'

export type Status = 'current' | 'ended' | 'superseded'

/** Null: open on that side. */
export interface Period {
  from: Day | null
  to: Day | null
}

export interface GuidanceDocument {
  id: string
  /** Path inside the knowledge folder. */
  path: string
  title: string
  issuer: string
  number: string | null
  issued: Day | null
  /** 'unknown': the source names no period though one may exist. 'none': periods do not apply (a statistic, a guide). */
  period: Period | 'unknown' | 'none'
  fiscalYear: number | null
  /** Id in programmes.yaml. */
  programme: string | null
  /** Ids of the documents that this one replaces. */
  supersedes: string[]
  /** Empty: for everyone. */
  audience: Audience[]
  topics: string[]
  /** Empty: the whole country. */
  prefectures: string[]
  url: string | null
  /** Where the facts come from, in words and with its date, as shown to people. */
  source: string
  kind: 'guidance' | 'case' | 'faq'
  /** The stored text that passages' offsets point into. */
  text: string
  /** SHA-256 of the file's bytes. */
  hash: string
  meta: Record<string, string>
  /** Who may read it; absent: everyone. */
  groups?: string[]
}

export interface Passage {
  /** `document#n`, or the entry's own id in an FAQ table. */
  id: string
  document: string
  /** The headings above, outermost first. */
  path: string[]
  /** The nearest heading, or the question of an FAQ entry. */
  title: string
  /** Other ways people ask for this, written by the editors. */
  asks: string[]
  text: string
  /** What it tells, row by row; empty where nobody and no form of the text gave rows. */
  facts: Fact[]
  /** Offsets into the document's stored text: text.slice(start, end) is `text`. */
  start: number
  end: number
  issued: Day | null
  period: Period | 'unknown' | 'none'
  fiscalYear: number | null
  programme: string | null
  audience: Audience[]
  topics: string[]
  prefectures: string[]
  /** The other columns of an FAQ table's entry. */
  meta?: Record<string, string>
}

/** One meaning with the words people use for it; the first is the word the documents use. */
export type Synonyms = string[]

/** What people say, and what offices write for it; in each, words that may stand for one another. */
export interface Everyday {
  people: string[]
  offices: string[]
}

export interface Library {
  documents: GuidanceDocument[]
  passages: Passage[]
  thesaurus: Synonyms[]
  /** Everyday words, where the desk has a vocabulary of them switched on. */
  everyday?: Everyday[]
  /** Questions that people ask and no document answers: of this desk's field, and for other desks. */
  gaps: string[]
  elsewhere: string[]
}

// ── Retrieval and answering ─────────────────────────────────────────────────────────────────────────────────────

export interface Query {
  text: string
  asOf: Day
  audience?: Audience
  prefecture?: string
  /** Restrict to a fiscal year ("as it was in FY2019"). */
  fiscalYear?: number
  limit: number
}

export interface Ranked {
  passage: Passage
  document: GuidanceDocument
  status: Status
  score: number
  /** What the score is made of, for operators who ask why. */
  parts: Record<string, number>
}

export interface Retriever {
  retrieve(query: Query): Promise<Ranked[]>
}
