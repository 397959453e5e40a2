/** What an operator may do; each role may do all that the ones before it may. */
export type Role = 'viewer' | 'operator' | 'supervisor'

export interface Operator {
  id: string
  /** What is typed at sign-in, or the issuer's name for the person. */
  login: string
  name: string
  role: Role
  source: 'local' | 'oidc'
  disabled: boolean
  /** Whether a second proof is asked for at sign-in. */
  totp: boolean
  createdAt: Date
  signedInAt: Date | null
}

export interface OperatorSession {
  operator: Operator
  createdAt: Date
  seenAt: Date
  expiresAt: Date
}

/** Operators and their ways in. Tokens never come here: callers give their hashes. */
export interface Operators {
  /** False when the login is taken. */
  add(
    operator: Pick<Operator, 'id' | 'login' | 'name' | 'role' | 'source'> & { secret: string | null },
    now: Date,
  ): Promise<boolean>
  get(id: string): Promise<Operator | null>
  byLogin(login: string): Promise<(Operator & { secret: string | null; totpSecret: string | null }) | null>
  all(limit: number): Promise<Operator[]>
  count(): Promise<number>
  change(
    id: string,
    to: Partial<Pick<Operator, 'name' | 'role' | 'disabled'> & { secret: string; totpSecret: string | null }>,
  ): Promise<boolean>
  /** Marks a step of time as used; false when it or a later one was used before. */
  useStep(id: string, step: number): Promise<boolean>

  /** Makes somebody of a channel and this operator one and the same. */
  identify(channel: string, person: string, operator: string, now: Date): Promise<void>
  identified(channel: string, person: string): Promise<Operator | null>
  identities(operator: string): Promise<{ channel: string; person: string }[]>
  forgetIdentity(channel: string, person: string): Promise<boolean>

  openSession(session: { hash: string; operator: string; now: Date; expiresAt: Date }): Promise<void>
  session(hash: string): Promise<OperatorSession | null>
  touch(hash: string, now: Date): Promise<void>
  closeSession(hash: string): Promise<void>
  /** All sessions of one operator; how many there were. */
  closeSessions(operator: string): Promise<number>
  sweep(now: Date): Promise<void>

  putLink(hash: string, expiresAt: Date): Promise<void>
  hasLink(hash: string, now: Date): Promise<boolean>
  /** True for the one who takes it; it is gone from then on, like every other link. */
  takeLink(hash: string, now: Date): Promise<boolean>

  /** Failed tries under this key in the running window. */
  failures(key: string, now: Date): Promise<{ count: number; until: Date | null }>
  fail(key: string, now: Date, windowMs: number): Promise<void>
  forgive(key: string): Promise<void>
}

export interface Present {
  operator: string
  name: string
  seenAt: Date
  typingAt: Date | null
}

export interface ReplyTemplate {
  id: string
  title: string
  /** With {places} that the console fills from the request. */
  body: string
  updatedAt: Date
  updatedBy: string
}

export interface Replica {
  id: string
  indexVersion: string | null
  startedAt: Date
  seenAt: Date
}

/** What operators and replicas tell one another while they work. */
export interface Workplace {
  look(request: string, who: { operator: string; name: string; typing: boolean }, now: Date): Promise<void>
  leave(request: string, operator: string): Promise<void>
  /** Who looked at the request since then. */
  present(request: string, since: Date): Promise<Present[]>
  presentAnywhere(since: Date, limit: number): Promise<(Present & { request: string })[]>
  /** Requests about which an operator has written since then. */
  writtenAbout(since: Date, limit: number): Promise<string[]>
  /** The request's person writes. */
  personWrites(request: string, now: Date): Promise<void>
  /** What the person wrote has come. */
  personWrote(request: string): Promise<void>
  /** When the request's person was last seen to write; null where nobody remembers. */
  personWroteAt(request: string): Promise<Date | null>
  templates(limit: number): Promise<ReplyTemplate[]>
  keepTemplate(template: Omit<ReplyTemplate, 'updatedAt'>, now: Date): Promise<void>
  removeTemplate(id: string): Promise<boolean>
  beat(replica: { id: string; indexVersion: string | null; startedAt: Date }, now: Date): Promise<void>
  replicas(since: Date): Promise<Replica[]>
}

/** A question that was not answered, or whose answer was rated badly. */
export interface OpenQuestion {
  turn: string
  channel: string
  question: string
  outcome: string
  verdict: 'bad' | null
  reason: string
  at: Date
}

/** What somebody thought of an answer, and the documents that it leaned on. */
export interface RatedAnswer {
  turn: string
  channel: string
  question: string
  verdict: 'good' | 'bad'
  reason: string
  documents: { id: string; title: string }[]
  at: Date
}

export interface Week {
  from: Date
  to: Date
  /** Turns by outcome. */
  outcomes: Record<string, number>
  /** Answers that lean on a source which had ended or was replaced. */
  outdated: number
  good: number
  bad: number
  submitted: number
  responded: number
  /** Null where nothing was responded to. */
  medianResponseMs: number | null
  /** The wait that nine of ten did not exceed. */
  ninthResponseMs: number | null
}

export interface Spend {
  calls: number
  tokensIn: number
  tokensOut: number
  removed: number
}

/** What the desk's work amounts to. */
export interface Quality {
  open(since: Date, limit: number): Promise<OpenQuestion[]>
  /** Newest first. */
  rated(since: Date, limit: number): Promise<RatedAnswer[]>
  /** Answers that lean on a source which had ended or was replaced, newest first. */
  outdated(since: Date, limit: number): Promise<OpenQuestion[]>
  /** Without a channel, of all of them. */
  week(from: Date, to: Date, channel?: string): Promise<Week>
  spend(from: Date, to: Date): Promise<Spend>
}
