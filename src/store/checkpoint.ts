/** Moves what commits wrote into the SQLite file itself, in a thread: it waits for the disk several times. */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** Commits between two rounds; what they wrote stays well below what the log may grow to. */
const COMMITS = 300

const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const Database = require(workerData.library)
let file = null
parentPort.on('message', () => {
  try {
    file ??= new Database(workerData.path, { fileMustExist: true, timeout: 1000 })
    file.pragma('synchronous = NORMAL')
    file.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // A full disk or a busy file: the next round tries again, and the log has room.
  }
})
`

/** Counts commits and has a round made from time to time. */
export const createCheckpoints = (path: string): { committed: () => void; close: () => void } => {
  let commits = 0
  let thread: Worker | null = null
  const start = (): Worker => {
    const library = createRequire(import.meta.url).resolve('better-sqlite3')
    const made = new Worker(PROGRAM, { eval: true, workerData: { path, library }, execArgv: [] })
    made.unref()
    made.on('error', () => {
      thread = null
    })
    return made
  }
  return {
    committed() {
      if (++commits % COMMITS !== 0) return
      thread ??= start()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage('checkpoint')
    },
    close() {
      void thread?.terminate()
    },
  }
}
