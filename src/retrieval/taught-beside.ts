/** Learns which passage a question is for beside all else that an index needs. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Lessons } from './lessons.ts'
import { learnTaught, type Taught } from './taught.ts'

/** Fewer are learned from before a thread has begun. */
const QUESTIONS_MIN = 2_000

/** What reads sources in the program that tests are run by does not reach into a thread. */
const COMPILED = import.meta.url.endsWith('.js')

const inThread = (lessons: Lessons): Promise<Taught> => {
  const worker = new Worker(new URL('taught-thread.js', import.meta.url), { workerData: lessons })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    // After the message it rejects nothing any more.
    worker.once('exit', (code) => reject(new Error(`the thread that learns ended with ${code}`)))
  })
}

export const learnTaughtBeside = (lessons: Lessons | null, breathe: () => Promise<void>): Promise<Taught> => {
  const many = COMPILED && lessons !== null && lessons.count >= QUESTIONS_MIN && availableParallelism() > 1
  const learning = many ? inThread(lessons) : learnTaught(lessons, breathe)
  // Whoever waits for it hears why it failed; until then nobody may be waiting.
  learning.catch(() => {})
  return learning
}
