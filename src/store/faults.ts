/** What a database's errors mean to whoever waits for it. */
import { Failure, wordsOf } from '../base/failure.ts'

/** A full disk is seen to by a person; a server that starts again, or a busy file, passes by itself. */
const FULL_RETRY_MS = 30_000
const AWAY_RETRY_MS = 3_000

const FULL = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', '53100'])
const CORRUPT = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'XX001', 'XX002'])
/** Shutting down, starting up, out of connections: PostgreSQL says so before it hangs up. */
const AWAY = new Set(['57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT'])
/** The client has no codes for these. */
const HUNG_UP =
  /^(connection terminated|client has encountered a connection error|client was closed|timeout exceeded when trying to connect)/i

const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''

const away = (thrown: unknown): Failure =>
  new Failure('store.away', `The database does not answer: ${wordsOf(thrown)}. It is asked again.`, {
    retryable: true,
    retryAfterMs: AWAY_RETRY_MS,
    cause: thrown,
  })

const isAway = (code: string, thrown: unknown): boolean =>
  AWAY.has(code) || code.startsWith('08') || (thrown instanceof Error && HUNG_UP.test(thrown.message))

const faultOf = (thrown: unknown): unknown => {
  const code = codeOf(thrown)
  // SQLite tells more after an underscore: SQLITE_IOERR_WRITE.
  const main = code.startsWith('SQLITE_') ? code.split('_').slice(0, 2).join('_') : code
  if (FULL.has(main)) {
    return new Failure('store.full', 'The disk is full: nothing can be stored. Make room; what waits is then taken.', {
      retryable: true,
      retryAfterMs: FULL_RETRY_MS,
      cause: thrown,
    })
  }
  if (CORRUPT.has(main)) {
    return new Failure('store.corrupt', `The database is damaged: ${wordsOf(thrown)}. Restore the newest backup.`, {
      retryable: true,
      retryAfterMs: FULL_RETRY_MS,
      cause: thrown,
    })
  }
  if (main === 'SQLITE_IOERR' || main === 'SQLITE_READONLY' || main === 'SQLITE_CANTOPEN') {
    const words = `The database file cannot be used: ${wordsOf(thrown)}. Check the disk and who may write there.`
    return new Failure('store.disk', words, { retryable: true, retryAfterMs: FULL_RETRY_MS, cause: thrown })
  }
  return main === 'SQLITE_BUSY' || isAway(code, thrown) ? away(thrown) : thrown
}

/** Names what is wrong with the database where its error tells; anything else stays as it was thrown. */
export const storeFault = (thrown: unknown): unknown => (thrown instanceof Failure ? thrown : faultOf(thrown))

/** Whether the database itself was in the way, so that the same work is right when it is done again. */
export const isStoreFault = (thrown: unknown): boolean =>
  thrown instanceof Failure && thrown.retryable && thrown.code.startsWith('store.')
