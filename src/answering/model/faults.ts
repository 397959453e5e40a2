/** Why a model did not give a usable answer. Each leaves the choice to the desk; none of them is thrown. */

export type FaultKind =
  /** 401 or 403: the key is wrong. */
  | 'auth'
  /** 429, with Retry-After where the far side names it. */
  | 'limited'
  /** 5xx. */
  | 'server'
  /** 400 and its like: the far side does not take what was asked of it. */
  | 'rejected'
  | 'unreachable'
  /** Nothing within the deadline. */
  | 'timeout'
  /** Words that are not the form that was asked for. */
  | 'invalid'
  /** The cap on tokens was reached, which models that think first may do before they say anything. */
  | 'length'
  /** More than a far side may send, or more calls than a choice may take. */
  | 'endless'
  | 'empty'
  /** The far side's own filter withheld the answer. */
  | 'filtered'

export interface Fault {
  kind: FaultKind
  retryAfterMs?: number
  /** The HTTP status, where there was one. */
  status?: number
  /** The far side's words, to learn from what it does not take. Never shown. */
  says?: string
}

/** Faults of the far side as such: asking again soon would only add to its load. */
const FAR: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'auth',
  'limited',
  'server',
  'unreachable',
  'timeout',
  'invalid',
  'endless',
  'empty',
])
export const isFar = ({ kind }: Fault): boolean => FAR.has(kind)

/** A far side that asks to be left alone for longer is asked again after this all the same. */
const RETRY_AFTER_MS_MAX = 600_000

const retryAfterOf = (thrown: object): number | undefined => {
  const { headers } = thrown as { headers?: unknown }
  const value = headers instanceof Headers ? headers.get('retry-after') : null
  if (value === null) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.min(RETRY_AFTER_MS_MAX, Math.max(0, ms)) : undefined
}

const byStatus = (status: number): FaultKind => {
  if (status === 401 || status === 403) return 'auth'
  if (status === 429) return 'limited'
  if (status === 408 || status === 504) return 'timeout'
  return status >= 500 ? 'server' : 'rejected'
}

const causesOf = (thrown: unknown): Error[] => {
  const causes: Error[] = []
  // A connection's fault is wrapped a few times over.
  for (let one: unknown = thrown; one instanceof Error && causes.length < 6; one = one.cause) causes.push(one)
  return causes
}

const nameOf = (one: Error): string => {
  const { code } = one as { code?: unknown }
  return [one.name, one.constructor.name, one.message, typeof code === 'string' ? code : ''].join(' ')
}

const WORDS_MAX = 600

/** What came of a call that was thrown out. */
export const faultOf = (thrown: unknown): Fault => {
  const causes = causesOf(thrown)
  const answered = causes.find((one) => typeof (one as { status?: unknown }).status === 'number')
  if (answered !== undefined) {
    const { status } = answered as unknown as { status: number }
    const retryAfterMs = retryAfterOf(answered)
    const fault: Fault = { kind: byStatus(status), status, says: answered.message.slice(0, WORDS_MAX) }
    return retryAfterMs === undefined ? fault : { ...fault, retryAfterMs }
  }
  const names = causes.map(nameOf).join(' ')
  if (/LengthFinishReason|length limit/iu.test(names)) return { kind: 'length' }
  if (/ContentFilter/iu.test(names)) return { kind: 'filtered' }
  if (/abort|timeout|timed out/iu.test(names)) return { kind: 'timeout' }
  if (/too much was sent|GraphRecursion/iu.test(names)) return { kind: 'endless' }
  if (/SyntaxError|JSON|StructuredOutput|OutputParser|ToolInvocation/u.test(names)) return { kind: 'invalid' }
  if (/empty response|no generation|undefined \(reading/iu.test(names)) return { kind: 'empty' }
  return { kind: 'unreachable' }
}
