import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { wordsOf } from '../base/failure.ts'
import { storeFault } from './faults.ts'
import { type CompiledQuery, type DatabaseConnection, SqliteDialect, SqliteDriver } from 'kysely'

/** How long a writer waits for another process's transaction before the fault is told. */
const BUSY_MS = 10_000
const BUSY_PAUSE_MS = 4
/** Statements kept compiled; the house has far fewer. */
const STATEMENTS_MAX = 500

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_BUSY')

/**
 * better-sqlite3 would wait for a locked database by blocking the whole process; this waits without. Only a statement
 * outside a transaction or a `begin immediate` can find the database busy, so trying again is always right.
 */
const patient = (connection: DatabaseConnection): DatabaseConnection => ({
  async executeQuery<R>(query: CompiledQuery) {
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
  },
  streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
})

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
  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#queue.enter()
    return patient(await super.acquireConnection())
  }
  override async releaseConnection(): Promise<void> {
    await super.releaseConnection()
    this.#queue.leave()
  }
}

class PatientDialect extends SqliteDialect {
  readonly #database: ConstructorParameters<typeof SqliteDriver>[0]['database']
  constructor(config: ConstructorParameters<typeof SqliteDriver>[0]) {
    super(config)
    this.#database = config.database
  }
  override createDriver() {
    return new PatientDriver({ database: this.#database })
  }
}

/** The file with a write-ahead log, each commit on the disk before it is told. */
export const openFile = (path: string): { dialect: SqliteDialect; backup: (to: string) => Promise<void> } => {
  const file = new Database(path, { timeout: 0 })
  file.pragma('busy_timeout = 1000')
  file.pragma('journal_mode = WAL')
  file.pragma('busy_timeout = 0')
  file.pragma('synchronous = FULL')
  file.pragma('foreign_keys = ON')
  // What is erased is overwritten with zeros, and not merely forgotten.
  file.pragma('secure_delete = ON')
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
    dialect: new PatientDialect({ database: { prepare, close: () => file.close() } }),
    async backup(to) {
      await file.backup(to)
    },
  }
}
