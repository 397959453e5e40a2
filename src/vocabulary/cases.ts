/** Where a consultation request stands. What leads from one state to another is the cases' to know. */
export const requestStates = [
  'draft',
  'submitted',
  'review',
  'asked',
  'informed',
  'answered',
  'sent',
  'matched',
  'session-1',
  'session-2',
  'session-3',
  'completed',
  'replied',
  'declined',
  'withdrawn',
  'merged',
  'expired',
] as const

export type RequestState = (typeof requestStates)[number]

/** Everything that people, operators and the clock do to a consultation request. */
export const requestActs = [
  'edit',
  'submit',
  'withdraw',
  'answer',
  'tell',
  'claim',
  'assign',
  'say',
  'reply',
  'conclude',
  'ask',
  'decline',
  'send',
  'match',
  'session',
  'complete',
  'reopen',
  'merge',
  'note',
  'correct',
  'takeover',
  'handback',
  'delivered',
  'undelivered',
  'printed',
  'unsure',
  'confirm',
  'bounced',
  'remind',
  'expire',
] as const

export type RequestActName = (typeof requestActs)[number]

/** What people do to a consultation request from a conversation; the cases settle it. */
export type RequestAct =
  /** `wish`: somebody is to call back, for which less is asked. */
  | { act: 'draft'; turn: string | null; prefill: Record<string, string>; wish?: 'call' }
  | { act: 'edit'; request: string; fields: Record<string, string> }
  | { act: 'submit'; request: string; fields: Record<string, string>; consent: boolean }
  /** Null: one of their own, which is asked for where there are several. What was filed is withdrawn only when sure. */
  | { act: 'withdraw'; request: string | null; sure?: boolean }
  /** Words for the operators; null: about the newest request that is not over. Those that ask, the desk may answer, too. */
  | { act: 'add'; request: string | null; text: string; asks?: boolean }
  | { act: 'mine' }
  /** What happened to one of their own. */
  | { act: 'story'; request: string }
  /** A request looked for by its number and the mail address or telephone that was given with it. */
  | { act: 'find'; number: string; contact: string }
  | {
      act: 'operate'
      request: string
      version?: number
      operate: string
      text?: string
      fields?: Record<string, string>
    }

/** Notes and hand-overs hold whatever the request has become meanwhile; everything else is about what was seen. */
export const unversioned: ReadonlySet<string> = new Set<RequestActName>([
  'note',
  'takeover',
  'handback',
  'bounced',
  'confirm',
])
