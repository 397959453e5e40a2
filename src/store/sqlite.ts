import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { wordsOf } from '../base/failure.ts'
import { createCheckpoints } from './checkpoint.ts'
import { storeFault } from './faults.ts'
import { type CompiledQuery, type DatabaseConnection, type QueryResult, SqliteDialect, SqliteDriver } from 'kysely'

/** How long a writer waits for another process's transaction before the fault is told. */
const BUSY_MS = 10_000
const BUSY_PAUSE_MS = 4
/** Some 64 MB: only where nothing else moves commits into the file, a commit does. */
const LOG_PAGES_MAX = 16_000
/** Statements that leave nothing to wait for. */
const READS = /^\s*(select|with|pragma|begin|savepoint|release|rollback|explain)\b/i
/** Statements kept compiled; the house has far fewer. */
const STATEMENTS_MAX = 500

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_BUSY')

/** What a commit wrote is on the disk once this resolves. */
type Sync = () => Promise<void>

/**
 * better-sqlite3 would wait for a locked database, and for the disk, by blocking the whole process; this waits without.
 * Only a statement outside a transaction or a `begin immediate` can find the database busy, so trying again is always
 * right. Nobody is told of a commit, and nobody else gets the connection, before the disk has what it wrote.
 */
const patient = (connection: DatabaseConnection, sync: Sync): DatabaseConnection => {
  let inside = false
  const execute = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
    const giveUpAt = performance.now() + BUSY_MS
    for (;;) {
      try {
        return await connection.executeQuery<R>(query)
      } catch (thrown) {
        // A full disk rolls back by itself; what is to be told then is the disk, and not this.
        if (query.sql === 'rollback' && wordsOf(thrown).includes('no transaction is active')) return { rows: [] }
        if (!isBusy(thrown) || performance.now() > giveUpAt) throw storeFault(thrown)
        await pause(BUSY_PAUSE_MS * (0.5 + Math.random()))
      }
    }
  }
  return {
    async executeQuery<R>(query: CompiledQuery) {
      const result = await execute<R>(query)
      if (query.sql === 'begin') inside = true
      if (query.sql === 'commit' || query.sql === 'rollback') inside = false
      if (query.sql === 'commit' || (!inside && !READS.test(query.sql))) await sync()
      return result
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}

/** First come, first served. The driver's own lock lets a newcomer pass those who wait, and a busy worker the intake. */
const createQueue = () => {
  const waiting: (() => void)[] = []
  let taken = false
  return {
    enter: (): Promise<void> =>
      new Promise((resolve) => {
        if (taken) waiting.push(resolve)
        else {
          taken = true
          resolve()
        }
      }),
    leave() {
      const next = waiting.shift()
      if (next) next()
      else taken = false
    },
  }
}

class PatientDriver extends SqliteDriver {
  readonly #queue = createQueue()
  readonly #sync: Sync
  constructor(config: ConstructorParameters<typeof SqliteDriver>[0], sync: Sync) {
    super(config)
    this.#sync = sync
  }
  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#queue.enter()
    return patient(await super.acquireConnection(), this.#sync)
  }
  override async releaseConnection(): Promise<void> {
    await super.releaseConnection()
    this.#queue.leave()
  }
}

class PatientDialect extends SqliteDialect {
  readonly #database: ConstructorParameters<typeof SqliteDriver>[0]['database']
  readonly #sync: Sync
  constructor(config: ConstructorParameters<typeof SqliteDriver>[0], sync: Sync) {
    super(config)
    this.#database = config.database
    this.#sync = sync
  }
  override createDriver() {
    return new PatientDriver({ database: this.#database }, this.#sync)
  }
}

/**
 * Waits for the disk beside the event loop: as safe as `synchronous = FULL`, which waits in it. One connection
 * commits at a time, so that none can miss the round that it needs.
 */
const createSync = (path: string): { sync: Sync; close: () => Promise<void> } => {
  const checkpoints = createCheckpoints(path)
  let log: Promise<FileHandle> | null = null
  const opened = (): Promise<FileHandle> => {
    log ??= open(`${path}-wal`, 'r+').catch((thrown: unknown) => {
      log = null
      throw storeFault(thrown)
    })
    return log
  }
  return {
    async sync() {
      try {
        await (await opened()).datasync()
        checkpoints.committed()
      } catch (thrown) {
        throw storeFault(thrown)
      }
    },
    async close() {
      checkpoints.close()
      await (await log?.catch(() => null))?.close()
    },
  }
}

/** The file with a write-ahead log, each commit on the disk before it is told. */
export const openFile = (path: string): { dialect: SqliteDialect; backup: (to: string) => Promise<void> } => {
  const file = new Database(path, { timeout: 0 })
  file.pragma('busy_timeout = 1000')
  file.pragma('journal_mode = WAL')
  file.pragma('busy_timeout = 0')
  // Commits wait for the disk by `sync`, and a thread moves them into the file.
  file.pragma('synchronous = NORMAL')
  file.pragma(`wal_autocheckpoint = ${LOG_PAGES_MAX}`)
  file.pragma('foreign_keys = ON')
  // What is erased is overwritten with zeros, and not merely forgotten.
  file.pragma('secure_delete = ON')
  const { sync, close: closeLog } = createSync(path)
  const close = () => {
    file.close()
    void closeLog()
  }
  const statements = new Map<string, Database.Statement>()
  const prepare = (text: string) => {
    const known = statements.get(text)
    if (known) return known
    // A deferred transaction that first reads can lose its race at the first write; an immediate one waits instead.
    const made = file.prepare(text === 'begin' ? 'begin immediate' : text)
    if (statements.size >= STATEMENTS_MAX) statements.clear()
    statements.set(text, made)
    return made
  }
  return {
    dialect: new PatientDialect({ database: { prepare, close } }, sync),
    async backup(to) {
      await file.backup(to)
    },
  }
}
