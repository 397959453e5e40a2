/** Why a model did not give a usable answer. Each ends in an extractive answer; none of them is thrown. */

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
  /** The stream ended before the answer did. */
  | 'cut'
  /** Words that are not the form that was asked for. */
  | 'invalid'
  /** Longer than the cap. */
  | 'endless'
  | 'empty'
  /** The far side's own filter withheld the answer. */
  | 'filtered'

export interface Fault {
  kind: FaultKind
  retryAfterMs?: number
  /** The HTTP status, where there was one. */
  status?: number
}

/** Faults of the far side as such: asking again soon would only add to its load. */
const FAR: ReadonlySet<FaultKind> = new Set(['auth', 'limited', 'server', 'unreachable', 'timeout', 'cut', 'endless'])
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

const namesOf = (thrown: object): string => {
  const names: string[] = []
  // A connection's fault is wrapped a few times over.
  for (let one: unknown = thrown, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    const { code } = one as { code?: unknown }
    names.push(one.name, one.constructor.name, one.message, typeof code === 'string' ? code : '')
  }
  return names.join(' ')
}

/** `begun`: some words had come already, so that a lost connection is a cut stream. */
export const faultOf = (thrown: unknown, begun: boolean): Fault => {
  if (typeof thrown !== 'object' || thrown === null) return { kind: 'server' }
  const { status } = thrown as { status?: unknown }
  if (typeof status === 'number') {
    const retryAfterMs = retryAfterOf(thrown)
    return { kind: byStatus(status), status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }
  const names = namesOf(thrown)
  if (/abort|timeout|timed out/iu.test(names)) return { kind: 'timeout' }
  if (/SyntaxError|JSON/u.test(names)) return { kind: 'invalid' }
  if (/empty response|no generation/iu.test(names)) return { kind: 'empty' }
  return { kind: begun ? 'cut' : 'unreachable' }
}
