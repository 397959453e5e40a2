import { pino } from 'pino'
import { Failure, wordsOf } from './failure.ts'

/** JSON lines on standard error. No message text, no personal data, no secret: callers pass counts, codes and ids. */
export interface Log {
  info(what: string, about?: Record<string, unknown>): void
  warn(what: string, about?: Record<string, unknown>): void
  /** Faults are told by code and first line; what a platform echoed back may hold a person's words. */
  fault(what: string, thrown: unknown): void
}

const FAULT_CHARACTERS_MAX = 300

/** `keepable` takes out of a fault's words what may not be kept. */
export const createLog = (level: string, keepable: (text: string) => string): Log => {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
  return {
    info: (what, about = {}) => logger.info(about, what),
    warn: (what, about = {}) => logger.warn(about, what),
    fault(what, thrown) {
      const code = thrown instanceof Failure ? thrown.code : undefined
      const why = keepable((wordsOf(thrown).split('\n')[0] ?? '').slice(0, FAULT_CHARACTERS_MAX))
      logger.error({ ...(code === undefined ? {} : { code }), why }, what)
    },
  }
}
