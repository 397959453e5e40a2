/** Looks whether the pages of a SQLite file are whole, in a thread of its own: it reads all of them. */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** A file that takes longer to read is looked at in earnest with the tools of its operator. */
const VERIFY_MS_MAX = 120_000

const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const Database = require(workerData.library)
let words = null
try {
  const file = new Database(workerData.path, { readonly: true, timeout: 5000 })
  const [fault] = file.pragma('quick_check(1)', { simple: false })
  words = fault.quick_check === 'ok' ? null : fault.quick_check
  file.close()
} catch (thrown) {
  words = thrown.code === 'SQLITE_BUSY' ? null : String(thrown.message)
}
parentPort.postMessage(words)
`

/** What is wrong with the file in words; null where nothing is. */
export const verifyFile = (path: string): Promise<string | null> =>
  new Promise((resolve) => {
    const library = createRequire(import.meta.url).resolve('better-sqlite3')
    const looking = new Worker(PROGRAM, { eval: true, workerData: { path, library }, execArgv: [] })
    const end = (words: string | null) => {
      clearTimeout(timer)
      resolve(words)
      void looking.terminate()
    }
    const timer = setTimeout(() => end(null), VERIFY_MS_MAX)
    looking.unref()
    looking.once('message', end)
    looking.once('error', (thrown) => end(thrown.message))
    looking.once('exit', () => end(null))
  })
