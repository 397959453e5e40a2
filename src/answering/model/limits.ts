/** What keeps a model from costing too much or holding people up: quotas, a bound on calls at once, and a breaker. */
import { dayInJapan } from '../../japanese/calendar.ts'
import type { Fault } from './faults.ts'
import { isFar } from './faults.ts'

export interface LimitSettings {
  /** Messages under way at once. */
  concurrencyMax: number
  /** Messages per person and day. */
  personAsksMax: number
  /** Tokens of everybody per day. */
  dailyTokensMax: number
  /** Tokens that the whole house has spent today by its records, which all replicas share; null: not known. */
  spentToday?: (() => Promise<number | null>) | undefined
}

/** Why nothing is asked. */
export type Refusal = 'quota' | 'person-quota' | 'busy' | 'breaker'

export type Admission = { ok: false; why: Refusal } | { ok: true; leave: (outcome: Outcome) => void }

export interface Outcome {
  /** Null: the far side did its part. */
  fault: Fault | null
  tokens: number
}

export interface Limits {
  /** Waits a little for a free place; never throws. */
  enter(person: string): Promise<Admission>
  state(): 'closed' | 'open' | 'half-open'
}

/** Far faults in a row after which the model is left alone. */
const FAULTS_MAX = 3
const OPEN_MS = 30_000
/** A wrong key does not mend itself within seconds. */
const OPEN_AUTH_MS = 300_000
/** Who finds every place taken waits this long, in a queue of this length. */
const WAIT_MS_MAX = 1_500
const WAITING_MAX = 16
/** People counted per day; beyond it the oldest count is forgotten rather than memory growing. */
const PEOPLE_MAX = 20_000

const createBreaker = (clock: () => number) => {
  let faults = 0
  let openUntil = 0
  let probing = false
  const opened = (): boolean => faults >= FAULTS_MAX
  return {
    /** A half-open breaker lets one through. */
    pass(): boolean {
      if (!opened()) return true
      if (clock() < openUntil || probing) return false
      probing = true
      return true
    },
    told(fault: Fault | null): void {
      probing = false
      if (fault === null || !isFar(fault)) {
        faults = 0
        return
      }
      const { kind, retryAfterMs } = fault
      // A wrong key, and a far side that names a time, are taken at their word at once.
      faults = kind === 'auth' || kind === 'limited' ? FAULTS_MAX : Math.min(FAULTS_MAX, faults + 1)
      if (opened()) openUntil = clock() + (retryAfterMs ?? (kind === 'auth' ? OPEN_AUTH_MS : OPEN_MS))
    },
    state(): 'closed' | 'open' | 'half-open' {
      if (!opened()) return 'closed'
      return clock() < openUntil ? 'open' : 'half-open'
    },
  }
}

/** The records are looked at again after this. */
const SPENT_KEPT_MS = 30_000

/** What the house spent, looked up now and then; a store that does not answer keeps nobody waiting. */
const createRecords = ({ spentToday }: LimitSettings, clock: () => number) => {
  let known = 0
  let until = -Infinity
  return async (): Promise<number> => {
    if (spentToday === undefined || clock() < until) return known
    until = clock() + SPENT_KEPT_MS
    known = (await spentToday().catch(() => null)) ?? known
    return known
  }
}

/** At most so many inside; the others wait in order, for a bounded time. */
const createGateway = (insideMax: number) => {
  let inside = 0
  const waiting: (() => void)[] = []
  const enter = async (): Promise<boolean> => {
    if (inside < insideMax) {
      inside++
      return true
    }
    if (waiting.length >= WAITING_MAX) return false
    return new Promise((resolve) => {
      const admitted = () => {
        clearTimeout(timer)
        resolve(true)
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(admitted), 1)
        resolve(false)
      }, WAIT_MS_MAX)
      waiting.push(admitted)
    })
  }
  return {
    enter,
    leave() {
      const next = waiting.shift()
      if (next === undefined) inside--
      else next()
    },
  }
}

const createQuota = (settings: LimitSettings, now: () => Date) => {
  let day = ''
  let tokens = 0
  const asks = new Map<string, number>()
  const turn = (): void => {
    // Days change at midnight in Japan.
    const today = dayInJapan(now())
    if (today === day) return
    day = today
    tokens = 0
    asks.clear()
  }
  return {
    check(person: string, recorded: number): Refusal | null {
      turn()
      if (Math.max(tokens, recorded) >= settings.dailyTokensMax) return 'quota'
      return (asks.get(person) ?? 0) >= settings.personAsksMax ? 'person-quota' : null
    },
    count(person: string): void {
      turn()
      const before = asks.get(person) ?? 0
      asks.delete(person)
      asks.set(person, before + 1)
      const oldest = asks.size > PEOPLE_MAX ? asks.keys().next().value : undefined
      if (oldest !== undefined) asks.delete(oldest)
    },
    spend(used: number): void {
      turn()
      tokens += used
    },
  }
}

/** `clock` is monotonic, in milliseconds. */
export const createLimits = (settings: LimitSettings, now: () => Date, clock: () => number): Limits => {
  const breaker = createBreaker(clock)
  const gateway = createGateway(settings.concurrencyMax)
  const quota = createQuota(settings, now)
  const records = createRecords(settings, clock)
  return {
    async enter(person) {
      const why = quota.check(person, await records())
      if (why !== null) return { ok: false, why }
      if (breaker.state() === 'open') return { ok: false, why: 'breaker' }
      if (!(await gateway.enter())) return { ok: false, why: 'busy' }
      if (!breaker.pass()) {
        gateway.leave()
        return { ok: false, why: 'breaker' }
      }
      quota.count(person)
      return {
        ok: true,
        leave({ fault, tokens }) {
          gateway.leave()
          quota.spend(tokens)
          breaker.told(fault)
        },
      }
    },
    state: breaker.state,
  }
}
