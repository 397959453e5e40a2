/** Keeps two ingests of one data folder apart, also across processes and after a kill. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface Lock {
  release(): void
}

/**
 * Null when another ingest holds it. SQLite's exclusive lock is the operating system's: it is gone the moment its
 * process is, so there is no stale lock to be recognised and none can be stolen from a slow owner.
 */
export const takeLock = (folder: string): Lock | null => {
  mkdirSync(folder, { recursive: true })
  const database = new Database(join(folder, 'ingest.lock'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (thrown) {
    database.close()
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return null
    throw thrown
  }
  return { release: () => database.close() }
}
